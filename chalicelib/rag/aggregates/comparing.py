"""Numbers and dates of records compared with that of a question."""

from collections.abc import Sequence
from decimal import Decimal

from chalicelib.rag.aggregates.cells import NOTHING, Column, Days, days_of, year_of
from chalicelib.rag.aggregates.values import AggregateQuestion, Comparison, Relation, Token
from chalicelib.rag.aggregates.wording import wording

type Holds = Sequence[bool | None]
"""For each record whether a condition holds; None where its value cannot be read."""


def days(token: Token) -> Days | None:
    """The days that a date of a question names, or a number that may be a year."""
    return days_of(token.date) if token.date else year_of(token.number)


def fits(kind: str, token: Token) -> bool:
    """Whether a column of this kind can be compared with the token."""
    return (kind == "number" and token.number is not None) or (kind == "date" and days(token) is not None)


def column_holds(column: Column, relation: Relation, token: Token) -> Holds:
    """An empty cell fulfils nothing."""
    if column.kind == "date":
        holds = days_hold(column.dates, relation, token)
    else:
        holds = numbers_hold(column.numbers, relation, token)
    return [False if cell.lower() in NOTHING else one for one, cell in zip(holds, column.cells, strict=True)]


def numbers_hold(numbers: Sequence[Decimal | None], relation: Relation, token: Token) -> Holds:
    bound = token.number
    return [None if one is None or bound is None else _compare(relation, one, bound) for one in numbers]


def days_hold(values: Sequence[Days | None], relation: Relation, token: Token) -> Holds:
    bound = days(token)
    return [None if one is None or bound is None else _compare_days(relation, one, bound) for one in values]


def _compare(relation: Relation, value: Decimal, bound: Decimal) -> bool:
    match relation:
        case "<":
            return value < bound
        case "<=":
            return value <= bound
        case "=":
            return value == bound
        case ">=":
            return value >= bound
        case ">":
            return value > bound


def _compare_days(relation: Relation, value: Days, bound: Days) -> bool | None:
    """None where a record's date is less exact than the question."""
    match relation:
        case "=":
            if value[1] < bound[0] or value[0] > bound[1]:
                return False
            return True if bound[0] <= value[0] and value[1] <= bound[1] else None
        case "<":
            return _is_before(value, bound[0])
        case ">=":
            before = _is_before(value, bound[0])
            return None if before is None else not before
        case "<=":
            return _is_before(value, bound[1] + 1)
        case ">":
            before = _is_before(value, bound[1] + 1)
            return None if before is None else not before


def _is_before(value: Days, day: int) -> bool | None:
    return True if value[1] < day else False if value[0] >= day else None


def is_of_time(question: AggregateQuestion, comparison: Comparison) -> bool:
    """Whether words such as `since` stand with the bound."""
    said = {token.key for token in question.tokens[comparison.start : comparison.end]}
    return bool(said & wording(question.language).temporal)
