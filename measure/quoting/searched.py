"""The questions of XQuAD before the passages of the product's own search, for thresholds: nothing is fitted on these.

Each half of the articles is stored in turn, so every question is asked twice: where its article is stored, and where
it is not, which is off-topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from chalicelib.rag.answers.budget import FULL
from chalicelib.rag.answers.prompts import answer_turns
from chalicelib.rag.routes.gathered import SOURCES
from chalicelib.rag.search.ranking import Query
from cloud.bedrock.quoting.model import with_diacritics
from cloud.bedrock.quoting.prompt import GroundedPrompt, parse_grounded
from measure.answers.questions import load
from measure.chunking.embedding import CachedEmbedder
from measure.quoting.data import Case, Kind
from measure.retrieval.grail import OWNER, IndexedDocuments

SETS = ("xquad-en", "xquad-vi")


def searched_cases(name: str, embedder: CachedEmbedder, *, even_only: bool = False) -> Iterator[Case]:
    """One half after the other, each in file order; where an answer stands is not searched for."""
    whole = load(name)
    for half in (0, 1):
        contents = dict(list(whole.documents.items())[half::2])
        documents = IndexedDocuments(contents, embedder)
        for number, question in islice(enumerate(whole.questions), 0, None, 2 if even_only else 1):
            document = question.evidence[0].document
            kind: Kind = "answerable" if document in contents else "off-topic"
            prompt = _prompt(question.question.strip(), documents)
            yield Case(name, number, document.removesuffix(".txt"), kind, prompt, question.answers, gold=None)


def _prompt(question: str, documents: IndexedDocuments) -> GroundedPrompt:
    """The product's prompt, as the quoting model reads it."""
    result = documents.retriever.search(OWNER, Query(question, k=SOURCES, tokens=FULL.sources))
    (turn,) = answer_turns([], question, result.passages, result.evidence, cites_itself=False)
    return with_diacritics(parse_grounded(turn.text) or GroundedPrompt(question, ()))
