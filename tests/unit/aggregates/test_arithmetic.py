"""What two stated amounts come to: computed where both are certain and of one unit, and only there."""

import pytest

from chalicelib.models import Passage
from chalicelib.rag.aggregates.amount_questions import amounts_asked
from chalicelib.rag.aggregates.arithmetic import computed_amount


def passage(text: str, name: str) -> Passage:
    return Passage(f"{name}.0", name, name, 0, None, (), 0, len(text), text, 1.0)


SOURCES = [
    passage(
        "Tidewell carried 1,351,000 passengers in 2024. Revenue was 44.8 million euros, and the result after tax"
        " 3.7 million euros.",
        "annual-report-2024.pdf",
    ),
    passage(
        "Tidewell carried 1,284,000 passengers in 2023, 3 percent more than in 2022. Revenue was 41.6 million euros,"
        " and the result after tax 2.9 million euros. For 2024 the board expects revenue of 43 million euros.",
        "annual-report-2023.pdf",
    ),
    passage("Every employee has 28 days of paid leave a year. Crew have 32 days.", "leave.md"),
    passage("City | Bike | Hour (EUR) | Day (EUR)\nGhent | C3 | 6.00 | 30\nFreiburg | C3 | 6.80 | 34", "prices.csv"),
    passage("The rent of the mill is 900 euros a month. The deposit of the mill is 2,700 euros.", "mill.md"),
    passage("The rent of the barn is 1,150 euros a month. The rent of the café is $700 a month.", "barn.md"),
    passage("The rent of the shed is about 300 euros a month. The rent of the quay is 90 euros a week.", "shed.md"),
    passage("Doanh thu năm 2024 đạt 12,8 tỷ đồng. Chi phí năm 2024 là 9,6 tỷ đồng.", "bao-cao-2024.md"),
    passage("Doanh thu năm 2023 đạt 10,1 tỷ đồng.", "bao-cao-2023.md"),
    passage("Der Umsatz betrug 2023 1.200.000 Euro. Der Umsatz lag 2024 bei 1.350.000 Euro.", "umsatz.md"),
    passage("Le loyer du moulin est de 1 150 euros par mois. Le loyer du four est de 900 euros par mois.", "loyer.md"),
    passage("El alquiler del taller es de 1.250 euros. El alquiler del horno es de 900 euros.", "alquiler.md"),
    passage("O aluguel do moinho é de 1.250 euros. O aluguel do forno é de 900 euros.", "aluguel.md"),
]

EXACT = [
    (
        "by how many percent did passengers grow from 2023 to 2024",
        "+5.2 %: 1,284,000 passengers → 1,351,000 passengers.",
    ),
    ("How much more revenue did Tidewell have in 2024 than in 2023?", "3.2 million euros: 44.8 million euros − 41.6"),
    ("What is the difference in revenue between 2023 and 2024?", "3.2 million euros: 44.8 million euros − 41.6"),
    ("what share of revenue was the result after tax in 2024?", "8.3 %: 3.7 million euros / 44.8 million euros."),
    ("How many more days of leave have crew than other employees?", "4 days: 32 days − 28 days."),
    ("How much dearer is a day with the C3 in Freiburg than in Ghent?", "4 EUR: 34 EUR − 30 EUR."),
    ("How much cheaper is a day with the C3 in Ghent than in Freiburg?", "4 EUR: 34 EUR − 30 EUR."),
    ("How much more is the rent of the barn than that of the mill?", "250 euros a month: 1,150 euros a month − 900"),
    ("What do the rent of the barn and the rent of the mill come to together?", "2,050 euros a month: 1,150 euros"),
    ("Doanh thu năm 2024 cao hơn năm 2023 bao nhiêu?", "2,7 tỷ đồng: 12,8 tỷ đồng − 10,1 tỷ đồng."),
    ("Doanh thu tăng bao nhiêu phần trăm từ năm 2023 đến năm 2024?", "+26,7 %: 10,1 tỷ đồng → 12,8 tỷ đồng."),
    ("Chi phí năm 2024 chiếm bao nhiêu phần trăm doanh thu?", "75 %: 9,6 tỷ đồng / 12,8 tỷ đồng."),
    ("Wie viel höher war der Umsatz in 2024 als in 2023?", "150.000 Euro: 1.350.000 Euro − 1.200.000 Euro."),
    ("Um wie viel Prozent ist der Umsatz von 2023 bis 2024 gestiegen?", "+12,5 %: 1.200.000 Euro → 1.350.000 Euro."),
    ("Quelle est la différence entre le loyer du moulin et le loyer du four ?", "250 euros par mois: 1 150 euros"),
    ("¿Cuál es la diferencia entre el alquiler del taller y el alquiler del horno?", "350 euros: 1.250 euros − 900"),
    ("Qual é a diferença entre o aluguel do moinho e o aluguel do forno?", "350 euros: 1.250 euros − 900 euros."),
]
REFUSED = [
    "How much more is the rent of the barn than that of the café?",  # Two currencies.
    "How much more is the rent of the barn than that of the quay?",  # By the month and by the week.
    "How much more is the rent of the barn than that of the shed?",  # About so much.
    "How much more is the rent of the barn than that of the tower?",
    "How much more revenue did Tidewell have in 2024 than in 2022?",
    "What do the rent of the barn, of the mill and of the quay come to together?",
    "How much more revenue without freight was there in 2024 than in 2023?",
    "What share of the result after tax was revenue in 2024?",  # More than all of it.
    "How much is the rent of the barn?",
]


@pytest.mark.parametrize(("question", "said"), EXACT)
def test_two_stated_amounts_are_computed(question: str, said: str) -> None:
    computed = computed_amount(question, SOURCES)
    assert computed is not None
    assert computed.text.startswith(said)


@pytest.mark.parametrize("question", REFUSED)
def test_nothing_is_computed_of_amounts_that_are_not_certain(question: str) -> None:
    assert computed_amount(question, SOURCES) is None


def test_an_amount_of_a_part_is_not_taken_for_the_whole() -> None:
    parts = [
        passage("Revenue in 2024 was 9 million euros.", "2024.md"),
        passage(
            "Revenue of the café in 2023 was 2 million euros. Freight revenue in 2023 was 3 million euros.", "2023.md"
        ),
    ]
    assert computed_amount("How much more was revenue in 2024 than in 2023?", parts) is None


def test_two_amounts_of_one_thing_are_not_certain() -> None:
    both = [*SOURCES, passage("Revenue was 45.1 million euros.", "report-2024.pdf")]
    assert computed_amount(EXACT[2][0], both) is None


def test_a_number_that_can_be_read_in_two_ways_is_not_computed() -> None:
    texts = [passage("Oslo: 1.200 kg", "a.md"), passage("Bergen: 1.300 kg", "b.md")]
    question = "How much more is Bergen than Oslo?"
    assert computed_amount(question, texts) is None
    told = computed_amount(question, texts, {"a.md": "de", "b.md": "de"})
    assert told is not None
    assert told.text.startswith("100 kg")


def test_a_long_question_asks_for_no_amounts() -> None:
    assert amounts_asked("How much more is " + "a very long " * 60 + "than b?") is None
