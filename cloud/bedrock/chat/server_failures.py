"""What a model server says of its failures, as an error of Bedrock whose message the product knows.

Where a person can help, the message begins with the sentence of that error in `chalicelib.errors`; the product finds it
by these words. The server's own words follow, as far as they are safe to show.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from chalicelib.errors import (
    ModelError,
    ModelKeyError,
    ModelMemoryError,
    ModelTooLongError,
    ModelUnknownError,
    ModelUnreachableError,
)
from cloud.bedrock.wire.errors import ServiceError

log = logging.getLogger(__name__)

READ_CHARACTERS = 2_000  # Of a server's words; what follows is passed over.
SHOWN_CHARACTERS = 200
ECHOED_CHARACTERS = 20  # So many in a row that the prompt has too are an echo of it.

_KEY = re.compile(
    r"invalid_api_key|insufficient_quota|(?:incorrect|invalid|missing) (?:api )?key|api key not valid|unauthori[sz]ed",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"model_not_found|try pulling|no models? (?:is |are )?loaded|(?:unknown|invalid) model|not a valid model"
    r"|\b(?:model|deployment)\b.{0,120}?\b(?:not found|not exist|does(?:n't| not) exist|is not (?:available|loaded))",
    re.IGNORECASE | re.DOTALL,
)
_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|size|window)|exceed_context|context the overflows|tokens to keep"
    r"|\b(?:prompt|input|request|message)s?\b[^.]{0,60}\btoo (?:long|large)|too many (?:input )?tokens"
    r"|exceeds? [^.]{0,60}\btokens?\b|\btokens?\b[^.]{0,60} must be <=|reduce (?:the length|your message)",
    re.IGNORECASE,
)
_MEMORY = re.compile(
    r"out of memory|(?:more|not enough|insufficient|low)(?: \w+)? (?:memory|resources)|(?:failed|unable) to allocate"
    r"|signal: killed|bad_alloc",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?:bearer|basic)\s+\S+", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=//)[^/@\s]+@|\?\S+")
_LONG_RUN = re.compile(r"[\w+/=*-]{20,}")
_PREFIXED = re.compile(r"\b(?:sk|pk|rk|hf|gsk|xai|nvapi|ghp|AIza)[-_]?[\w*-]{8,}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")

# Statuses of a server that say the same, whatever its words are. 404, 405, 502 and 504 come from another program
# at the address, or from one that stands before a server that is gone.
_BY_STATUS: dict[int, type[ModelError]] = {
    401: ModelKeyError,
    402: ModelKeyError,
    403: ModelKeyError,
    404: ModelUnreachableError,
    405: ModelUnreachableError,
    413: ModelTooLongError,
    502: ModelUnreachableError,
    504: ModelUnreachableError,
}
_NAMES: dict[type[ModelError], str] = {
    ModelKeyError: "AccessDeniedException",
    ModelUnknownError: "ResourceNotFoundException",
    # The product looks through a ValidationException for a part of the request that it can leave out, and botocore
    # tries again for half a minute after a ServiceUnavailableException.
    ModelTooLongError: "ModelErrorException",
    ModelMemoryError: "ModelErrorException",
    ModelUnreachableError: "ModelErrorException",
}
_OTHERS = {
    400: "ValidationException",
    422: "ValidationException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
}


@dataclass(frozen=True)
class Asked:
    """What a server's words must not give away: the `key`, and the prompt's `texts`. The `model` is no secret."""

    key: str = ""
    model: str = ""
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class Refusal:
    """A server's reply that is none: its status, and its words. `clue` has its codes too."""

    status: int
    words: str
    clue: str

    @property
    def too_long(self) -> bool:
        return bool(_TOO_LONG.search(self.clue))

    def error(self, asked: Asked) -> ServiceError:
        """The error of Bedrock, with the server's words where they are safe; the operator's log gets the same ones."""
        words = safe(self.words, asked)
        log.warning("The model server answered with status %s: %s", self.status, words or "(nothing that can be shown)")
        kind = self._kind()
        if kind is not None:
            return failure(kind, f"It says: {words}" if words else f"It answered with status {self.status}.")
        without = "The model server failed while it answered."
        if self.status >= httpx.codes.BAD_REQUEST:
            without = f"The model server answered with status {self.status}."
        return ServiceError(_OTHERS.get(self.status, "ModelErrorException"), words or without)

    def _kind(self) -> type[ModelError] | None:
        if self.too_long:
            return ModelTooLongError
        if _MEMORY.search(self.clue):
            return ModelMemoryError
        if self.status != httpx.codes.TOO_MANY_REQUESTS and _UNKNOWN.search(self.clue):
            return ModelUnknownError
        return ModelKeyError if _KEY.search(self.clue) else _BY_STATUS.get(self.status)


def refusal(status: int, content: bytes) -> Refusal:
    """Servers put their words into `error.message`, `error`, `message` or `detail`."""
    try:
        parsed = httpx.Response(status, content=content).json()
    except ValueError:
        return Refusal(status, "", "")
    first = parsed[0] if isinstance(parsed, list) and parsed else parsed
    return refusal_of(status, first if isinstance(first, dict) else {})


def refusal_of(status: int, body: Mapping[str, Any]) -> Refusal:
    error = body.get("error") or body.get("message") or body.get("detail")
    codes: list[Any] = [body.get("code"), body.get("type")]
    if isinstance(error, dict):
        codes += [error.get("code"), error.get("type")]
        error = error.get("message")
    words = error[:READ_CHARACTERS] if isinstance(error, str) else ""
    return Refusal(status, words, " ".join([words, *(code for code in codes if isinstance(code, str))]))


def failure(kind: type[ModelError], words: str = "") -> ServiceError:
    """An error that the product knows by its sentence."""
    return ServiceError(_NAMES[kind], f"{kind.sentence} {words}".rstrip())


def unreachable(address: str, words: str = "") -> ServiceError:
    """Without `words` nobody answers."""
    url = httpx.URL(address)
    host = f"{url.host}:{url.port}" if url.port else url.host
    words = words or f"Nobody answers at {host}."
    log.warning("The model server at %s cannot be reached: %s", host, words)
    return failure(ModelUnreachableError, words)


def safe(words: str, asked: Asked) -> str:
    """A server's words in one short line, without keys; nothing where they repeat the prompt."""
    line = " ".join(_UNSEEN.sub(" ", words[:READ_CHARACTERS]).split())
    if asked.key:
        line = line.replace(asked.key, "…")
    for pattern in (_BEARER, _IN_ADDRESS, _PREFIXED):
        line = pattern.sub("…", line)
    line = _LONG_RUN.sub(lambda run: "…" if _is_secret(run[0], asked.model) else run[0], line)
    if len(line) > SHOWN_CHARACTERS:
        line = f"{line[:SHOWN_CHARACTERS].rsplit(' ', 1)[0]} …"
    return "" if _echoes(line, asked.texts) else line


def _is_secret(run: str, model: str) -> bool:
    return run not in model and any(sign.isdigit() for sign in run) and any(sign.isalpha() for sign in run)


def _echoes(line: str, texts: Sequence[str]) -> bool:
    ends = range(ECHOED_CHARACTERS, len(line) + 1)
    windows = {line[end - ECHOED_CHARACTERS : end] for end in ends}
    prompts = [" ".join(text.split()) for text in texts]
    return any(window in prompt for window in windows for prompt in prompts)
