"""What tests of the routes share: documents with their text, and a search that finds words in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.models import Document, Evidence, OutlineEntry, Profile, StoredPassage
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.routes.gathered import Asked, Gathered
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import SearchResult, as_passage
from chalicelib.rag.text.languages import content_stems

type Text = str | tuple[str, str]
type Texts = Mapping[str, Sequence[Text]]


def document(name: str, profile: Profile | None = None, **fields: object) -> Document:
    values = {"status": "ready", "live_generation": 1, "created_at": "2026-05-01T08:00:00.000Z", **fields}
    return Document("o", name, name, "text/plain", 1, updated_at="", profile=profile, **values)  # type: ignore[arg-type]


def titled(title: str, **fields: object) -> Profile:
    return Profile(title=title, outline=(OutlineEntry(title, 1, 0),), **fields)  # type: ignore[arg-type]


def chunks_of(name: str, texts: Sequence[Text]) -> list[StoredPassage]:
    """A text is a chunk, or a heading and a chunk under it."""
    chunks, start = [], 0
    for ordinal, item in enumerate(texts):
        heading, text = item if isinstance(item, tuple) else ("", item)
        path = (heading,) if heading else ()
        chunks.append(StoredPassage(f"{name}:{ordinal}", name, 1, ordinal, None, path, start, start + len(text), text))
        start += len(text)
    return chunks


@dataclass
class Shelf:
    """Documents by id, with their chunks; searches are kept in `queries`."""

    documents: Sequence[Document]
    texts: Texts = field(default_factory=dict)
    queries: list[Query] = field(default_factory=list)
    listed: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        return {one.id: one for one in self.documents if one.id in ids}

    def all(self, owner_id: str) -> Iterator[Document]:
        self.listed += 1
        return iter(self.documents)

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        return chunks_of(document_id, self.texts.get(document_id, ()))[first : first + limit]

    def search(self, owner_id: str, query: Query) -> SearchResult:
        """Every chunk in scope that shares a word with the query."""
        self.queries.append(query)
        scope = [one for one in self.documents if query.document_ids is None or one.id in query.document_ids]
        asked = content_stems(query.text)
        hits = [(one, chunk) for one in scope for chunk in self.read("o", one.id, 1, 0, 1000)]
        found = [as_passage(chunk, one) for one, chunk in hits if asked & content_stems(chunk.text)]
        evidence: Evidence = "enough" if found else "none"
        return SearchResult(tuple(found[: query.k]), evidence, {"total": 2}, embedded_tokens=5, documents=tuple(scope))

    def ask(self, text: str, **asked: object) -> Gathered:
        gathering = Gathering(self, self, self)
        self.told = []
        return gathering.gather(Asked("o", text, **asked), lambda *step: self.told.append(step))  # type: ignore[arg-type]
