"""Stored items as values: one function for every kind, for both directions of a deploy.

An item may have been written by another version of Grail, or be damaged. A field that this version does not know is
passed over, and a field that is not there takes its default, at every depth. A nested value that cannot be read takes
its default too, and one in a list is left out. An item without a required field, or with a plain one of another type,
is unreadable: its reader raises UnreadableRowError, and a list goes on without it.
"""

import logging
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from chalicelib.adapters.dynamo.client import Item
from chalicelib.errors import UnreadableRowError

log = logging.getLogger(__name__)

UNREADABLE = "A stored row cannot be read"  # The template counts the log lines that say this.

type Reader = Callable[[Any], Any]


class _Field(NamedTuple):
    """`nested`: it holds dataclasses. `optional`: it has a default, or may be None."""

    name: str
    read: Reader
    default: bool
    nullable: bool
    nested: bool


def read[T](shape: type[T], item: Item) -> T:
    """An item as the dataclass `shape`; raises UnreadableRowError, after it has told the operator which and why."""
    try:
        return _read(shape, item, closed=True)
    except _OddValueError as error:
        raise refused(item, str(error)) from error


def readable[T](items: Iterable[Item], reader: Callable[[Item], T]) -> Iterator[T]:
    """The items that can be read, in their order; the others are logged by their reader and left out."""
    for item in items:
        try:
            value = reader(item)
        except UnreadableRowError:
            continue
        yield value


def nested[T](shape: type[T], item: Any) -> T | None:
    """A value within an item as the dataclass `shape`; None where it cannot be read."""
    try:
        return _read(shape, item, closed=False)
    except _OddValueError:
        return None


class Faults(NamedTuple):
    """What of an item cannot be read: required fields, and others, which a reader may do without."""

    required: frozenset[str]
    others: frozenset[str]


def faults(shape: Any, item: Item) -> Faults:
    """What a reader of `shape` stops at, or passes over, in an item."""
    bad = {field.name: field for field in _fields(shape, closed=True) if _is_bad(field, item.get(field.name))}
    required = frozenset(name for name, field in bad.items() if not field.default)
    return Faults(required, frozenset(bad) - required)


def _is_bad(field: _Field, value: Any) -> bool:
    if value is None:
        return not (field.default or field.nullable)
    try:
        read_value = field.read(value)
    except _OddValueError:
        return True
    return field.nested and isinstance(value, list) and len(read_value) < len(value)


def refused(item: Item, reason: str) -> UnreadableRowError:
    """The error for an item that cannot be read, after the operator was told. `reason` has no stored value in it."""
    row = "/".join(str(item[name]) for name in ("owner_id", "id", "day") if isinstance(item.get(name), str))
    log.error(UNREADABLE, extra={"row": row, "reason": reason})
    return UnreadableRowError()


class _OddValueError(ValueError):
    """A value is not what its field takes; the message names the field, never the value."""


def _read[T](shape: type[T], item: Item, *, closed: bool) -> T:
    if not isinstance(item, Mapping):
        raise _OddValueError(f"a {shape.__name__} is no map")
    values: dict[str, Any] = {}
    for field in _fields(cast("Hashable", shape), closed):
        value = item.get(field.name)
        if value is None:
            if field.nullable and not field.default:
                values[field.name] = None
            elif not field.default:
                raise _OddValueError(f"{shape.__name__}.{field.name} is missing")
            continue
        try:
            values[field.name] = field.read(value)
        except _OddValueError as error:
            if not (field.nested and field.default):
                raise _OddValueError(f"{shape.__name__}.{field.name} is odd") from error
    return shape(**values)


@cache
def _fields(shape: Any, closed: bool) -> tuple[_Field, ...]:
    hints = get_type_hints(shape)
    described = []
    for field in fields(shape):
        hint = hints[field.name]
        default = field.default is not MISSING or field.default_factory is not MISSING
        reader = _reader(hint, closed=closed and not default)
        described.append(_Field(field.name, reader, default, NoneType in get_args(hint), _is_nested(hint)))
    return tuple(described)


def _reader(hint: Any, *, closed: bool = False) -> Reader:
    """A literal may be one of a newer version, unless `closed`: nobody could act on a row with an unknown status."""
    hint = getattr(hint, "__value__", hint)
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (part for part in parts if part is not NoneType)
        return _reader(inner, closed=closed)
    if origin is Literal:
        return _one_of(parts) if closed else _plain(type(parts[0]))
    if origin is tuple:
        return _each(_reader(parts[0]), skips=_is_nested(parts[0]))
    if origin is dict:
        return _map(_reader(parts[1]))
    if is_dataclass(hint):
        return lambda value: _read(cast("type[Any]", hint), value, closed=False)
    return _plain(hint)


def _is_nested(hint: Any) -> bool:
    return is_dataclass(hint) or any(_is_nested(part) for part in get_args(hint))


def _plain(kind: type) -> Reader:
    def read_plain(value: Any) -> Any:
        if kind is float and type(value) in (int, Decimal):
            return float(value)
        if type(value) is not kind:
            raise _OddValueError
        return value

    return read_plain


def _one_of(choices: tuple[Any, ...]) -> Reader:
    def read_choice(value: Any) -> Any:
        if value not in choices:
            raise _OddValueError
        return value

    return read_choice


def _each(entry: Reader, *, skips: bool) -> Reader:
    """`skips` leaves out the entries that cannot be read."""

    def read_entries(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise _OddValueError
        return tuple(_entries(value))

    def _entries(value: Iterable[Any]) -> Iterator[Any]:
        for part in value:
            try:
                made = entry(part)
            except _OddValueError:
                if not skips:
                    raise
                continue
            yield made

    return read_entries


def _map(entry: Reader) -> Reader:
    def read_map(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise _OddValueError
        return {str(name): entry(part) for name, part in value.items()}

    return read_map
