"""What the tools take. Their JSON schemas are made of these, and arguments are held against them."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chalicelib.api.actions import Dollars
from chalicelib.api.claims import MAX_CLAIM_CHARACTERS, MAX_PASSAGES
from chalicelib.api.documents import MAX_QUERY_CHARACTERS
from chalicelib.models.jobs import Id

MAX_QUESTION_CHARACTERS = 8_000
MAX_TEXT_CHARACTERS = 200_000
MAX_TAGS = 20


Asked = Annotated[str, Meta(max_length=MAX_QUESTION_CHARACTERS)]
Cursor = Annotated[str, Meta(max_length=2_000)]
Documents = Annotated[list[Id] | None, Meta(description="Only in these documents (their ids).")]
Collections = Annotated[list[Id] | None, Meta(description="Only in documents of these collections (their ids).")]
Tags = Annotated[list[str] | None, Meta(description="Only in documents with one of these tags.")]
PassageId = Annotated[str, Meta(description="A passage's id, as search or read_passages gave it.", max_length=100)]


class Search(msgspec.Struct):
    query: Annotated[str, Meta(description="What to look for, in any language.", max_length=MAX_QUERY_CHARACTERS)]
    limit: Annotated[int, Meta(description="How many passages.", ge=1, le=20)] = 8
    document_ids: Documents = None
    tags: Tags = None
    collection_ids: Collections = None


class Fetch(msgspec.Struct):
    id: Annotated[str, Meta(description="The id of a result of search, or of a document.", max_length=100)]


class Ask(msgspec.Struct):
    question: Annotated[Asked | None, Meta(description="The question, as a person would ask it.")] = None
    document_ids: Documents = None
    tags: Tags = None
    conversation_id: Annotated[Id | None, Meta(description="Go on in this conversation.")] = None
    accept_price_usd: Annotated[Dollars | None, Meta(description="What the answer may cost, in US dollars.")] = None
    message_id: Annotated[Id | None, Meta(description="In place of a question: wait for this answer.")] = None
    collection_ids: Collections = None


class ReadPassages(msgspec.Struct):
    document_id: Annotated[Id, Meta(description="The document.")]
    ordinal: Annotated[int, Meta(description="The first passage, from 0.", ge=0, lt=2**31)] = 0
    limit: Annotated[int, Meta(description="How many passages.", ge=1, le=50)] = 10


class ListDocuments(msgspec.Struct):
    limit: Annotated[int, Meta(description="How many documents.", ge=1, le=200)] = 50
    cursor: Annotated[Cursor | None, Meta(description="next_cursor of the page before.")] = None


class ListCollections(msgspec.Struct):
    limit: Annotated[int, Meta(description="How many collections.", ge=1, le=200)] = 50
    cursor: Annotated[Cursor | None, Meta(description="next_cursor of the page before.")] = None
    shared: Annotated[bool, Meta(description="All that others share with the person, in place of their own.")] = False


class VerifyClaim(msgspec.Struct):
    claim: Annotated[str, Meta(description="One sentence that states something.", max_length=MAX_CLAIM_CHARACTERS)]
    passage_id: PassageId
    passages: Annotated[int, Meta(description="How many passages from this one on.", ge=1, le=MAX_PASSAGES)] = 1


class UploadText(msgspec.Struct):
    filename: Annotated[str, Meta(description="Its name, which ends in .txt or .md.", min_length=1, max_length=255)]
    text: Annotated[str, Meta(description="The whole text.", min_length=1, max_length=MAX_TEXT_CHARACTERS)]
    tags: Annotated[list[str], Meta(description="Tags of the document.", max_length=MAX_TAGS)] = []


class DeleteDocument(msgspec.Struct):
    document_id: Annotated[Id, Meta(description="The document, which is deleted for good.")]
