"""The plain values that travel between the parts. Frozen; times are ISO 8601 UTC with `Z`; ids are ULIDs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from ulid import ULID

DocumentStatus = Literal["uploading", "queued", "extracting", "embedding", "indexing", "ready", "failed", "deleting"]
MessageStatus = Literal["streaming", "complete", "stopped", "failed"]
SearchMode = Literal["hybrid", "vector", "text"]
Evidence = Literal["enough", "weak", "none"]
Stage = Literal["searching", "reading", "writing"]
Role = Literal["user", "assistant"]
Rating = Literal["up", "down"]


@dataclass(frozen=True)
class Progress:
    """How far a stage is: `done` of `total` units (pages while extracting, passages while embedding)."""

    done: int
    total: int


@dataclass(frozen=True)
class Failure:
    """Why something failed: `code` for programs, `message` a sentence for the person."""

    code: str
    message: str
    retryable: bool


@dataclass(frozen=True)
class Document:
    """A file of an owner and what has become of it.

    `version` counts the uploads of this id from 1. `live_generation` names the rows of the passage store that searches
    may see (0: none), `live_version` the upload they were made of. `note` is a sentence for the person: why the work
    waits, or, once it is ready, what of the file could not be read. What comes after `live_version` belongs to
    ingestion and is not shown to clients: `attempts` counts claims since something was last achieved, `waits` the
    pauses in a row since `waiting_since`, `since` is when the document entered its state (Unix seconds), `restarts`
    how often it was begun anew, and `revision` rises with every change.
    """

    owner_id: str
    id: str
    filename: str
    content_type: str
    size: int
    status: DocumentStatus
    created_at: str
    updated_at: str
    tags: tuple[str, ...] = ()
    progress: Progress | None = None
    failure: Failure | None = None
    pages: int | None = None
    passages: int | None = None
    tokens: int | None = None
    language: str | None = None
    version: int = 1
    ready_at: str | None = None
    note: str | None = None
    live_generation: int = 0
    live_version: int = 0
    generation: int = 0
    attempts: int = 0
    waits: int = 0
    waiting_since: int = 0
    since: int = 0
    restarts: int = 0
    revision: int = 0
    sequencer: str | None = None
    etag: str | None = None
    lease_token: str | None = None
    lease_until: int = 0


@dataclass(frozen=True)
class PageSpan:
    """Page `number` (from 1) covers characters `start` to `end` of the extracted text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """A heading whose text begins at character `start` of the extracted text; `level` from 1."""

    start: int
    level: int
    title: str


@dataclass(frozen=True)
class ExtractedSlice:
    """One slice of a document's text, in reading order.

    `text` begins at character `offset` of the whole extracted text; spans and headings count from the
    start of the whole. `done` of `total` units (pages, slides, row groups) are read after this slice;
    `cursor` is where the next slice begins, None after the last. `headings_before` is the heading path
    open where the slice begins. `unread` numbers the pages that are pictures of text: nothing of them is in `text`.
    """

    text: str
    offset: int
    pages: tuple[PageSpan, ...]
    headings: tuple[Heading, ...]
    done: int
    total: int
    cursor: str | None = None
    headings_before: tuple[Heading, ...] = ()
    unread: tuple[int, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """A piece of a document before it is stored: `text` is characters `start` to `end` of the extracted text.

    It ends with the blanks up to the next chunk, which begins where it ends if both stand on one page.
    `embedding_text` is the text with title and headings before it: it is embedded, never shown.
    `tokens` counts `embedding_text` by the tokenizer used for chunking.
    """

    ordinal: int
    start: int
    end: int
    text: str
    page: int | None
    heading: tuple[str, ...]
    embedding_text: str
    tokens: int


@dataclass(frozen=True)
class PassageBatch:
    """Chunks and their vectors as they are stored: little-endian 32-bit floats, one chunk's after the other's."""

    chunks: tuple[Chunk, ...]
    vectors: bytes


type Place = tuple[str, int, int]
"""Document, generation and ordinal of a chunk."""


@dataclass(frozen=True)
class StoredPassage:
    """A row of the passage store, without its vector: one chunk. `score` is the search's, higher is better.

    `lead` says what it is part of: by its words, too, full text finds it. It is never shown.
    """

    id: str
    document_id: str
    generation: int
    ordinal: int
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float = 0.0
    lead: str = ""

    @property
    def place(self) -> Place:
        return self.document_id, self.generation, self.ordinal


@dataclass(frozen=True)
class Passage:
    """A passage as clients see it: one chunk, or several that touch, with the document's name and no blanks at its end.

    Of several, `id`, `ordinal` and `score` are those of the chunk that was found best.
    """

    id: str
    document_id: str
    filename: str
    ordinal: int
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class Citation:
    """`answer[answer_start:answer_end]` is the sentence that cites source `n` (from 1).

    `quote` stands at characters `quote_start` to `quote_end` of the document's extracted text.
    `verified` says that the quote holds the words of the claim.
    """

    n: int
    passage_id: str
    document_id: str
    filename: str
    page: int | None
    quote_start: int
    quote_end: int
    quote: str
    answer_start: int
    answer_end: int
    verified: bool


@dataclass(frozen=True)
class Usage:
    """Tokens of the model calls behind one answer, and their price in US dollars."""

    input_tokens: int = 0
    output_tokens: int = 0
    price_usd: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.price_usd + other.price_usd,
        )


@dataclass(frozen=True)
class Feedback:
    rating: Rating | None
    comment: str | None = None


