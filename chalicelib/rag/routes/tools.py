"""What a model may have looked up in the owner's documents, and what each call finds.

A model that has read a hostile document may ask for anything: every argument is checked, names lead to documents of
the question's own scope alone, and whatever cannot be looked up is a sentence for the model, never an error.
"""

import logging
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from chalicelib.errors import ModelBusyError, ModelError, StoreBusyError
from chalicelib.models import Document, Passage, RouteName, StoredPassage, Tool, ToolCall
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.citations.markers import without_markers
from chalicelib.rag.routes.counting import counted
from chalicelib.rag.routes.facts import LISTED, profile_source
from chalicelib.rag.routes.gathered import Asked
from chalicelib.rag.routes.library import Known
from chalicelib.rag.routes.roles import PassageFinder, StoredChunks
from chalicelib.rag.routes.rounds import Finding
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.cleaning import clean_text
from chalicelib.rag.text.tokens import estimate_tokens

log = logging.getLogger(__name__)

QUERY_CHARACTERS = 400  # The longest query or question of a call.
NAME_CHARACTERS = 300  # The longest name of a document.
OPENED_CHUNKS = 40  # Chunks that are read from a place on; the tokens of a call end them sooner.

NO_TOOL = "There is no such tool. The tools are: {names}."
NO_ARGUMENTS = "The arguments are no JSON object, or too long."
NO_TEXT = "{name} is a text of 1 to {most} characters."
NO_DOCUMENT = "There is no document of this name. list_documents tells the names of those that there are."
NO_PLACE = "Give either page or ordinal, as a whole number."
NOTHING_THERE = "The document has no text there."
NOTHING_FOUND = "Nothing was found."
TOO_MANY = "Code found more records than can be shown. Ask for their number, or for fewer of them."
NO_COUNT = "This cannot be counted by code. Search for the records instead."
TOO_BUSY = "This could not be looked up now."

_ROUTES: Mapping[str, RouteName] = {"list_documents": "library", "count": "aggregate"}  # Of the other tools: `steps`.
_TEXT = {"type": "string"}
_DOCUMENT = {"type": "string", "description": "A document's file name, as a passage or list_documents has it."}


def _tool(name: str, description: str, needed: Sequence[str] = (), **properties: Mapping[str, object]) -> Tool:
    schema: dict[str, object] = {"type": "object", "properties": properties}
    return Tool(name, description, schema | ({"required": list(needed)} if needed else {}))


TOOLS = (
    _tool(
        "search",
        "Find passages of the documents, or of one of them, by meaning and by words. One thing a query, in the "
        "documents' own words where they are known.",
        ["query"],
        query=_TEXT,
        document=_DOCUMENT,
    ),
    _tool(
        "open",
        "Read a document on from a page, or from a passage's ordinal (0 is its beginning).",
        ["document"],
        document=_DOCUMENT,
        page={"type": "integer"},
        ordinal={"type": "integer"},
    ),
    _tool("list_documents", "What is known of each document: name, title, authors, dates, length."),
    _tool(
        "count",
        "Have code count, list, add up or compare all records of the documents. It takes a whole question, such as "
        "'How many invoices are above 100 euros?'.",
        ["question"],
        question=_TEXT,
    ),
)


class RefusedError(Exception):
    """A call cannot be done; the sentence is for the model."""


