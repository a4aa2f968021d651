from dataclasses import replace
from itertools import pairwise

from chalicelib import wire
from chalicelib.models import DeltaEvent, DoneEvent, Failure, Message, Passage, SourcesEvent
from chalicelib.rag.answers.events import events_of


def message(**fields: object) -> Message:
    base = Message("m", "c", "o", "assistant", "", "streaming", "2026-01-01T00:00:00.000Z")
    return replace(base, **fields)  # type: ignore[arg-type]


def passages(count: int, text: str) -> tuple[Passage, ...]:
    return tuple(Passage(f"p{n}", "d", "f.txt", n, None, ("Chapter",), 0, len(text), text, 1.0) for n in range(count))


def test_events_are_numbered_from_one_without_a_gap() -> None:
    whole = message(
        stages=("searching", "reading", "writing"),
        sources=passages(3, "text"),
        text="Hello world",
        delta_ends=(5, 11),
        status="complete",
    )
    events = list(events_of(whole))
    assert [event.seq for event in events] == [1, 2, 3, 4, 5, 6, 7]
    assert "".join(event.text for event in events if isinstance(event, DeltaEvent)) == whole.text
    assert isinstance(events[-1], DoneEvent)


def test_growing_message_keeps_its_earlier_events() -> None:
    """A message only grows, so its events so far are the beginning of its later ones."""
    steps = [
        message(stages=("searching",)),
        message(stages=("searching", "reading")),
        message(stages=("searching", "reading", "writing"), sources=passages(2, "x")),
        message(stages=("searching", "reading", "writing"), sources=passages(2, "x"), text="ab", delta_ends=(2,)),
    ]
    told = [list(events_of(step)) for step in steps]
    for before, after in pairwise(told):
        assert after[: len(before)] == before


def test_frames_fit_the_socket() -> None:
    long = passages(40, 'Chữ Việt có dấu "nháy"\n' * 120)
    events = list(events_of(message(stages=("searching", "reading", "writing"), sources=long)))
    frames = [event for event in events if isinstance(event, SourcesEvent)]
    assert len(frames) > 1
    assert [passage.id for frame in frames for passage in frame.passages] == [passage.id for passage in long]
    firsts = [frame.first for frame in frames]
    assert firsts == sorted(firsts)
    assert firsts[0] == 1
    assert all(len(wire.encode(wire.event(event))) < wire.FRAME_BYTES for event in events)


def test_done_frame_leaves_out_what_does_not_fit() -> None:
    huge = message(status="complete", text="x" * 40_000, delta_ends=(40_000,))
    done = list(events_of(huge))[-1]
    frame = wire.event(done)
    assert len(wire.encode(frame)) < wire.FRAME_BYTES
    assert frame["message"]["text"] is None


def test_deltas_have_the_positions_of_their_markers() -> None:
    cited = message(status="complete", text="In values[1] [1]. So [2].", brackets=(9,), delta_ends=(12, 25))
    frames = [wire.event(event) for event in events_of(cited)]
    assert [frame["markers"] for frame in frames if frame["type"] == "delta"] == [[], [13, 21]]
    assert frames[-1]["message"]["markers"] == [13, 21]


def test_failure_ends_the_events_once() -> None:
    failed = message(status="failed", text="So far", delta_ends=(6,), error=Failure("model_busy", "Busy.", True))
    kinds = [wire.event(event)["type"] for event in events_of(failed)]
    assert kinds == ["delta", "failed"]
