"""What an answer rests on: the router's decision, and the sources that it leads to.

A plain question takes the search alone. Any other is recognised by its words first (`cues.py`), and only then are the
owner's documents looked at; a question whose words only look like it is a plain one after all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from chalicelib.models import Document, Passage
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.counting import Unknown, counted, may_hold_records
from chalicelib.rag.routes.cues import Cue, cues, parts_of, topic_of
from chalicelib.rag.routes.facts import LISTED, profile_source
from chalicelib.rag.routes.gathered import (
    SOURCES,
    Asked,
    Gathered,
    Tell,
    dated,
    gathered_by,
    joined,
    with_best_of,
    with_contradictions,
)
from chalicelib.rag.routes.library import Known, LibraryQuestion, library_cue
from chalicelib.rag.routes.named import (
    NAMED,
    best_named,
    best_of_parts,
    documents_named,
    documents_named_apart,
    editions_of,
    is_well_named,
    name_stems,
    names_of,
    years_in,
)
from chalicelib.rag.routes.roles import PassageFinder, StoredChunks, ToolChooser
from chalicelib.rag.routes.steps import is_multi_step, looked_up, tokens_of
from chalicelib.rag.routes.tools import ToolBox
from chalicelib.rag.routes.whole import note_of, read_whole
from chalicelib.rag.search.hops import search_in_hops, second_round
from chalicelib.rag.search.roles import DocumentReader
from chalicelib.rag.search.search import SearchResult, as_passage

OWN_WORDS = 2  # Sources of a follow-up that its own words may find, beside those of its rewritten form.
COMPARED = 6  # Documents that are compared at once.
COMPARED_TOKENS = 5_000  # Estimated tokens of each of them, for a model that may be given so much.
READ_ALL = 200  # Documents of a scope that are all read for records; of more, those that the search finds.
RECORDS_WITHIN = 3  # Best passages whose documents may hold the records that are asked for.
RESTATED = "With the names that sources have, the question may be:"
OPENED = 40  # Documents whose beginnings are read for a name.
OPENING_CHUNKS, OPENING_CHARACTERS = 6, 1_500
SUMMARIZED = 6  # Documents of a scope that are summarized together.


@dataclass(frozen=True)
class Gathering:
    finder: PassageFinder
    documents: DocumentReader
    store: StoredChunks

    def gather(self, asked: Asked, tell: Tell, chooser: ToolChooser | None = None) -> Gathered:
        """The sources of an answer; raises StoreBusyError, ModelBusyError or ModelError.

        A `chooser`, a model that calls tools, decides what else a question of several steps needs; rules where it
        calls none.
        """
        if asked.as_asked not in ("", asked.text):
            own = replace(asked, text=asked.as_asked, as_asked="")
            if gathered := _OneQuestion(self, own, cues(own.text), tell).of_documents():
                return gathered
        return _OneQuestion(self, asked, cues(asked.text), tell, chooser).gathered()


@dataclass(frozen=True)
class _OneQuestion:
    gathering: Gathering
    asked: Asked
    cues: dict[Cue, str]
    tell: Tell
    chooser: ToolChooser | None = None

    def of_documents(self) -> Gathered | None:
        """By what is known of the documents, or of whole ones that the question names.

        "Which documents do I have?" has few words, but leans on nothing that was said before it.
        """
        gathered = self._library() if self._is_of_library else self._summary()
        return dated(gathered) if gathered else None

    @property
    def _is_of_library(self) -> bool:
        """Whether it asks for what is known of documents; "And the oldest?" may be of anything."""
        cue = library_cue(self.cues)
        return (
            "summary" not in self.cues and cue is not None and (cue[0] in ("list", "count") or "documents" in self.cues)
        )

    def gathered(self) -> Gathered:
        """By the first route that the question's words and the documents both call for."""
        routes = (self._summary, self._comparison, self._library, self._aggregate)
        gathered = next((found for route in routes if (found := route())), None) or self._plain()
        if gathered.route == "summary":  # What whole documents say is not one matter.
            return dated(gathered)
        known = [*self._searched.documents] if self._has_searched else []
        if gathered.route == "steps" and self.chooser is not None:
            known += self._documents
        documents = {one.id: one for one in known}
        gathered = with_contradictions(gathered, self.asked.text, documents)
        return gathered if gathered.route == "plain" else dated(gathered)

    @cached_property
    def _documents(self) -> list[Document]:
        """The documents in scope that can be searched, newest first."""
        asked = self.asked
        return [
            document
            for document in self.gathering.documents.all(asked.owner_id)
            if document.live_generation
            and document.status != "deleting"
            and (asked.document_ids is None or document.id in asked.document_ids)
            and (asked.tags is None or set(asked.tags) & set(document.tags))
        ]

    def _plain(self) -> Gathered:
        result = self._searched
        return self._compared_editions(result) or self._compared_hits(result) or self._in_steps(result)

    def _in_steps(self, result: SearchResult) -> Gathered:
        """Where a model chooses what to look up: what its calls found, or the second round of the rules."""
        asked, gathering = self.asked, self.gathering
        if self.chooser is None:
            return self._in_hops(result)
        if is_multi_step(asked, result):
            records = lambda: self._may_have_records  # noqa: E731  They are listed only where a call needs them.
            box = ToolBox(asked, gathering.finder, gathering.store, self._documents, records, tokens_of(asked)[1])
            if gathered := looked_up(self.chooser, asked, box, result, self.tell):
                return gathered
        return self._in_hops(second_round(gathering.finder, asked.owner_id, asked.query(), result))

    def _in_hops(self, result: SearchResult) -> Gathered:
        """A plain question, or one whose second hop asks by a name that the first one found."""
        for query in result.sub_queries:
            if query.searched:
                self.tell("steps", query.text)
        note = "\n".join(f"{RESTATED} {query.text}" for query in result.sub_queries)
        return replace(gathered_by("steps" if result.sub_queries else "plain", result), note=note)

    @cached_property
    def _searched(self) -> SearchResult:
        """What the search finds; of a question that was rewritten also the best of what its own words find."""
        asked, finder = self.asked, self.gathering.finder
        search = finder.search
        first = search if self.chooser else partial(search_in_hops, finder)
        result = first(asked.owner_id, asked.query())
        if asked.as_asked in ("", asked.text):
            return result
        own = search(asked.owner_id, asked.query(text=asked.as_asked, k=OWN_WORDS))
        return replace(joined([result, own]), passages=with_best_of(own.passages, result.passages))

    # Summaries

    def _summary(self) -> Gathered | None:
        language = self.cues.get("summary") or self.cues.get("about")
        if language is None:
            return None
        meant = self._summarized(topic_of(self.asked.text, language))
        if not meant:
            return None
        self.tell("summary", ", ".join(document.filename for document in meant))
        share = self.asked.wide_tokens // len(meant)
        wholes = [read_whole(document, self.gathering.store, share) for document in meant]
        passages = tuple(passage for whole in wholes for passage in whole.passages)
        shown, there = sum(whole.chunks for whole in wholes), sum(whole.all_chunks for whole in wholes)
        note = note_of(meant, shown, there)
        return Gathered("summary", passages, "enough" if passages else "none", {"total": 0}, note=note)

    def _summarized(self, topic: frozenset[str]) -> tuple[Document, ...]:
        """The documents that are to be summarized whole; none where a subject within them is asked for."""
        named = best_named(self.asked.text, documents_named(self.asked.text, self._documents))[:SUMMARIZED]
        rest = topic - frozenset[str]().union(*(names_of(document) for document in named))
        if rest and named:
            rest -= frozenset[str]().union(*map(self._opening_stems, named))
        if named and not rest:
            return named
        if named or "summary" not in self.cues or topic:
            return ()
        scoped = self.asked.document_ids is not None or self.asked.tags is not None or len(self._documents) == 1
        return tuple(self._documents) if scoped and len(self._documents) <= SUMMARIZED else ()

    # Comparisons

    def _comparison(self) -> Gathered | None:
        """The documents that a question names which has words of comparing."""
        if "comparison" not in self.cues:
            return None
        text = self.asked.text
        named = self._named_by_parts()
        if len(named) < 2:
            named = tuple(one for one in documents_named(text, self._documents) if is_well_named(text, one, NAMED))
        if len(named) < 2 and self.asked.document_ids is not None:
            named = tuple(self._documents)
        return self._compared(named) if 2 <= len(named) <= COMPARED else None

    def _named_by_parts(self) -> tuple[Document, ...]:
        """The documents on both sides of an "and" or "vs": by their names, else by what they begin with too."""
        if "between" not in self.cues:
            return ()
        parts = parts_of(self.asked.text, self.cues["between"])
        names = {one.id: names_of(one) for one in self._documents}
        named = best_of_parts(parts, self._documents, names)
        if len(named) < 2 and len(self._documents) <= OPENED:
            opened = {one.id: names[one.id] | self._opening_stems(one) for one in self._documents}
            named = best_of_parts(parts, self._documents, opened)
        return named

    def _opening_stems(self, document: Document) -> frozenset[str]:
        """Of what a document's first page begins with: a company that neither its file nor its title names."""
        chunks = self.gathering.store.read(document.owner_id, document.id, document.live_generation, 0, OPENING_CHUNKS)
        if len(chunks) < OPENING_CHUNKS:  # Of a short document that would be all it says, not what it is called.
            return frozenset()
        return name_stems("".join(chunk.text for chunk in chunks)[:OPENING_CHARACTERS])

    def _compared_editions(self, result: SearchResult) -> Gathered | None:
        """Where several years, or what was before, are asked of: the editions of the best document that has several."""
        years = years_in(self.asked.text)
        if len(years) < 2 and "comparison" not in self.cues:
            return None
        documents = {document.id: document for document in result.documents}
        among = self._documents if "comparison" in self.cues else result.documents
        for passage in result.passages:
            editions = editions_of(documents[passage.document_id], among, years if len(years) > 1 else ())
            if editions:
                return self._compared(editions[-COMPARED:])
        return None

    def _compared_hits(self, result: SearchResult) -> Gathered | None:
        """Where the question names several of the documents that the search found, each gets its share."""
        if "between" not in self.cues:
            return None
        named = documents_named_apart(parts_of(self.asked.text, self.cues["between"]), result.documents)
        return self._compared(named) if 2 <= len(named) <= COMPARED else None

    def _compared(self, documents: Sequence[Document]) -> Gathered:
        """The best passages of each document, in the order of reading, and behind them what the search finds elsewhere.

        For what is to be compared may stand elsewhere. A model that only quotes is given the documents alone.
        """
        asked = self.asked
        self.tell("comparison", ", ".join(document.filename for document in documents))
        tokens = max(asked.tokens, min(asked.wide_tokens, COMPARED_TOKENS * len(documents))) // len(documents)
        k = max(2, SOURCES // len(documents)) if asked.only_quotes else 2 * SOURCES
        scopes = [asked.query(k=k, tokens=tokens, document_ids=(one.id,), tags=None, near=0.0) for one in documents]
        results = [self.gathering.finder.search(asked.owner_id, query) for query in scopes]
        shares = [one for result in results for one in sorted(result.passages, key=lambda one: one.ordinal)]
        elsewhere = [] if asked.only_quotes else [one for one in self._searched.passages if not _has(documents, one)]
        whole = joined([*results, *([self._searched] if self._has_searched else [])])
        note = f"Comparison: passages of {len(documents)} documents, by document and in the order of reading."
        return replace(gathered_by("comparison", whole), passages=(*shares, *elsewhere), note=note)

    @property
    def _has_searched(self) -> bool:
        return "_searched" in self.__dict__

    # Counts, lists, sums, extremes

    def _aggregate(self) -> Gathered | None:
        """All records are read only where the words ask of many, and the search finds what looks like records."""
        question = aggregate_of(self.asked.text)
        if (question is None and "many" not in self.cues) or not may_hold_records(self._searched.passages):
            return None
        result = counted(question, self._may_have_records, self.gathering.store) if question else None
        base = gathered_by("aggregate", self._searched)
        if isinstance(result, Known):
            self.tell("aggregate", "")
            return replace(base, passages=result.sources, evidence="enough", absent=(), answer=result.answer)
        if whole := self._records_whole(base):
            return whole
        if isinstance(result, Unknown):
            return replace(base, passages=(), evidence="none", absent=(), answer=Marked(result.why))
        return None

    @property
    def _may_have_records(self) -> list[Document]:
        found = {document.id for document in self._searched.documents}
        return [one for one in self._documents if one.id in found or len(self._documents) <= READ_ALL]

    def _records_whole(self, base: Gathered) -> Gathered | None:
        """Every passage of the documents whose records the search finds first, for a model that writes.

        None where they are more than it may be given: a part of the records would be counted as if it were all.
        """
        asked, found = self.asked, self._searched
        ids = dict.fromkeys(one.document_id for one in found.passages[:RECORDS_WITHIN] if may_hold_records([one]))
        documents = [one for one in found.documents if one.id in ids]
        if asked.only_quotes or not documents:
            return None
        wholes = [read_whole(document, self.gathering.store, asked.wide_tokens // len(ids)) for document in documents]
        shown, there = sum(whole.chunks for whole in wholes), sum(whole.all_chunks for whole in wholes)
        if shown < there:
            return None
        names = ", ".join(document.filename for document in documents)
        self.tell("aggregate", names)
        elsewhere = [one for one in found.passages if not _has(documents, one)]
        passages = tuple(passage for whole in wholes for passage in whole.passages)
        note = (
            f"Records: the first {len(passages)} sources are all {there} passages of {names}. Say how many were read."
        )
        return replace(base, passages=(*passages, *elsewhere), absent=(), note=note)

    # The library

    def _library(self) -> Gathered | None:
        found = library_cue(self.cues)
        if found is None:
            return None
        cue, language = found
        question = LibraryQuestion(self.asked.text, cue, language, self._documents, self._opening)
        if known := question.answer():
            self.tell("library", "")
            return Gathered("library", known.sources, "enough", {"total": 0}, answer=known.answer)
        if "documents" in self.cues and not self.asked.only_quotes and self._documents:
            return self._with_profiles(language)
        return None

    def _with_profiles(self, language: str) -> Gathered:
        """What the search finds, and the profiles of the documents, for a model to answer from."""
        self.tell("library", "")
        result = self.gathering.finder.search(self.asked.owner_id, self.asked.query())
        listed = self._documents[:LISTED]
        profiles = tuple(profile_source(document, language) for document in listed)
        note = f"The first {len(profiles)} sources are what is known of the documents, newest upload first."
        if len(listed) < len(self._documents):
            note += f" There are {len(self._documents)} documents in all."
        return replace(
            gathered_by("library", result), passages=(*profiles, *result.passages), evidence="enough", note=note
        )

    def _opening(self, document: Document) -> Passage | None:
        chunks = self.gathering.store.read(document.owner_id, document.id, document.live_generation, 0, 1)
        return as_passage(chunks[0], document) if chunks else None


def _has(documents: Sequence[Document], passage: Passage) -> bool:
    return any(document.id == passage.document_id for document in documents)
