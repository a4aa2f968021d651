"""Questions on the rows of tables, in the forms in which extraction writes them."""

from dataclasses import replace

import pytest

from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed, NotExact
from tests.unit.aggregates.library import ask, library, names, value

PRICES = """City | Bike | Hour (EUR) | Day (EUR) | Deposit (EUR)
Utrecht | Cargo | 6.50 | 32 | 200
Utrecht | Long | 7.50 | 38 | 250
Utrecht | Trailer | 2.50 | 11 | 50
Ghent | Cargo | 6.00 | 30 | 200
Ghent | Long | 7.00 | 35 | 250
Lyon | Cargo | 3.20 | 16 | 100
"""
RENTAL = {"Rental prices.csv": PRICES}
CONTRACTS = {
    "Contracts.md": """# Contracts

| Contract | Partner | Signed | Value (EUR) | Penalty clause |
| --- | --- | --- | --- | --- |
| C-01 | Müller GmbH | 2023-05-04 | 12,500 | yes |
| C-02 | Arden Ltd | 2024-01-15 | 8,250 | no |
| C-03 | Müller GmbH | 2024-06-30 | 1,000 | yes |
| Total | | | 21,750 | |
"""
}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts are there?", "3"),
        ("How many contracts have a penalty clause?", "2"),
        ("How many contracts do not have a penalty clause?", "1"),
        ("How many contracts with Müller GmbH are there?", "2"),
        ("How many contracts were signed in 2024?", "2"),
        ("How many contracts were signed before 1 June 2024?", "2"),
        ("How many contracts are worth more than 8,250 euros?", "1"),
        ("How many contracts are worth at least 8,250 euros?", "2"),
        ("What is the total value of all contracts?", "21750"),
        ("What is the average value of the contracts with Müller GmbH?", "6750"),
        ("Có bao nhiêu contracts?", "3"),
    ],
)
def test_table_gives_an_exact_number(question: str, right: str) -> None:
    assert value(question, CONTRACTS) == right


def test_row_of_a_total_is_no_record() -> None:
    assert names("List all contracts.", CONTRACTS) == ["C-01", "C-02", "C-03"]


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("In how many cities can the Trailer be rented?", ["Utrecht"]),
        ("Which bikes can be rented in Utrecht?", ["Cargo", "Long", "Trailer"]),
        ("In which city is a day with the Long cheapest?", ["Ghent"]),
        ("Is a day with the Cargo dearer in Lyon or in Ghent?", ["Ghent"]),
        ("Which bike has the highest deposit in Ghent?", ["Long"]),
    ],
)
def test_table_names_what_is_asked_for(question: str, right: list[str]) -> None:
    assert names(question, RENTAL) == right


def test_named_rows_are_added_up() -> None:
    assert value("What do a Cargo and a Trailer cost together for one day in Utrecht?", RENTAL) == "43"


def test_rows_that_are_not_named_one_by_one_are_not_added_up() -> None:
    assert not isinstance(ask("What do a Cargo and a Trailer cost together for one day?", RENTAL), Computed)


def test_records_are_grouped_by_a_column() -> None:
    result = ask("How many bikes are there per city?", RENTAL)
    assert isinstance(result, Computed)
    assert {name: int(count) for name, count in result.groups.items()} == {"Utrecht": 3, "Ghent": 2, "Lyon": 1}


def test_most_frequent_value_is_named() -> None:
    assert value("Which partner has the most contracts?", CONTRACTS) == "Müller GmbH"


@pytest.mark.parametrize("head_again", [True, False])
def test_table_goes_on_behind_an_empty_line(head_again: bool) -> None:
    head, *rows = PRICES.strip().split("\n")
    second = "\n".join([head, *rows[3:]] if head_again else rows[3:])
    files = {"Rental prices.pdf": "\n".join([head, *rows[:3]]) + "\n\n" + second}
    assert value("How many cities are there in the rental prices?", files) == "3"


def test_rows_between_empty_lines_are_one_table() -> None:
    files = {"Rental prices.pdf": PRICES.replace("\n", "\n\n")}
    assert names("Which bikes can be rented in Ghent?", files) == ["Cargo", "Long"]


