"""`ConverseStream`: real frames, sent as they are made, ended when nobody listens."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EventStreamError
from urllib3.exceptions import HTTPError

from cloud.bedrock.wire.errors import STREAM_ERRORS
from tests.bedrock.asking import TOWER, answer, grounded, read_deltas, request, text_of
from tests.bedrock.conftest import Local, eventually

ASKED = request(grounded("Who built the tower?", TOWER))


def test_the_events_come_in_bedrocks_order(bedrock: Any) -> None:
    events = list(bedrock.converse_stream(**ASKED)["stream"])
    kinds = [next(iter(event)) for event in events]
    assert kinds[0] == "messageStart"
    assert set(kinds[1:-3]) == {"contentBlockDelta"}
    assert len(kinds) > 8
    assert kinds[-3:] == ["contentBlockStop", "messageStop", "metadata"]
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    assert events[-1]["metadata"]["usage"]["outputTokens"] > 0
    assert events[-1]["metadata"]["metrics"]["latencyMs"] >= 0


def test_the_deltas_joined_are_the_answer_of_converse(bedrock: Any) -> None:
    assert text_of(list(bedrock.converse_stream(**ASKED)["stream"])) == answer(bedrock, ASKED)


def test_a_delta_arrives_while_the_answer_is_still_being_made(bedrock: Any, local: Local) -> None:
    local.faults({"operation": "ConverseStream", "after_tokens": 2, "hold": True})
    stream = bedrock.converse_stream(**ASKED)["stream"]
    first = read_deltas(stream, 2)
    assert local.stats()["streams_open"] == 1
    assert local.stats()["streams_finished"] == 0
    local.clear()
    assert first + text_of(list(stream)) == answer(bedrock, ASKED)
    eventually(lambda: local.stats()["streams_finished"] == 1)


def test_a_client_that_goes_away_ends_the_generation(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 2, "hold": True})
    stream = bedrock.converse_stream(**ASKED)["stream"]
    read_deltas(stream, 2)
    stream.close()
    eventually(lambda: local.stats()["streams_ended_by_disconnect"] == 1)
    assert local.stats()["streams_open"] == 0


def test_one_open_stream_does_not_hold_up_another(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 1, "hold": True, "times": 1})
    held = bedrock.converse_stream(**ASKED)["stream"]
    read_deltas(held, 1)
    assert "Eiffel" in text_of(list(bedrock.converse_stream(**ASKED)["stream"]))
    held.close()


@pytest.mark.parametrize("name", STREAM_ERRORS)
def test_each_error_inside_a_stream_reaches_boto3(bedrock: Any, local: Local, name: str) -> None:
    local.faults({"after_tokens": 3, "error": name, "message": "as asked"})
    stream = bedrock.converse_stream(**ASKED)["stream"]
    assert read_deltas(stream, 3) == "The tower was "
    with pytest.raises(EventStreamError) as broken:
        list(stream)
    assert broken.value.response["Error"] == {"Code": name, "Message": "as asked"}


def test_an_error_may_come_before_the_first_delta(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 0, "error": "throttlingException"})
    stream = iter(bedrock.converse_stream(**ASKED)["stream"])
    assert next(stream) == {"messageStart": {"role": "assistant"}}
    with pytest.raises(EventStreamError, match="throttlingException"):
        next(stream)


def test_a_fault_beyond_the_answers_length_strikes_at_its_end(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 10_000, "error": "modelStreamErrorException"})
    with pytest.raises(EventStreamError, match="modelStreamErrorException"):
        list(bedrock.converse_stream(**ASKED)["stream"])


def test_a_stream_may_end_without_message_stop(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 2, "end": True})
    events = list(bedrock.converse_stream(**ASKED)["stream"])
    assert [next(iter(event)) for event in events] == [
        "messageStart",
        "contentBlockDelta",
        "contentBlockDelta",
    ]


def test_a_connection_may_be_cut(bedrock: Any, local: Local) -> None:
    local.faults({"after_tokens": 2, "cut": True})
    stream = bedrock.converse_stream(**ASKED)["stream"]
    with pytest.raises(HTTPError):
        list(stream)


def test_an_error_before_the_stream_is_an_error_of_the_call(bedrock: Any, local: Local) -> None:
    local.faults({"operation": "ConverseStream", "error": "ModelNotReadyException"})
    with pytest.raises(bedrock.exceptions.ModelNotReadyException):
        bedrock.converse_stream(**ASKED)
