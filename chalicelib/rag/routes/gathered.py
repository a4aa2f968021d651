"""What is asked of the routes, what they give, and how several searches become one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.models import Document, Evidence, Passage, RouteName, timestamp
from chalicelib.rag.citations.contradiction_note import note_of_contradictions
from chalicelib.rag.citations.contradictions import Contradiction, contradictions
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.named import name_stems, names_of
from chalicelib.rag.routes.work import Work
from chalicelib.rag.search.ranking import AbsentTerm, Query
from chalicelib.rag.search.search import SearchResult

SOURCES = 8
MOST_COMPARED = 60  # Sources that are compared for contradictions.
NEAR = 0.4  # Share of the best hit's score that a hit must have to be a source.


@dataclass(frozen=True)
class Asked:
    """A question as it is searched for, its scope, and what its model is given.

    `as_asked` is the question in the person's own words, where it was rewritten: it is searched for too.
    `tokens` are those of a plain question's sources, `wide_tokens` those of a question that needs more. `only_quotes`:
    the model writes nothing of its own. `granted` are the owners of those of the documents that are others', by the
    documents' ids.
    """

    owner_id: str
    text: str
    as_asked: str = ""
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    tokens: int = 3_200
    wide_tokens: int = 3_200
    only_quotes: bool = False
    granted: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> Query:
        """The search of a plain question."""
        return Query(
            self.text, SOURCES, self.document_ids, self.tags, tokens=self.tokens, near=NEAR, granted=self.granted
        )


@dataclass(frozen=True)
class Gathered:
    """What an answer rests on. `answer` is one that code has made; `note` is what a model is told of the sources.

    `documents` are those of all that the searches found. `to_confirm` is what a model would read, where the person is
    to accept its price before; then there are no sources.
    """

    route: RouteName
    passages: tuple[Passage, ...]
    evidence: Evidence
    timings_ms: dict[str, int]
    embedded_tokens: int = 0
    reranked: int = 0
    absent: tuple[AbsentTerm, ...] = ()
    answer: Marked | None = None
    note: str = ""
    contradictions: tuple[Contradiction, ...] = ()
    documents: tuple[Document, ...] = ()
    to_confirm: Work | None = None


type Tell = Callable[[RouteName, str], None]
"""Hears of each step: the route, and what the step looks at, such as a document's name."""


def gathered_by(route: RouteName, result: SearchResult) -> Gathered:
    return Gathered(
        route,
        result.passages,
        result.evidence,
        result.timings_ms,
        result.embedded_tokens,
        result.reranked,
        result.absent,
        documents=result.documents,
    )


def with_contradictions(gathered: Gathered, question: str) -> Gathered:
    """With what the sources contradict each other in, of what is asked, and a line on it for the model."""
    if gathered.answer is not None or len(gathered.passages) > MOST_COMPARED:
        return gathered
    asked, documents = name_stems(question), {document.id: document for document in gathered.documents}

    def named_of(number: int) -> frozenset[str]:
        document = documents.get(gathered.passages[number - 1].document_id)
        return asked & names_of(document) if document else frozenset()

    contradicting = tuple(
        one
        for one in contradictions(question, gathered.passages, documents)
        if named_of(one.sources[0]) == named_of(one.sources[1])  # Else one edition, or one product, is meant.
    )
    note = f"{gathered.note}\n{note_of_contradictions(contradicting, 'en')}".strip()
    return replace(gathered, contradictions=contradicting, note=note)


def dated(gathered: Gathered) -> Gathered:
    """Whoever asks for the newest, or for what is due, means today."""
    return replace(gathered, note=f"{gathered.note}\nToday is {timestamp()[:10]}.".lstrip())


def joined(results: Sequence[SearchResult]) -> SearchResult:
    """Several searches as one; a term is absent if all of them lack it."""
    best = min((result.evidence for result in results), key=("enough", "weak", "none").index)
    names = {name for result in results for name in result.timings_ms}
    absent = [term for term in results[0].absent if all(_lacks(result.absent, term) for result in results)]
    return SearchResult(
        tuple(passage for result in results for passage in result.passages),
        best,
        {name: sum(result.timings_ms.get(name, 0) for result in results) for name in names},
        embedded_tokens=sum(result.embedded_tokens for result in results),
        reranked=sum(result.reranked for result in results),
        absent=tuple(absent),
        documents=tuple({one.id: one for result in results for one in result.documents}.values()),
        sub_queries=tuple(query for result in results for query in result.sub_queries),
    )


def with_best_of(others: Sequence[Passage], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, the last of them giving way to others where there are too many."""
    ids = {passage.id for passage in passages}
    new = [passage for passage in others if passage.id not in ids]
    return (*passages[: SOURCES - len(new)], *new)


def of_others(passages: Iterable[Passage], documents: Iterable[Document]) -> list[Passage]:
    """The passages that are of none of the documents."""
    ids = {document.id for document in documents}
    return [passage for passage in passages if passage.document_id not in ids]


def _lacks(absent: Iterable[AbsentTerm], term: AbsentTerm) -> bool:
    return any(other.text == term.text for other in absent)