@dataclass(frozen=True)
class Message:
    """One turn of a conversation. An assistant's message streams, then ends complete, stopped or failed.

    `stages`, and `delta_ends` (where each delta ends in `text`), let every event be told again after a lost
    connection. `reply_to` is the question an answer is to: it may have several answers, the last one counts.
    `evidence` says how much of what was asked the search found; None until it has searched.
    """

    id: str
    conversation_id: str
    owner_id: str
    role: Role
    text: str
    status: MessageStatus
    created_at: str
    sources: tuple[Passage, ...] = ()
    citations: tuple[Citation, ...] = ()
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    timings_ms: dict[str, int] = field(default_factory=dict)
    feedback: Feedback | None = None
    error: Failure | None = None
    request_id: str | None = None
    reply_to: str | None = None
    delta_ends: tuple[int, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Exchange:
    """A question and the answer that counts."""

    question: Message
    answer: Message


@dataclass(frozen=True)
class Summary:
    """What a conversation was about up to and with the question `until`, in few words."""

    text: str
    until: str


@dataclass(frozen=True)
class Conversation:
    id: str
    owner_id: str
    title: str
    created_at: str
    updated_at: str


@dataclass(frozen=True)
class Asked:
    """What one `ask` led to; the same for the same request_id."""

    conversation_id: str
    user_message_id: str
    message_id: str
    new: bool


@dataclass(frozen=True)
class Connection:
    """An open socket. It may act for its owner until `expires_at` (Unix seconds).

    `frames` counts those that came from it in the running minute.
    """

    id: str
    owner_id: str
    expires_at: int
    frames: int = 0


@dataclass(frozen=True)
class StageEvent:
    """The answer has come to a stage of its making."""

    message_id: str
    seq: int
    stage: Stage


@dataclass(frozen=True)
class SourcesEvent:
    """The passages the answer may cite; `first` is the place (from 1) of the first of them."""

    message_id: str
    seq: int
    passages: tuple[Passage, ...]
    first: int = 1
    evidence: Evidence | None = None


@dataclass(frozen=True)
class DeltaEvent:
    """A piece of the answer; all of them joined in order of `seq` are its text."""

    message_id: str
    seq: int
    text: str


@dataclass(frozen=True)
class DoneEvent:
    """The answer has ended, complete or stopped."""

    message_id: str
    seq: int
    message: Message


@dataclass(frozen=True)
class FailedEvent:
    """The answer could not be finished."""

    message_id: str
    seq: int
    error: Failure


ChatEvent = StageEvent | SourcesEvent | DeltaEvent | DoneEvent | FailedEvent


@dataclass(frozen=True)
class SearchResult:
    """A source as models take it that cite by themselves: `texts` are its sentences, `id` is its passage's."""

    id: str
    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Turn:
    """One turn of what is said to a chat model; only models that cite by themselves take `search_results`."""

    role: Role
    text: str
    search_results: tuple[SearchResult, ...] = ()


@dataclass(frozen=True)
class TextPart:
    """A piece of a model's answer as it comes."""

    text: str


@dataclass(frozen=True)
class ModelEnd:
    """A model's answer has ended; `reason` is Bedrock's stopReason (`end_turn`, `max_tokens` …)."""

    reason: str
    usage: Usage


@dataclass(frozen=True)
class QuotePart:
    """The model itself says that what it wrote last rests on `quote`, words of search result `n` (from 1)."""

    n: int
    quote: str


ModelEvent = TextPart | QuotePart | ModelEnd


@dataclass(frozen=True)
class Embeddings:
    """Vectors in the order of the texts, each of the model's dimensions, and the tokens they were billed at."""

    vectors: list[list[float]]
    tokens: int


@dataclass(frozen=True)
class ModelInfo:
    """What the catalogue says of a chat model."""

    id: str
    label: str


@dataclass(frozen=True)
class Upload:
    """A presigned S3 POST: a multipart form of `fields` and then `file`, sent to `url`."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Link:
    url: str
    expires_at: str


@dataclass(frozen=True)
class Page[T]:
    """One page of a list; `next_place` is where the next one begins, None on the last."""

    items: tuple[T, ...]
    next_place: str | None = None


@dataclass(frozen=True)
class DayUsage:
    """What an owner used on `day` (YYYY-MM-DD, UTC)."""

    day: str
    questions: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    embedded_tokens: int = 0
    price_usd: float = 0.0


def new_id() -> str:
    """A new ULID: opaque, unique, sorts by time."""
    return str(ULID())


def timestamp(at: datetime | None = None) -> str:
    """`at`, or now, as ISO 8601 UTC with milliseconds and `Z`."""
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Identity:
    """Who calls: the token's `sub`, and when the token runs out (Unix seconds)."""

    owner_id: str
    expires_at: int


@dataclass(frozen=True)
class IngestJob:
    """A queue message: bring this document to rest, whatever that takes.

    `hops` counts the messages in a row that the worker has sent to itself; `revive` names the generation that had
    failed when the message was laid into the dead-letter queue.
    """

    owner_id: str
    document_id: str
    hops: int = 0
    revive: int | None = None


@dataclass(frozen=True)
class TidyJob:
    """A queue message: compact and index this owner's passages, and purge what was deleted from them."""

    owner_id: str


@dataclass(frozen=True)
class Tidying:
    """The hold on an owner's table while it is tidied, and how many commits, and deletions among them, it is for."""

    owner_id: str
    token: str
    commits: int
    deletes: int


Job = IngestJob | TidyJob
