"""Rows of the next version and of an older one, as a deploy and a roll-back meet them."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace
from typing import Any

import pytest

from chalicelib.adapters.dynamo import messages
from chalicelib.adapters.dynamo.client import from_item, to_item
from chalicelib.adapters.dynamo.stored import read
from chalicelib.models import Accepted, Connection, Conversation, DayUsage, Document, Message, Question, Summary
from tests.support.rows import PASSAGE, whole_answer, whole_document

NOW = "2026-01-01T00:00:00.000Z"
QUESTION = Question("request", "Why?", "chat", ("d",), ("tag",), "m", "old")
STREAMING = Message("m", "chat", "o", "assistant", "", "streaming", NOW, reply_to="q", request_id="request")
ANSWER = replace(whole_answer(STREAMING), document_ids=QUESTION.document_ids, tags=QUESTION.tags)
STORED = {
    "document": whole_document("o", "d"),
    "conversation": Conversation("c", "o", "A chat", NOW, NOW),
    "summary": Summary("About sleep.", "q"),
    "usage": DayUsage("2026-01-01", 1, 2, 3, 4, 0.5),
    "connection": Connection("c", "o", 1, 2),
    "outcome": Accepted("c", "q", "a", new=True),
}


def item_of(value: Any) -> dict[str, Any]:
    item: dict[str, Any] = from_item(to_item(_plain(value)))
    return item


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def newer(value: Any) -> Any:
    """The value with one more field in each map, at every depth."""
    if isinstance(value, dict):
        return {name: newer(part) for name, part in value.items()} | {"newer": {"of": ["the next version"]}}
    return [newer(part) for part in value] if isinstance(value, list) else value


def answer_items() -> tuple[dict[str, Any], dict[str, Any]]:
    asked = {"asked": messages.question_item(QUESTION)}
    own, sources = messages.message_item(ANSWER) | asked, messages.sources_item(ANSWER.sources)
    return from_item(to_item(own)), from_item(to_item(sources))


@pytest.mark.parametrize("kind", STORED)
def test_a_row_of_the_next_version_is_read(kind: str) -> None:
    value = STORED[kind]
    assert read(type(value), newer(item_of(value))) == value


def test_an_answer_of_the_next_version_is_read() -> None:
    own, sources = answer_items()
    # `timings_ms` and `versions` are maps of any names, not of fields.
    own = newer(own) | {"timings_ms": own["timings_ms"]}
    assert messages.message_of(own, newer(sources) | {"versions": sources["versions"]}) == ANSWER
    assert messages.question_of(own) == QUESTION


def optional(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a value has fields with a default, at every depth: an older version did not have them."""
    if isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from optional(part, (*path, number))
    elif hasattr(value, "__dataclass_fields__"):
        for field in fields(value):
            if field.default is not MISSING or field.default_factory is not MISSING:
                yield (*path, field.name)
            yield from optional(getattr(value, field.name), (*path, field.name))


@pytest.mark.parametrize("kind", STORED)
def test_a_row_of_an_older_version_is_read(kind: str) -> None:
    value = STORED[kind]
    for path in optional(value):
        item = item_of(value)
        _within(item, path[:-1]).pop(path[-1], None)
        assert read(type(value), item) == _changed(value, path, _default), path


def test_a_value_of_a_newer_word_is_told_as_it_is() -> None:
    """Kinds, routes and codes may be newer ones; a status that nobody here could act on stops the reader."""
    item = item_of(STORED["document"])
    item["profile"]["kind"], item["partial"]["code"] = "poem", "tired"
    document = read(Document, item)
    assert document.profile is not None
    assert document.partial is not None
    assert (document.profile.kind, document.partial.code) == ("poem", "tired")


def test_a_lost_source_takes_its_citations_alone() -> None:
    own, sources = answer_items()
    assert messages.message_of(own, None) == replace(ANSWER, sources=(), citations=())
    del sources["sources"][0]["text"]
    (source,) = messages.message_of(own, sources).sources
    assert source == messages.UNREADABLE_PASSAGE
    assert PASSAGE not in messages.message_of(own, sources).sources


def _within(item: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        item = item[step]
    return item


def _default(field: Any) -> Any:
    return field.default if field.default is not MISSING else field.default_factory()


def _changed(value: Any, path: tuple[str | int, ...], default: Callable[[Any], Any]) -> Any:
    """The value with the default of the field at the path."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return tuple(_changed(part, rest, default) if number == step else part for number, part in enumerate(value))
    if rest:
        return replace(value, **{step: _changed(getattr(value, step), rest, default)})
    field = next(field for field in fields(value) if field.name == step)
    return replace(value, **{step: default(field)})
