"""Text that is found twice is shown once."""

from chalicelib.models import StoredPassage
from chalicelib.rag.search.deduplicate import without_repeats

POLICY = "A frame is guaranteed for five years, and wearing parts such as chains and brake pads for one."


def shown(*texts: str) -> list[int]:
    hits = [StoredPassage(str(n), f"d{n}", 1, 0, None, (), 0, len(text), text) for n, text in enumerate(texts)]
    return [int(each.id) for each in without_repeats(hits)]


def test_the_same_text_of_two_documents_is_shown_once() -> None:
    assert shown(POLICY, "Opening hours are nine to five.", POLICY.replace(" ", "\n").upper()) == [0, 1]


def test_a_part_of_what_is_shown_says_nothing_new() -> None:
    assert shown(POLICY, "guaranteed for five years, and wearing parts such as chains") == [0]


def test_another_figure_is_news() -> None:
    """Two quarters' reports say the same in other numbers."""
    text = "Net sales of the quarter were $ 82,959 million, of which services made 23 percent."
    assert shown(text, text.replace("82,959", "117,154"), text) == [0, 1]


def test_what_says_more_is_kept() -> None:
    assert shown(POLICY, f"{POLICY} Batteries are guaranteed for two years or five hundred charges.") == [0, 1]