@dataclass(frozen=True)
class ToolBox:
    """The tools for one question. `documents` are those in its scope, `records` those that may hold its records.

    `tokens` bounds what one call finds, by estimate. Calls may run side by side.
    """

    asked: Asked
    finder: PassageFinder
    store: StoredChunks
    documents: Sequence[Document]
    records: Callable[[], Sequence[Document]]
    tokens: int

    def look_up(self, call: ToolCall) -> Finding:
        """Never an error of what a model has asked for, nor of a store or model that is busy."""
        try:
            made = self._made(call)
        except RefusedError as error:
            return Finding(call, sentence=str(error))
        except (StoreBusyError, ModelBusyError, ModelError) as error:
            log.warning("A call of a model could not be done", exc_info=error, extra={"tool": call.name})
            return Finding(call, sentence=TOO_BUSY)
        return replace(made, passages=within(made.passages, self.tokens))

    def _made(self, call: ToolCall) -> Finding:
        if call.arguments is None:
            raise RefusedError(NO_ARGUMENTS)
        arguments = Arguments(call.arguments)
        match call.name:
            case "search":
                return self._search(call, arguments)
            case "open":
                return self._open(call, arguments)
            case "list_documents":
                return self._list(call)
            case "count":
                return self._count(call, arguments)
        raise RefusedError(NO_TOOL.format(names=", ".join(tool.name for tool in TOOLS)))

    def _search(self, call: ToolCall, arguments: "Arguments") -> Finding:
        query = replace(self.asked.query, text=arguments.text("query", QUERY_CHARACTERS), tokens=self.tokens)
        if arguments.has("document"):
            query = replace(query, document_ids=(self._document(arguments).id,), tags=None)
        result = self.finder.search(self.asked.owner_id, query)
        return Finding(call, result.passages, "" if result.passages else NOTHING_FOUND, result)

    def _open(self, call: ToolCall, arguments: "Arguments") -> Finding:
        document = self._document(arguments)
        if arguments.has("page") == arguments.has("ordinal"):
            raise RefusedError(NO_PLACE)
        first = self._page(document, arguments.number("page")) if arguments.has("page") else arguments.number("ordinal")
        chunks = self._read(document, first, OPENED_CHUNKS)
        if not chunks:
            raise RefusedError(NOTHING_THERE)
        return Finding(call, tuple(as_passage(chunk, document) for chunk in chunks))

    def _page(self, document: Document, page: int) -> int:
        """The ordinal of the first chunk on a page or after it: chunks are in the order of their pages."""

        def page_of(ordinal: int) -> int:
            return next((chunk.page or 0 for chunk in self._read(document, ordinal, 1)), page)

        return bisect_left(range(document.passages or 0), page, key=page_of)

    def _read(self, document: Document, first: int, limit: int) -> Sequence[StoredPassage]:
        return self.store.read(document.owner_id, document.id, document.live_generation, first, limit)

    def _list(self, call: ToolCall) -> Finding:
        sources = tuple(profile_source(document, "en") for document in self.documents[:LISTED])
        return Finding(call, sources, f"There are {len(self.documents)} documents in all, the newest first.")

    def _count(self, call: ToolCall, arguments: "Arguments") -> Finding:
        question = aggregate_of(arguments.text("question", QUERY_CHARACTERS))
        known = counted(question, self.records(), self.store) if question else None
        if not isinstance(known, Known) or not known.sources:
            raise RefusedError(NO_COUNT)
        text = without_markers(known.answer.text, known.answer.markers)
        if estimate_tokens(text) > self.tokens:
            raise RefusedError(TOO_MANY)
        # What code has computed stands nowhere in a document, so it is a source of its own kind, as a profile is.
        first = known.sources[0]
        result = replace(first, id=f"{first.document_id}:{call.id}", text=text, start=0, end=0, heading=(), page=None)
        result = replace(result, profile=True, hit_start=None, hit_end=None, sections=(), words=None, confidence=None)
        return Finding(call, (result, *known.sources))

    def _document(self, arguments: "Arguments") -> Document:
        name = arguments.text("document", NAME_CHARACTERS)
        documents = [one for one in self.documents if name in (one.id, one.filename)]
        documents += [one for one in self.documents if one.filename.casefold() == name.casefold()]
        if not documents:
            raise RefusedError(NO_DOCUMENT)
        return documents[0]


@dataclass(frozen=True)
class Arguments:
    """What a model has given to a call; raises RefusedError for what is none."""

    given: Mapping[str, object]

    def has(self, name: str) -> bool:
        """Models give null or an empty text for what they leave out."""
        return self.given.get(name) not in (None, "")

    def text(self, name: str, most: int) -> str:
        value = self.given.get(name)
        if not isinstance(value, str) or len(value) > most or not (text := clean_text(value)):
            raise RefusedError(NO_TEXT.format(name=name, most=most))
        return text

    def number(self, name: str) -> int:
        value = self.given.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
            raise RefusedError(NO_PLACE)
        return value


def step_of(call: ToolCall) -> tuple[RouteName, str]:
    """What a person is told of a call: which way it goes, what is looked for, and where."""
    given = call.arguments or {}
    parts = (given.get(name) for name in ("query", "question", "document"))
    texts = [clean_text(part[:QUERY_CHARACTERS]) for part in parts if isinstance(part, str)]
    return _ROUTES.get(call.name, "steps"), " · ".join(filter(None, texts))


def within(passages: Sequence[Passage], tokens: int) -> tuple[Passage, ...]:
    """The first passages that so many tokens hold, by estimate; the first one whatever its size."""
    left = tokens

    def fits(passage: Passage) -> bool:
        nonlocal left
        left -= estimate_tokens(passage.text)
        return left >= 0

    return tuple(takewhile(fits, passages)) or tuple(passages[:1])
