"""A claim that says what its quote says but for one word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rag.citations.exchanged import exchanges
from chalicelib.rag.citations.verify import Words

QUOTE = "The canteen of the north wing is open from eleven to two. Contractors pay with a card there."


@pytest.mark.parametrize(
    "claim",
    [
        "The garage of the north wing is open from eleven to two.",
        "The canteen of the north wing is closed from eleven to two.",
        "The canteen of the north tower is open from eleven to two.",
        "Visitors pay with a card there.",
        "Contractors pay with a coin there.",
    ],
)
def test_another_word_between_the_same_neighbours_is_an_exchange(claim: str) -> None:
    assert exchanges(Words(claim), Words(QUOTE))


@pytest.mark.parametrize(
    "claim",
    [
        QUOTE,
        "The canteen of the north wing is open from eleven to two.",
        "The north wing's canteen opens at eleven and closes at two.",
        "Contractors pay there with a card.",
        "With a card, contractors can pay in the canteen.",
        "the canteen of the north wing",
    ],
)
def test_other_words_in_another_order_are_none(claim: str) -> None:
    assert not exchanges(Words(claim), Words(QUOTE))


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The shop opens after nine on Mondays.", "The shop opens before nine on Mondays."),
        ("The fee is charged without the deposit.", "The fee is charged with the deposit."),
        ("Fewer than ten pupils passed the test.", "More than ten pupils passed the test."),
        ("Cửa hàng mở cửa trước chín giờ.", "Cửa hàng mở cửa sau chín giờ."),
        ("Der Laden öffnet nach neun Uhr.", "Der Laden öffnet vor neun Uhr."),
        ("Le prix est fixé sans la taxe locale.", "Le prix est fixé avec la taxe locale."),
    ],
)
def test_a_stop_word_is_exchanged_with_its_opposite(claim: str, quote: str) -> None:
    assert exchanges(Words(claim), Words(quote))
    assert not exchanges(Words(quote), Words(quote))


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Sales rose in autumn and fell in spring.", "Sales rose in spring and fell in autumn."),
        ("The tenant pays the landlord a deposit.", "The landlord pays the tenant a deposit."),
        ("The cat chased the dog through the yard.", "The dog chased the cat through the yard."),
    ],
)
def test_two_words_that_change_places_are_exchanged(claim: str, quote: str) -> None:
    assert exchanges(Words(claim), Words(quote))


@pytest.mark.parametrize(
    "claim", ["They sell coffee and tea at the gate.", "At the gate they sell tea and coffee.", "They sell tea."]
)
def test_a_list_in_another_order_says_the_same(claim: str) -> None:
    assert not exchanges(Words(claim), Words("They sell tea and coffee at the gate."))


def test_other_stop_words_say_the_same() -> None:
    assert not exchanges(Words("The shop opens at nine on a Monday."), Words("The shop opens at nine on the Monday."))
    assert not exchanges(Words("It stood by the bridge of the town."), Words("It stood near the bridge of the town."))


def test_a_form_of_the_word_is_none() -> None:
    claim, quote = Words("The law protects renters abroad."), Words("The law protected renters abroad.")
    assert not exchanges(claim, quote)


def test_a_word_that_stands_twice_can_be_exchanged_once() -> None:
    quote = Words("The theatre director left the theatre company in May.")
    assert exchanges(Words("The theatre director left the insurance company in May."), quote)


def test_a_part_of_a_quote_with_repeated_words_is_none() -> None:
    quote = Words("Hội đồng đã họp vào tháng năm và hội đồng đã bầu chủ tịch mới vào tháng năm.")
    assert not exchanges(Words("hội đồng đã bầu chủ tịch mới"), quote)
    assert exchanges(Words("hội đồng đã bầu thư tịch mới"), quote)


def test_a_word_that_stands_there_as_well_is_none() -> None:
    quote = Words("A C3 costs 40 euros in Lund and 55 euros in Umea.")
    assert not exchanges(Words("A C3 costs 40 euros in Lund."), quote)
    quote = Words("The zoo opens in summer. It closes in winter for repairs.")
    assert exchanges(Words("The zoo opens in winter."), quote)


@given(st.text(max_size=200))
def test_a_text_exchanges_nothing_with_itself(text: str) -> None:
    assert not exchanges(Words(text), Words(text))
