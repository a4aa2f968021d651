"""What the next version of Grail stores is read by this one, and what this one stores by the version before.

A deploy runs both beside each other, and may be taken back. Every stored shape is walked: a row's values, messages of
the queue, objects of S3.
"""

import dataclasses
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from chalicelib.accounts.archive import Contents
from chalicelib.adapters import key_points
from chalicelib.adapters.archives import Kept
from chalicelib.adapters.dynamo.client import from_item, to_item
from chalicelib.adapters.dynamo.stored import read
from chalicelib.api.records import S3Record
from chalicelib.models import (
    AccountJob,
    AnswerJob,
    Chunk,
    IngestJob,
    KeyPoints,
    Message,
    Note,
    Passage,
    TidyJob,
    WarmJob,
)
from chalicelib.rag.documents.staging import StagedSlice
from cloud import PROJECT
from tests.contracts.test_broken_rows import seen
from tests.support.rows import OWNERS, Stage

FOLDER = PROJECT / "chalicelib" / "adapters" / "dynamo"
READING = re.compile(r"\b(?:read|nested)(?:\(|, )(\w*[A-Z]\w+)\b")  # A call of stored.py that names a shape.


def shapes() -> dict[str, type]:
    """Every dataclass that a reader of DynamoDB's items makes, by name."""
    named: dict[str, type] = {}
    for path in FOLDER.glob("*.py"):
        module = importlib.import_module(f"chalicelib.adapters.dynamo.{path.stem}")
        named |= {name: getattr(module, name) for name in READING.findall(path.read_text())}
    return named


SHAPES = shapes()
JSON: tuple[Any, ...] = (
    IngestJob, TidyJob, AccountJob, AnswerJob, WarmJob, S3Record, StagedSlice, Chunk, Contents, Kept
)  # fmt: skip


def example(hint: Any) -> Any:
    """A value of this type in which every field has one."""
    hint = getattr(hint, "__value__", hint)
    origin, parts = get_origin(hint), get_args(hint)
    if hasattr(hint, "__metadata__"):  # Annotated
        return example(parts[0])
    if origin in (Union, UnionType):
        return example(next(part for part in parts if part is not NoneType))
    if origin is Literal:
        return parts[0]
    if origin in (tuple, list):
        pair = len(parts) == 2 and parts[1] is not Ellipsis
        return origin([example(part) for part in (parts if pair else parts[:1])])
    if origin is dict:
        return {"a": example(parts[1])}
    if dataclasses.is_dataclass(hint) or issubclass(hint, msgspec.Struct):
        hints = get_type_hints(hint, include_extras=True)
        return hint(**{name: example(hints[name]) for name in names_of(hint)})
    if issubclass(hint, tuple):  # A named one: it is stored as a list.
        return hint(*map(example, get_type_hints(hint).values()))
    return hint({str: "x", int: 3, float: 0.5, bool: True, bytes: b"x"}[hint])


def names_of(shape: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(shape):
        return tuple(field.name for field in dataclasses.fields(shape))
    return tuple(shape.__struct_fields__)


def of_next_version(value: Any, hint: Any) -> Any:
    """A stored value with one more field in each map that is a shape; maps of plain values have other keys anyway."""
    hint = getattr(hint, "__value__", hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return of_next_version(value, next(part for part in parts if part is not NoneType))
    if origin in (tuple, list):
        return [of_next_version(part, parts[0]) for part in value]
    if not (dataclasses.is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, msgspec.Struct))):
        return value
    hints = get_type_hints(hint)
    names = names_of(hint)
    encoded = dict(zip(getattr(hint, "__struct_encode_fields__", names), names, strict=True))
    known = {name: of_next_version(part, hints.get(encoded.get(name, name), str)) for name, part in value.items()}
    return known | {"newer": {"of": ["the next version"]}}


def optional_paths(shape: Any) -> Iterator[tuple[str, ...]]:
    """The way to each field that a stored value may lack, at every depth."""
    hints = get_type_hints(shape)
    for field in dataclasses.fields(shape):
        has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if has_default or NoneType in get_args(hints[field.name]):
            yield (field.name,)
        for inner in (hints[field.name], *get_args(hints[field.name])):
            if dataclasses.is_dataclass(inner):
                yield from ((field.name, *path) for path in optional_paths(inner))


def without(value: Any, path: tuple[str, ...]) -> Any:
    """A stored value that lacks the field; lists are walked through."""
    if isinstance(value, list):
        return [without(part, path) for part in value]
    name, *rest = path
    if not rest:
        return {other: part for other, part in value.items() if other != name}
    return value | {name: without(value[name], tuple(rest))}


def lacking(value: Any, path: tuple[str, ...]) -> Any:
    """The value with the field's default, or None where it has no default but may be None."""
    if isinstance(value, tuple):
        return tuple(lacking(part, path) for part in value)
    name, *rest = path
    if rest:
        return dataclasses.replace(value, **{name: lacking(getattr(value, name), tuple(rest))})
    (field,) = (field for field in dataclasses.fields(value) if field.name == name)
    default = None if field.default is dataclasses.MISSING else field.default
    made = field.default_factory() if field.default_factory is not dataclasses.MISSING else default
    return dataclasses.replace(value, **{name: made})


