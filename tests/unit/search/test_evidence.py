"""Whether what was found is about the question."""

from dataclasses import replace

from chalicelib.models import StoredPassage
from chalicelib.rag.search.evidence import LEAST_TO_LEAD, fit, sure, weigh
from chalicelib.rag.search.fusion import Ranked


def hit(text: str, n: int = 0) -> StoredPassage:
    return StoredPassage(str(n), "d", 1, n, None, (), 0, len(text), text)


HITS = [
    hit("The frame of a Lantern bike is guaranteed for five years."),
    hit("Wearing parts are guaranteed for one year from the day of the sale.", 1),
    hit("The shop is open on weekdays from nine to five.", 2),
]
FAR = {"0": Ranked(vector_rank=1, vector_score=0.3), "1": Ranked(vector_rank=2, vector_score=0.29)}


def found_by_words(score: float) -> dict[str, Ranked]:
    return {"0": Ranked(vector_rank=1, vector_score=0.8, text_rank=1, text_score=score)}


def test_words_that_stand_there_are_enough() -> None:
    assert (
        weigh("For how many years is the frame of a Lantern guaranteed?", HITS, HITS, found_by_words(4.0)) == "enough"
    )


def test_a_question_that_is_answered_word_for_word_is_sure_among_many_passages() -> None:
    question = "For how many years is the frame of a Lantern guaranteed?"
    many = [*HITS, *(hit(f"Nothing of that kind is in part {n}.", n) for n in range(3, LEAST_TO_LEAD))]
    assert sure(question, many, found_by_words(12.0))
    assert not sure(question, many[:-1], found_by_words(12.0))  # Too few to tell.
    assert not sure("Which dynasty ruled Bohemia after Ottokar?", many, FAR)


def test_another_subject_is_none() -> None:
    assert weigh("Which dynasty ruled Bohemia after Ottokar?", HITS, HITS, FAR) == "none"


def test_among_few_passages_every_word_counts_alike() -> None:
    """Rarity and a best score that stands out are not to be had there: BM25's is near nothing."""
    near_nothing = found_by_words(0.1)
    assert weigh("How long is the frame guaranteed?", HITS, HITS, near_nothing) == "enough"
    assert weigh("How is a frame covered by insurance in Bohemia?", HITS, HITS, near_nothing) == "weak"


def test_a_passage_is_about_what_its_document_is_about() -> None:
    table = hit("Inventories | 4,946 | 6,820")
    named = replace(table, lead="2022 Q3 AAPL\nApple Inc.\n\n")
    question = "What were Apple's inventories in Q3 2022?"
    assert weigh(question, [table], [table], {}) == "weak"
    assert weigh(question, [named], [named], {}) == "enough"
    others = [hit(f"Inventories of company {n}", n) for n in range(1, 20)]
    assert fit(question, [named], [named, *others], FAR) > fit(question, [table], [table, *others], FAR)


def test_nothing_found_is_none() -> None:
    assert weigh("How long is the frame guaranteed?", [], [], {}) == "none"


def test_a_question_without_words_is_none() -> None:
    assert weigh("?!", HITS, HITS, FAR) == "none"


def test_a_vector_that_stands_out_speaks_for_it() -> None:
    others = {str(n): Ranked(vector_rank=n, vector_score=0.5 - 0.001 * n) for n in range(2, 30)}
    clear = {"0": Ranked(vector_rank=1, vector_score=0.55), **others}
    flat = {"0": Ranked(vector_rank=1, vector_score=0.5), **others}
    question = "How is a bicycle covered?"
    assert fit(question, HITS, HITS, clear) > fit(question, HITS, HITS, flat)


def test_the_scale_of_an_embedding_model_does_not_matter() -> None:
    spread = {str(n): 1 / (n + 1) for n in range(30)}
    one, another = (
        {name: Ranked(vector_score=low + width * score) for name, score in spread.items()}
        for low, width in ((0.0, 1.0), (0.7, 0.2))
    )
    question = "How is a bicycle covered?"
    assert abs(fit(question, HITS, HITS, one) - fit(question, HITS, HITS, another)) < 1e-6
