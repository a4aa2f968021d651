"""The tools, resources and prompts that the conformance suite asks for, on the product's own core."""

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping
from typing import Any

from chalicelib.mcp.protocol import INVALID_PARAMS, METHOD_NOT_FOUND, MISSING_CAPABILITY, Json, Request, RpcError
from chalicelib.mcp.resources import not_found, resource_methods
from chalicelib.mcp.server import Server
from chalicelib.mcp.tools import Tool, failed, tool_methods

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
SOUND = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="
KEY = b"the key of the fixtures"

ASKED: Mapping[str, Json] = {
    "elicitation": {
        "method": "elicitation/create",
        "params": {
            "message": "What is your name?",
            "requestedSchema": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
            },
        },
    },
    "sampling": {
        "method": "sampling/createMessage",
        "params": {
            "messages": [{"role": "user", "content": {"type": "text", "text": "What is the capital of France?"}}],
            "maxTokens": 100,
        },
    },
    "roots": {"method": "roots/list", "params": {}},
}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def image() -> Json:
    return {"type": "image", "data": PICTURE, "mimeType": "image/png"}


def embedded(uri: str, words: str, kind: str = "text/plain") -> Json:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": kind, "text": words}}


def content(*parts: Json) -> Json:
    return {"content": list(parts)}


def sealed(state: str) -> str:
    return f"{state}.{hmac.digest(KEY, state.encode(), hashlib.sha256).hex()}"


def opened(state: Any) -> str:
    words = state.rpartition(".")[0] if isinstance(state, str) else ""
    if sealed(words) != state:
        raise RpcError(INVALID_PARAMS, "The state is not one that was given.")
    return words


def asking(inputs: Mapping[str, str], state: str | None = None) -> Callable[[Request], Json | None]:
    """Asks for `inputs` (kinds by name), until all of them are given; then None."""

    def ask(request: Request) -> Json | None:
        given = request.params.get("inputResponses")
        if isinstance(given, dict) and all(isinstance(given.get(name), dict) for name in inputs):
            if state is not None:
                opened(request.params.get("requestState"))
            return None
        sent: Json = {"resultType": "input_required", "inputRequests": {name: ASKED[k] for name, k in inputs.items()}}
        return sent if state is None else {**sent, "requestState": sealed(state)}

    return ask


def answering(inputs: Mapping[str, str], state: str | None = None) -> Callable[[Json, Request], Json]:
    ask = asking(inputs, state)
    done = content(text(f"Thank you, {' and '.join(inputs)} came: state-ok"))
    return lambda arguments, request: ask(request) or done


def rounds(arguments: Json, request: Request) -> Json:
    at = request.params.get("requestState")
    number = 1 if at is None else int(opened(at)) + 1
    if number == 3:
        return content(text("Three rounds."))
    inputs = {f"step{number}": ASKED["elicitation"]}
    return {"resultType": "input_required", "inputRequests": inputs, "requestState": sealed(str(number))}


def only_declared(arguments: Json, request: Request) -> Json:
    asked = {kind: ASKED[kind] for kind in ASKED if kind in request.capabilities}
    return {"resultType": "input_required", "inputRequests": asked} if asked else content(text("Nothing to ask."))


def needs_sampling(arguments: Json, request: Request) -> Json:
    if "sampling" not in request.capabilities:
        raise RpcError(MISSING_CAPABILITY, "This needs sampling.", {"requiredCapabilities": {"sampling": {}}})
    return content(text("Declared."))


def with_progress(arguments: Json, request: Request) -> Json:
    token = request.params.get("_meta", {}).get("progressToken")
    for progress in (0, 50, 100) if token is not None else ():
        told = {"progressToken": token, "progress": progress, "total": 100}
        request.notify("notifications/progress", told)
    return content(text("Done."))


def with_logs(arguments: Json, request: Request) -> Json:
    """In the current revision a client is told only if it asks for that."""
    wanted = not request.current or "io.modelcontextprotocol/logLevel" in request.params["_meta"]
    for words in ("Tool execution started", "Tool processing data", "Tool execution completed") if wanted else ():
        request.notify("notifications/message", {"level": "info", "data": words})
    return content(text("Done."))


def always(result: Json) -> Callable[[Json, Request], Json]:
    return lambda arguments, request: result


