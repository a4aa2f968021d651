"""Whether what a stored answer cites still stands."""

from dataclasses import replace

import pytest

from chalicelib.models import Citation, Document, Message
from chalicelib.rag.citations.standing import cited_documents, with_standing

DOCUMENT = Document("o", "d1", "a.txt", "text/plain", 1, "ready", "", "", live_generation=2)
CITATION = Citation(1, "d1.2.0", "d1", "a.txt", None, 0, 3, "One", 0, 3, verified=True)


def message(citation: Citation) -> Message:
    return Message("m", "c", "o", "assistant", "One [1]", "complete", "", citations=(citation,))


@pytest.mark.parametrize(
    ("citation", "document", "standing"),
    [
        (CITATION, DOCUMENT, "current"),
        (CITATION, replace(DOCUMENT, live_generation=3), "changed"),
        (CITATION, replace(DOCUMENT, status="deleting"), "deleted"),
        (CITATION, None, "deleted"),
        (replace(CITATION, passage_id="d1:profile", profile=True), DOCUMENT, "current"),
        (replace(CITATION, passage_id="an old id"), DOCUMENT, "current"),
    ],
)
def test_a_citation_says_whether_it_stands(citation: Citation, document: Document | None, standing: str) -> None:
    (read,) = with_standing([message(citation)], {"d1": document} if document else {})
    assert [one.standing for one in read.citations] == [standing]


def test_each_cited_document_is_looked_up_once() -> None:
    assert cited_documents([message(CITATION), message(CITATION)]) == ["d1"]
