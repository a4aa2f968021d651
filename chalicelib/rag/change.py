"""What a transition asks of a stored record and what it changes there, for documents and answers alike.

The tables of transitions: documents/lifecycle.py and answers/lifecycle.py. The stores put changes into their own terms.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

TIMER = ("open", "check_at")  # Fields of a record that the sweeper is to look at: the index's partition, the time.


class Check(NamedTuple):
    """A comparison with one stored field; the operators are those of DynamoDB's conditions."""

    field: str
    operator: Literal["eq", "ne", "lt", "lte", "is_in", "exists", "not_exists"]
    operand: Any = None


type AnyOf = tuple[Check, ...]


class Recount(NamedTuple):
    """Bytes that a document counts for its owner's quota before and after a change; None: it does not count."""

    before: int | None
    after: int | None


@dataclass(frozen=True)
class Change:
    """What a transition asks for (every one of `conditions`) and does: fields set, removed, and added to.

    `adds` are added to numbers and to sets. `wake` is when the sweeper looks at the record next (Unix seconds), None if
    that stays as it is. `recount` is what it changes of the owner's quota, None for nothing.
    """

    conditions: tuple[AnyOf, ...]
    sets: dict[str, Any]
    clears: tuple[str, ...]
    adds: Mapping[str, Any]
    wake: int | None
    recount: Recount | None = None
