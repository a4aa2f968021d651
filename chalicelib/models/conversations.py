"""Conversations, their messages and citations, and what an answer tells as it comes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from chalicelib.models.common import Failure, Usage
from chalicelib.models.passages import Passage

MessageStatus = Literal["streaming", "complete", "stopped", "failed"]
Evidence = Literal["enough", "weak", "none"]
Stage = Literal["searching", "reading", "writing"]
CitationStanding = Literal["current", "changed", "deleted"]
RouteName = Literal["plain", "library", "summary", "comparison", "aggregate", "steps"]
Role = Literal["user", "assistant"]
Rating = Literal["up", "down"]


MARKER = re.compile(r"\[(\d{1,3})\]")
"""A marker as clients get it; a `[n]` in an answer may also be a word of its text."""


@dataclass(frozen=True)
class Citation:
    """`answer[answer_start:answer_end]` is the sentence that cites source `n` (from 1).

    `quote` stands at characters `quote_start` to `quote_end` of the document's extracted text, its beginning under
    the heading path `heading`.
    `verified` says that the quote holds the words of the claim. `confidence` is that of the source, if it is of a scan.
    Of a `profile` the quote is of what Grail knows of the document: its characters are those of the source's text.
    `standing` is looked up when a conversation is read, and not stored.
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
    heading: tuple[str, ...] = ()
    confidence: float | None = None
    profile: bool = False
    standing: CitationStanding | None = None


@dataclass(frozen=True)
class Step:
    """What the answer did at its stage number `stage` (from 0): its route, and what it looked at, such as a file."""

    stage: int
    route: RouteName
    detail: str


@dataclass(frozen=True)
class Feedback:
    rating: Rating | None
    comment: str | None = None


@dataclass(frozen=True)
class Notice:
    """What the person should know about how an answer ended: `code` for programs, `message` a sentence."""

    code: str
    message: str


PRICE_TO_CONFIRM = "price_to_confirm"
"""The code of a notice: the answer has not been made, since the person is asked first whether it may cost so much."""


@dataclass(frozen=True)
class PriceEstimate:
    """What an answer would cost, in US dollars, and how much would be read for it."""

    price_usd: float
    passages: int
    documents: int


@dataclass(frozen=True)
class Message:
    """One turn of a conversation. An assistant's message streams, then ends complete, stopped or failed.

    An answer cites by markers `[n]`; `brackets` are the positions in `text` (characters) of those `[n]` that are no
    markers but words of the answer. `stages`, and `delta_ends` (where each delta ends in `text`), let
    every event be sent again after a lost connection. `reply_to` is the question an answer is to: it may have several
    answers, the last one counts. `evidence` says how much of what was asked the search found; None until it has
    searched. `notice` is set where the answer was cut short. `model` is the one that answered. `steps` tell what an
    answer did that took more than a search; they belong to stages. `document_ids`, `tags` and `collection_ids` are what
    was asked, or is answered, within; None is everything. `estimate` is set where the answer waits for the person to
    accept its price. `after` is the question that a question, or that of an answer, follows, or its conversation's id
    where it begins anew; None: it follows the one before it in time. `client` asked for an answer, as in Identity.
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
    brackets: tuple[int, ...] = ()
    delta_ends: tuple[int, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: Evidence | None = None
    notice: Notice | None = None
    steps: tuple[Step, ...] = ()
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    estimate: PriceEstimate | None = None
    after: str | None = None
    collection_ids: tuple[str, ...] | None = None
    client: str | None = None

    @property
    def markers(self) -> tuple[int, ...]:
        """The positions in `text` of the markers, in order."""
        brackets = frozenset(self.brackets)
        return tuple(marker.start() for marker in MARKER.finditer(self.text) if marker.start() not in brackets)

    def resting_on(self, sources: Sequence[Passage], evidence: Evidence) -> "Message":
        """The same with these sources; owners are named of documents that are not the person's own."""
        own = tuple(replace(one, owner_id=None) if one.owner_id == self.owner_id else one for one in sources)
        return replace(self, sources=own, evidence=evidence)


@dataclass(frozen=True)
class MessageRef:
    """Which message, for those who do not have it at hand."""

    owner_id: str
    id: str


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
    """`pinned`: its owner wants it at hand, however long ago it was used. `folder` is a name that its owner gave to
    several."""

    id: str
    owner_id: str
    title: str
    created_at: str
    updated_at: str
    pinned: bool = False
    folder: str | None = None


@dataclass(frozen=True)
class Question:
    """What a person asks, and of which documents, tags and collections; None is all of them.

    `conversation_id` is None for a new conversation, `model` for the default one. `regenerate_of` is the answer that is
    to be made anew. The same `request_id` again gives the first outcome again. `accept_price_usd` is what the person
    accepts that the answer costs, without being asked. `after` is the question that this one follows, or the
    conversation's id where it begins anew; None is the last one.
    """

    request_id: str
    text: str
    conversation_id: str | None = None
    document_ids: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    model: str | None = None
    regenerate_of: str | None = None
    accept_price_usd: float | None = None
    after: str | None = None
    collection_ids: tuple[str, ...] | None = None


@dataclass(frozen=True)
class StreamState:
    """Who listens to a streaming message, how many of its events all of them surely have, whether it is to stop."""

    connections: tuple[str, ...]
    stop_requested: bool
    delivered: int = 0


@dataclass(frozen=True)
class Accepted:
    """What one question led to; the same for the same request_id."""

    conversation_id: str
    user_message_id: str
    message_id: str
    new: bool
