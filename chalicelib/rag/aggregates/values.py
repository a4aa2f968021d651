"""What is asked of many records, what is computed, and why nothing exact can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from chalicelib.models import StoredPassage
from chalicelib.rag.text.dates import Date

type Operation = Literal["count", "list", "sum", "average", "largest", "smallest", "most_frequent", "group"]
type Relation = Literal["<", "<=", "=", ">=", ">"]
type Reason = Literal["no_records", "ambiguous", "unclear", "unreadable", "incomplete", "nothing"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question as it is compared: `key`, in lower case; a number or date has its value besides.

    `spelled`: the number is written as a word.
    """

    key: str
    number: Decimal | None = None
    date: Date | None = None
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tokens `start` to `end` compare with one number or date; `bound` is the index of its token."""

    relation: Relation
    bound: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AggregateQuestion:
    """A question on many records, by its words alone.

    `cues` are the indexes of tokens that say the operation, `grouped` those behind which the column may follow by which
    to group. `by_date`: an extreme of dates. `most`: an extreme that may be of how many records there are.
    `together`: the total of what is counted is asked for. `counts`: words of a count stand beside another operation.
    `capitals` are words with a capital, but for the first one.
    """

    text: str
    language: str
    operation: Operation
    tokens: tuple[Token, ...]
    cues: frozenset[int]
    comparisons: tuple[Comparison, ...] = ()
    grouped: tuple[int, ...] = ()
    by_date: bool = False
    most: bool = False
    together: bool = False
    counts: bool = False
    capitals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A record: its name, its words, and characters `start` to `end` of its document's text.

    `chunks` are those in which it stands. `value` is what was summed or compared of it.
    """

    name: str
    text: str
    chunks: tuple[StoredPassage, ...]
    start: int
    end: int
    value: str = ""

    def chunk_at(self, character: int) -> StoredPassage:
        """The chunk in which a character of its text stands."""
        return next((one for one in reversed(self.chunks) if one.start <= self.start + character), self.chunks[0])


@dataclass(frozen=True)
class Coverage:
    """What was read: chunks and documents. `unread` names documents that were not read to their end at ingestion.

    `by_model`: a model read the records, so that nobody knows whether it overlooked one.
    """

    read: int
    chunks: int
    documents: int
    unread: tuple[str, ...] = ()
    by_model: bool = False

    @property
    def is_partial(self) -> bool:
        return self.read < self.chunks


@dataclass(frozen=True)
class Computed:
    """An exact result. `value` is a number, or the words of an extreme; of a list it is how many there are.

    `total` counts the records that were looked at, `items` are those that fulfil the conditions, in the order of
    reading; of an extreme, those that have it. `groups` have each group's value, `missing` counts records without the
    value that was asked for. `asked`, `column`, `by` and `conditions` are words to say what was computed. `beside` are
    the few that an extreme was compared with, where the question names them.
    """

    operation: Operation
    value: Decimal | str
    items: tuple[Item, ...]
    total: int
    coverage: Coverage
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    asked: str = ""
    column: str = ""
    by: str = ""
    conditions: tuple[str, ...] = ()
    missing: int = 0
    beside: tuple[Item, ...] = ()


@dataclass(frozen=True)
class NotExact:
    """Why nothing exact can be said.

    `no_records`: the documents hold no records that the question names, so it is no question on many records.
    `ambiguous`: several registers fit, which `names` lists. `unclear`: `names` are words of the question that nothing
    in the records explains. `unreadable`: `names` are records whose value cannot be read. `incomplete`: `names` are
    documents of which chunks are missing. `nothing`: no record has what an extreme, a sum or an average is asked of.
    """

    reason: Reason
    names: tuple[str, ...] = ()


class NotExactError(Exception):
    """The register cannot answer; `reason` says why."""

    def __init__(self, reason: NotExact) -> None:
        super().__init__(reason)
        self.reason = reason


def unclear(names: Sequence[str]) -> NotExactError:
    return NotExactError(NotExact("unclear", tuple(names)))


def shown(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end: of at most two decimals where it has more."""
    rounded = value.quantize(Decimal("0.01")) if value.as_tuple().exponent < -2 else value  # type: ignore[operator]
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def first(names: Sequence[str], most: int = 5) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:most]