TOOLS: Mapping[str, Callable[[Json, Request], Json]] = {
    "test_simple_text": always(content(text("This is a simple text response for testing."))),
    "test_image_content": always(content(image())),
    "test_audio_content": always(content({"type": "audio", "data": SOUND, "mimeType": "audio/wav"})),
    "test_embedded_resource": always(
        content(embedded("test://embedded-resource", "This is an embedded resource content."))
    ),
    "test_multiple_content_types": always(
        content(
            text("Multiple content types test:"),
            image(),
            embedded("test://mixed-content-resource", '{"test":"data","value":123}', "application/json"),
        )
    ),
    "test_error_handling": always(failed("This tool intentionally returns an error for testing")),
    "test_tool_with_progress": with_progress,
    "test_tool_with_logging": with_logs,
    "test_logging_tool": with_logs,
    "test_streaming_elicitation": answering({"user_name": "elicitation"}),
    "test_missing_capability": needs_sampling,
    "test_input_required_result_elicitation": answering({"user_name": "elicitation"}),
    "test_input_required_result_sampling": answering({"capital_question": "sampling"}),
    "test_input_required_result_list_roots": answering({"client_roots": "roots"}),
    "test_input_required_result_request_state": answering({"confirm": "elicitation"}, "state"),
    "test_input_required_result_multiple_inputs": answering(
        {"user_name": "elicitation", "greeting": "sampling", "client_roots": "roots"}, "all"
    ),
    "test_input_required_result_multi_round": rounds,
    "test_input_required_result_tampered_state": answering({"confirm": "elicitation"}, "sealed"),
    "test_input_required_result_capabilities": only_declared,
}

CONTENTS: Mapping[str, Json] = {
    "test://static-text": {"mimeType": "text/plain", "text": "This is the content of the static text resource."},
    "test://static-binary": {"mimeType": "image/png", "blob": PICTURE},
}


class FixtureResources:
    @property
    def templates(self) -> list[Json]:
        return [{"uriTemplate": "test://template/{id}/data", "name": "template", "mimeType": "application/json"}]

    def page(self, cursor: str | None) -> tuple[list[Json], str | None]:
        return [{"uri": uri, "name": uri, "mimeType": found["mimeType"]} for uri, found in CONTENTS.items()], None

    def read(self, uri: str) -> list[Json]:
        parts = uri.split("/")
        if uri.startswith("test://template/") and len(parts) == 5:
            words = f'{{"id":"{parts[3]}","templateTest":true,"data":"Data for ID: {parts[3]}"}}'
            return [{"uri": uri, "mimeType": "application/json", "text": words}]
        if uri not in CONTENTS:
            raise not_found(uri)
        return [{"uri": uri, **CONTENTS[uri]}]


def said_by_user(*parts: Json) -> Json:
    return {"messages": [{"role": "user", "content": part} for part in parts]}


def prompt(request: Request) -> Json:
    arguments = request.params.get("arguments", {})
    match request.params.get("name"):
        case "test_simple_prompt":
            return said_by_user(text("This is a simple prompt for testing."))
        case "test_prompt_with_arguments":
            words = f"Prompt with arguments: arg1='{arguments['arg1']}', arg2='{arguments['arg2']}'"
            return said_by_user(text(words))
        case "test_prompt_with_embedded_resource":
            resource = embedded(arguments["resourceUri"], "Embedded resource content for testing.")
            return said_by_user(resource, text("Please process the embedded resource above."))
        case "test_prompt_with_image":
            return said_by_user(image(), text("Please analyze the image above."))
        case "test_input_required_result_prompt":
            asked = asking({"user_context": "elicitation"})(request)
            return asked or said_by_user(text("In this context."))
    raise RpcError(INVALID_PARAMS, "There is no such prompt.")


def prompts(request: Request) -> Json:
    def named(name: str, *arguments: str) -> Json:
        listed = [{"name": argument, "required": True} for argument in arguments]
        return {"name": name, "description": f"A fixture: {name}", "arguments": listed}

    return {
        "prompts": [
            named("test_simple_prompt"),
            named("test_prompt_with_arguments", "arg1", "arg2"),
            named("test_prompt_with_embedded_resource", "resourceUri"),
            named("test_prompt_with_image"),
            named("test_input_required_result_prompt"),
        ]
    }


def completed(request: Request) -> Json:
    return {"completion": {"values": ["paris", "park"], "total": 2, "hasMore": False}}


def earlier(request: Request) -> Json:
    """Methods that the current revision has no more."""
    if request.current:
        raise RpcError(METHOD_NOT_FOUND, "This method is not offered.")
    return {}


def fixture_server(origins: Collection[str] = ()) -> Server:
    tools = [Tool(name, name, f"A fixture: {name}", {"type": "object"}, run) for name, run in TOOLS.items()]
    return Server(
        {"name": "fixtures", "version": "1"},
        {"tools": {}, "resources": {}, "prompts": {}, "completions": {}},
        {
            **tool_methods(tools),
            **resource_methods(FixtureResources()),
            "prompts/list": prompts,
            "prompts/get": prompt,
            "completion/complete": completed,
            **dict.fromkeys(("logging/setLevel", "resources/subscribe", "resources/unsubscribe"), earlier),
        },
        origins=origins,
    )
