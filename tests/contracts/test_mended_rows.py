"""`operations check` finds each kind of row that cannot be read, and repairs or removes it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from chalicelib.models import new_id
from operations.drift import Drift
from operations.inventory import Inventory
from operations.rows import RowDrifts
from tests.contracts.test_broken_rows import BROKEN, breaks, rows_of
from tests.support.rows import Row, Stage, make_stage
from tests.support.stores import stage_on_moto

KINDS = (
    "document", "maintenance", "conversation", "question", "ended answer", "abandoned answer", "summary", "note",
    "usage",
)  # fmt: skip
SINGLE = ("maintenance", "summary", "usage")  # Of which an owner, a chat or a day has one.
NOW = 2_000_000_000.0


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stage_on_moto() as names:
        made = make_stage(names)
        made.services.adapters.__dict__["passages"] = SimpleNamespace(
            stored_generations=lambda _: {(made.ids[BROKEN]["document"], 3): 4}
        )
        yield made


def drifts(stage: Stage) -> list[Drift]:
    return list(RowDrifts(stage.services, Inventory(stage.services.settings), BROKEN, NOW).all())


def upload(stage: Stage, document_id: str, version: int) -> None:
    key = f"files/{BROKEN}/{document_id}/{version}"
    boto3.client("s3").put_object(Bucket=stage.names["DOCUMENTS_BUCKET"], Key=key, Body=b"abc")


@pytest.mark.parametrize("kind", SINGLE)
def test_every_broken_row_is_found_and_mended(stage: Stage, kind: str) -> None:
    stage.reset()
    assert drifts(stage) == []
    ((row, item),) = rows_of(stage, kind)
    names = {drift.thing for what, broken in breaks(stage, row, item) for drift in mended(stage, row, broken, what)}
    assert len(names) == 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SINGLE])
def test_rows_broken_in_every_way_are_mended_together(stage: Stage, kind: str) -> None:
    stage.reset()
    assert drifts(stage) == []
    ((row, item),) = rows_of(stage, kind)
    prefix = item["id"].rpartition("#")
    for _, broken in breaks(stage, row, item):
        copy = new_id()
        upload(stage, copy, 1)
        stage.put(row, broken | {"id": f"{prefix[0]}{prefix[1]}{copy}"})
    found = drifts(stage)
    assert len({drift.thing for drift in found}) == len(found) > 3
    for drift in found:
        assert drift.mend is not None
        drift.mend()
    assert drifts(stage) == []


def mended(stage: Stage, row: Row, broken: dict[str, Any], what: str) -> list[Drift]:
    """The drifts of a broken row, after which there are none; whatever a reader stops at is one."""
    stage.reset()
    stage.put(row, broken)
    found = drifts(stage)
    assert len(found) <= 1, what
    for drift in found:
        assert drift.mend is not None
        drift.mend()
    assert drifts(stage) == [], what
    return found


def test_a_document_is_made_anew_from_its_file(stage: Stage) -> None:
    """What was live is still searched meanwhile, and no generation comes twice."""
    stage.reset()
    ((row, item),) = rows_of(stage, "document")
    upload(stage, item["id"], 2)
    stage.put(row, {name: value for name, value in item.items() if name not in ("filename", "size", "generation")})
    (drift,) = drifts(stage)
    assert drift.mend is not None
    drift.mend()
    document = stage.services.adapters.documents.get(BROKEN, item["id"])
    assert (document.status, document.version, document.filename) == ("queued", 2, "document.txt")
    assert (document.generation, document.live_generation, document.live_version) == (3, 1, 1)
    assert document.tags == ("tag",)


def test_a_document_without_a_file_is_removed(stage: Stage) -> None:
    stage.reset()
    ((row, item),) = rows_of(stage, "document")
    boto3.resource("s3").Bucket(stage.names["DOCUMENTS_BUCKET"]).object_versions.delete()
    stage.put(row, {name: value for name, value in item.items() if name != "filename"})
    (drift,) = drifts(stage)
    assert drift.mend is not None
    drift.mend()
    assert stage.services.adapters.documents.find(BROKEN, item["id"]) is None


def test_a_message_of_no_chat_is_removed(stage: Stage) -> None:
    stage.reset()
    ((row, item),) = rows_of(stage, "question")
    stage.put(row, {name: item[name] for name in item if name not in ("conversation_id", "conversation_message")})
    (drift,) = drifts(stage)
    assert drift.mend is not None
    drift.mend()
    assert stage.now(row) is None


def test_an_answer_whose_question_is_odd_ends(stage: Stage) -> None:
    stage.reset()
    ((row, item),) = rows_of(stage, "abandoned answer")
    stage.put(row, item | {"asked": "odd"})
    (drift,) = drifts(stage)
    assert drift.mend is not None
    drift.mend()
    message = stage.services.adapters.conversations.message(BROKEN, item["id"])
    assert message.status == "failed"
    assert message.error is not None
    assert message.error.code == "model_interrupted"
