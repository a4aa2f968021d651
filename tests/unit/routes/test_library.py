"""Questions about the documents themselves: code answers them, and each line cites the document it is about."""

import pytest

from chalicelib.models import Extent, Profile
from chalicelib.rag.citations.cite import cite
from chalicelib.rag.routes.gathered import Gathered
from tests.unit.routes.making import Shelf, document, titled

RULES = {
    "rules-2024.md": ["# Reading room rules 2024\n\nValid from 1 January 2024. Author: Board.\n"],
    "rules-2026.md": ["# Reading room rules 2026\n\nValid from 1 March 2026. They replace those of 2024.\n"],
}
SHELF = Shelf(
    [
        document("handbook.pdf", titled("Handbook", authors=("Mai Lan",), extent=Extent(12, "page"))),
        document("rules-2026.md", titled("Reading room rules 2026")),
        document("rules-2024.md", titled("Reading room rules 2024"), created_at="2026-05-09T08:00:00.000Z"),
        document("letter.eml", Profile(kind="email", title="Offer", sent="2023-04-02T10:00:00Z")),
    ],
    RULES,
)


def text_of(gathered: Gathered) -> str:
    assert gathered.route == "library"
    assert gathered.answer is not None
    return gathered.answer.text


def test_all_documents_are_listed_and_cited() -> None:
    gathered = SHELF.ask("Which documents do I have?")
    text = text_of(gathered)
    assert text.startswith("You have 4 documents.")
    for number, name in enumerate(("handbook.pdf", "rules-2026.md", "rules-2024.md", "letter.eml"), start=1):
        assert name in text
        assert gathered.passages[number - 1].document_id == name
    assert gathered.answer is not None
    citations = cite(text, gathered.answer.markers, gathered.passages)
    assert [(one.n, one.verified, one.profile) for one in citations] == [(n, True, True) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many documents do I have?", ["You have 4 documents."]),
        ("Tôi có bao nhiêu tài liệu?", ["Bạn có 4 tài liệu."]),
        ("Welche Dokumente habe ich?", ["Sie haben 4 Dokumente."]),
        ("Which documents are from 2023?", ["1 of your 4 documents", "letter.eml"]),
        ("Which emails do I have?", ["1 of your 4 documents", "letter.eml"]),
        ("How many PDFs do I have?", ["1 of your 4 documents", "handbook.pdf"]),
        ("Which documents did Mai Lan write?", ["1 of your 4 documents", "handbook.pdf"]),
        ("Which documents are in Vietnamese?", ["0 of your 4 documents"]),
        ("Who wrote the handbook?", ["handbook.pdf", "Mai Lan"]),
        ("How many pages does handbook.pdf have?", ["12 pages"]),
        ("When was letter.eml written?", ["2023-04-02"]),
        ("When was rules-2024.md uploaded?", ["2026-05-09"]),
        ("Which is the newest of the reading room rules?", ["rules-2026.md", "Valid from 1 March 2026"]),
        ("Which of the reading room rules is the oldest?", ["rules-2024.md", "Valid from 1 January 2024"]),
        ("Which is my newest document?", ["rules-2024.md", "2026-05-09"]),
    ],
)
def test_what_grail_knows_is_answered(question: str, parts: list[str]) -> None:
    text = text_of(SHELF.ask(question))
    assert all(part in text for part in parts), text


def test_the_sentence_that_states_a_date_is_cited() -> None:
    gathered = SHELF.ask("Which is the newest of the reading room rules?")
    assert gathered.answer is not None
    (citation,) = cite(gathered.answer.text, gathered.answer.markers, gathered.passages)
    assert (citation.document_id, citation.verified, citation.profile) == ("rules-2026.md", True, False)


@pytest.mark.parametrize(
    "question",
    [
        "When was the offer of the letter to the board published?",
        "What is the oldest room of the reading hall?",
        "Who wrote letter.eml?",
        "How many pages does rules-2024.md have?",
        "Who wrote the song of the summer?",
    ],
)
def test_what_grail_does_not_know_is_searched_for(question: str) -> None:
    assert SHELF.ask(question).route == "plain"


def test_a_model_gets_the_profiles_for_what_code_cannot_answer() -> None:
    gathered = SHELF.ask("Which documents do I have that mention the late fee?")
    assert (gathered.route, gathered.answer) == ("library", None)
    assert [one.document_id for one in gathered.passages if one.profile] == [one.id for one in SHELF.documents]
    assert SHELF.ask("Which documents do I have that mention the late fee?", only_quotes=True).route == "plain"


def test_no_document_is_said_so() -> None:
    assert text_of(Shelf([]).ask("Which documents do I have?")) == "You have no documents yet."


def test_documents_out_of_scope_are_not_counted() -> None:
    gathered = SHELF.ask("How many documents do I have?", document_ids=("handbook.pdf",))
    assert text_of(gathered).startswith("You have one document.")
    gone = Shelf([document("a.txt", status="deleting"), document("b.txt", live_generation=0), document("c.txt")])
    assert text_of(gone.ask("How many documents do I have?")).startswith("You have one document.")
