"""What keeps the edge: cursors, counters, frames of a socket, answers at once."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo.connections import DynamoConnections
from chalicelib.adapters.dynamo.cursors import Cursors
from chalicelib.adapters.dynamo.rate_limits import DynamoRateLimits
from chalicelib.errors import ConflictError, InvalidRequestError, RateLimitedError
from chalicelib.models import Connection, Message, MessageRef, Passage, Question, StreamState, Summary, new_id
from chalicelib.rag.answers.lifecycle import ABANDON, BEGIN, FINISH, FLUSH, HEARTBEAT, START_SECONDS
from tests.support.stores import MANY, Chats, chats_in, put_question


def test_a_cursor_serves_only_its_owner_and_list(aws: dict[str, str], dynamo: Any) -> None:
    cursors = Cursors(dynamo, aws["EDGE_TABLE"])
    sealed = cursors.seal("alice", "documents", "01J…place")
    assert sealed
    assert cursors.seal("alice", "documents", None) is None
    another_process = Cursors(dynamo, aws["EDGE_TABLE"])
    assert another_process.open("alice", "documents", sealed) == "01J…place"
    for owner, name in (("bob", "documents"), ("alice", "conversations")):
        with pytest.raises(InvalidRequestError):
            another_process.open(owner, name, sealed)


@pytest.mark.parametrize("cursor", ["a", "!", "é", "AAAA", "A" * 5_000, "\x00", "eyJhIjoxfQ=="])
def test_a_made_up_cursor_is_refused(aws: dict[str, str], dynamo: Any, cursor: str) -> None:
    with pytest.raises(InvalidRequestError):
        Cursors(dynamo, aws["EDGE_TABLE"]).open("alice", "documents", cursor)


def test_no_letter_of_a_cursor_can_be_changed(aws: dict[str, str], dynamo: Any) -> None:
    cursors = Cursors(dynamo, aws["EDGE_TABLE"])
    sealed = cursors.seal("alice", "documents", "a place") or ""
    assert sealed.endswith("=")
    changed = [sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :] for at in range(len(sealed))]
    padded = [sealed + "=", sealed + "====", sealed.rstrip("="), f"!{sealed}", f"{sealed[:4]}\n{sealed[4:]}"]
    for other in (*changed, *padded):
        with pytest.raises(InvalidRequestError):
            cursors.open("alice", "documents", other)


def test_a_rate_limit_ends_with_its_window(aws: dict[str, str], dynamo: Any) -> None:
    now = [1_000_000_020.0]
    caps = {"tickets": 3, "searches": 100, "uploads": 100}
    counters = DynamoRateLimits(dynamo, aws["EDGE_TABLE"], caps, lambda: now[0])  # type: ignore[arg-type]
    for _ in range(3):
        counters.count("alice", "tickets")
    with pytest.raises(RateLimitedError):
        counters.count("alice", "tickets")
    counters.count("bob", "tickets")
    counters.count("alice", "searches")
    now[0] += 60
    counters.count("alice", "tickets")


def test_frames_of_a_socket_are_counted_by_the_minute(
    aws: dict[str, str], dynamo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000_000_020.0]
    monkeypatch.setattr("chalicelib.adapters.dynamo.connections.time.time", lambda: now[0])
    connections = DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])
    assert connections.count_frame("c") is None
    connections.add(Connection("c", "alice", 10))
    for number in (1, 2, 3):
        assert connections.count_frame("c") == Connection("c", "alice", 10, frames=number)
    now[0] += 60
    assert connections.count_frame("c") == Connection("c", "alice", 10, frames=1)
    connections.renew("c", 20)
    assert connections.count_frame("c") == Connection("c", "alice", 20, frames=2)
    connections.remove("c")
    connections.renew("c", 30)
    assert connections.count_frame("c") is None


def test_concurrent_sockets_do_not_exceed_the_slots(aws: dict[str, str], dynamo: Any) -> None:
    connections = DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])
    for name in ("a", "b", "c"):
        connections.add(Connection(name, "alice", 10))
    assert [connections.slots.take("alice", name, 2) for name in ("a", "b", "c")] == [True, True, False]
    assert connections.slots.take("bob", "x", 2)
    connections.slots.reclaim("alice")
    assert not connections.slots.take("alice", "c", 2)
    connections.remove("a")
    connections.slots.reclaim("alice")
    assert connections.slots.take("alice", "c", 2)
    assert {connection.id for connection in connections.with_slots("alice")} == {"b", "c"}
    assert {connection.id for connection in connections.of_owner("alice")} == {"b", "c"}
    assert list(connections.expired(20)) != []


def test_sessions_that_are_over_are_found(aws: dict[str, str], dynamo: Any) -> None:
    connections = DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])
    for number in range(5):
        connections.add(Connection(str(number), "alice", number))
    assert set(connections.expired(3)) == {"0", "1", "2"}


def ask(chats: Chats, owner_id: str, request_id: str | None = None, text: str = "Why?") -> Message:
    return chats.conversations.message(owner_id, put_question(chats, owner_id, request_id, text).message_id)


def test_concurrent_answers_do_not_exceed_the_slots(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, replace(MANY, parallel_answers=3))
    answers = [ask(chats, "alice") for _ in range(3)]
    with pytest.raises(RateLimitedError):
        ask(chats, "alice")
    ask(chats, "bob")
    again = ask(chats, "alice", answers[0].request_id)
    assert again.id == answers[0].id


def test_a_finished_answer_frees_its_slot(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws, replace(MANY, parallel_answers=2))
    for _ in range(4):
        answer = ask(chats, "alice")
        chats.answers.apply(replace(answer, status="complete"), FINISH)
    ask(chats, "alice")
    deleted = ask(chats, "alice")
    with pytest.raises(RateLimitedError):
        ask(chats, "alice")
    chats.conversations.delete("alice", deleted.conversation_id)
    ask(chats, "alice")


def test_a_killed_worker_keeps_its_slot_for_one_minute(aws: dict[str, str], dynamo: Any) -> None:
    now = [1_800_000_000.0]
    chats = chats_in(dynamo, aws, replace(MANY, parallel_answers=2), lambda: now[0])
    killed, alive = ask(chats, "alice"), ask(chats, "alice")
    now[0] += 100
    for answer in (killed, alive):
        assert chats.answers.apply(answer, BEGIN, worker=f"worker of {answer.id}")
    for _ in range(3):
        now[0] += 20
        chats.answers.apply(alive, HEARTBEAT)
        with pytest.raises(RateLimitedError):
            ask(chats, "alice")
    now[0] += 1
    ask(chats, "alice")
    with pytest.raises(RateLimitedError):
        ask(chats, "alice")
    assert list(chats.answers.due(int(now[0]))) == [MessageRef("alice", killed.id)]


def test_a_question_without_function_keeps_its_slot_two_minutes(aws: dict[str, str], dynamo: Any) -> None:
    now = [1_800_000_000.0]
    chats = chats_in(dynamo, aws, replace(MANY, parallel_answers=1), lambda: now[0])
    ask(chats, "alice")
    now[0] += START_SECONDS
    with pytest.raises(RateLimitedError):
        ask(chats, "alice")
    now[0] += 1
    ask(chats, "alice")


def test_an_answer_that_has_ended_is_not_prolonged(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws)
    ended, deleted = ask(chats, "alice"), ask(chats, "alice")
    chats.answers.apply(replace(ended, status="complete"), FINISH)
    chats.conversations.delete("alice", deleted.conversation_id)
    for answer in (ended, deleted):
        assert chats.answers.apply(answer, HEARTBEAT) is None
    assert list(chats.answers.due(2**40)) == []


def test_what_lives_is_not_ended_by_an_index_that_lags(aws: dict[str, str], dynamo: Any) -> None:
    now = [1_800_000_000.0]
    chats = chats_in(dynamo, aws, now=lambda: now[0])
    answer = ask(chats, "alice")
    failed = replace(answer, status="failed")
    assert chats.answers.apply(failed, ABANDON, due=int(now[0])) is None
    assert chats.conversations.message("alice", answer.id).status == "streaming"
    now[0] += START_SECONDS + 1
    assert chats.answers.apply(failed, ABANDON, due=int(now[0])) == StreamState(("connection",), False)


def test_the_same_request_with_another_text_is_a_conflict(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws)
    answer = ask(chats, "alice", "request-1")
    assert ask(chats, "alice", "request-1").id == answer.id
    with pytest.raises(ConflictError):
        ask(chats, "alice", "request-1", "Why not?")


def test_a_deleted_conversation_leaves_no_word_behind(aws: dict[str, str], dynamo: Any) -> None:
    chats = chats_in(dynamo, aws)
    answer = ask(chats, "alice", text="Where is the heliotrope?")
    chats.conversations.delete("alice", answer.conversation_id)
    assert "heliotrope" not in str(dynamo.Table(aws["MESSAGES_TABLE"]).scan()["Items"])


def test_a_late_worker_leaves_no_word_of_a_deleted_conversation(aws: dict[str, str], dynamo: Any) -> None:
    """The answer's function goes on for a moment: it saves what it found, or a summary, and then learns of it."""
    chats = chats_in(dynamo, aws)
    answer = ask(chats, "alice")
    chats.conversations.delete("alice", answer.conversation_id)
    source = Passage("p", "d", "a.txt", 0, None, (), 0, 14, "The heliotrope", 1.0)
    chats.answers.save_sources(replace(answer, sources=(source,)))
    assert chats.answers.apply(replace(answer, text="The heliotrope"), FLUSH, told=0) is None
    chats.conversations.save_summary("alice", answer.conversation_id, Summary("About a heliotrope", answer.id))
    assert "heliotrope" not in str(dynamo.Table(aws["MESSAGES_TABLE"]).scan()["Items"])


