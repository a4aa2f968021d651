"""A guide to a document: its own sentences with their place, questions that it answers, and a bounded reading."""

from dataclasses import dataclass, field, replace

import pytest

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.routes.cues import cues
from chalicelib.rag.routes.guide.guide import MOST_CHUNKS, Guiding, guide_of
from chalicelib.rag.routes.guide.phrasing import phrasing_of
from chalicelib.rag.routes.guide.questions import MOST_OTHERS, QUESTIONS
from chalicelib.rag.routes.guide.summary import POINTS
from tests.unit.routes.making import Text, chunks_of, document

LANGUAGES = ("en", "vi", "de", "fr", "es", "pt", "ja", "zh")
HANDBOOK: tuple[Text, ...] = (
    ("Working hours", "The working week is 36 hours, spread over\nfive days. It may change. "),
    ("Holidays", "Everybody in Utrecht has 28 days of holiday a year. Five days can be carried over. "),
    ("Exhibit Index", "10.1 is the lease of 2020 for the office in Ghent. "),
)


@dataclass
class Store:
    """Chunks in memory; keeps how many were read, and how often."""

    chunks: list[StoredPassage]
    read_chunks: int = 0
    reads: list[int] = field(default_factory=list)

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        chunks = self.chunks[first : first + limit]
        self.reads += [chunk.ordinal for chunk in chunks]
        return chunks


def made(*texts: Text, language: str = "en") -> Document:
    return document("a.txt", language=language, passages=len(texts))


def test_a_summary_is_sentences_of_the_document_with_their_place() -> None:
    chunks = chunks_of("a.txt", HANDBOOK)
    text = "".join(chunk.text for chunk in chunks)
    summary = guide_of(made(*HANDBOOK), chunks).summary
    assert [one.text for one in summary][:2] == [
        "The working week is 36 hours, spread over five days.",
        "It may change.",
    ]
    assert all(text[one.start : one.end].split() == one.text.split() for one in summary)
    assert not any("lease" in one.text for one in summary)


def test_a_summary_takes_of_each_section_before_more_of_one() -> None:
    texts = [
        (f"Part {part}", f"In 20{number} the town of Part {part} grew. ") for number in (11, 12) for part in "ABCDE"
    ]
    summary = guide_of(made(*texts), chunks_of("a.txt", texts)).summary
    assert len(summary) == POINTS
    assert {one.text.removesuffix(" grew.")[-1] for one in summary} == set("ABCDE")
    assert [one.start for one in summary] == sorted(one.start for one in summary)


@pytest.mark.parametrize(
    "text",
    [
        "went on over the page to here in 2020.",
        "Broken off by the page of 2020",
        "Rent | 2020 | 71.",
        "12 34 56 78 90 12.",
    ],
)
def test_what_is_no_whole_sentence_makes_no_point(text: str) -> None:
    assert guide_of(made(text), chunks_of("a.txt", [text])).summary == ()


def test_questions_of_several_kinds_lead_to_their_answer() -> None:
    chunks = chunks_of("a.txt", HANDBOOK)
    text = "".join(chunk.text for chunk in chunks)
    questions = {one.text: text[one.start : one.end] for one in guide_of(made(*HANDBOOK), chunks).questions}
    assert questions["What is the working week?"].startswith("The working week is 36 hours")
    assert questions["Which details are given on Holidays?"].startswith("Everybody in Utrecht")


def test_a_table_gives_questions_of_its_heads_and_rows() -> None:
    table = "Item | Price (EUR)\nChain | 12\nSaddle | 40\nBell | 9\n"
    questions = guide_of(made(table), chunks_of("a.txt", [table])).questions
    assert len(questions) == QUESTIONS
    assert questions[0].text == "What does the table give under Price for Chain?"
    assert table[questions[0].start : questions[0].end] == "Chain | 12"


@pytest.mark.parametrize(
    ("language", "sentence", "question"),
    [
        ("en", "The harbour was built in 1911 by monks.", "When was the harbour built?"),
        ("en", "The contact is Dr Ada Holm in Bergen.", "Who is the contact?"),
        ("vi", "Tiền đặt cọc là 2.000.000 đồng cho mỗi xe.", "Tiền đặt cọc là bao nhiêu?"),
        ("vi", "Người phụ trách là chị Phạm Thị Hoa.", "Người phụ trách là ai?"),
        ("de", "Die Kaution beträgt 1.920 Euro.", "Wie viel beträgt die Kaution?"),
        ("fr", "Le loyer est de 640 euros par mois.", "À combien s’élève le loyer ?"),
        ("es", "La entrada cuesta 12 euros para adultos.", "¿Cuánto cuesta la entrada?"),
        ("pt", "O bilhete custa 12 euros para adultos.", "Quanto custa o bilhete?"),
        ("ja", "担当者は田中さんです。", "担当者は誰ですか？"),
        ("zh", "租金是500元。", "租金是多少？"),
    ],
)
def test_a_question_is_in_the_documents_language(language: str, sentence: str, question: str) -> None:
    chunks = chunks_of("a.txt", [sentence])
    assert [one.text for one in guide_of(made(sentence, language=language), chunks).questions] == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a town.",
        "In winter the sea is a mirror.",
        "Whoever begins at noon is late.",
        "If the pump stops, it is a fault.",
    ],
)
def test_the_beginning_of_a_clause_is_no_subject(sentence: str) -> None:
    assert guide_of(made(sentence), chunks_of("a.txt", [sentence])).questions == ()


def test_a_language_without_templates_has_no_questions() -> None:
    guide = guide_of(made(*HANDBOOK, language="tr"), chunks_of("a.txt", HANDBOOK))
    assert guide.summary
    assert guide.questions == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_asks_for_another_route(language: str) -> None:
    phrasing = phrasing_of(language)
    assert phrasing
    for question in (phrasing.about.format(topic="X7"), phrasing.cell.format(column="X7", row="Y8")):
        assert not cues(question).keys() - {"many", "between"}, question


def test_a_question_that_leads_elsewhere_is_left_out() -> None:
    """Where many passages have a question's words, a search may show others than its own."""
    for others, kept in ((MOST_OTHERS, 1), (MOST_OTHERS + 1, 0)):
        texts = ["The price is a secret. ", *["Nobody tells the price. "] * others]
        assert len(guide_of(made(*texts), chunks_of("a.txt", texts)).questions) == kept


def test_reading_is_bounded_and_reads_no_chunk_twice() -> None:
    for count in (0, 1, 119, 121, 140, 205, 5_000):
        store = Store(chunks_of("a.txt", [f"Sentence {number} is a sentence. " for number in range(count)]))
        Guiding(store).guide(replace(made(), passages=count))
        assert len(store.reads) == len(set(store.reads)) <= min(count, MOST_CHUNKS)
        assert store.reads == sorted(store.reads)
        assert count > MOST_CHUNKS or len(store.reads) == count


@pytest.mark.parametrize("fields", [{"live_generation": 0}, {"status": "deleting"}])
def test_a_document_without_live_text_has_an_empty_guide(fields: dict[str, object]) -> None:
    store = Store(chunks_of("a.txt", HANDBOOK))
    guide = Guiding(store).guide(replace(made(*HANDBOOK), **fields))  # type: ignore[arg-type]
    assert (guide.summary, guide.questions, store.reads) == ((), (), [])
