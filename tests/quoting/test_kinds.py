"""A dozen questions of as many kinds, whole: search, prompt and answer in this process."""

import re
from collections.abc import Mapping
from pathlib import Path

from measure.chunking.embedding import CachedEmbedder
from measure.kinds.__main__ import questions
from measure.kinds.libraries import library
from measure.kinds.run import ask, figures, table
from measure.retrieval.grail import read_document
from tests.quoting.test_quoting import MODEL

ASKED = """
plain-fact-1 table-figure-1 one-document-1 summary-8 comparison-of-documents-1 comparison-of-editions-2 count-3 list-3
follow-up-2 plain-fact-16 yes-or-no-1 small-talk-1 absent-11
"""
DOCUMENTS = """
travel-policy-2022.docx travel-policy-2024.docx leave-policy-2025.pdf winch-W20-manual.md winch-W35-manual.md
noi-quy-lao-dong-2022.md noi-quy-lao-dong-2024.md inspection-petrel-2025.md press-release-whimbrel.md
"""


def some(_: str) -> Mapping[str, bytes]:
    return {name: library("office")[name] for name in DOCUMENTS.split()}


def test_contexts_of_small_documents_are_sufficient(tmp_path: Path) -> None:
    ids = frozenset(ASKED.split())
    asked = [question for question in questions() if question.id in ids]
    assert len(asked) == len(ids)
    outcomes = list(ask(asked, CachedEmbedder(tmp_path), MODEL, contents=some))
    lacking = {outcome.question.id for outcome in outcomes if outcome.question.answerable and not outcome.sufficient}
    assert lacking == set(), table(outcomes)
    counted = figures(outcomes)
    assert counted["plain fact points"] == 1.0
    assert counted["small talk points"] == 1.0
    searched = {outcome.question.id for outcome in outcomes if outcome.searches}
    assert "plain-fact-1" in searched
    assert "small-talk-1" not in searched
    assert all(outcome.tokens > 300 for outcome in outcomes if outcome.calls)


def texts(name: str) -> dict[str, str]:
    """The extracted text of each document of a library."""
    read = {filename: read_document(filename, data)[0] for filename, data in library(name).items()}
    return {filename: "\n".join(chunk.text for chunk in chunks) for filename, chunks in read.items()}


def test_every_string_stands_in_its_library() -> None:
    """What a library holds of itself, such as its number of documents, stands in no document. Records are looked for in
    their register.
    """
    of_library = {name: texts(name) for name in ("office", "samples")}
    for question in questions():
        documents = of_library[question.library]
        text = documents.get(question.right) or "\n".join(documents.values())
        if question.kind != "library":
            absent = [need for need in question.needs if not re.search(need, text)]
            assert not [need for need in absent if not re.search(need, text, re.I)], question.id
        assert all(name in documents for name in question.selected)
