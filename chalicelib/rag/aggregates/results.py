"""The result over one register: which records, and what of them is counted, added, compared or grouped."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chalicelib.rag.aggregates.cells import NOTHING, Column
from chalicelib.rag.aggregates.figures import Figured, figured
from chalicelib.rag.aggregates.linking import Named
from chalicelib.rag.aggregates.plan import Planner
from chalicelib.rag.aggregates.selection import Selection, select
from chalicelib.rag.aggregates.values import AggregateQuestion, NotExact, NotExactError, Operation, unclear
from chalicelib.rag.text.words import words

MOST_BESIDE = 5  # Records beside an extreme that are shown, where the question names them.


@dataclass(frozen=True)
class Result:
    """`chosen` are indexes of records with the words of what was asked of each; `beside` those compared with them."""

    operation: Operation
    value: Decimal | str
    chosen: Sequence[tuple[int, str]]
    groups: Mapping[str, Decimal] = field(default_factory=dict)
    asked: str = ""
    column: str = ""
    by: str = ""
    conditions: tuple[str, ...] = ()
    missing: int = 0
    beside: Sequence[tuple[int, str]] = ()


def result(question: AggregateQuestion, planner: Planner) -> Result:
    """Raises NotExactError."""
    selection = select(question, planner)
    operation = question.operation
    figures = bool(selection.named("number") or selection.measure or planner.has_measure())
    if operation == "most_frequent" or (question.most and operation == "largest" and not figures):
        return _most_frequent(selection)
    by = selection.grouped()
    if operation in ("sum", "average", "largest", "smallest"):
        return _figured(selection, operation, by)
    return _counted(selection, operation, by)


def _counted(selection: Selection, operation: Operation, by: Named | None) -> Result:
    asked, named = selection.asked()
    if selection.question.together and (selection.measure or named in selection.named("number")):
        return _figured(selection, "sum", by)
    if operation == "count" and (quantities := _quantities(selection)):
        raise unclear(quantities)
    if by is not None or selection.labels:
        return _counted_by(selection, by, asked, named)
    if named is not None:
        return _distinct(selection, operation, asked, named)
    if operation == "count" and (others := selection.named("number", "date", "words", "flag")):
        raise selection.unclear(others)
    chosen = [(at, "") for at in selection.chosen]
    return Result(operation, Decimal(len(chosen)), chosen, asked=asked, conditions=selection.conditions)


def _quantities(selection: Selection) -> list[str]:
    """Columns of numbers whose whole name the question has, and no condition: they may hold what is to be added up."""
    asked = " ".join(token.key for token in selection.question.tokens)
    columns = [column for column in selection.planner.register.columns if column.kind == "number"]
    names = {column.name: " ".join(words(column.name.partition("(")[0])) for column in columns}
    used = " ".join(selection.conditions)
    return [name for name, plain in names.items() if plain and f" {plain} " in f" {asked} " and name not in used]


def _column(selection: Selection, named: Named) -> Column:
    return selection.planner.register.columns[named.columns[0]]


def _distinct(selection: Selection, operation: Operation, asked: str, named: Named) -> Result:
    """The different words of a column, each with the first record that has them."""
    column = _column(selection, named)
    if column.kind != "words":
        raise NotExactError(NotExact("no_records"))
    firsts: dict[str, int] = {}
    for at in selection.chosen:
        if column.cells[at].lower() not in NOTHING:
            firsts.setdefault(column.keys[at], at)
    chosen = [(at, column.cells[at]) for at in firsts.values()]
    count = Decimal(len(chosen))
    return Result(operation, count, chosen, asked=asked, column=column.name, conditions=selection.conditions)


def _counted_by(selection: Selection, by: Named | None, asked: str, named: Named | None) -> Result:
    """Records for each group, or the different words of the column asked for."""
    values, name = _group_values(selection, by)
    column = _column(selection, named) if named else None
    if column is not None and column.kind != "words":
        raise unclear((asked,))
    counts = Counter(values[at] for at in selection.chosen)
    if column is not None:
        counts = Counter(value for value, _ in {(values[at], column.keys[at]) for at in selection.chosen})
    groups = {value: Decimal(count) for value, count in counts.most_common()}
    chosen = [(at, "") for at in selection.chosen]
    return Result("group", Decimal(len(groups)), chosen, groups, asked, "", name, selection.conditions)


def _group_values(selection: Selection, by: Named | None) -> tuple[Sequence[str], str]:
    """The value of each record by which to group; raises where a chosen record of prose has none."""
    if by is not None:
        column = _column(selection, by)
        spelled: dict[str, str] = {}
        return [spelled.setdefault(key, cell) for key, cell in zip(column.keys, column.cells, strict=True)], column.name
    name, labelled = next(iter(selection.labels.items()))
    lacking = [at for at in selection.chosen if labelled[at] is None]
    if not name or lacking:
        raise selection.unreadable(lacking) if name else unclear(())
    return [value or "" for value in labelled], name


def _most_frequent(selection: Selection) -> Result:
    named = selection.named("words", "date", "number", "flag")
    if len(named) > 1 or not (named or selection.labels):
        raise selection.unclear(named)
    values, name = _group_values(selection, named[0] if named else None)
    counts = Counter(values[at] for at in selection.chosen if values[at].lower() not in NOTHING)
    if not counts:
        raise NotExactError(NotExact("nothing"))
    most = max(counts.values())
    winners = [value for value, count in counts.items() if count == most]
    chosen = [(at, values[at]) for at in selection.chosen if values[at] in winners]
    groups = {value: Decimal(count) for value, count in counts.most_common()}
    return Result("most_frequent", ", ".join(winners), chosen, groups, "", name, name, selection.conditions)


def _figured(selection: Selection, operation: Operation, by: Named | None) -> Result:
    figures = figured(selection, operation)
    if by is not None:
        return _figured_by(selection, operation, by, figures)
    if operation in ("largest", "smallest"):
        return _extreme(selection, operation, figures)
    total = sum((value for _, value in figures.have if isinstance(value, Decimal)), Decimal(0))
    return Result(
        operation,
        total if operation == "sum" else total / len(figures.have),
        [(at, figures.shown(at)) for at, _ in figures.have],
        column=figures.name,
        conditions=selection.conditions,
        missing=figures.missing,
    )


def _extreme(selection: Selection, operation: Operation, figures: Figured) -> Result:
    """The records with the extreme, or what they have in the column that is asked for."""
    best = (max if operation == "largest" else min)(value for _, value in figures.have)
    target = _target(selection)
    records = selection.planner.register.records
    chosen = [(at, target.cells[at] if target else records[at].name) for at, value in figures.have if value == best]
    others = [(at, figures.shown(at)) for at, value in figures.have if value != best]
    return Result(
        operation,
        best if isinstance(best, Decimal) else figures.shown(chosen[0][0]),
        chosen,
        asked=target.name if target else "",
        column=figures.name,
        conditions=selection.conditions,
        missing=figures.missing,
        beside=others if _names_several(selection) and len(others) <= MOST_BESIDE else (),
    )


def _names_several(selection: Selection) -> bool:
    """Whether the question names what is compared: `dearer in Ghent or in Utrecht`."""
    return max(Counter(named.columns[0] for named in selection.valued).values(), default=0) > 1


def _target(selection: Selection) -> Column | None:
    """The column whose word is asked for: `in which city`, or that of `in Ghent or in Utrecht`."""
    values = Counter(named.columns[0] for named in selection.valued)
    several = [at for at, count in values.items() if count > 1]
    at = next(iter([*(one.columns[0] for one in selection.named("words")), *several]), None)
    return None if at is None else selection.planner.register.columns[at]


def _figured_by(selection: Selection, operation: Operation, by: Named, figures: Figured) -> Result:
    values, name = _group_values(selection, by)
    parts: dict[str, list[Decimal]] = defaultdict(list)
    for at, value in figures.have:
        if not isinstance(value, Decimal):
            raise unclear((figures.name,))
        parts[values[at]].append(value)
    groups = {value: _reduced(operation, part) for value, part in parts.items()}
    chosen = [(at, figures.shown(at)) for at, _ in figures.have]
    count = Decimal(len(groups))
    return Result("group", count, chosen, groups, operation, figures.name, name, selection.conditions, figures.missing)


def _reduced(operation: Operation, part: Sequence[Decimal]) -> Decimal:
    match operation:
        case "largest":
            return max(part)
        case "smallest":
            return min(part)
        case "average":
            return sum(part, Decimal(0)) / len(part)
        case _:
            return sum(part, Decimal(0))
