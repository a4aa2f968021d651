"""The tools: each with the scope that it needs, what it takes, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from chalicelib.api import security_log
from chalicelib.api.claims import judged
from chalicelib.api.documents import checked_query, search_within
from chalicelib.api.http import Call, source_of
from chalicelib.api.programs import arguments, asking
from chalicelib.api.programs.showing import (
    fenced_texts,
    link,
    own_collections,
    passage_id,
    place_of,
    shared_collections,
    shown_document,
    shown_passage,
)
from chalicelib.errors import GrailError, InvalidRequestError
from chalicelib.mcp.protocol import Json, Request
from chalicelib.mcp.tools import Tool, failed, said
from chalicelib.models import Question, Scope, new_id
from chalicelib.rag.text.cleaning import clean_tag_filter

FETCHED_BEFORE, FETCHED = 2, 20  # Passages before the one that is fetched, and all.


@dataclass(frozen=True)
class Definition:
    name: str
    title: str
    description: str
    takes: Any  # A struct of arguments.py.
    scope: Scope
    run: Callable[[Call, Any], Json]
    destroys: bool = False

    def tool(self, call: Call) -> Tool:
        """The tool for who calls."""

        def run(given: Json, _: Request) -> Json:
            try:
                return said(self.run(call, msgspec.convert(given, self.takes)))
            except msgspec.ValidationError as error:
                return failed(f"The arguments cannot be read: {error}.")
            except GrailError as error:
                if error.status is None:
                    raise
                source = source_of(call.request.context)
                security_log.record_refusal("call_refused", call.owner_id, source, error, path=self.name)
                return failed(str(error))

        schema, changes = schema_of(self.takes), self.scope == "write"
        return Tool(self.name, self.title, self.description, schema, run, changes, self.destroys)


@cache
def schema_of(kind: Any) -> Json:
    """The JSON schema of a struct, without a reference."""
    (_,), schemas = msgspec.json.schema_components([kind])
    schema: Json = schemas[kind.__name__]
    return {name: value for name, value in schema.items() if name != "title"}


def search(call: Call, given: arguments.Search) -> Json:
    from chalicelib.rag.search.ranking import Query  # As in REST: only a search needs it.

    ids = tuple(given.document_ids) if given.document_ids is not None else None
    query = Query(checked_query(given.query), given.limit, ids, clean_tag_filter(given.tags))
    _, result = search_within(call, query, given.collection_ids)
    results = [shown_passage(call, passage) for passage in result.passages]
    return fenced_texts({"results": results, "evidence": result.evidence}, ("results", "text"))


def fetch(call: Call, given: arguments.Fetch) -> Json:
    document_id, ordinal = place_of(given.id)
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    first = max((ordinal or 0) - FETCHED_BEFORE, 0)
    chunks = call.services.retriever.read(document, first, FETCHED)
    following = first + len(chunks)
    more = bool(chunks) and document.passages is not None and following < document.passages
    shown: Json = {
        "id": given.id,
        "title": document.filename,
        "text": "".join(passage.text + blanks for passage, blanks in chunks),
        "url": link(call, document.id, ordinal or 0),
        "metadata": {
            "document_id": document.id,
            "status": document.status,
            "first_passage": first,
            "passages": len(chunks),
            "next_id": passage_id(document.id, following + FETCHED_BEFORE) if more else None,
        },
    }
    return fenced_texts(shown, ("text",))


def ask(call: Call, given: arguments.Ask) -> Json:
    if (given.question is None) is (given.message_id is None):
        raise InvalidRequestError("Give either a question or a message_id.")
    if given.message_id is not None:
        call.adapters.rate_limits.count(call.owner_id, "waits")
        return asking.shown(call, asking.wait(call, given.message_id))
    question = Question(
        request_id=new_id(),
        text=given.question or "",
        conversation_id=given.conversation_id,
        document_ids=tuple(given.document_ids) if given.document_ids is not None else None,
        tags=clean_tag_filter(given.tags),
        accept_price_usd=given.accept_price_usd,
        collection_ids=tuple(given.collection_ids) if given.collection_ids is not None else None,
    )
    return asking.shown(call, asking.wait(call, asking.begin(call, question)))


def read_passages(call: Call, given: arguments.ReadPassages) -> Json:
    document = call.services.accounts.sharing.document(call.owner_id, given.document_id)
    chunks = call.services.retriever.read(document, given.ordinal, given.limit)
    shown: Json = {
        "document": shown_document(call, document),
        "passages": [shown_passage(call, passage) | {"ordinal": passage.ordinal} for passage, _ in chunks],
    }
    return fenced_texts(shown, ("passages", "text"))


def list_documents(call: Call, given: arguments.ListDocuments) -> Json:
    after = call.adapters.cursors.open(call.owner_id, "documents", given.cursor)
    page = call.adapters.documents.list_page(call.owner_id, given.limit, after)
    return call.listed("documents", [shown_document(call, document) for document in page.items], page.next_position)


def list_collections(call: Call, given: arguments.ListCollections) -> Json:
    return shared_collections(call) if given.shared else own_collections(call, given.limit, given.cursor)


def verify_claim(call: Call, given: arguments.VerifyClaim) -> Json:
    document_id, ordinal = place_of(given.passage_id)
    citation = judged(call, given.claim, document_id, ordinal or 0, given.passages)
    shown: Json = {"verified": bool(citation and citation.verified), "quote": None, "page": None, "url": None}
    if citation is not None:
        url = link(call, document_id, ordinal or 0, (citation.quote_start, citation.quote_end))
        shown |= {"quote": citation.quote, "page": citation.page, "url": url}
    return fenced_texts(shown, ("quote",))


def upload_text(call: Call, given: arguments.UploadText) -> Json:
    call.adapters.rate_limits.count(call.owner_id, "uploads")
    document = call.services.library.add_text(call.owner_id, given.filename, given.text, given.tags)
    return shown_document(call, document)


def delete_document(call: Call, given: arguments.DeleteDocument) -> Json:
    call.services.library.delete(call.owner_id, given.document_id)
    source = source_of(call.request.context)
    security_log.record("deleted", call.owner_id, source, document_id=given.document_id)
    return {"deleted": given.document_id}


DEFINITIONS = (
    Definition(
        "search",
        "Search the documents",
        "Finds the passages of the person's own documents that bear on a query. Each result has an id for fetch and "
        "verify_claim, and a url that opens the passage. `evidence` says whether they are about the query at all.",
        arguments.Search,
        "read",
        search,
    ),
    Definition(
        "fetch",
        "Read a result",
        "The text of a document around a result of search, or from its beginning by the document's id. "
        "`metadata.next_id` fetches what follows.",
        arguments.Fetch,
        "read",
        fetch,
    ),
    Definition(
        "ask",
        "Ask the documents",
        "Answers a question from the person's own documents, with citations: the quote, where it stands, and whether "
        "its words were verified to hold the sentence. It may cost the person money, told as price_usd.",
        arguments.Ask,
        "ask",
        ask,
    ),
    Definition(
        "read_passages",
        "Read a document in order",
        "The passages of a document, in order, from `ordinal` on.",
        arguments.ReadPassages,
        "read",
        read_passages,
    ),
    Definition(
        "list_documents",
        "List the documents",
        "The person's documents, newest first, with their state.",
        arguments.ListDocuments,
        "read",
        list_documents,
    ),
    Definition(
        "list_collections",
        "List the collections",
        "The person's named sets of documents, newest first, or those that others share. search and ask take their ids "
        "as collection_ids.",
        arguments.ListCollections,
        "read",
        list_collections,
    ),
    Definition(
        "verify_claim",
        "Check a claim against a passage",
        "Whether the words of a passage hold a claim: its numbers, names and negations. Judged by rules, without a "
        "model and without a price. False does not say that the claim is wrong, only that these words do not hold it.",
        arguments.VerifyClaim,
        "read",
        verify_claim,
    ),
    Definition(
        "upload_text",
        "Add a text",
        "Adds a text as a new document. It can be searched once its status is ready.",
        arguments.UploadText,
        "write",
        upload_text,
    ),
    Definition(
        "delete_document",
        "Delete a document",
        "Deletes a document for good, with all of its versions. Ask the person first.",
        arguments.DeleteDocument,
        "write",
        delete_document,
        destroys=True,
    ),
)


def tools_for(call: Call) -> list[Tool]:
    """Those that the caller's token lets it use; of the others it does not learn."""
    scopes = call.identity.scopes or frozenset()
    return [definition.tool(call) for definition in DEFINITIONS if definition.scope in scopes]
