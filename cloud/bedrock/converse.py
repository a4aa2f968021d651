"""`Converse` and `ConverseStream`: what may be asked, and how an answer is put into events."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from hashlib import sha256
from typing import Any, cast

from cloud.bedrock.blocks import SIGNATURE, Blocks, closing, new_id
from cloud.bedrock.chat.base import (
    ChatModel,
    ChatPart,
    ChatRequest,
    Delta,
    Finish,
    Role,
    Thought,
    ToolUse,
    Turn,
)
from cloud.bedrock.faults import Fault, StopStreamError
from cloud.bedrock.silences import with_silences
from cloud.bedrock.wire import frames
from cloud.bedrock.wire.errors import ServiceError, StreamBreakError, invalid
from cloud.bedrock.wire.tools import NO_TOOLS

DEFAULT_MAX_TOKENS = 4096
MAX_STOP_SEQUENCES = 4


def parse_request(model: str, body: Any, *, tools: bool = False) -> ChatRequest:
    """A checked request. Raises `ServiceError` in Bedrock's words for what Bedrock would refuse.

    `tools` says that the model takes them; then they and their calls were checked before.
    """
    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")
    if "toolConfig" in body and not tools:
        raise invalid(NO_TOOLS)
    turns = tuple(_turn(message, i, tools) for i, message in enumerate(body.get("messages") or ()))
    _check_order(turns)
    config = body.get("inferenceConfig") or {}
    return ChatRequest(
        model=model,
        system=_texts(body.get("system") or [], "system"),
        turns=turns,
        max_tokens=_max_tokens(config),
        temperature=_fraction(config, "temperature"),
        top_p=_fraction(config, "topP"),
        stop_sequences=_stops(config),
    )


def _turn(message: Any, index: int, tools: bool) -> Turn:
    role = message.get("role")
    if role not in ("user", "assistant"):
        where = f"Value '{role}' at 'messages.{index + 1}.member.role'"
        raise invalid(
            f"1 validation error detected: {where} failed to satisfy constraint: "
            "Member must satisfy enum value set: [user, assistant]"
        )
    content = message.get("content")
    if not content:
        raise invalid(
            f"The content field in the Message object at messages.{index} is empty. "
            "Add a ContentBlock object to the content field and try again."
        )
    return Turn(cast(Role, role), _texts(content, f"messages.{index}.content", tools))


def _texts(blocks: list[Any], where: str, tools: bool = False) -> str:
    """The text blocks of a list, joined; cache points count for nothing here."""
    texts = []
    for i, block in enumerate(blocks):
        kind = next(iter(block), "")
        if kind == "text":
            texts.append(_text(block["text"], f"{where}.{i}"))
        elif tools and kind in _OF_TOOLS:
            texts.append(_OF_TOOLS[kind](block[kind]))
        elif kind != "cachePoint":
            raise invalid(f"This model doesn't support the {kind} field at {where}.{i}. Remove {kind} and try again.")
    return "\n".join(texts)


PICTURE = "[picture {}]"
"""A picture as text, by its digest."""

# Blocks of a conversation with tools or pictures, as text.
_OF_TOOLS: dict[str, Callable[[Any], str]] = {
    "toolUse": lambda call: f"{call['name']} {json.dumps(call['input'])}",
    "toolResult": lambda result: "\n".join(part.get("text", "") for part in result["content"]),
    "image": lambda image: PICTURE.format(sha256(base64.b64decode(image["source"]["bytes"])).hexdigest()),
    "reasoningContent": lambda thought: str(thought.get("reasoningText", {}).get("text", "")),
}


def _text(text: Any, where: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise invalid(
            f"The text field in the ContentBlock object at {where} is blank. Add text to the text field, and try again."
        )
    return text


def _check_order(turns: tuple[Turn, ...]) -> None:
    if not turns or turns[0].role != "user":
        raise invalid(
            "A conversation must start with a user message. "
            "Try again with a conversation that starts with a user message."
        )
    if any(before.role == after.role for before, after in itertools.pairwise(turns)):
        raise invalid(
            "A conversation must alternate between user and assistant roles. "
            "Make sure the conversation alternates between user and assistant roles and try again."
        )
    if turns[-1].role != "user":
        raise invalid(
            "The model does not support assistant message prefill. The conversation must end with a user message."
        )


def _max_tokens(config: dict[str, Any]) -> int:
    value = config.get("maxTokens", DEFAULT_MAX_TOKENS)
    if not isinstance(value, int) or value < 1:
        raise _out_of_bounds("maxTokens", value, "greater than or equal to 1")
    return value


def _fraction(config: dict[str, Any], name: str) -> float | None:
    value = config.get(name)
    if value is None:
        return None
    if value < 0:
        raise _out_of_bounds(name, value, "greater than or equal to 0")
    if value > 1:
        raise _out_of_bounds(name, value, "less than or equal to 1")
    return float(value)


def _stops(config: dict[str, Any]) -> tuple[str, ...]:
    stops = tuple(config.get("stopSequences") or ())
    if len(stops) > MAX_STOP_SEQUENCES:
        raise invalid(f"The number of stop sequences exceeds the model limit of {MAX_STOP_SEQUENCES}.")
    if any(not isinstance(stop, str) or not stop for stop in stops):
        raise _out_of_bounds("stopSequences", list(stops), "of length 1 or more")
    return stops


def _out_of_bounds(name: str, value: object, bound: str) -> ServiceError:
    return invalid(
        f"1 validation error detected: Value '{value}' at 'inferenceConfig.{name}' "
        f"failed to satisfy constraint: Member must have value {bound}"
    )


async def whole_answer(model: ChatModel, request: ChatRequest) -> dict[str, Any]:
    """The response of `Converse`."""
    started, texts, thoughts, calls, finish = time.monotonic(), [], [], [], None
    async with aclosing(model.reply(request)) as parts:
        async for part in parts:
            match part:
                case Finish():
                    finish = part
                case Thought(text):
                    thoughts.append({"reasoningContent": {"reasoningText": {"text": text, "signature": SIGNATURE}}})
                case Delta(text):
                    texts.append(text)
                case ToolUse(name, given):
                    calls.append({"toolUse": {"toolUseId": new_id(), "name": name, "input": json.loads(given)}})
    if finish is None:
        raise ServiceError("ModelErrorException")
    text_blocks = [{"text": "".join(texts)}] if texts or not calls else []
    return {
        "output": {"message": {"role": "assistant", "content": [*thoughts, *text_blocks, *calls]}},
        "stopReason": finish.reason,
        **closing(finish, started),
    }


async def answer_frames(model: ChatModel, request: ChatRequest, fault: Fault | None) -> AsyncGenerator[bytes]:
    """The frames of `ConverseStream`, each as soon as the model has made it.

    Raises `ServiceError` before the first frame if the model cannot begin; after it, a failure is a frame. So is each
    long silence, before the first word too.
    """
    started, begun, blocks = time.monotonic(), False, Blocks()
    try:
        struck = _struck(model.reply(request), fault)
        async with aclosing(struck), aclosing(with_silences(struck)) as parts:
            async for part in parts:
                if not begun:
                    begun = True
                    yield frames.event("messageStart", {"role": "assistant"})
                for frame in blocks.frames(part, started):
                    yield frame
    except StreamBreakError as error:
        yield frames.exception(error)
    except ServiceError as error:
        if not begun:
            raise
        yield frames.exception(StreamBreakError("modelStreamErrorException", error.message))


async def _struck(parts: AsyncGenerator[ChatPart], fault: Fault | None) -> AsyncGenerator[ChatPart]:
    """The parts, with the fault in its place; a fault placed after the last delta strikes before the end."""
    sent, due = 0, fault.after_tokens if fault else None
    async with aclosing(parts):
        async for part in parts:
            if fault and due is not None and (sent >= due or isinstance(part, Finish)):
                due = None
                if sent == 0:
                    yield Delta("")  # the stream begins, then fails
                try:
                    await fault.strike()
                except StopStreamError as stop:
                    yield Finish(stop.reason, 1, sent)
                    return
            yield part
            sent += 1