@pytest.mark.parametrize(
    "question",
    [
        "How many guests may a Plus holder bring?",
        "How many books may I borrow with a School pass?",
        "How many days of holiday do employees have?",
    ],
)
def test_question_for_one_cell_is_none_on_records(question: str) -> None:
    passes = (
        "| Pass | Books | Guests |\n| --- | --- | --- |\n| Basic | 10 | 0 |\n| Plus | 15 | 2 |\n| School | 10 | 0 |\n"
    )
    assert ask(question, {"Rules.md": f"# Passes\n\n{passes}"}) == NotExact("no_records")


def test_condition_that_nothing_explains_is_not_left_out() -> None:
    result = ask("How many contracts with a purple cover are there?", CONTRACTS)
    assert result == NotExact("unclear", ("purple", "cover"))


def test_value_that_cannot_be_read_is_not_left_out() -> None:
    broken = {"Contracts.md": CONTRACTS["Contracts.md"].replace("8,250", "8 2?0")}
    result = ask("What is the total value of all contracts?", broken)
    assert isinstance(result, NotExact)


def test_amounts_of_two_currencies_are_not_added_up() -> None:
    text = "Order | Amount\nA-1 | 20 €\nA-2 | 30 $\nA-3 | 40 €\n"
    assert isinstance(ask("What is the total amount of all orders?", {"Orders.csv": text}), NotExact)


def test_records_without_a_value_are_counted_as_missing() -> None:
    text = "Order | Amount (EUR)\nA-1 | 20\nA-2 | \nA-3 | 40\nA-4 | 1\n"
    result = ask("What is the total amount of all orders?", {"Orders.csv": text})
    assert isinstance(result, Computed)
    assert (str(result.value), result.missing) == ("61", 1)


def test_two_registers_that_fit_equally_are_named() -> None:
    other = CONTRACTS["Contracts.md"].replace("Penalty clause", "Notice")
    result = ask("How many contracts are there?", {**CONTRACTS, "Contracts old.md": other})
    assert isinstance(result, NotExact)
    assert (result.reason, len(result.names)) == ("ambiguous", 2)


def test_parts_of_one_register_in_two_files_are_joined() -> None:
    head = "Contract | City\n"
    files = {
        "Contracts north.csv": head + "C-1 | Lyon\nC-2 | Graz\n",
        "Contracts south.csv": head + "C-3 | Lyon\nC-4 | Bari\n",
    }
    assert value("How many contracts are in Lyon?", files) == "2"
    assert value("How many contracts south are there?", files) == "2"


@pytest.mark.parametrize(
    "question",
    [
        "Hi, could you please list the contracts with Müller GmbH?",
        "Of all the contracts, which are with Müller GmbH?",
        "Chúng ta có những contracts nào với Müller GmbH?",
    ],
)
def test_polite_words_are_no_condition(question: str) -> None:
    assert names(question, CONTRACTS) == ["C-01", "C-03"]


def test_document_in_a_language_without_rules_is_read() -> None:
    documents, passages = library(CONTRACTS)
    question = aggregate_of("How many contracts are there?")
    assert question is not None
    result = compute(question, [replace(documents[0], language="lb")], passages)
    assert isinstance(result, Computed)


@pytest.mark.parametrize(("dates", "right"), [(("25/03/2024", "04/05/2024"), "1"), (("03/25/2024", "04/05/2024"), "2")])
def test_dates_are_ordered_as_those_of_their_column(dates: tuple[str, str], right: str) -> None:
    text = "Order | Paid on\n" + "".join(f"A-{number} | {date}\n" for number, date in enumerate(dates))
    assert value("How many orders were paid before 10 April 2024?", {"Orders.csv": text}) == right


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts contain a penalty clause or are with Arden Ltd?", "unclear"),
        ("What are the three largest contracts?", "unclear"),
        ("How many contracts do we have per partner on average?", "unclear"),
        ("How many different partners are there?", "2"),
        ("How many contracts are not with Müller GmbH?", "1"),
        ("How many contracts with a value over 1,000 and under 10,000 euros are there?", "1"),
    ],
)
def test_condition_is_understood_or_refused(question: str, right: str) -> None:
    assert value(question, CONTRACTS) == right


def test_subtotals_are_no_records() -> None:
    rows = (
        "Contract | City | Value (EUR)",
        "C-1 | Lyon | 10",
        "C-2 | Lyon | 20",
        "Subtotal Lyon |  | 30",
        "C-3 | Graz | 5",
    )
    text = "\n".join((*rows, "Total |  | 35"))
    assert value("What is the total value of all contracts?", {"Contracts.csv": text}) == "35"


