"""What an answer rests on: the router's decision, and the sources that it leads to.

A plain question takes the search alone. Any other is recognised by its words first (`cues.py`), and only then are the
owner's documents looked at; a question whose words only look like it is a plain one after all.
"""

from dataclasses import dataclass, replace

from chalicelib.models import Document, Passage
from chalicelib.rag.routes.comparing import compared_after_search, comparison
from chalicelib.rag.routes.computed import with_computed
from chalicelib.rag.routes.cues import cues
from chalicelib.rag.routes.facts import LISTED, profile_source
from chalicelib.rag.routes.gathered import Asked, Gathered, Tell, dated, gathered_by, with_contradictions
from chalicelib.rag.routes.library import LibraryQuestion, library_cue
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.records import aggregate, documents_with_records
from chalicelib.rag.routes.roles import BatchReader, KeyPointStore, PassageFinder, StoredChunks, ToolChooser
from chalicelib.rag.routes.series import series
from chalicelib.rag.routes.steps import is_multi_step, looked_up, tokens_of
from chalicelib.rag.routes.summaries import summary
from chalicelib.rag.routes.tools import ToolBox
from chalicelib.rag.search.hops import second_round
from chalicelib.rag.search.roles import DocumentReader
from chalicelib.rag.search.search import SearchResult, as_passage
from chalicelib.rag.text.prompt_notes import RESTATED


@dataclass(frozen=True)
class Gathering:
    """Without `key_points` a document that is too long is given in part."""

    finder: PassageFinder
    documents: DocumentReader
    store: StoredChunks
    key_points: KeyPointStore | None = None

    def gather(
        self, asked: Asked, tell: Tell, chooser: ToolChooser | None = None, reader: BatchReader | None = None
    ) -> Gathered:
        """The sources of an answer; raises StoreBusyError, ModelBusyError, ModelError or BudgetExceededError.

        A `chooser`, a model that calls tools, decides what else a question of several steps needs; rules where it
        calls none. A `reader` reads what is more than a prompt holds.
        """
        question = RoutedQuestion(
            self.finder, self.documents, self.store, asked, cues(asked.text), tell, chooser, reader, self.key_points
        )
        return _of_own_words(question) or _gathered(question)


def _of_own_words(question: RoutedQuestion) -> Gathered | None:
    """Of a rewritten question what its own words ask of documents.

    "Which documents do I have?" has few words, but leans on nothing that was said before it. "And the oldest?" may be
    of anything.
    """
    asked = question.asked
    if asked.as_asked in ("", asked.text):
        return None
    own = replace(question, asked=replace(asked, text=asked.as_asked, as_asked=""), cues=cues(asked.as_asked))
    cue = library_cue(own.cues)
    if cue is None or "summary" in own.cues:
        gathered = summary(own)
    else:
        gathered = _library(own) if cue[0] in ("list", "count") or "documents" in own.cues else None
    return dated(gathered) if gathered else None


def _gathered(question: RoutedQuestion) -> Gathered:
    """By the first route that the question's words and the documents both call for."""
    for route in (summary, comparison, _library, aggregate, series, compared_after_search):
        if gathered := route(question):
            break
    else:
        gathered = _in_steps(question)
    if gathered.to_confirm is not None:
        return gathered
    gathered = with_computed(gathered, question.asked.text, only_quotes=question.asked.only_quotes)
    if gathered.route != "summary":  # What whole documents say is not one matter.
        gathered = with_contradictions(gathered, question.asked.text)
    return gathered if gathered.route == "plain" else dated(gathered)


def _in_steps(question: RoutedQuestion) -> Gathered:
    """Where a model chooses what to look up: what its calls found, or the second round of the rules."""
    asked, result = question.asked, question.searched
    if question.chooser is None:
        return _in_hops(question, result)
    if is_multi_step(asked, result):
        box = ToolBox(
            asked,
            question.finder,
            question.store,
            question.documents,
            lambda: documents_with_records(question),  # They are listed only where a call needs them.
            tokens_of(asked)[1],
        )
        if gathered := looked_up(question.chooser, asked, box, result, question.tell):
            return gathered
    return _in_hops(question, second_round(question.finder, asked.owner_id, asked.query, result))


def _in_hops(question: RoutedQuestion, result: SearchResult) -> Gathered:
    """A plain question, or one whose second hop asks by a name that the first one found."""
    for query in result.sub_queries:
        if query.searched:
            question.tell("steps", query.text)
    note = "\n".join(f"{RESTATED} {query.text}" for query in result.sub_queries)
    return replace(gathered_by("steps" if result.sub_queries else "plain", result), note=note)


def _library(question: RoutedQuestion) -> Gathered | None:
    """What is known of the documents, told by code, or given to a model that writes."""
    cue = library_cue(question.cues)
    if cue is None:
        return None
    name, language = cue

    def opening(document: Document) -> Passage | None:
        chunks = question.beginning(document, 1)
        return as_passage(chunks[0], document) if chunks else None

    if known := LibraryQuestion(question.asked.text, name, language, question.documents, opening).answer():
        question.tell("library", "")
        return Gathered("library", known.sources, "enough", {"total": 0}, answer=known.answer)
    if "documents" in question.cues and not question.asked.only_quotes and question.documents:
        return _with_profiles(question, language)
    return None


def _with_profiles(question: RoutedQuestion, language: str) -> Gathered:
    """What the search finds, and the profiles of the documents, for a model to answer from."""
    question.tell("library", "")
    documents = question.documents
    profiles = tuple(profile_source(document, language) for document in documents[:LISTED])
    note = f"The first {len(profiles)} sources are what is known of the documents, newest upload first."
    if len(profiles) < len(documents):
        note += f" There are {len(documents)} documents in all."
    gathered = gathered_by("library", question.searched)
    return replace(gathered, passages=(*profiles, *gathered.passages), evidence="enough", note=note)
