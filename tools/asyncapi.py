"""docs/asyncapi.json: the socket's frames as AsyncAPI 3. `python -m tools.asyncapi` writes it anew, of the product.

What a client sends are the types that the edge reads; values in what it is sent are those of /openapi.json; what each
frame means is the sentence of docs/protocol.md. A test holds frames that the service sends to it.
"""

import importlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec

from chalicelib import __version__
from chalicelib.api import actions
from chalicelib.api.openapi import REF, description

Json = dict[str, Any]
DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "asyncapi.json"
ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| (.+?) \|$", re.M)

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
FAILURE: Json = {
    "type": "object",
    "required": ["code", "message", "retryable"],
    "properties": {"code": TEXT, "message": TEXT, "retryable": {"type": "boolean"}},
}
REFUSAL: Json = {"type": "object", "required": ["code", "message"], "properties": {"code": TEXT, "message": TEXT}}
OF_ANSWER: Json = {"message_id": TEXT, "seq": {"type": "integer", "minimum": 1}}


def _named(name: str) -> Json:
    return {"$ref": REF.format(name=name)}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


# What the service sends, by `type`: its fields. Those in OPTIONAL may be missing.
SENT: Mapping[str, Json] = {
    "accepted": dict.fromkeys(("request_id", "conversation_id", "user_message_id", "message_id"), TEXT),
    "stage": {
        **OF_ANSWER,
        "stage": {"enum": ["searching", "reading", "writing"]},
        "route": TEXT,
        "detail": TEXT,
    },
    "sources": {
        **OF_ANSWER,
        "passages": {"type": "array", "items": _named("Passage")},
        "first": {"type": "integer", "minimum": 1},
        "evidence": _or_null(TEXT),
    },
    "delta": {**OF_ANSWER, "text": TEXT, "markers": {"type": "array", "items": WHOLE}},
    "done": {**OF_ANSWER, "message": {"type": "object"}},
    "failed": {**OF_ANSWER, "error": FAILURE},
    "document": {"document": _named("Document")},
    "conversation": {"conversation": _named("Conversation")},
    "error": {"request_id": _or_null(TEXT), "error": REFUSAL},
    "renewed": {},
    "pong": {},
}
OPTIONAL = {"stage": {"route", "detail"}}


def made() -> Json:
    """The whole of it."""
    importlib.import_module("app")  # The description is made of the routes that it imports.
    sentences = dict(ROW.findall((DOCS / "protocol.md").read_text().split("## WebSocket")[1]))
    schemas = {name: _client_schema(kind) for name, kind in _asked().items()}
    schemas |= {name: _server_schema(name) for name in SENT}
    messages = {
        name: {"name": name, "summary": _plain(sentences[name]), "payload": {"$ref": REF.format(name=f"{name}_frame")}}
        for name in schemas
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Grail's socket",
            "version": __version__,
            "description": "Questions and their answers, as they are made. docs/protocol.md says what fields mean.",
        },
        "defaultContentType": "application/json",
        "servers": {"stage": {"host": "api.example.org", "pathname": "/api", "protocol": "wss"}},
        "channels": {"socket": _channel(messages)},
        "operations": {
            name: {
                "action": "receive" if name in _asked() else "send",
                "channel": {"$ref": "#/channels/socket"},
                "messages": [{"$ref": f"#/channels/socket/messages/{name}"}],
            }
            for name in messages
        },
        "components": {
            "messages": messages,
            "schemas": {**_values(), **{f"{name}_frame": schema for name, schema in schemas.items()}},
        },
    }


def _channel(messages: Mapping[str, Json]) -> Json:
    """One socket, which a ticket of `POST /socket-tickets` opens."""
    query = {"type": "object", "required": ["ticket"], "properties": {"ticket": TEXT}}
    return {
        "address": "/",
        "description": "wss://…/api?ticket=…: the ticket is good once, for a minute (POST /socket-tickets).",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
    }


def _asked() -> dict[str, type]:
    """The types of a client's frames, by `action`."""
    return {str(kind.__struct_config__.tag): kind for kind in get_args(actions.Frame)}


def _client_schema(kind: type) -> Json:
    _, schemas = msgspec.json.schema_components([kind], ref_template=REF)
    schema: Json = schemas[kind.__name__]
    return {name: value for name, value in schema.items() if name not in ("title", "description")}


def _server_schema(name: str) -> Json:
    fields = {"type": {"const": name}, **SENT[name]}
    required = [field for field in fields if field not in OPTIONAL.get(name, ())]
    return {"type": "object", "required": required, "properties": fields}


def _values() -> Json:
    """The values of /openapi.json that frames hold, with those that they hold themselves."""
    known, wanted, found = description()["components"]["schemas"], ["Passage", "Document", "Conversation"], {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = known[name]
            wanted += re.findall(r'"#/components/schemas/(\w+)"', json.dumps(known[name]))
    return dict(sorted(found.items()))


def _plain(sentence: str) -> str:
    """A cell of a table without its marks."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", sentence).replace("`", "")


def written() -> str:
    return json.dumps(made(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written())
