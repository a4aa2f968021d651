"""The table of a document's life: which change is allowed when, without any store."""

import json
import re
from typing import Any

import pytest

from chalicelib.models import Document
from chalicelib.rag.change import TIMER
from chalicelib.rag.documents import lifecycle
from chalicelib.rag.documents.lifecycle import (
    CLAIM,
    FUNCTION_SECONDS,
    HAND_OVER,
    HEARTBEAT,
    LEASE_SECONDS,
    PUBLISH,
    TRANSITIONS,
    UPLOAD,
    WAIT,
    WORKERS_ENDED_SECONDS,
)
from chalicelib.rag.documents.transition import DELETED, Request, Transition
from cloud import PROJECT
from tests.faults.parts import MAX_RECEIVES, VISIBILITY_SECONDS
from tests.support.transitions import NOW, SPOILED, STATES, is_allowed, record_in, request_for

# Which transition is allowed from which state, written a second time by hand.
LEGAL = """
                uploading queued extracting embedding indexing ready failed deleting deleted
describe            x       x        x          x        x       x      x       x       .
replace             x       x        x          x        x       x      x       .       .
retry               .       .        .          .        .       .      x       .       .
restart             .       .        .          .        .       .      x       .       .
delete              x       x        x          x        x       x      x       .       .
requeue_dead        .       .        .          .        .       .      x       .       .
rebuild             .       .        .          .        .       x      .       .       .
remake              .       .        .          .        .       x      .       .       .
upload              x       x        x          x        x       x      x       .       .
upload_again        x       x        x          x        x       x      x       .       .
lose_file           x       x        x          x        x       x      x       .       .
claim               .       x        x          x        x       .      .       .       .
heartbeat           .       x        x          x        x       .      .       .       .
progress            .       x        x          x        x       .      .       .       .
achieve             .       x        x          x        x       .      .       .       .
accept_file         .       x        x          x        x       .      .       .       .
hand_over           .       x        x          x        x       .      .       .       .
wait                .       x        x          x        x       .      .       .       .
publish             .       x        x          x        x       .      .       .       .
fail                .       x        x          x        x       .      .       .       .
requeue             .       .        x          x        x       .      .       .       .
release             .       x        .          .        .       .      .       .       .
give_up             x       x        x          x        x       .      .       .       .
postpone            x       x        x          x        x       x      x       x       .
settle              .       .        .          .        .       x      x       .       .
remove              .       .        .          .        .       .      .       x       .
postpone_purge      .       .        .          .        .       .      .       .       x
purge               .       .        .          .        .       .      .       .       x
lose_live_file      .       .        .          .        .       x      .       .       .
"""
every_transition = pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda transition: transition.name)


def legal() -> dict[tuple[str, str], bool]:
    head, *rows = LEGAL.strip().splitlines()
    states = head.split()
    cells = [row.split() for row in rows]
    return {(name, state): mark == "x" for name, *marks in cells for state, mark in zip(states, marks, strict=True)}


@pytest.mark.parametrize(
    "transition", [change for change in TRANSITIONS if change.sources], ids=lambda change: change.name
)
@pytest.mark.parametrize("state", STATES)
def test_transition_is_allowed_from_its_states_alone(transition: Transition, state: str) -> None:
    assert is_allowed(transition, record_in(transition, state)) == legal()[transition.name, state]


@pytest.mark.parametrize(("name", "field", "value"), SPOILED)
def test_transition_is_refused_when_a_guard_fails(name: str, field: str, value: Any) -> None:
    transition = next(transition for transition in TRANSITIONS if transition.name == name)
    record = record_in(transition, transition.sources[0])
    assert is_allowed(transition, record)
    assert not is_allowed(transition, {**record, field: value})


def test_every_guard_is_spoiled_in_a_test() -> None:
    guarded = {(transition.name, len(transition.guards)) for transition in TRANSITIONS if transition.guards}
    for name, guards in guarded:
        assert len([case for case in SPOILED if case[0] == name]) >= guards, name


