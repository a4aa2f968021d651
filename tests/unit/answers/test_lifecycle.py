"""The table of an answer's life: which change is allowed when, without any store."""

from typing import Any

import pytest

from chalicelib.rag.answers import lifecycle
from chalicelib.rag.answers.lifecycle import (
    ABANDON,
    ASK,
    BEGIN,
    EVERY,
    FINISH,
    FLUSH,
    FLUSH_SECONDS,
    HEARTBEAT,
    HEARTBEAT_SECONDS,
    LEASE_SECONDS,
    LISTEN,
    LONG_FLUSH_SECONDS,
    RATE,
    SLOWEST_FLUSH_SECONDS,
    START_SECONDS,
    STOP,
    STOP_CHECK_SECONDS,
    TRANSITIONS,
    Transition,
    seconds_to_flush,
)
from chalicelib.rag.change import TIMER, Check
from cloud import PROJECT

NOW = 1_800_000_000
VALUES: dict[str, Any] = {
    "worker": "w",
    "told": 3,
    "due": NOW,
    "connections": {"c"},
    "feedback": {"rating": "up"},
    "conversation_id": "chat",
}
ANSWER = {"role": "assistant", "status": "streaming", "conversation_id": "chat", "worker": "w", "check_at": NOW - 1}
# Which transition is allowed from which status, written a second time by hand.
LEGAL = {
    "listen": EVERY,
    "stop": EVERY,
    "rate": EVERY,
    "begin": ("streaming",),
    "heartbeat": ("streaming",),
    "flush": ("streaming",),
    "finish": ("streaming",),
    "abandon": ("streaming",),
}


def holds(check: Check, record: dict[str, Any]) -> bool:
    if check.operator == "not_exists":
        return check.field not in record
    value = record.get(check.field)
    return bool(
        value == check.operand
        if check.operator == "eq"
        else value in check.operand
        if check.operator == "is_in"
        else value is not None and value < check.operand
    )


def values_of(transition: Transition, **values: Any) -> dict[str, Any]:
    names = (*transition.takes, *transition.adds, *transition.compares)
    return {name: (VALUES | values)[name] for name in names}


def is_allowed(transition: Transition, record: dict[str, Any], **values: Any) -> bool:
    fields = {"status": transition.to[0]} if transition.to else {}
    change = transition.change(NOW, fields, values_of(transition, **values))
    return all(any(holds(check, record) for check in any_of) for any_of in change.conditions)


stored = pytest.mark.parametrize(
    "transition", [change for change in TRANSITIONS if change is not ASK], ids=lambda transition: transition.name
)


@stored
@pytest.mark.parametrize("status", EVERY)
def test_transition_is_allowed_from_its_statuses_alone(transition: Transition, status: str) -> None:
    assert is_allowed(transition, ANSWER | {"status": status}) == (status in LEGAL[transition.name])


@stored
def test_transition_is_refused_without_a_record(transition: Transition) -> None:
    assert not is_allowed(transition, {})


@pytest.mark.parametrize(
    ("transition", "spoiled"),
    [
        (BEGIN, {"worker": "another"}),
        (ABANDON, {"check_at": NOW}),
        (LISTEN, {"role": "user"}),
        (STOP, {"role": "user"}),
        (RATE, {"role": "user"}),
        (RATE, {"conversation_id": "another"}),
    ],
)
def test_transition_is_refused_when_a_guard_fails(transition: Transition, spoiled: dict[str, Any]) -> None:
    assert is_allowed(transition, ANSWER)
    assert not is_allowed(transition, ANSWER | spoiled)


def test_begin_takes_an_answer_that_no_function_has() -> None:
    assert is_allowed(BEGIN, {name: value for name, value in ANSWER.items() if name != "worker"})


@stored
def test_transition_takes_its_values_alone(transition: Transition) -> None:
    fields = {"status": transition.to[0]} if transition.to else {}
    with pytest.raises(TypeError):
        transition.change(NOW, fields, values_of(transition) | {"another": 1})


@pytest.mark.parametrize(("transition", "status"), [(FINISH, "streaming"), (ABANDON, "complete"), (ASK, "complete")])
def test_transition_leads_to_its_statuses_alone(transition: Transition, status: str) -> None:
    with pytest.raises(ValueError, match=status):
        transition.change(NOW, {"status": status}, values_of(transition))


def test_flush_stores_the_text_and_no_status() -> None:
    fields = {"text": "So", "delta_ends": (2,), "stages": ("writing",), "status": "streaming", "model": "m"}
    change = FLUSH.change(NOW, fields, {"told": 4})
    assert change.sets == {"text": "So", "delta_ends": (2,), "stages": ("writing",), "told": 4}
    assert (change.clears, change.wake) == ((), None)


@pytest.mark.parametrize("transition", [FINISH, ABANDON])
def test_end_stores_the_whole_message_and_ends_the_timer(transition: Transition) -> None:
    change = transition.change(NOW, {"status": "failed", "text": "So", "id": "m"}, values_of(transition))
    assert change.sets == {"status": "failed", "text": "So"}
    assert (change.clears, change.wake) == (TIMER, None)


def test_times_leave_room_for_two_missed_heartbeats() -> None:
    assert 3 * HEARTBEAT_SECONDS <= LEASE_SECONDS < START_SECONDS
    wakes = {transition.name: transition.wakes for transition in (ASK, BEGIN, HEARTBEAT)}
    assert wakes == {"ask": START_SECONDS, "begin": LEASE_SECONDS, "heartbeat": LEASE_SECONDS}


def table() -> str:
    """The life of an answer as the Markdown table of docs/architecture.md."""
    head = "| change | by | from | to | guard | stores | sweeper looks |\n| --- | --- | --- | --- | --- | --- | --- |"
    return "\n".join([head, *map(row, TRANSITIONS)])


def row(transition: Transition) -> str:
    saves = ("the message",) if transition.saves == lifecycle.WHOLE else transition.saves
    stores = (*saves, *transition.takes, *transition.adds, *transition.sets)
    looks = "no more" if transition.clears else f"in {transition.wakes} s" if transition.wakes else ""
    cells = (
        transition.name,
        transition.by,
        "any" if transition.sources == EVERY else " ".join(transition.sources),
        " ".join(transition.to),
        ", ".join(guard.__name__.replace("_", " ") for guard in transition.guards),
        ", ".join(stores),
        looks,
    )
    return f"| {' | '.join(cells)} |"


def test_docs_have_the_table_of_transitions() -> None:
    assert table() in (PROJECT / "docs" / "architecture.md").read_text()


def test_a_flush_comes_later_the_longer_the_text_is() -> None:
    """It writes all of the text: the first words come at once, and a long answer does not multiply what is written."""
    seconds = [seconds_to_flush(FLUSH_SECONDS, "x" * length, pending=True) for length in range(0, 5_000, 100)]
    assert seconds == sorted(seconds)
    assert (seconds[0], seconds[-1]) == (FLUSH_SECONDS, LONG_FLUSH_SECONDS)
    assert seconds_to_flush(SLOWEST_FLUSH_SECONDS, "x", pending=True) == SLOWEST_FLUSH_SECONDS
    assert seconds_to_flush(FLUSH_SECONDS, "x", pending=False) == STOP_CHECK_SECONDS
