"""Rows of a table: none is lost, and each group begins with the head of its own table."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.extraction.normalise import one_line
from chalicelib.adapters.extraction.readers.table_heads import Row
from chalicelib.adapters.extraction.readers.tables import TableState, row_groups, table_text

CELLS = st.sampled_from(
    ("", "", "Tax", "n/a", "31", "2029", "2030", "1.5 %", "Leeds", "Holt and sons of the upper mill")
)
ROWS = st.lists(st.lists(CELLS | st.text(max_size=4), max_size=5).map(tuple), max_size=60)


def cells(text: str) -> Counter[str]:
    return Counter(cell for line in text.split("\n") for cell in line.split(" | ") if cell)


def groups(rows: Iterable[Row]) -> list[str]:
    return [part for group in table_text(rows) for part in group.strip().split("\n\n")]


@given(ROWS)
def test_every_cell_of_a_table_comes_out(rows: list[Row]) -> None:
    plain = [tuple(one_line(cell).replace("|", "") for cell in row) for row in rows]
    text = "".join(table_text(plain))
    assert not Counter(one_line(cell) for row in plain for cell in row if one_line(cell)) - cells(text)


@given(ROWS, st.data())
def test_a_table_goes_on_from_any_mark(rows: list[Row], data: st.DataObject) -> None:
    marked = [(row, at) for at, row in enumerate(rows * 4)]
    whole = list(row_groups(marked))
    places = [at for at, group in enumerate(whole) if group.mark is not None]
    if places:
        at = data.draw(st.sampled_from(places))
        state = TableState.load(whole[at].state.dump())
        assert list(row_groups(marked[whole[at].mark :], state)) == whole[at + 1 :]


def test_last_row_of_words_is_read() -> None:
    rows = [("Order", "812"), ("Sum", "60"), ("Due", "on delivery")]
    assert groups(rows) == ["Order | 812\nSum | 60\nDue | on delivery"]


def test_years_are_a_head() -> None:
    rows = [("Post", "2019", "2020"), ("Rent", "7", "9"), ("Heat", "n/a", "n/a")]
    rows += [(f"Repairs of the western bank, part {n}", str(n), str(n + 40)) for n in range(60)]
    found = groups(rows)
    assert len(found) > 2
    assert all(group.startswith("Post | 2019 | 2020\n") for group in found)
    assert "".join(found).count("Heat | n/a | n/a") == 1


def test_row_of_words_among_numbers_is_no_head() -> None:
    rows = [("Post", "Sum"), *((f"Repairs of the western bank, part {n}", str(n)) for n in range(40))]
    rows.insert(9, ("Heat", "see the note"))
    assert all(group.startswith("Post | Sum\n") for group in groups(rows))


def test_table_after_an_empty_row_has_its_own_head() -> None:
    first = [("no", "tool", "count"), *((str(n), "saw", str(n + 3)) for n in range(12))]
    second = [("key", "owner", "seat"), *((f"K{n}", f"Marr and daughters, house {n}", "York") for n in range(50))]
    for parting in ([()], [], [("", ""), ("Owners of the mills",)]):
        text = [group for group in groups([*first, *parting, *second]) if "Marr" in group]
        assert len(text) > 1
        assert all(group.startswith("key | owner | seat\n") for group in text)


def test_empty_rows_within_a_table_keep_its_head() -> None:
    rows: list[Row] = [("Post", "2019", "2020")]
    for part in ("Income", "Costs"):
        rows += [(), (part,), *((f"{part} of the western bank, part {n}", str(n), str(n * 3)) for n in range(30))]
    assert all(group.startswith("Post | 2019 | 2020\n") for group in groups(rows))


def test_table_without_a_head_repeats_no_row() -> None:
    rows = [("Ann Holt", "ann@example.org", "12 May"), *((f"Bo {n}", f"bo{n}@example.org", "n/a") for n in range(60))]
    numbers = [(f"Bank {n}", str(n), "Leeds") for n in range(90)]
    assert "".join(groups(rows)).count("Ann Holt") == 1
    assert "".join(groups(numbers)).count("Bank 0 |") == 1


def test_head_of_two_rows_is_repeated_whole() -> None:
    rows = [("District", "2019", ""), ("", "Fees", "Fines")]
    rows += [(f"The district of the lower mill, house {n}", str(n), str(n + 5)) for n in range(40)]
    found = groups(rows)
    assert len(found) > 1
    assert all(group.startswith("District | 2019\n | Fees | Fines\n") for group in found)


def test_head_that_is_known_is_repeated() -> None:
    rows = [("1", "2"), *((f"The lower mill, house {n}", "by letter") for n in range(60))]
    found = [group.strip() for group in table_text(rows, heads=1)]
    assert len(found) > 1
    assert all(group.startswith("1 | 2\n") for group in found)


def test_state_of_an_older_cursor_is_taken() -> None:
    assert TableState.load(["Name | Town", 40]) == TableState("Name | Town", "", gap=False)
