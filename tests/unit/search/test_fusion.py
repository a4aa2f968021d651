"""One ranking from two."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rag.search.deduplicate import without_near_duplicates
from chalicelib.rag.search.fusion import fuse, fuse_searches, words_signal
from tests.unit.search.doubles import stored


def test_a_hit_of_both_searches_comes_first() -> None:
    fused, explain = fuse(
        [stored("v", 0.9), stored("both", 0.85), stored("low", 0.1)],
        [stored("t", 9.0), stored("both", 8.0), stored("far", 1.0)],
    )
    assert fused[0].id == "both"
    assert explain["both"].vector_rank == 2
    assert explain["both"].text_rank == 2
    assert explain["t"].vector_rank is None


def test_fusion_counts_how_much_better_the_first_is() -> None:
    """By ranks the two are equal; by scores the clear first of one search wins, which the other nearly puts first."""
    low = stored("low", 0.1)
    for clear, other in (("a", "b"), ("b", "a")):
        fused, _ = fuse([stored(clear, 1.0), stored(other, 0.2), low], [stored(other, 5.0), stored(clear, 4.9), low])
        assert [hit.id for hit in fused] == [clear, other, "low"]


scores = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-5, 30).map(float), max_size=8)


@given(scores, scores)
def test_fusion_keeps_every_hit_once_with_falling_scores(
    by_vector: dict[str, float], by_text: dict[str, float]
) -> None:
    first, second = (
        sorted((stored(name, score) for name, score in scores.items()), key=lambda hit: -hit.score)
        for scores in (by_vector, by_text)
    )
    fused, explain = fuse(first, second)
    assert sorted(hit.id for hit in fused) == sorted({*by_vector, *by_text}) == sorted(explain)
    assert all(0 <= hit.score <= 1 for hit in fused)
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)


@given(scores)
def test_a_search_fused_with_nothing_keeps_its_order(by_vector: dict[str, float]) -> None:
    ordered = sorted((stored(name, score) for name, score in by_vector.items()), key=lambda hit: (-hit.score, hit.id))
    fused, _ = fuse(ordered, [])
    assert [hit.id for hit in fused] == [hit.id for hit in ordered]


def test_equal_hits_keep_the_order_of_the_document() -> None:
    """The tenth chunk comes after the ninth, though its id sorts before it as a text."""
    twins = [replace(stored("twin"), id=f"d.1.{ordinal}", ordinal=ordinal) for ordinal in (10, 9)]
    far = stored("far", 0.1)
    fused, _ = fuse([*twins, far], [replace(twin, score=5.0) for twin in twins] + [far])
    assert [hit.ordinal for hit in fused[:2]] == [9, 10]
    assert [hit.id for hit in without_near_duplicates(fused)] == ["d.1.9", "far"]


def test_words_without_a_signal_leave_the_order_of_vectors() -> None:
    """A small word that both languages have is no reason to put a passage first."""
    texts = {
        "right": "Die Waschmaschine im Keller darf bis zwanzig Uhr benutzt werden.",
        "small": "Ein Fahrrad wird in Gent vermietet.",
    }
    right, small = (replace(stored(name, score), text=texts[name]) for name, score in (("right", 0.9), ("small", 0.8)))
    question = "When may the washing machine be used in winter?"
    assert words_signal(question, [right, small], [replace(small, score=3.0)]) == 0
    fused, _ = fuse_searches(question, [right, small], [replace(small, score=3.0)])
    assert [hit.id for hit in fused] == ["right", "small"]


def test_words_of_the_question_keep_their_weight() -> None:
    right, other = (
        replace(stored(name, score), text=text)
        for name, score, text in (("right", 0.8, "The crane lifts 40 tonnes."), ("other", 0.9, "The fence is green."))
    )
    question = "What does the crane lift?"
    assert words_signal(question, [other, right], [replace(right, score=3.0)]) == 1
    assert words_signal(question, [], [right]) == 1
    assert fuse_searches(question, [other, right], [replace(right, score=3.0)])[0][0].id == "right"
