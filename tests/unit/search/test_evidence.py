"""Whether the hits are about the question."""

from dataclasses import replace

from chalicelib.models import StoredPassage
from chalicelib.rag.search.evidence import LEAST_TO_LEAD, confidence_score, grade_evidence, is_confident
from chalicelib.rag.search.ranking import Explanation


def hit(text: str, n: int = 0) -> StoredPassage:
    return StoredPassage(str(n), "d", 1, n, None, (), 0, len(text), text)


HITS = [
    hit("The frame of a Lantern bike is guaranteed for five years."),
    hit("Wearing parts are guaranteed for one year from the day of the sale.", 1),
    hit("The shop is open on weekdays from nine to five.", 2),
]
FAR = {"0": Explanation(vector_rank=1, vector_score=0.3), "1": Explanation(vector_rank=2, vector_score=0.29)}


def matched_by_words(score: float) -> dict[str, Explanation]:
    return {"0": Explanation(vector_rank=1, vector_score=0.8, text_rank=1, text_score=score)}


def test_hits_with_the_words_are_enough() -> None:
    assert (
        grade_evidence("For how many years is the frame of a Lantern guaranteed?", HITS, HITS, matched_by_words(4.0))
        == "enough"
    )


def test_confidence_needs_many_candidates_and_the_words() -> None:
    question = "For how many years is the frame of a Lantern guaranteed?"
    many = [*HITS, *(hit(f"Nothing of that kind is in part {n}.", n) for n in range(3, LEAST_TO_LEAD))]
    assert is_confident(question, many, matched_by_words(12.0))
    assert not is_confident(question, many[:-1], matched_by_words(12.0))  # Too few to tell.
    assert not is_confident("Which dynasty ruled Bohemia after Ottokar?", many, FAR)


def test_hits_on_another_subject_are_none() -> None:
    assert grade_evidence("Which dynasty ruled Bohemia after Ottokar?", HITS, HITS, FAR) == "none"


def test_few_candidates_need_a_lower_score() -> None:
    """BM25's scores are near nothing among a few, and no vector stands out."""
    near_nothing = matched_by_words(0.1)
    assert grade_evidence("How long is the frame guaranteed?", HITS, HITS, near_nothing) == "enough"
    assert grade_evidence("How is a frame covered by insurance in Bohemia?", HITS, HITS, near_nothing) != "enough"


def test_the_name_of_a_document_counts_for_its_passages() -> None:
    table = hit("Inventories | 4,946 | 6,820")
    named = replace(table, lead="2022 Q3 AAPL\nApple Inc.\n\n")
    question = "What were Apple's inventories in Q3 2022?"
    assert grade_evidence(question, [table], [table], {}) != "enough"
    assert grade_evidence(question, [named], [named], {}) == "enough"
    others = [hit(f"Inventories of company {n}", n) for n in range(1, 20)]
    assert confidence_score(question, [named], [named, *others], FAR) > confidence_score(
        question, [table], [table, *others], FAR
    )


def test_no_hits_are_none() -> None:
    assert grade_evidence("How long is the frame guaranteed?", [], [], {}) == "none"


def test_a_question_without_words_is_none() -> None:
    assert grade_evidence("?!", HITS, HITS, FAR) == "none"


def test_a_vector_score_that_stands_out_raises_the_score() -> None:
    others = {str(n): Explanation(vector_rank=n, vector_score=0.5 - 0.001 * n) for n in range(2, 30)}
    clear = {"0": Explanation(vector_rank=1, vector_score=0.55), **others}
    flat = {"0": Explanation(vector_rank=1, vector_score=0.5), **others}
    question = "How is a bicycle covered?"
    assert confidence_score(question, HITS, HITS, clear) > confidence_score(question, HITS, HITS, flat)


def test_the_scale_of_an_embedding_model_has_no_effect() -> None:
    spread = {str(n): 1 / (n + 1) for n in range(30)}
    one, another = (
        {name: Explanation(vector_score=low + width * score) for name, score in spread.items()}
        for low, width in ((0.0, 1.0), (0.7, 0.2))
    )
    question = "How is a bicycle covered?"
    assert abs(confidence_score(question, HITS, HITS, one) - confidence_score(question, HITS, HITS, another)) < 1e-6


def test_words_are_compared_without_their_endings() -> None:
    crane = hit("The crane lifts 40 tonnes.")
    step = {"0": Explanation(vector_rank=1, vector_score=0.8, text_rank=1, text_score=0.3)}
    assert grade_evidence("What weight can the cranes lift?", [crane], [crane], step) == "enough"
    assert grade_evidence("How heavy can it lift?", [crane], [crane], step) != "none"


def test_question_in_another_language_is_not_judged_by_its_words() -> None:
    german = [hit("Die Waschmaschine im Keller darf von acht bis zwanzig Uhr benutzt werden, nicht am Sonntag.")]
    assert grade_evidence("When may I use the washing machine in the basement?", german, german, FAR) == "enough"
    assert grade_evidence("Was kostet der Strom in dem Haus?", german, german, FAR) != "enough"
