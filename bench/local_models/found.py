"""The questions of XQuAD before what the product's own search finds, for thresholds: nothing is fitted on these.

Each half of the articles is uploaded in turn, so every question is asked twice: where its article is there, and where
it is not, which is off-topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bench.chunking.embedding import CachedEmbedder
from bench.local_models.data import Case, Kind
from bench.retrieval.grail import OWNER, Searched
from chalicelib.rag.answering import SOURCE_TOKENS, SOURCES
from chalicelib.rag.prompting import answer_turns
from chalicelib.rag.retrieving import Query
from evals.questions import load
from local.bedrock.chat.prompts import GroundedPrompt, parse_grounded
from local.bedrock.chat.quoting import as_written

SETS = ("xquad-en", "xquad-vi")


def found(name: str, embedder: CachedEmbedder, *, even_only: bool = False) -> Iterator[Case]:
    """One half after the other, each in file order; where an answer stands is not looked for."""
    whole = load(name)
    for half in (0, 1):
        documents = dict(list(whole.documents.items())[half::2])
        searched = Searched(documents, embedder)
        for number, question in islice(enumerate(whole.questions), 0, None, 2 if even_only else 1):
            document = question.evidence[0].document
            kind: Kind = "answerable" if document in documents else "off-topic"
            prompt = _asked(question.question.strip(), searched)
            yield Case(name, number, document.removesuffix(".txt"), kind, prompt, question.answers, gold=None)


def _asked(question: str, searched: Searched) -> GroundedPrompt:
    """The product's prompt, as the quoting model reads it."""
    given = searched.retrieving.search(OWNER, Query(question, k=SOURCES, tokens=SOURCE_TOKENS))
    (turn,) = answer_turns([], question, given.passages, given.evidence, cites_itself=False)
    return as_written(parse_grounded(turn.text) or GroundedPrompt(question, ()))
