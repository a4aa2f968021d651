"""The month, quarter or year of a register's only date, as a column of words where a question asks for the most of one.

"Which month had the most incidents?" names no column; what it groups by stands in each record all the same.
"""

from dataclasses import replace

from chalicelib.rag.aggregates.cells import Days
from chalicelib.rag.aggregates.linking import Indexed
from chalicelib.rag.aggregates.values import AggregateQuestion
from chalicelib.rag.aggregates.wording import stems, wording


def with_period(question: AggregateQuestion, register: Indexed) -> Indexed:
    """The register with that column; as it is where the question or its records give none."""
    if question.operation != "most_frequent" and not question.most:
        return register
    named = _period_word(question)
    dated = [column for column in register.columns if column.kind == "date" or column.are_years]
    if named is None or len(dated) != 1 or any(stems(named) & stems(word) for word in _words_of(register)):
        return register
    period = wording(question.language).periods[named]
    cells = [_period(period, days) for days in dated[0].dates]
    if None in cells:
        return register
    records = [
        replace(record, cells=(*record.cells, cell or "")) for record, cell in zip(register.records, cells, strict=True)
    ]
    columns = (*register.register.columns, named)
    return Indexed(replace(register.register, columns=columns, records=records, periods=1))


def _period_word(question: AggregateQuestion) -> str | None:
    """The question's word for a period, outside of what it compares; None where there is none, or several."""
    compared = {at for one in question.comparisons for at in range(one.start, one.end)}
    periods = wording(question.language).periods
    named = [token.key for at, token in enumerate(question.tokens) if token.key in periods and at not in compared]
    return named[0] if len(named) == 1 else None


def _words_of(register: Indexed) -> set[str]:
    return {word for words in (*register.column_words, *register.nouns) for word in words}


def _period(period: str, days: Days | None) -> str | None:
    """None where the date does not tell it."""
    if days is None:
        return None
    months = {day // 100 for day in days}
    year, month = divmod(min(months), 100)
    match period:
        case "month" if len(months) == 1:
            return f"{year}-{month:02}"
        case "quarter" if len(months) == 1:
            return f"{year} Q{(month + 2) // 3}"
        case "year" if {one // 100 for one in months} == {year}:
            return str(year)
    return None
