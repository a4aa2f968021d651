"""What Bedrock refuses of tools and of their calls in a conversation, in its words as public reports quote them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cloud.bedrock.wire.errors import invalid

TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
NO_TOOLS = "This model doesn't support tool use."
NOT_IN_STREAMS = "This model doesn't support tool use in streaming mode."

type Blocks = Sequence[Mapping[str, Any]]


def check_tools(body: Mapping[str, Any], *, signed_thoughts: bool = False) -> None:
    """Raises `ServiceError` for tools that cannot be, and for calls and results that do not belong together.

    A model with `signed_thoughts` wants its thought back before its last calls.
    """
    messages = list(body.get("messages") or ())
    contents: list[Blocks] = [message.get("content") or () for message in messages]
    calls = [_ids(content, "toolUse") for content in contents]
    results = [_ids(content, "toolResult") for content in contents]
    _check_config(body, any((*calls, *results)))
    for index, message in enumerate(messages):
        _check_roles(index, message["role"], calls[index], results[index])
        _check_unique(index, calls[index], "toolUse")
        _check_unique(index, results[index], "toolResult")
        _check_content(index, contents[index])
        _check_answered(index, calls[index - 1] if index else [], results[index])
    if signed_thoughts:
        _check_thoughts(contents, calls)


def _check_config(body: Mapping[str, Any], is_used: bool) -> None:
    config = body.get("toolConfig")
    if config is None:
        if is_used:
            raise invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.")
        return
    names = [tool["toolSpec"]["name"] for tool in config["tools"] if "toolSpec" in tool]
    if not names:
        raise invalid("The toolConfig field must hold at least one tool.")
    for name in names:
        if not TOOL_NAME.fullmatch(name):
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'toolConfig.tools.1.member.toolSpec.name' failed to "
                "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"
            )
    if len(set(names)) < len(names):
        raise invalid("The tools in toolConfig must have names that differ.")
    chosen = config.get("toolChoice", {}).get("tool", {}).get("name")
    if chosen is not None and chosen not in names:
        raise invalid(f"The tool {chosen} of toolChoice is not in toolConfig.")


def _check_roles(index: int, role: str, calls: list[str], results: list[str]) -> None:
    if (calls and role != "assistant") or (results and role != "user"):
        kind = "toolUse" if calls else "toolResult"
        raise invalid(f"The {kind} block at messages.{index}.content doesn't belong in a turn of the {role}.")


def _check_unique(index: int, ids: list[str], kind: str) -> None:
    if len(set(ids)) < len(ids):
        raise invalid(f"messages.{index}: The toolUseId of each {kind} block must be unique.")


def _check_content(index: int, content: Blocks) -> None:
    for at, block in enumerate(content):
        if "toolResult" in block and not block["toolResult"]["content"]:
            raise invalid(f"The content field at messages.{index}.content.{at}.toolResult cannot be empty.")


def _check_answered(index: int, calls: list[str], results: list[str]) -> None:
    if missing := [id_ for id_ in calls if id_ not in results]:
        ids = ", ".join(missing)
        raise invalid(f"Expected toolResult blocks at messages.{index}.content for the following Ids: {ids}")
    if unknown := [id_ for id_ in results if id_ not in calls]:
        raise invalid(
            f"messages.{index}.content: unexpected `tool_use_id` found in `tool_result` blocks: {unknown[0]}. Each "
            "`tool_result` block must have a corresponding `tool_use` block in the previous message."
        )


def _check_thoughts(contents: Sequence[Blocks], calls: Sequence[list[str]]) -> None:
    last = max((index for index, ids in enumerate(calls) if ids), default=None)
    if last is not None and "reasoningContent" not in contents[last][0]:
        raise invalid(
            f"messages.{last}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When "
            "`thinking` is enabled, a final `assistant` message must start with a thinking block."
        )


def _ids(content: Iterable[Mapping[str, Any]], kind: str) -> list[str]:
    return [block[kind]["toolUseId"] for block in content if kind in block]