def test_a_question_during_a_deletion_is_deleted_too(
    aws: dict[str, str], dynamo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = chats_in(dynamo, aws)
    first = ask(chats, "alice")
    conversation = replace(
        chats.conversations.conversation("alice", first.conversation_id), updated_at="2999-01-01T00:00:00.000Z"
    )
    messages = chats.conversations._messages
    read_ids = messages.ids

    def asked_meanwhile(owner_id: str, conversation_id: str) -> list[str]:
        ids = read_ids(owner_id, conversation_id)
        if conversation_of_first():
            question = replace(first, id=new_id(), role="user", text="A heliotrope?", status="complete")
            answer = replace(first, id=new_id(), reply_to=question.id, request_id=new_id())
            chats.questions.ask(
                conversation, question, answer, "connection", Question(answer.request_id or "", question.text)
            )
        return ids

    def conversation_of_first() -> bool:
        return "Item" in dynamo.Table(aws["CONVERSATIONS_TABLE"]).get_item(
            Key={"owner_id": "alice", "id": first.conversation_id}
        )

    monkeypatch.setattr(messages, "ids", asked_meanwhile)
    chats.conversations.delete("alice", first.conversation_id)
    assert "heliotrope" not in str(dynamo.Table(aws["MESSAGES_TABLE"]).scan()["Items"])
