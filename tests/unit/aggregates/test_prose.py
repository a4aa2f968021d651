"""Questions on lists, repeated sections and records of prose."""

import pytest

from chalicelib.rag.aggregates.values import NotExact
from tests.unit.aggregates.library import ask, names, value

MANUAL = """Owner's manual

1. Technical data

Load: at most 100 kg in front and 25 kg on the rear rack.

3. Error codes on the display

E01: brake lever pulled while switching on. Release it and switch on again.
E04: battery too cold. Warm it up to at least 5 degrees before riding.
E07: speed sensor. Check that the magnet is within 10 mm of the sensor.

4. Care

Oil the chain every 300 km.
"""
PROSE = """Our contracts

Contract C-017 with Müller GmbH was signed on 4 May 2023, is worth 12,500 euros and contains a penalty clause.

Contract C-018 with Arden Ltd was signed on 15 January 2024. It is worth 8,250 euros. It contains no penalty clause.

On 30 June 2024 contract C-019 was signed with Müller GmbH; it is worth 1,000 euros and has a penalty clause.
"""
SECTIONS = """# Suppliers

## Supplier S-01

City: Lyon
Rating: 4
Certified: yes

## Supplier S-02

City: Graz
Rating: 2
Certified: no
"""
VIETNAMESE = """Hợp đồng HD-01 với Công ty An Phát ở Huế được ký ngày 04/05/2023, có giá trị 1.500.000 đồng và có điều khoản phạt.

Hợp đồng HD-02 với Công ty Sao Mai ở Vinh được ký ngày 15/01/2024, có giá trị 2.500.000 đồng và không có điều khoản phạt.

Hợp đồng HD-03 với Công ty An Phát ở Vinh được ký ngày 30/06/2024, có giá trị 1.000.000 đồng và có điều khoản phạt.
"""  # noqa: E501


@pytest.mark.parametrize("question", ["List all error codes of the manual.", "Which error codes are there?"])
def test_labelled_lines_are_a_list(question: str) -> None:
    assert names(question, {"C3 manual.txt": MANUAL}) == ["E01", "E04", "E07"]


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts are there?", "3"),
        ("How many contracts contain a penalty clause?", "2"),
        ("How many contracts contain no penalty clause?", "1"),
        ("How many contracts with Müller GmbH are there?", "2"),
        ("How many contracts were signed after 1 January 2024?", "2"),
        ("How many contracts are worth more than 5,000 euros?", "2"),
        ("What is the total value of all contracts?", "21750"),
        ("What is the highest value of the contracts?", "12500"),
    ],
)
def test_prose_gives_an_exact_number(question: str, right: str) -> None:
    assert value(question, {"Contracts.txt": PROSE}) == right


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Có bao nhiêu hợp đồng?", "3"),
        ("Có bao nhiêu hợp đồng có điều khoản phạt?", "2"),
        ("Có bao nhiêu hợp đồng không có điều khoản phạt?", "1"),
        ("Có bao nhiêu hợp đồng ở Vinh?", "2"),
        ("Tổng giá trị của các hợp đồng là bao nhiêu?", "5000000"),
        ("Có bao nhiêu hợp đồng được ký trước ngày 01/03/2024?", "2"),
    ],
)
def test_vietnamese_prose_gives_an_exact_number(question: str, right: str) -> None:
    assert value(question, {"Danh sách.txt": VIETNAMESE}) == right


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many suppliers are certified?", "1"),
        ("How many suppliers are in Lyon?", "1"),
        ("Which supplier has the highest rating?", "4"),
        ("How many suppliers are there?", "2"),
    ],
)
def test_sections_with_the_same_lines_are_records(question: str, right: str) -> None:
    assert value(question, {"Suppliers.md": SECTIONS}) == right


def test_documents_with_the_same_lines_are_records() -> None:
    files = {
        f"Invoice {number}.txt": f"Invoice: {number}\nCustomer: K{number % 2}\nAmount: {number}0 EUR\n"
        for number in range(5)
    }
    assert value("How many invoices are there?", files) == "5"


def test_condition_in_words_that_no_record_has_is_unclear() -> None:
    assert ask("How many contracts contain a kill switch?", {"Contracts.txt": PROSE}) == NotExact(
        "unclear", ("kill switch",)
    )


@pytest.mark.parametrize("question", ["How many kilometres is the bridge long?", "Which rivers flow through the city?"])
def test_prose_without_records_answers_no_aggregate(question: str) -> None:
    text = "The bridge over the river is 3 kilometres long. Two rivers flow through the city, the Aa and the Oder.\n"
    assert ask(question, {"Bridge.txt": text}) in (None, NotExact("no_records"))


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many contracts with Müller GmbH contain a penalty clause?", "2"),
        ("How many contracts with Müller GmbH or Arden Ltd are there?", "3"),
        ("How many contracts with Müller GmbH and Arden Ltd are there?", "unclear"),
        ("How many contracts did Müller GmbH sign in 2024?", "1"),
        ("Which contracts did Müller GmbH sign before 2024?", "1"),
        ("What are the two largest contracts by value?", "unclear"),
    ],
)
def test_several_conditions_are_all_understood_or_none(question: str, right: str) -> None:
    assert value(question, {"Contracts.txt": PROSE}) == right


def test_conditions_joined_in_one_record_are_no_name() -> None:
    text = "".join(
        f"Máy M-{number:02d} ở Xưởng Sơn {'và' if number % 2 else 'nhưng vẫn'} còn bảo hành.\n\n" for number in range(6)
    )
    assert value("Có bao nhiêu máy ở Xưởng Sơn và còn bảo hành?", {"Máy.txt": text}) == "6"


def test_text_that_mentions_records_again_is_no_record() -> None:
    text = (
        "This register lists the contracts C-017 to C-019.\n\n"
        + PROSE
        + "\nAs said above, contract C-018 needs care.\n"
    )
    assert value("How many contracts are there?", {"Contracts.txt": text}) == "3"
    assert value("How many contracts contain a penalty clause?", {"Contracts.txt": text}) == "unreadable"


def test_single_syllable_is_no_condition() -> None:
    assert value("Có bao nhiêu hợp đồng phạt?", {"Danh sách.txt": VIETNAMESE}) == "unclear"


def test_column_behind_a_year_is_not_compared_with_it() -> None:
    text = "Nhân viên | Vào làm | Lương (đồng)\nNV1 | 05/04/2023 | 9.000.000\nNV2 | 06/05/2024 | 8.000.000\n"
    assert value("Các nhân viên vào làm năm 2023 có lương cộng lại là bao nhiêu?", {"Nhân viên.csv": text}) == "9000000"


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How much are the contracts with Müller GmbH worth altogether?", "13500"),
        ("How many contracts were signed since January 2024?", "2"),
        ("How many contracts have a value between 1,000 and 9,000 euros?", "2"),
        ("Which contract is worth the most?", "12500"),
    ],
)
def test_name_beside_a_measure_stays_a_condition(question: str, right: str) -> None:
    assert value(question, {"Contracts.txt": PROSE}) == right
