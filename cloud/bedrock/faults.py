"""Faults on demand, so that tests meet every way in which Bedrock can fail.

`PUT /_local/faults` replaces the rules by a JSON list, `DELETE` removes them and lets go of held streams. A rule:

    operation     InvokeModel | Converse | ConverseStream | Rerank; left out: all
    model         a model id; left out: all
    after_calls   let so many matching calls pass first (0)
    times         then act so many times; left out: always
    error         with no `after_tokens`: an error of the call, e.g. "ThrottlingException"
                  with `after_tokens`: an exception event in the stream, e.g. "modelStreamErrorException"
    message       what the error says
    stall_seconds wait first
    after_tokens  act in the stream, after so many deltas: `error`, or one of
      end         true: end the stream with no messageStop
      cut         true: drop the connection
      stop_reason end the answer with this `stopReason`, e.g. "max_tokens"
      hold        true: send nothing more until the rules are replaced or deleted
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, fields
from typing import Any

from cloud.bedrock.chat.base import StopReason
from cloud.bedrock.wire.errors import STATUS, STREAM_ERRORS, ServiceError, StreamBreakError, invalid


class StopStreamError(Exception):
    """Ask for the end of the answer, for a reason of the fault's."""

    def __init__(self, reason: StopReason) -> None:
        self.reason = reason
        super().__init__()


class EndStreamError(Exception):
    """Ask for the end of a stream without `messageStop`; `cut` drops the connection as well."""

    def __init__(self, cut: bool) -> None:
        self.cut = cut
        super().__init__()


@dataclass
class Fault:
    """One rule, and how often it has matched. See the module's text for the meaning of the fields."""

    operation: str | None = None
    model: str | None = None
    after_calls: int = 0
    times: int | None = None
    error: str | None = None
    message: str | None = None
    stall_seconds: float = 0.0
    after_tokens: int | None = None
    end: bool = False
    cut: bool = False
    hold: bool = False
    stop_reason: StopReason | None = None
    seen: int = field(default=0, init=False)
    released: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def takes(self, operation: str, model: str) -> bool:
        """Whether this call is struck. Counts the call if it matches."""
        if self.operation not in (None, operation) or self.model not in (None, model):
            return False
        self.seen += 1
        struck = self.seen - self.after_calls
        return struck > 0 and (self.times is None or struck <= self.times)

    async def strike(self) -> None:
        """Stalls, then raises what the rule asks for, if anything."""
        await asyncio.sleep(self.stall_seconds)
        if self.hold:
            await self.released.wait()
        if self.end or self.cut:
            raise EndStreamError(self.cut)
        if self.stop_reason:
            raise StopStreamError(self.stop_reason)
        if self.error and self.after_tokens is not None:
            raise StreamBreakError(self.error, self.message)
        if self.error:
            raise ServiceError(self.error, self.message)


class Faults:
    """The rules in force, in order; the first that takes a call strikes it."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []

    def replace(self, rules: object) -> int:
        """Replaces the rules and returns how many there are. Raises `ServiceError` for a rule it cannot read."""
        if not isinstance(rules, list):
            raise invalid("Faults are a JSON list of rules.")
        parsed = [_parse(rule) for rule in rules]
        for rule in self._rules:
            rule.released.set()
        self._rules = parsed
        return len(parsed)

    def match(self, operation: str, model: str) -> Fault | None:
        return next((rule for rule in self._rules if rule.takes(operation, model)), None)


def _parse(rule: Any) -> Fault:
    keys = {item.name for item in fields(Fault) if item.init}
    if not isinstance(rule, dict) or not set(rule) <= keys:
        raise invalid(f"A fault is an object with some of these keys: {', '.join(sorted(keys))}.")
    fault = Fault(**rule)
    names = STREAM_ERRORS if fault.after_tokens is not None else tuple(STATUS)
    if fault.error is not None and fault.error not in names:
        raise invalid(f"Error {fault.error!r} is not one of {', '.join(names)}.")
    return fault
