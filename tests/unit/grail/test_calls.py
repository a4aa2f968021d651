"""The client's calls and values are those of the description that the service gives of itself."""

import inspect
from typing import Any

import msgspec
import pytest

from chalicelib.api.openapi import description
from grail import GrailError, calls, collected, messages, sources, values
from grail.calls import Call
from tests.support.service import valid

ARGUMENTS: dict[str, Any] = {
    "document_id": "d",
    "conversation_id": "c",
    "filename": "a.txt",
    "size": 1,
    "collection_id": "k",
    "source_id": "s",
    "address": "https://example.org/",
    "documents": "keep",
}
MORE: dict[str, Any] = {
    "query": "q", "claim": "c", "first": "2026-07-01", "last": "2026-07-28", "cursor": "x", "name": "search",
    "arguments": {}, "tags": ["t"], "folder": "f", "document_ids": ["d"],
    "collection_ids": ["k"],
}  # fmt: skip
MADE = [
    function
    for name, function in inspect.getmembers(calls, inspect.isfunction)
    if function.__module__ == "grail.calls" and not name.startswith("_")
]
STRUCTS = [
    struct
    for module in (values, messages, collected, sources)
    for _, struct in inspect.getmembers(module, inspect.isclass)
    if issubclass(struct, msgspec.Struct) and struct.__module__ == module.__name__
]
SCHEMAS: dict[type, str] = {messages.Estimate: "PriceEstimate", messages.Usage: "Usage"}
# What docs/protocol.md has and the description does not.
UNDESCRIBED: dict[type, set[str]] = {values.Passage: {"blanks"}}  # The route that gives them describes them.


def call_of(function: Any) -> Call[Any]:
    known = ARGUMENTS | MORE
    return function(**{name: known[name] for name in inspect.signature(function).parameters if name in known})  # type: ignore[no-any-return]


@pytest.mark.parametrize("function", MADE, ids=lambda function: function.__name__)
def test_a_call_is_in_the_description(function: Any) -> None:
    call = call_of(function)
    operation = description()["paths"][call.path][call.method.lower()]
    parameters = {(one["in"], one["name"]) for one in operation["parameters"]}
    assert {("path", name) for name in call.names} == {one for one in parameters if one[0] == "path"}
    assert {("query", name) for name in call.query} <= parameters
    if call.path != "/mcp":
        assert ("requestBody" in operation) == (call.body is not None)
    if call.body is not None and call.path != "/mcp":
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        valid(schema, call.body)
        assert set(call.body) <= set(
            description()["components"]["schemas"][schema["$ref"].split("/")[-1]]["properties"]
        )


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_a_value_has_no_field_that_the_service_lacks(struct: type[msgspec.Struct]) -> None:
    schema = description()["components"]["schemas"].get(SCHEMAS.get(struct, struct.__name__))
    if struct is messages.Conversation or schema is None:
        return  # Shapes that the description gives without a name; the fake service holds them to it.
    fields = {field.encode_name: field.required for field in msgspec.structs.fields(struct)}
    assert fields.keys() - UNDESCRIBED.get(struct, set()) <= schema["properties"].keys()
    assert {name for name, required in fields.items() if required} <= set(schema["required"])


def test_most_values_are_held_to_a_schema() -> None:
    named = [
        struct for struct in STRUCTS if SCHEMAS.get(struct, struct.__name__) in description()["components"]["schemas"]
    ]
    assert len(named) >= 10


@pytest.mark.parametrize("name", ["../tokens", "a/b", "a?b", "a#b", "é"])
def test_an_id_leads_to_no_other_path(name: str) -> None:
    assert calls.document(name).address.count("/") == 2
    assert not set("?#é") & set(calls.document(name).address)


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_an_id_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(GrailError, match="An id is empty"):
        _ = calls.document(name).address