@every_transition
def test_transition_changes_fields_of_a_document_alone(transition: Transition) -> None:
    change = transition.change(request_for(transition))
    fields = {*Document.__dataclass_fields__, DELETED, *TIMER}
    assert {*change.sets, *change.clears, *change.adds, *transition.takes} <= fields
    assert not change.sets.keys() & change.clears
    assert not change.sets.keys() & change.adds.keys()


@every_transition
def test_state_that_is_no_rest_has_a_timer(transition: Transition) -> None:
    """Whoever moves a document says when the sweeper looks at it, or it has a time already."""
    moves = transition.to is not None or transition.leases is not None
    assert not moves or transition.wakes is not None
    assert transition.to is None or not {*TIMER} & {*transition.clears}


def test_names_of_transitions_differ() -> None:
    assert len({transition.name for transition in TRANSITIONS}) == len(TRANSITIONS) == 30


def test_value_that_a_transition_does_not_take_is_refused() -> None:
    with pytest.raises(TypeError, match="claim takes no passages"):
        CLAIM.change(Request(request_for(CLAIM).document, NOW, {"passages": 3}))


def test_value_of_none_leaves_a_field_as_it_is() -> None:
    request = request_for(HAND_OVER)
    assert "attempts" not in HAND_OVER.change(replace_values(request, attempts=None)).sets
    assert HAND_OVER.change(replace_values(request, attempts=0)).sets["attempts"] == 0


def replace_values(request: Request, **values: Any) -> Request:
    return request._replace(values={**request.values, **values})


def test_claim_takes_a_lease_and_counts() -> None:
    change = CLAIM.change(request_for(CLAIM))
    assert change.sets["lease_until"] == NOW + LEASE_SECONDS
    assert change.adds == {"generation": 1, "attempts": 1}
    assert change.wake == NOW + LEASE_SECONDS + 5
    assert "since" not in change.sets


def test_wait_is_no_attempt() -> None:
    change = WAIT.change(request_for(WAIT), after=70)
    assert change.adds == {"waits": 1, "attempts": -1}
    assert (change.sets["since"], change.wake) == (NOW, NOW + 70)


def test_publish_keeps_a_note_and_clears_another() -> None:
    request = request_for(PUBLISH)
    assert "note" in PUBLISH.change(replace_values(request, note=None)).clears
    change = PUBLISH.change(replace_values(request, note="Page 2 is a picture."))
    assert (change.sets["note"], "note" in change.clears) == ("Page 2 is a picture.", False)


def test_failure_of_an_upload_goes_with_the_next_one() -> None:
    assert "failure" in UPLOAD.change(request_for(UPLOAD)).clears


def test_heartbeats_fit_twice_into_a_lease() -> None:
    assert 3 * lifecycle.HEARTBEAT_SECONDS < LEASE_SECONDS
    assert HEARTBEAT.leases == LEASE_SECONDS


def test_times_fit_what_is_deployed() -> None:
    functions = json.loads((PROJECT / ".chalice/config.json").read_text())["lambda_functions"]
    assert {functions[name]["lambda_timeout"] for name in ("embed", "answer", "upkeep")} == {FUNCTION_SECONDS}
    template = (PROJECT / "cloud/stack/template.yaml").read_text()
    assert {int(seconds) for seconds in re.findall(r"VisibilityTimeout: (\d+)", template)} == {6 * FUNCTION_SECONDS}
    assert re.findall(r"maxReceiveCount: (\d+)", template) == [str(MAX_RECEIVES)]
    assert VISIBILITY_SECONDS == 6 * FUNCTION_SECONDS
    assert WORKERS_ENDED_SECONDS < lifecycle.PURGE_SECONDS
    assert lifecycle.MAINTENANCE_LEASE_SECONDS > FUNCTION_SECONDS


def test_request_of_a_table_case_is_complete() -> None:
    """The cases of these tests give every value that a transition takes."""
    for transition in TRANSITIONS:
        assert set(request_for(transition).values) == set(transition.takes)
