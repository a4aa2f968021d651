"""Exact terms in a search: found among look-alikes, first, and named where nothing has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from chalicelib.models import StoredPassage
from chalicelib.rag.search.exact_terms import CHUNKS_SEARCHED, COMMON, OTHERS, forms
from chalicelib.rag.search.ranking import AbsentTerm, Query
from chalicelib.rag.search.search import Retriever, SearchResult
from chalicelib.rag.text.exact import exact_terms
from tests.support.fakes import FakeEmbedder
from tests.unit.search.doubles import Documents, Store, document


def _indexed(text: str) -> set[str]:
    """The index parts numbers and codes at their signs."""
    return set(re.findall(r"\w+", text.casefold()))


@dataclass
class Texts(Store):
    """The first of its texts are the hits by vector; `search_forms` looks through all of them."""

    texts: Sequence[str] = ()
    near: int = 40
    asked: list[Sequence[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = [[replace(chunk, score=1 - n / 100) for n, chunk in enumerate(self._all[: self.near])]]

    @property
    def _all(self) -> list[StoredPassage]:
        return [StoredPassage(str(n), "d", 1, 2 * n, None, (), 0, len(text), text) for n, text in enumerate(self.texts)]

    def search_forms(self, forms: Sequence[str], k: int, document_ids: Sequence[str] | None) -> list[StoredPassage]:
        self.asked.append(forms)
        return [chunk for chunk in self._all if any(_indexed(form) <= _indexed(chunk.text) for form in forms)][:k]


def search(texts: Sequence[str], question: str, near: int = 40) -> SearchResult:
    store = Texts([], texts=texts, near=near)
    return Retriever(Documents([document()]), FakeEmbedder(), store).search("o", Query(question))


def first(texts: Sequence[str], question: str, near: int = 40) -> str:
    return search(texts, question, near).passages[0].text


ORDERS = [f"Part PX {number} B was ordered for bench {number % 7}." for number in range(5000, 5400)]


def test_code_is_found_among_hundreds_of_look_alikes() -> None:
    texts = [*ORDERS, "Part PX-7731-C was ordered for bench 9."]
    assert first(texts, "Which bench was px7731c ordered for?") == texts[-1]
    assert first(texts, "Which bench was part PX-5390-B ordered for?") == ORDERS[390]


def test_chunks_without_the_term_follow_far_behind() -> None:
    result = search([*ORDERS[:20], "Part PX-7731-C is blue."], "What colour is PX-7731-C?")
    best, second = result.passages[:2]
    assert best.text == "Part PX-7731-C is blue."
    assert second.score <= OTHERS * best.score
    assert result.absent == ()


def test_absent_code_is_named_with_its_look_alikes() -> None:
    result = search(["Part PX-7731-B is red.", "Part PX-7731-D is green."], "What colour is PX-7731-C?")
    assert result.absent == (AbsentTerm("PX-7731-C", ("PX-7731-B", "PX-7731-D")),)
    assert result.evidence == "none"
    assert len(result.passages) == 2


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was ordered on 2024-04-03?", "Bolts on 3 April 2024."),
        ("Was wurde am 3. April 2024 bestellt?", "Bolts on 3 April 2024."),
        ("What was ordered on 4 March 2024?", "Nuts on 2024-03-04."),
        ("Which part costs 1249.50 EUR?", "It costs 1,249.50 EUR."),
        ("What does section 14.2 say?", "Section 14.2 The garden is mown."),
        ("What does release 3.12.10 repair?", "Release 3.12.10 repairs the fan."),
        ('What was said of the "cold store"?', "The cold store is shut."),
    ],
)
def test_term_is_found_by_its_value(question: str, answer: str) -> None:
    texts = [
        "Nuts on 2024-03-04.",
        "Bolts on 3 April 2024.",
        "It costs 1,249.05 EUR.",
        "It costs 1,249.50 EUR.",
        "Section 4.2 Pets.",
        "Section 14.2 The garden is mown.",
        "Release 3.12.1 repairs the clock.",
        "Release 3.12.10 repairs the fan.",
        "Open a store for cold drinks.",
        "The cold store is shut.",
    ]
    assert first(["Nothing of the kind." for _ in range(40)] + texts, question, near=40) == answer


def test_term_that_many_chunks_have_moves_none() -> None:
    filler = [f"Page {number} of the 10-Q." for number in range(2 * COMMON)]
    result = search(["Revenue rose to 4.2 billion dollars.", *filler], "What was the revenue in the 10-Q?")
    assert result.passages[0].text == "Revenue rose to 4.2 billion dollars."
    assert result.passages[0].score > 0.9
    assert result.absent == ()


def test_rare_term_tells_the_chunk_beside_a_common_one() -> None:
    filler = [f"Page {number} of the 10-Q." for number in range(2 * COMMON)]
    texts = ["Revenue rose.", *filler, "Part PX-7731-C is blue."]
    assert first(texts, "What says the 10-Q of part PX-7731-C?") == texts[-1]


def test_chunks_that_only_repeat_a_common_term_are_not_added() -> None:
    filler = [f"Page {number} of the 10-Q." for number in range(4 * COMMON)]
    result = search([*(f"Revenue of region {number}." for number in range(5)), *filler], "Revenue in the 10-Q?", near=5)
    assert result.steps["distinct"] == 5


def test_phrase_leaves_no_other_passages() -> None:
    texts = ["Open a store for cold drinks.", "The cold store is shut at night."]
    result = search(texts, '"cold store"')
    assert [passage.text for passage in result.passages] == [texts[1]]


def test_question_without_terms_asks_for_none() -> None:
    store = Texts([], texts=["Bikes are blue."])
    Retriever(Documents([document()]), FakeEmbedder(), store).search("o", Query("Which colour have the bikes?"))
    assert store.asked == []


def test_forms_are_bounded() -> None:
    for question in ("A1B2C3D4E5F6G7", '"' + "long words " * 15 + '"', "3 May 2024", "1,234,567.5 EUR"):
        for term in exact_terms(question):
            assert 0 < len(forms(term)) <= 40


def test_date_is_not_called_absent_unless_all_chunks_were_read() -> None:
    texts = [f"Order {number} of 2024-03-04 was 04 pieces, 03 boxes." for number in range(CHUNKS_SEARCHED + 50)]
    late = [*texts, "What came on 3 April 2024 was a crane."]
    assert search(late, "What came on 2024-04-03?", near=5).absent == ()
    assert [term.text for term in search(texts[:20], "What came on 2024-04-03?", near=5).absent] == ["2024-04-03"]
