"""Who listens to an answer is told all of it, in order, in frames that fit."""

from collections import defaultdict
from collections.abc import Sequence

from chalicelib import wire
from chalicelib.models import (
    ChatEvent,
    DeltaEvent,
    DoneEvent,
)
from chalicelib.rag.answers.events import events_of
from tests.support.fakes import FakeChat
from tests.support.stores import Chats
from tests.unit.answers.making import Heard, asked, run


def test_replay_gives_the_events_that_others_got(chats: Chats) -> None:
    """What is stored while an answer streams tells its events, evidence included."""
    answer = asked(chats, "How many red pandas?")
    told: list[ChatEvent] = []
    heard = Heard(on_delta=lambda: told.extend(events_of(chats.conversations.message("o", answer.id))))
    run(chats, FakeChat(), answer, heard)
    assert any(isinstance(event, DeltaEvent) for event in told)
    assert told == heard.events[: len(told)]


def test_busy_socket_gets_every_event_later_and_in_order(chats: Chats) -> None:
    class Busy(Heard):
        calls = 0

        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            """Every second call delivers nothing, and the others one event less than all."""
            self.calls += 1
            taken = list(events)[: 0 if self.calls % 2 else max(1, len(events) - 1)]
            self.events += taken
            return len(taken)

    heard, stored = run(chats, FakeChat("The zoo keeps four. [1]"), asked(chats, "How many?"), Busy())
    assert [event.seq for event in heard.events] == list(range(1, len(heard.events) + 1))
    assert isinstance(heard.events[-1], DoneEvent)
    assert "".join(event.text for event in heard.events if isinstance(event, DeltaEvent)) == stored.text


def test_new_listener_gets_the_events_after_its_replay(chats: Chats) -> None:
    """What came before is told by `resume`; the worker goes on with what comes after."""
    told: dict[str, list[ChatEvent]] = defaultdict(list)
    answer = asked(chats, "How many?")
    replayed: list[ChatEvent] = []

    class Two(Heard):
        def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
            told[connection_id] += events
            if not replayed and any(isinstance(event, DeltaEvent) for event in events):
                replayed.extend(events_of(chats.answers.listen("o", answer.id, "second")))
                chat.go_on.set()
            return len(events)

    chat = FakeChat("word " * 400, silent_after=200)
    run(chats, chat, answer, Two())
    assert [event.seq for event in (*replayed, *told["second"])] == [event.seq for event in told["connection"]]
    assert replayed
    assert told["second"]


def test_burst_of_text_is_cut_into_frames_that_fit(chats: Chats) -> None:
    chat = FakeChat("\x00" * 30_000)
    heard, stored = run(chats, chat, asked(chats, "How many?"))
    assert len(stored.text) == 30_000
    assert all(len(wire.encode(wire.event(event))) < wire.FRAME_BYTES for event in heard.events)
