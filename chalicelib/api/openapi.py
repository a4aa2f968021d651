"""The service's description of itself, as OpenAPI 3.1: made of the routes and of the values they take and give."""

from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from chalicelib import __version__, wire
from chalicelib.api.http import INTERNAL
from chalicelib.api.schema import Json, Route, registered
from chalicelib.api.shown_sources import source, source_item
from chalicelib.errors import all_errors
from chalicelib.models import (
    RIGHTS,
    AccountExport,
    Collection,
    Conversation,
    DayUsage,
    Document,
    Feedback,
    GuideSentence,
    Link,
    Message,
    Note,
    Passage,
    Source,
    SourceItem,
    Stored,
    Upload,
)
from chalicelib.models.documents import MAX_ID_CHARACTERS

REF = "#/components/schemas/{name}"
# Values whose wire form leaves out what is internal: what it shows is asked of the wire itself.
SHOWN: Mapping[type, frozenset[str]] = {
    Document: frozenset(wire.document(Document("o", "i", "f", "t", 1, "ready", "c", "u"))),
    Message: frozenset(wire.message(Message("i", "c", "o", "user", "", "complete", "t"))),
    Passage: frozenset(wire.passage(Passage("i", "d", "f", 0, None, (), 0, 0, "", 0.0), sections=True)),
    Conversation: frozenset(wire.conversation(Conversation("i", "o", "t", "c", "u"))),
    Note: frozenset(wire.note(Note("i", "o", "", "c", "u"))),
    Source: frozenset(source(Source("i", "o", "web", "a", "c", "u"))),
    SourceItem: frozenset(source_item(SourceItem("s", "o", "k", "a"))),
    Collection: frozenset(wire.collection(Collection("i", "o", "n", "c", "u"))),
}
MADE: Mapping[type, Json] = {  # What the wire makes of other fields.
    Collection: {
        "documents": {"type": "integer"},
        "role": {"enum": ["owner", *RIGHTS]},
        "owner_name": {"type": ["string", "null"]},
        "everyone": {"type": "boolean"},
    },
    Document: {"added_by": {"type": ["string", "null"]}},
    Source: {
        "state": {"enum": ["idle", "running", "ending"]},
        "next_run_at": {"type": ["string", "null"]},
    },
    SourceItem: {"id": {"type": "string"}},
    Message: {"markers": {"anyOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "null"}]}},
}
OPTIONAL: Mapping[type, str] = {Passage: "text"}  # Left out of a message's sources where one asks for them without.
WHOLE: tuple[type, ...] = (AccountExport, Upload, Link, GuideSentence, Feedback, DayUsage, Stored)
CODES = sorted({error.code for error in all_errors() if error.status})
# Errors of what REST depends on. 500, a fault of its own, is no part of the description.
OUTAGES = sorted({str(error.status) for error in all_errors() if (error.status or 0) > INTERNAL})
ERROR: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "properties": {"code": {"enum": CODES}, "message": {"type": "string"}, "request_id": {"type": "string"}},
        }
    },
}


@cache
def description() -> Json:
    """The whole of it; it does not change while the process lives."""
    paths: dict[str, Json] = {}
    for route in registered():
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Grail", "version": __version__, "description": "Answers questions from your own documents."},
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"idToken": {"type": "apiKey", "in": "header", "name": "Authorization"}},
        },
    }


def _operation(route: Route) -> Json:
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    parameters: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "maxLength": MAX_ID_CHARACTERS}}
        for name in names
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in route.query.items()]
    error = {
        "description": "An error, as a sentence for the person",
        "content": _json({"$ref": REF.format(name="Error")}),
    }
    operation: Json = {
        "operationId": f"{route.module}_{route.name}",
        "parameters": parameters,
        "responses": {
            str(route.status): {"description": "Done", "content": _json(route.gives)},
            **dict.fromkeys(["4XX", *OUTAGES], error),
        },
        "security": [{"idToken": []}] if route.signed_in else [],
    }
    if route.takes is not None:
        operation["requestBody"] = {"required": True, "content": _json({"$ref": REF.format(name=route.takes.__name__)})}
    return operation


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _schemas() -> Json:
    taken: Iterable[type] = (route.takes for route in registered() if route.takes is not None)
    _, schemas = msgspec.json.schema_components([*taken, *WHOLE, *SHOWN], ref_template=REF)
    for schema in schemas.values():
        schema.pop("description", None)  # Docstrings speak to those who work on the code.
    for kind, names in SHOWN.items():
        schema = schemas[kind.__name__]
        described = schema["properties"] | MADE.get(kind, {})
        schema["properties"] = {name: described[name] for name in sorted(names)}
        schema["required"] = [name for name in schema["required"] if name in names and name != OPTIONAL.get(kind)]
    return {**schemas, "Error": ERROR}
