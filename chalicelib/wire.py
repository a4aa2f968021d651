"""Values as the contract's JSON (docs/protocol.md). What is internal stays out."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalicelib.models import (
    ChatEvent,
    Citation,
    Collection,
    Conversation,
    DayUsage,
    DeltaEvent,
    Document,
    DoneEvent,
    FailedEvent,
    Failure,
    Grant,
    Guide,
    KeptAnswer,
    Message,
    Note,
    Passage,
    Profile,
    SourcesEvent,
    StageEvent,
    Step,
)

Json = dict[str, Any]
Names = Mapping[str | None, str | None]
"""Addresses of people, by their ids."""

FRAME_BYTES = 32_000  # API Gateway cuts a frame at 32 KB (32,768 bytes); a little is left for its own bytes.


def document(value: Document, *, outline: bool = False, reader: str | None = None, names: Names | None = None) -> Json:
    """`outline`: with the headings of its profile, which may be long.

    To a `reader` who is not the owner, who added it is told only of their own, and nothing of how its owner files it.
    """
    foreign = reader not in (None, value.owner_id)
    return {
        "id": value.id,
        "filename": value.filename,
        "content_type": value.content_type,
        "size": value.size,
        "folder": None if foreign else value.folder,
        "tags": [] if foreign else list(value.tags),
        "status": value.status,
        "progress": asdict(value.progress) if value.progress else None,
        "failure": asdict(value.failure) if value.failure else None,
        "note": value.note,
        "partial": asdict(value.partial) if value.partial else None,
        "pages": value.pages,
        "passages": value.passages,
        "tokens": value.tokens,
        "language": value.language,
        "profile": _profile(value.profile, outline=outline) if value.profile else None,
        "version": value.version,
        "created_at": value.created_at,
        "updated_at": value.updated_at,
        "ready_at": value.ready_at,
        "added_by": (names or {}).get(value.added_by) if not foreign or value.added_by == reader else None,
        "source_id": None if foreign else value.source_id,
        "address": None if foreign else value.address,
    }


def _profile(value: Profile, *, outline: bool) -> Json:
    return asdict(value) | {"outline": [asdict(entry) for entry in value.outline] if outline else None}


def passage(value: Passage, *, text: bool = True, sections: bool = False) -> Json:
    """`sections` tells where in it its headings change."""
    hidden = {"before", "after", "gist", "version", "owner_id"}
    hidden |= (set() if text else {"text"}) | (set() if sections else {"sections"})
    shown = {name: item for name, item in asdict(value).items() if name not in hidden}
    return shown | {"heading": list(value.heading)}


def guide(value: Guide) -> Json:
    """Of a question the text alone."""
    return {
        "summary": [asdict(sentence) for sentence in value.summary],
        "questions": [question.text for question in value.questions],
        "made_by": value.made_by,
    }


def citation(value: Citation) -> Json:
    """One of a profile stands nowhere in the document's text."""
    nowhere = {"quote_start": 0, "quote_end": 0} if value.profile else {}
    return asdict(value) | {"heading": list(value.heading)} | nowhere


def message(value: Message, *, source_texts: bool = True) -> Json:
    return {
        "id": value.id,
        "conversation_id": value.conversation_id,
        "role": value.role,
        "text": value.text,
        "markers": list(value.markers) if value.role == "assistant" else None,
        "status": value.status,
        "sources": [passage(source, text=source_texts) for source in value.sources],
        "citations": [citation(item) for item in value.citations],
        "model": value.model,
        "usage": asdict(value.usage),
        "timings_ms": dict(value.timings_ms),
        "created_at": value.created_at,
        "feedback": asdict(value.feedback) if value.feedback else None,
        "error": failure(value.error) if value.error else None,
        "evidence": value.evidence,
        "notice": asdict(value.notice) if value.notice else None,
        "estimate": asdict(value.estimate) if value.estimate else None,
        "steps": [_step(step) for step in value.steps],
        "document_ids": _listed(value.document_ids),
        "tags": _listed(value.tags),
        "collection_ids": _listed(value.collection_ids),
        "reply_to": value.reply_to,
        "after": value.after,
    }


def message_within(value: Message, most_bytes: int, *, source_texts: bool = True) -> Json:
    """A stored message of at most so many bytes: of one too long this and then that is left out, the texts of its
    sources, the quotes and headings of its citations. The sources have them, by a call of their own.
    """
    shown = message(value, source_texts=source_texts)
    if source_texts and len(encode(shown)) > most_bytes:
        shown["sources"] = [passage(source, text=False) for source in value.sources]
    if len(encode(shown)) > most_bytes:
        shown["citations"] = [item | {"quote": "", "heading": []} for item in shown["citations"]]
    return shown


def _listed(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _step(value: Step) -> Json:
    return {"route": value.route, "detail": value.detail}


def conversation(value: Conversation) -> Json:
    return {
        "id": value.id,
        "title": value.title,
        "pinned": value.pinned,
        "folder": value.folder,
        "created_at": value.created_at,
        "updated_at": value.updated_at,
    }


def collection(value: Collection, grant: Grant | None = None) -> Json:
    """Of its documents the number: they have a list of their own. `grant` is that of who reads what is another's."""
    return {
        "id": value.id,
        "name": value.name,
        "documents": len(value.documents),
        "created_at": value.created_at,
        "updated_at": value.updated_at,
        "role": grant.right if grant else "owner",
        "owner_name": grant.owner_name if grant else None,
        "everyone": grant is not None and grant.grantee == "everyone",
        "grants": 0 if grant else value.grants,
    }


def note(value: Note) -> Json:
    """A citation of a kept answer has no standing: nobody looks its document up."""
    answer = _kept(value.answer) if value.answer else None
    return {
        "id": value.id,
        "text": value.text,
        "answer": answer,
        "created_at": value.created_at,
        "updated_at": value.updated_at,
    }


def _kept(value: KeptAnswer) -> Json:
    citations = [citation(item) for item in value.citations]
    return asdict(value) | {"citations": citations, "sources": [passage(item, text=False) for item in value.sources]}


def failure(value: Failure) -> Json:
    return asdict(value)


def day_usage(value: DayUsage) -> Json:
    return asdict(value)


def event(value: ChatEvent) -> Json:
    """A frame of an answer's stream."""
    head = {"message_id": value.message_id, "seq": value.seq}
    match value:
        case StageEvent():
            return {"type": "stage", **head, "stage": value.stage, **(_step(value.step) if value.step else {})}
        case SourcesEvent():
            passages = [passage(item) for item in value.passages]
            shown = {"first": value.first, "passages": passages, "evidence": value.evidence}
            return {"type": "sources", **head, **shown}
        case DeltaEvent():
            return {"type": "delta", **head, "text": value.text, "markers": list(value.markers)}
        case DoneEvent():
            return _fitting({"type": "done", **head, "message": message(value.message, source_texts=False)})
        case FailedEvent():
            return {"type": "failed", **head, "error": failure(value.error)}


def _fitting(done: Json) -> Json:
    """A done frame that a socket can carry. Of one too long, this and then that is null, to be read by REST: the
    citations' quotes, the text and its markers (the client has them by the deltas), the citations, the sources.
    """
    shown = done["message"]
    if len(encode(done)) > FRAME_BYTES:
        shown["citations"] = [item | {"quote": None} for item in shown["citations"]]
    for name in ("text", "markers", "citations", "sources"):
        if len(encode(done)) > FRAME_BYTES:
            shown[name] = None
    return done


def encode(frame: Json) -> bytes:
    """A frame as it is sent: UTF-8, so that no letter costs six bytes."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()
