"""The figure of each record that is added, averaged or compared: of the column that the question names, or of prose."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from chalicelib.rag.aggregates.cells import NOTHING, Column, Days, Kind
from chalicelib.rag.aggregates.selection import Selection
from chalicelib.rag.aggregates.values import NotExact, NotExactError, Operation, shown, unclear
from chalicelib.rag.aggregates.wording import CURRENCY, wording
from chalicelib.rag.text.words import words


@dataclass(frozen=True)
class Figured:
    """`have` are the chosen records that have a figure; `missing` counts those whose cell is empty."""

    name: str
    have: Sequence[tuple[int, Decimal | Days]]
    missing: int
    column: Column | None

    @cached_property
    def _values(self) -> dict[int, Decimal | Days]:
        return dict(self.have)

    def shown(self, at: int) -> str:
        """A record's figure as it is written, or a number that prose holds."""
        if self.column is not None:
            return self.column.cells[at]
        value = self._values[at]
        return shown(value) if isinstance(value, Decimal) else str(value[0])


def figured(selection: Selection, operation: Operation) -> Figured:
    """Raises NotExactError where the figure of a chosen record cannot be read."""
    name, values, column = _measured(selection)
    lacking = [at for at in selection.chosen if values[at] is None]
    unread = [at for at in lacking if column is None or column.cells[at].lower() not in NOTHING]
    if unread:
        raise selection.unreadable(unread)
    have = [(at, value) for at in selection.chosen if (value := values[at]) is not None]
    if not have:
        raise NotExactError(NotExact("nothing"))
    if operation == "sum":
        _check_rows(selection, len(have))
    return Figured(name, have, len(lacking), column)


def _check_rows(selection: Selection, count: int) -> None:
    """Rows that a question names one by one are as many as their names."""
    if selection.planner.links.nouns:
        return
    values: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for named in selection.valued:
        values[named.columns[0]].add(named.values)
    if count != max(map(len, values.values()), default=0):
        raise unclear([selection.planner.register.records[at].name for at in selection.chosen[:3]])


type _Measured = tuple[str, Sequence[Decimal | Days | None], Column | None]


def _measured(selection: Selection) -> _Measured:
    """The figures asked for: their name, one for each record, and the column that has them."""
    kind: Kind = "date" if selection.question.by_date else "number"
    if selection.planner.is_prose:
        return _of_prose(selection, kind)
    named = selection.named(kind)
    if len(named) > 1 or (selection.question.counts and not named):
        raise selection.unclear(named)
    at = named[0].columns[0] if named else _only(selection, kind)
    if named:
        selection.mentions.remove(named[0])
    column = selection.planner.register.columns[at]
    return column.name, column.dates if kind == "date" else _of_one_unit(column), column


def _only(selection: Selection, kind: Kind) -> int:
    """The only column of a kind, where the question names none: of numbers the one of money, if one is.

    "The longest" asks for one measure, which a column has to name; "the most" may be of anything, money or not.
    """
    register, phrases = selection.planner.register, wording(selection.question.language)
    asked = " ".join(token.key for token in selection.question.tokens)
    if phrases.sizes.search(asked):
        raise unclear(())
    fitting = [at for at, one in enumerate(register.columns) if one.kind == kind and at != register.register.key]
    money = [at for at in fitting if CURRENCY.intersection(words(register.columns[at].name))]
    if phrases.amounts.search(asked):
        money = []
    if len(money or fitting) != 1:
        raise unclear(())
    return (money or fitting)[0]


def _of_one_unit(column: Column) -> Sequence[Decimal | None]:
    """Euros and dollars are not added up."""
    units = {cell.strip("0123456789.,'’-−– \u00a0\u202f\u2009").casefold() for cell in column.filled} - {""}
    if len(units) > 1:
        raise unclear(sorted(units)[:3])
    return column.numbers


def _of_prose(selection: Selection, kind: Kind) -> _Measured:
    asked, facts = selection.measure, selection.planner.facts
    generic = bool(asked) and set(asked) <= wording(selection.question.language).measures
    if kind == "date":
        days = facts.days(asked)
        if days is None:
            raise unclear(asked)
        return " ".join(asked), days, None
    numbers = facts.numbers(asked, generic=generic) if asked else None
    if numbers is None:
        raise unclear(asked)
    return " ".join(asked), numbers, None
