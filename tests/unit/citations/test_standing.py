"""Whether what a stored answer cites still stands."""

from dataclasses import replace

import pytest

from chalicelib.models import Citation, Document, Message, Passage
from chalicelib.rag.citations.standing import cited_documents, with_standing

DOCUMENT = Document("o", "d1", "a.txt", "text/plain", 1, "ready", "", "", live_generation=7, live_version=2)
CITATION = Citation(1, "d1.2.0", "d1", "a.txt", None, 0, 3, "One", 0, 3, verified=True)


def message(version: int | None) -> Message:
    source = Passage("d1.2.0", "d1", "a.txt", 0, None, (), 0, 3, "One", 1.0, version=version)
    return Message("m", "c", "o", "assistant", "One [1]", "complete", "", (source,), (CITATION,))


@pytest.mark.parametrize(
    ("version", "document", "standing"),
    [
        (2, DOCUMENT, "current"),
        (2, replace(DOCUMENT, live_generation=8), "current"),
        (2, replace(DOCUMENT, live_version=3), "changed"),
        (2, replace(DOCUMENT, status="deleting"), "deleted"),
        (2, None, "deleted"),
        (None, DOCUMENT, None),
        (None, None, "deleted"),
    ],
)
def test_a_citation_says_whether_it_stands(
    version: int | None, document: Document | None, standing: str | None
) -> None:
    (read,) = with_standing([message(version)], {"d1": document} if document else {})
    assert [one.standing for one in read.citations] == [standing]


def test_each_cited_document_is_looked_up_once() -> None:
    assert cited_documents([message(1), message(2)]) == ["d1"]