def example_row(shape: Any) -> Any:
    """Without the words of a scan, which no row has (`sources_item`)."""
    value = example(shape)
    if shape is Passage:
        return dataclasses.replace(value, words=None)
    if shape is Message:
        return dataclasses.replace(value, sources=(example_row(Passage),))
    if shape is Note:
        kept = dataclasses.replace(value.answer, sources=(example_row(Passage),))
        return dataclasses.replace(value, answer=kept)
    return value


def stored(value: Any) -> Any:
    return from_item(to_item(dataclasses.asdict(value)))


def test_the_shapes_of_rows_are_found() -> None:
    assert {"Document", "Message", "Passage", "Citation", "Question", "Conversation", "Summary"} <= set(SHAPES)
    assert {"Connection", "DayUsage", "Accepted", "Ticket", "_Reserved", "_Counts"} <= set(SHAPES)
    assert sum(len(list(optional_paths(shape))) for shape in SHAPES.values()) > 80


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_value_of_the_next_version_reads_the_same(shape: type) -> None:
    value = example_row(shape)
    item = of_next_version(stored(value), shape)
    assert item["newer"]
    assert read(shape, item) == value


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_value_of_the_version_before_is_read(shape: type) -> None:
    """Each field that may have come later is missing in turn, at every depth, and then all of the top."""
    value = example_row(shape)
    item = stored(value)
    for path in optional_paths(shape):
        assert read(shape, without(item, path)) == lacking(value, path), path


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_version_before_reads_a_value_of_this_one(shape: type) -> None:
    """It lacks one of the optional fields, and what else it has is the same."""
    item, hints = stored(example_row(shape)), get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}
    whole: Any = read(shape, item)
    for (newest,) in (path for path in optional_paths(shape) if len(path) == 1):
        kept = [
            (name, hints[name], dataclasses.field(default=field.default, default_factory=field.default_factory))
            for name, field in fields.items()
            if name != newest
        ]
        before = dataclasses.make_dataclass(shape.__name__, kept, kw_only=True)
        told: Any = read(before, item)
        assert {name: getattr(told, name) for name, _, _ in kept} == {name: getattr(whole, name) for name, _, _ in kept}


@pytest.mark.parametrize("shape", JSON, ids=lambda shape: shape.__name__)
def test_messages_and_parts_of_the_next_version_are_read(shape: Any) -> None:
    value = example(shape)
    plain = of_next_version(json.loads(msgspec.json.encode(value)), shape)
    assert msgspec.json.decode(json.dumps(plain), type=shape) == value
    assert msgspec.convert(plain, shape) == value


@pytest.mark.parametrize("shape", JSON, ids=lambda shape: shape.__name__)
def test_messages_and_parts_of_the_version_before_are_read(shape: Any) -> None:
    plain = json.loads(msgspec.json.encode(example(shape)))
    for field in msgspec.structs.fields(shape) if issubclass(shape, msgspec.Struct) else dataclasses.fields(shape):
        optional = not field.required if hasattr(field, "required") else field.default is not dataclasses.MISSING
        if optional:
            name = getattr(field, "encode_name", field.name)
            told = msgspec.convert({other: part for other, part in plain.items() if other != name}, shape)
            made = getattr(field, "default_factory", msgspec.NODEFAULT)
            default = made() if callable(made) else field.default
            assert getattr(told, field.name) == default


def test_key_points_of_the_next_version_read_the_same() -> None:
    points = example(KeyPoints)
    plain = of_next_version(json.loads(json.dumps(dataclasses.asdict(points))), KeyPoints)
    assert key_points._read(json.dumps(plain).encode()) == points


def with_more(value: Any, plain: Callable[[Any], bool] = lambda value: isinstance(value, str)) -> Any:
    """An item with one more field in itself and in each map within it that has texts: others hold plain numbers."""
    if isinstance(value, list):
        return [with_more(part) for part in value]
    if not isinstance(value, dict):
        return value
    more = {name: with_more(part) for name, part in value.items()}
    return more | ({"newer": {"of": "the next version"}} if any(map(plain, value.values())) else {})


def test_every_reader_reads_all_rows_of_the_next_version(stage: Stage) -> None:
    """All rows of all tables at once, as the product wrote them, each with more in it; then upkeep does its work."""
    stage.reset()
    expected = {owner: seen(stage, owner) for owner in OWNERS}
    for row, item in stage.rows.items():
        stage.put(row, with_more(item))
    assert {owner: seen(stage, owner) for owner in OWNERS} == expected
    stage.upkeep()
    adapters = stage.services.adapters
    for owner in OWNERS:
        ids = stage.ids[owner]
        assert {document.status for document in adapters.documents.all(owner)} == {"failed"}
        assert adapters.conversations.message(owner, ids["abandoned answer of chat"]).status == "failed"
        assert adapters.answers.get(owner, ids["ended answer of chat"])[1].text == "Why ended?"
        assert adapters.connections.of_owner(owner) == []
    assert set(adapters.maintenance.due(int(time.time()))) == set()
