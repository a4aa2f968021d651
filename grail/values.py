"""What the service gives, as values (docs/protocol.md has their meanings).

A newer service may tell more, or another word: unknown fields are passed over, and what may grow is plain text.
"""

from typing import Any, Literal

import msgspec

Json = dict[str, Any]
Scope = Literal["read", "ask", "write"]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a document or an answer failed: a code for programs, a sentence for the person."""

    code: str
    message: str
    retryable: bool = False


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a stage is: `done` of `total` pages or passages."""

    done: int
    total: int


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in bytes, times ISO 8601 UTC. `version` counts the uploads of this id from 1.

    A page of a source has the source's id and its `address`.
    """

    id: str
    filename: str
    content_type: str
    size: int
    status: str
    created_at: str
    updated_at: str
    folder: str | None = None
    tags: list[str] = []
    source_id: str | None = None
    address: str | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    note: str | None = None
    pages: int | None = None
    passages: int | None = None
    tokens: int | None = None
    language: str | None = None
    profile: Json | None = None
    version: int = 1
    ready_at: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status in ("ready", "failed")

    @property
    def path(self) -> str:
        """Its name behind its folder."""
        return f"{self.folder}/{self.filename}" if self.folder else self.filename


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a document's text; `blanks` join it to the next one, where a document is read.

    Of the sources of a finished answer the socket leaves out the `text`.
    """

    id: str
    document_id: str
    filename: str
    ordinal: int
    start: int
    end: int
    score: float
    text: str = ""
    page: int | None = None
    heading: list[str] = []
    hit_start: int | None = None
    hit_end: int | None = None
    confidence: float | None = None
    blanks: str = ""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A form of S3: a multipart POST of `fields` and then `file` to `url`."""

    url: str
    fields: dict[str, str]


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """A document whose file is awaited, and where the file goes."""

    document: Document
    upload: Upload


class Page[T](msgspec.Struct, frozen=True, kw_only=True):
    """Some items of a list; `next_cursor` leads to the next ones, if there are any."""

    items: list[T]
    next_cursor: str | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found; `evidence` is `enough`, `weak` or `none`."""

    passages: list[Passage]
    evidence: str | None = None
    timings_ms: dict[str, float] = {}


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An address of a file that is good until `expires_at`."""

    url: str
    expires_at: str


class DayUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What was used on one day, UTC."""

    day: str
    questions: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    embedded_tokens: int = 0
    price_usd: float = 0.0


class ClientUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked by a `kind` of client: page, token, app or other. `name` is a token's that is still good."""

    kind: str
    id: str | None = None
    name: str | None = None
    questions: int = 0
    price_usd: float = 0.0


class UsageReport(msgspec.Struct, frozen=True, kw_only=True):
    """Days, what is kept now, the caps of both, and who asked: the page, then programs, where any did."""

    days: list[DayUsage]
    stored: dict[str, int]
    caps: dict[str, float | None]
    clients: list[ClientUsage] = []


class AccountExport(msgspec.Struct, frozen=True, kw_only=True):
    """How an archive of all that an account has stands: `state` is none, running, ready or failed.

    So many `documents` of `total` are in it. A `link` is given while it is ready, until `kept_until`.
    """

    state: str
    documents: int = 0
    total: int = 0
    bytes: int = 0
    asked_at: str | None = None
    ended_at: str | None = None
    kept_until: str | None = None
    failure: Failure | None = None
    link: Link | None = None


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """Opens one socket within a minute."""

    ticket: str
    expires_at: str


class UploadLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Endings have no dot."""

    max_bytes: int
    extensions: list[str]


class Programs(msgspec.Struct, frozen=True, kw_only=True):
    """How a program of the person's own machine signs in: at `issuer`, for `resource`, the address of this Grail."""

    issuer: str
    client_id: str
    resource: str


class Auth(msgspec.Struct, frozen=True, kw_only=True):
    """Of what a service says of signing in, what concerns programs."""

    programs: Programs | None = None


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What a client needs to begin."""

    version: str
    websocket_url: str
    upload: UploadLimits
    auth: Auth = Auth()
    page_url: str | None = None


class ToolText(msgspec.Struct, frozen=True, kw_only=True):
    """A text of a tool's result; it holds JSON."""

    text: str = ""


class ToolResult(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a tool gave; of an error its sentence."""

    content: list[ToolText] = []
    is_error: bool = False


class ToolError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a tool was not called."""

    code: int
    message: str


class ToolReply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of JSON-RPC: a result or an error."""

    result: ToolResult | None = None
    error: ToolError | None = None


class Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that says no more than that it is done."""
