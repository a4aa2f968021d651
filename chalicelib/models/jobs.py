"""Messages that start work: on the ingest queue, and in the calls of the answer function. One shape all the way.

A deploy meets messages of the version before. So a new field has a default, and a field that goes is passed over.
"""

import msgspec


class IngestJob(msgspec.Struct, frozen=True, tag_field="kind", tag="ingest"):
    """Bring this document to rest, whatever that takes.

    `hops` counts the messages in a row that workers have sent; `revive` names the generation that had failed when the
    message was dead-lettered.
    """

    owner_id: str
    document_id: str
    hops: int = 0
    revive: int | None = None


class TidyJob(msgspec.Struct, frozen=True, tag_field="kind", tag="tidy"):
    """Maintain this owner's table: compact and index it, and purge what was deleted from it."""

    owner_id: str


class AnswerJob(msgspec.Struct, frozen=True):
    """Make an answer."""

    owner_id: str
    message_id: str


class WarmJob(msgspec.Struct, frozen=True):
    """Fetch the passages of the owner `warm`, who is about to ask."""

    warm: str


Job = IngestJob | TidyJob
