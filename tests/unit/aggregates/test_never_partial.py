"""Whatever a register holds and wherever it is cut: a result is exact, or there is none."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed, NotExact
from tests.unit.aggregates.library import ask, library, value

CITIES = ("Lyon", "Graz", "Porto")
ROWS = st.lists(st.tuples(st.sampled_from(CITIES), st.integers(0, 99_999), st.booleans()), min_size=2, max_size=60)
CUT = st.integers(40, 2_000)


def table(rows: list[tuple[str, int, bool]], *, markdown: bool) -> str:
    lines = ["Order | City | Amount (EUR) | Paid"]
    lines += [
        f"A-{number:03d} | {city} | {amount} | {'yes' if paid else 'no'}"
        for number, (city, amount, paid) in enumerate(rows)
    ]
    if markdown:
        lines = [f"| {line} |" for line in (lines[0], "--- | --- | --- | ---", *lines[1:])]
    return "\n".join(lines) + "\n"


@given(ROWS, CUT, st.booleans())
def test_counts_of_a_table_are_exact(rows: list[tuple[str, int, bool]], cut: int, markdown: bool) -> None:
    files = {"Orders.md": table(rows, markdown=markdown)}
    result = ask("How many orders are there?", files, cut)
    assert isinstance(result, Computed)
    assert result.value == len(rows) == len(result.items)
    assert result.coverage.read == result.coverage.chunks


@given(ROWS, CUT, st.booleans())
def test_sums_of_a_condition_are_exact(rows: list[tuple[str, int, bool]], cut: int, markdown: bool) -> None:
    files = {"Orders.md": table(rows, markdown=markdown)}
    result = ask("What is the total amount of the orders from Lyon?", files, cut)
    amounts = [amount for city, amount, _ in rows if city == "Lyon"]
    if isinstance(result, Computed):
        assert amounts
        assert result.value == Decimal(sum(amounts))
    else:
        assert not amounts


@given(ROWS, CUT, st.data())
def test_missing_chunk_gives_no_result(rows: list[tuple[str, int, bool]], cut: int, data: st.DataObject) -> None:
    documents, passages = library({"Orders.md": table(rows, markdown=False)}, cut)
    left_out = data.draw(st.integers(0, len(passages) - 1))
    question = aggregate_of("How many orders are there?")
    assert question is not None
    result = compute(question, documents, passages[:left_out] + passages[left_out + 1 :])
    assert result == NotExact("incomplete", ("Orders.md",))


def test_document_that_was_not_read_to_its_end_is_named() -> None:
    documents, passages = library({"Orders.csv": table([("Lyon", 1, True), ("Graz", 2, False)], markdown=False)})
    question = aggregate_of("How many orders are there?")
    assert question is not None
    result = compute(question, [replace(documents[0], note="2 pages could not be read.")], passages)
    assert isinstance(result, Computed)
    assert result.coverage.unread == ("Orders.csv",)


def test_a_record_whose_name_begins_like_a_total_is_counted() -> None:
    text = "Course | Town | Price\nSummer camp | Ulm | \nWinter camp | Bonn | 300\nAutumn camp | Ulm | 200\n"
    assert value("How many courses are there?", {"Courses.txt": text}) == "3"
