"""Messages that start work: on the ingest queue, and in the calls of the answer function. One shape all the way.

A deploy meets messages of the version before. So a new field has a default, and a field that goes is passed over.
"""

from typing import Annotated

import msgspec

from chalicelib.models.accounts import AccountWork
from chalicelib.models.documents import MAX_ID_CHARACTERS

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID_CHARACTERS)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class IngestJob(msgspec.Struct, frozen=True, tag_field="kind", tag="ingest"):
    """Bring this document to rest, whatever that takes.

    `hops` counts the messages in a row that workers have sent; `revive` names the generation that had failed when the
    message was dead-lettered.
    """

    owner_id: Id
    document_id: Id
    hops: Count = 0
    revive: Count | None = None


class TidyJob(msgspec.Struct, frozen=True, tag_field="kind", tag="tidy"):
    """Maintain this owner's table: compact and index it, and purge what was deleted from it."""

    owner_id: Id


class AccountJob(msgspec.Struct, frozen=True, tag_field="kind", tag="account"):
    """Go on with long work on a whole account."""

    owner_id: Id
    work: AccountWork


class SourceJob(msgspec.Struct, frozen=True, tag_field="kind", tag="source"):
    """Go on with a source's sweep, or with its end. `hops` counts the messages in a row that workers have sent."""

    owner_id: Id
    source_id: Id
    hops: Count = 0


class AnswerJob(msgspec.Struct, frozen=True):
    """Make an answer."""

    owner_id: str
    message_id: str


class WarmJob(msgspec.Struct, frozen=True):
    """Fetch the passages of the owner `warm`, who is about to ask."""

    warm: str


Job = IngestJob | TidyJob | AccountJob | SourceJob
