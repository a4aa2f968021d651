"""`Converse` and `ConverseStream`: what may be asked, and how an answer is put into events."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, cast

from cloud.bedrock.chat.base import ChatModel, ChatPart, ChatRequest, Cited, Delta, Finish, Role, Thought, Turn
from cloud.bedrock.faults import Fault, StopStreamError
from cloud.bedrock.silences import with_silences
from cloud.bedrock.wire import frames
from cloud.bedrock.wire.errors import ServiceError, StreamBreakError, invalid

DEFAULT_MAX_TOKENS = 4096
MAX_STOP_SEQUENCES = 4
SIGNATURE = "c2lnbmF0dXJl"


def parse_request(model: str, body: Any) -> ChatRequest:
    """A checked request. Raises `ServiceError` in Bedrock's words for what Bedrock would refuse."""
    if not isinstance(body, dict):
        raise invalid("The request body must be a JSON object.")
    turns = tuple(_turn(message, i) for i, message in enumerate(body.get("messages") or ()))
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


def _turn(message: Any, index: int) -> Turn:
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
    return Turn(cast(Role, role), _texts(content, f"messages.{index}.content"))


def _texts(blocks: list[Any], where: str) -> str:
    """The text blocks of a list, joined; cache points count for nothing here."""
    texts = []
    for i, block in enumerate(blocks):
        kind = next(iter(block), "")
        if kind == "text":
            texts.append(_text(block["text"], f"{where}.{i}"))
        elif kind != "cachePoint":
            raise invalid(f"This model doesn't support the {kind} field at {where}.{i}. Remove {kind} and try again.")
    return "\n".join(texts)


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
    started, texts, thoughts, finish = time.monotonic(), [], [], None
    async with aclosing(model.reply(request)) as parts:
        async for part in parts:
            match part:
                case Finish():
                    finish = part
                case Thought(text):
                    thoughts.append({"reasoningContent": {"reasoningText": {"text": text, "signature": SIGNATURE}}})
                case Delta(text):
                    texts.append(text)
    if finish is None:
        raise ServiceError("ModelErrorException")
    return {
        "output": {"message": {"role": "assistant", "content": [*thoughts, {"text": "".join(texts)}]}},
        "stopReason": finish.reason,
        **_closing(finish, started),
    }


async def answer_frames(model: ChatModel, request: ChatRequest, fault: Fault | None) -> AsyncGenerator[bytes]:
    """The frames of `ConverseStream`, each as soon as the model has made it.

    Raises `ServiceError` before the first frame if the model cannot begin; after it, a failure is a frame. So is each
    long silence, before the first word too.
    """
    started, begun, blocks = time.monotonic(), False, _Blocks()
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


class _Blocks:
    """Parts of an answer as frames. A thought is a block of its own, and so is each cited piece of text."""

    def __init__(self) -> None:
        self._index = 0
        self._wrote = False

    def frames(self, part: ChatPart | None, started: float) -> list[bytes]:
        match part:
            case None:
                return [self._delta({"text": ""})]
            case Delta(text):
                return self._text(text)
            case Thought(text):
                signature = self._delta({"reasoningContent": {"signature": SIGNATURE}})
                return [self._delta({"reasoningContent": {"text": text}}), signature, self._stop()]
            case Cited(result):
                return [self._delta({"citation": _citation(result)}), self._stop()]
            case Finish(reason):
                open_block = [self._stop()] if self._wrote or self._index == 0 else []
                closing = frames.event("metadata", _closing(part, started))
                return [*open_block, frames.event("messageStop", {"stopReason": reason}), closing]

    def _text(self, text: str) -> list[bytes]:
        if not text:
            return []
        self._wrote = True
        return [self._delta({"text": text})]

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return frames.event("contentBlockDelta", {"delta": delta, "contentBlockIndex": self._index})

    def _stop(self) -> bytes:
        self._index, self._wrote = self._index + 1, False
        return frames.event("contentBlockStop", {"contentBlockIndex": self._index - 1})


def _citation(result: Mapping[str, Any]) -> dict[str, Any]:
    parts = [{"text": part["text"]} for part in result["content"]]
    return {"source": result["source"], "title": result["title"], "sourceContent": parts}


def _closing(finish: Finish, started: float) -> dict[str, Any]:
    return {
        "usage": {
            "inputTokens": finish.input_tokens,
            "outputTokens": finish.output_tokens,
            "totalTokens": finish.input_tokens + finish.output_tokens,
        },
        "metrics": {"latencyMs": round((time.monotonic() - started) * 1000)},
    }