def test_rows_of_one_cell_that_may_be_titles_are_refused() -> None:
    rows = ("Name | Role | Pay (EUR)", "Lyon office", "Anna Berg | Cook | 10", "Ben Cole | Clerk | 20", "Graz office")
    text = "\n".join((*rows, "Cara Dunn | Cook | 30"))
    assert ask("How many staff are there?", {"Staff.csv": text}) == NotExact(
        "unreadable", ("Lyon office", "Graz office")
    )


def test_head_of_two_rows_names_the_columns() -> None:
    text = "| Item | Price | |\n| | net | gross |\n| --- | --- | --- |\n| Pen | 1 | 2 |\n| Cup | 3 | 5 |\n"
    assert value("What is the total gross price of all items?", {"Prices.md": text}) in ("7", "unclear")
    assert value("How many items are there?", {"Prices.md": text}) == "2"


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many pages do all books have in total?", "3100"),
        ("What is the average number of pages of the books?", "1550"),
        ("How many books were printed before 1550?", "1"),
    ],
)
def test_numbers_may_be_years_or_amounts(question: str, right: str) -> None:
    text = "Book | Pages | Printed\nEmma | 1500 | 1540\nUlysses | 1600 | 1922\n"
    assert value(question, {"Books.csv": text}) == right


SHIPS = {"Ships.csv": "Ship | Length m | Injured\nGodwit | 42 | 2\nCurlew | 61 | 0\nPetrel | 38 | 1\n"}
ACCIDENTS = {"Accidents.csv": "Accident | Ship | Injured\nI-1 | Godwit | 2\nI-2 | Curlew | 0\nI-3 | Petrel | 1\n"}
STOCK = {
    "Kho.csv": "Mã | Tên vật tư | Kho | Số lượng | Đơn giá (nghìn đồng)\n"
    "V1 | Bu lông | Kho 1 | 116 | 40\nV2 | Ống thép | Kho 1 | 20 | 90\nV3 | Dây cáp | Kho 2 | 7 | 60\n"
}


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("What is the longest ship?", ACCIDENTS),
        ("Which ship is the heaviest?", ACCIDENTS),
        ("Vật tư nào còn ít nhất trong kho?", STOCK),
        ("Tổng số lượng vật tư ở kho 1 là bao nhiêu?", STOCK),
    ],
)
def test_a_measure_that_nothing_names_is_not_guessed(question: str, documents: dict[str, str]) -> None:
    asked = aggregate_of(question)
    computed = ask(question, documents) if asked else NotExact("no_records")
    assert isinstance(computed, NotExact) or value(question, documents) == "136"


def test_the_longest_goes_by_a_length() -> None:
    assert names("Which ship has the longest length?", SHIPS) == ["Curlew"]


SUPPLIERS = {
    "suppliers.csv": "Supplier | Town | Days to pay\nBrandt | Kiel | 21\nAldous | Ghent | 30\nNordsalt | Lyon | 10\n"
}


def test_what_is_paid_is_no_number_of_days() -> None:
    asked = ("What did we pay Brandt in total?", "How much did we pay altogether?")
    assert not any(isinstance(ask(question, SUPPLIERS), Computed) for question in asked)
    assert str(value("What is the average of days to pay?", SUPPLIERS)).startswith("20.33")


INVOICES = {
    "Invoices.md": """# Invoices

| Invoice | Supplier | Year | Amount EUR | Paid |
| --- | --- | --- | --- | --- |
| R-1 | Gripstad | 2023 | 673 | yes |
| R-2 | Aldous | 2024 | 4,428 | no |
| R-3 | Gripstad | 2025 | 9 | no |
"""
}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many invoices are unpaid?", "2"),
        ("How many invoices are not unpaid?", "1"),
        ("What is the total amount of the unpaid invoices?", "4437"),
        ("How many Gripstad invoices do we have?", "2"),
        ("How many unpaid Gripstad invoices are there?", "1"),
        ("What is our most expensive invoice?", "4428"),
        ("Which invoice is the least expensive?", "9"),
    ],
)
def test_words_that_say_two_things_are_understood(question: str, right: str) -> None:
    assert value(question, INVOICES) == right


def test_denied_word_that_no_column_of_yes_and_no_has_is_not_left_out() -> None:
    for question in (
        "How many invoices are unsigned?",
        "How many invoices are ununpaid?",
        "Which invoice is the most?",
    ):
        assert not isinstance(ask(question, INVOICES), Computed)
