"""The time between two things that sources date: computed where both are certain, and only there."""

import pytest

from chalicelib.models import Passage
from chalicelib.rag.aggregates.time_between import time_asked, time_between


def passage(text: str, name: str = "notes.md", heading: tuple[str, ...] = ()) -> Passage:
    return Passage(f"{name}.0", name, name, 0, None, heading, 0, len(text), text, 1.0)


SOURCES = [
    passage("The lease of the mill was signed on 3 April 2023. The rent is 900 euros.", "lease.md"),
    passage("The keys of the mill were handed over on 18 May 2023.", "keys.md"),
    passage("The pottery was founded in 2009 by two sisters.", "history.md"),
    passage("The kiln was bought in March 2015.", "kiln.md"),
    passage("Hợp đồng thuê xưởng được ký ngày 5 tháng 2 năm 2024.", "hop-dong.md"),
    passage("Xưởng được bàn giao ngày 20 tháng 3 năm 2024.", "ban-giao.md"),
    passage("Die Halle wurde am 2. Mai 2022 gemietet. Die Halle wurde am 30. Juni 2022 bezogen.", "halle.md"),
    passage("Le four a été commandé le 4 juin 2021. Le four a été livré le 9 juillet 2021.", "four.md"),
    passage("El taller se abrió el 1 de marzo de 2020. El taller se cerró el 15 de abril de 2020.", "taller.md"),
]

EXACT = [
    ("How many days lie between the signing of the lease and the day the keys were handed over?", "45 days"),
    ("how many weeks passed from the lease signed to the keys handed over?", "6 weeks and 3 days"),
    ("How many months after the lease was signed were the keys handed over?", "1 month"),
    ("How many years after the founding of the pottery was the kiln bought?", "6 years"),
    ("Từ ngày ký hợp đồng thuê đến ngày bàn giao xưởng là bao nhiêu ngày?", "44 ngày"),
    ("Wie viele Tage liegen zwischen gemietet und bezogen?", "59 Tage"),
    ("Combien de jours se sont écoulés entre four commandé et four livré ?", "35 jours"),
    ("¿Cuántos días pasaron desde que se abrió el taller hasta que se cerró el taller?", "45 días"),
]
UNCERTAIN = [
    "How many days lie between the signing of the lease and the party?",
    "How many days lie between the founding of the pottery and the day the kiln was bought?",
    "How many days of holiday do potters have between May and June?",
    "How many keys does the mill have?",
    "How many years after the founding of the Brewery Oldgate was the kiln bought?",
]


@pytest.mark.parametrize(("question", "count"), EXACT)
def test_time_between_two_dated_things_is_computed(question: str, count: str) -> None:
    computed = time_between(question, SOURCES)
    assert computed is not None
    assert computed.text.startswith(f"{count}:") or computed.text.startswith(f"{count} :")


@pytest.mark.parametrize("question", UNCERTAIN)
def test_nothing_is_computed_from_what_is_not_certain(question: str) -> None:
    assert time_between(question, SOURCES) is None


def test_each_end_is_the_sentence_that_dates_it() -> None:
    computed = time_between(EXACT[0][0], SOURCES)
    assert computed is not None
    assert [(one.number, one.written) for one in computed.operands] == [(1, "3 April 2023"), (2, "18 May 2023")]
    assert computed.operands[1].sentence == "The keys of the mill were handed over on 18 May 2023."


def test_two_dates_of_one_thing_are_not_certain() -> None:
    both = [*SOURCES, passage("The keys of the mill were handed over on 19 May 2023.", "other.md")]
    assert time_between(EXACT[0][0], both) is None


def test_a_date_whose_day_and_month_are_unclear_is_none() -> None:
    unclear = [SOURCES[0], passage("The keys were handed over on 04/05/2023.", "keys.md")]
    assert time_between(EXACT[0][0], unclear) is None


def test_a_long_question_asks_for_no_time() -> None:
    assert time_asked("How many days lie between " + "a very long " * 60 + "and b?") is None
