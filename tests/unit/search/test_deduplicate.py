"""The same text is shown once."""

from dataclasses import replace

from chalicelib.models import StoredPassage
from chalicelib.rag.search.deduplicate import keep_near, without_near_duplicates
from chalicelib.rag.search.ranking import Query, Ranking
from tests.unit.search.doubles import stored

POLICY = "A frame is guaranteed for five years, and wearing parts such as chains and brake pads for one."


def kept(*texts: str) -> list[int]:
    hits = [StoredPassage(str(n), f"d{n}", 1, 0, None, (), 0, len(text), text) for n, text in enumerate(texts)]
    return [int(hit.id) for hit in without_near_duplicates(hits)]


def test_the_same_text_of_two_documents_is_shown_once() -> None:
    assert kept(POLICY, "Opening hours are nine to five.", POLICY.replace(" ", "\n").upper()) == [0, 1]


def test_a_part_of_a_better_hit_is_left_out() -> None:
    assert kept(POLICY, "guaranteed for five years, and wearing parts such as chains") == [0]


def test_a_text_with_another_figure_is_kept() -> None:
    """Two quarters' reports say the same in other numbers."""
    text = "Net sales of the quarter were $ 82,959 million, of which services made 23 percent."
    assert kept(text, text.replace("82,959", "117,154"), text) == [0, 1]


def test_a_text_that_says_more_is_kept() -> None:
    assert kept(POLICY, f"{POLICY} Batteries are guaranteed for two years or five hundred charges.") == [0, 1]


def near(scores: list[float], share: float) -> list[str]:
    hits = [replace(stored(str(n)), score=score) for n, score in enumerate(scores)]
    ranking = Ranking(Query("question", near=share), hits=hits, candidates=hits)
    return [hit.id for hit in keep_near(None, ranking).hits]  # type: ignore[arg-type]


def test_hits_far_behind_the_best_one_are_left_out() -> None:
    scores = [1.0, 0.2, 0.1, 0.5, 0.41, 0.39, 0.1, 0.05, 0.0, 0.0]
    assert near(scores, 0.4) == ["0", "1", "2", "3", "4"]
    assert near(scores, 0.0) == [str(n) for n in range(10)]
    assert near(scores[:9], 0.4) == [str(n) for n in range(9)]  # Too few to tell.
    assert near([], 0.4) == []
