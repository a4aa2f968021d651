"""Sources and their items as the protocol's JSON."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from chalicelib.models import Source, SourceItem, timestamp

Json = dict[str, Any]


def source(value: Source) -> Json:
    """`state` says in one word what happens: `idle`, `running`, or `ending`."""
    last = asdict(value.last) if value.last else None
    return {
        "id": value.id,
        "kind": value.kind,
        "address": value.address,
        "scope": asdict(value.scope),
        "caps": asdict(value.caps),
        "every_hours": value.every_hours,
        "tags": list(value.tags),
        "paused": value.paused,
        "state": "ending" if value.ends else "running" if value.wanted else value.state,
        "dry": value.dry if value.state == "running" else value.wanted == "dry",
        "counts": asdict(value.counts),
        "items": value.items,
        "last": last,
        "next_run_at": _next_run(value),
        "created_at": value.created_at,
        "updated_at": value.updated_at,
    }


def _next_run(value: Source) -> str | None:
    """None where a sweep is running, and for a source that begins none by itself."""
    rests = value.state == "idle" and not value.ends and not value.paused
    if not rests or not value.every_hours or not value.next_run:
        return None
    return timestamp(datetime.fromtimestamp(value.next_run, UTC))


def source_item(value: SourceItem) -> Json:
    return {
        "id": value.key,
        "address": value.address,
        "state": value.state,
        "document_id": value.document_id if value.state != "excluded" else None,
        "checked_at": value.checked_at,
        "failure": asdict(value.failure) if value.failure else None,
    }
