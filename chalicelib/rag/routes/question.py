"""One question on its way: its words, the documents in its scope, and the one search that all routes share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.routes.cues import Cue
from chalicelib.rag.routes.gathered import Asked, Tell, joined, with_best_of
from chalicelib.rag.routes.named import name_stems
from chalicelib.rag.routes.roles import BatchReader, KeyPointStore, PassageFinder, StoredChunks, ToolChooser
from chalicelib.rag.search.across import scopes_of
from chalicelib.rag.search.hops import search_in_hops
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.roles import DocumentReader
from chalicelib.rag.search.search import SearchResult

OWN_WORDS = 2  # Sources of a follow-up that its own words may find, beside those of its rewritten form.
OPENING_CHUNKS, OPENING_CHARACTERS = 6, 1_500


@dataclass(frozen=True)
class RoutedQuestion:
    """`chooser` is a model that calls tools; None where rules alone decide what is searched for.

    `reader` is one that reads whole documents in parts; None where the model only quotes. `key_points` are those that
    were noted before.
    """

    finder: PassageFinder
    registry: DocumentReader
    store: StoredChunks
    asked: Asked
    cues: dict[Cue, str]
    tell: Tell
    chooser: ToolChooser | None = None
    reader: BatchReader | None = None
    key_points: KeyPointStore | None = None

    @cached_property
    def documents(self) -> list[Document]:
        """The documents in scope that can be searched, newest first. Only a question with cues looks at them."""
        asked = self.asked
        named = None if asked.document_ids is None else frozenset(asked.document_ids)  # A collection has thousands.
        own = self.registry.all(asked.owner_id) if named is None or named - asked.granted.keys() else ()
        searchable = [
            document
            for document in own
            if (named is None or document.id in named) and (asked.tags is None or set(asked.tags) & set(document.tags))
        ]
        searchable += self._granted()
        if asked.granted:
            searchable.sort(key=lambda document: document.id, reverse=True)
        return [one for one in searchable if one.live_generation and one.status != "deleting"]

    def _granted(self) -> list[Document]:
        """Those of others. Their tags are their owners' own."""
        scopes = scopes_of(self.asked.owner_id, self.asked.query)
        others = [(owner_id, ids) for owner_id, ids in scopes.items() if owner_id != self.asked.owner_id]
        return [one for owner_id, ids in others for one in self.registry.get_many(owner_id, ids).values()]

    @cached_property
    def searched(self) -> SearchResult:
        """What the search finds; of a question that was rewritten also the best of what its own words find."""
        asked = self.asked
        first = self.finder.search if self.chooser else partial(search_in_hops, self.finder)
        result = first(asked.owner_id, asked.query)
        if asked.as_asked in ("", asked.text):
            return result
        own = self.search(replace(asked.query, text=asked.as_asked, k=OWN_WORDS))
        return replace(joined([result, own]), passages=with_best_of(own.passages, result.passages))

    def search(self, query: Query) -> SearchResult:
        return self.finder.search(self.asked.owner_id, query)

    def beginning(self, document: Document, chunks: int) -> Sequence[StoredPassage]:
        return self.store.read(document.owner_id, document.id, document.live_generation, 0, chunks)

    def opening_stems(self, document: Document) -> frozenset[str]:
        """Of what a document's first page begins with: a company that neither its file nor its title names."""
        chunks = self.beginning(document, OPENING_CHUNKS)
        if len(chunks) < OPENING_CHUNKS:  # Of a short document that would be all it says, not what it is called.
            return frozenset()
        return name_stems("".join(chunk.text for chunk in chunks)[:OPENING_CHARACTERS])
