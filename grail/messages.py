"""Questions and answers as the service gives them; like `values.py`, open to what a newer service tells."""

from collections.abc import Sequence

import msgspec

from grail.values import Failure, Passage


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """Which words of which document hold a sentence of an answer: `n` is the source's number in the text.

    `quote` is null where a frame had no room for it.
    """

    n: int
    passage_id: str
    document_id: str
    filename: str
    page: int | None
    quote_start: int
    quote_end: int
    quote: str | None
    answer_start: int
    answer_end: int
    verified: bool
    heading: list[str] = []
    confidence: float | None = None
    standing: str | None = None


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of the model calls behind an answer, and their price."""

    input_tokens: int = 0
    output_tokens: int = 0
    price_usd: float = 0.0


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Why an answer was cut short, or was not made yet."""

    code: str
    message: str


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer would cost that the service asks about first."""

    price_usd: float
    passages: int
    documents: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A question or an answer. What is null did not fit the frame that told it; the conversation has it."""

    id: str
    conversation_id: str
    role: str
    status: str
    created_at: str
    text: str | None = None
    markers: list[int] | None = None
    sources: list[Passage] | None = None
    citations: list[Citation] | None = None
    model: str | None = None
    usage: Usage = Usage()
    timings_ms: dict[str, float] = {}
    evidence: str | None = None
    error: Failure | None = None
    notice: Notice | None = None
    estimate: Estimate | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was left out for want of room."""
        parts = (self.text, self.sources, self.citations)
        return None not in parts and all(citation.quote is not None for citation in self.citations or ())


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """`messages` are the newest ones, the oldest of them first; `next_cursor` leads to those before."""

    id: str
    title: str
    messages: list[Message] = []
    next_cursor: str | None = None


def joined(pages: Sequence[Conversation]) -> Conversation:
    """A conversation whose pages came the newest first, as one."""
    messages = [message for page in reversed(pages) for message in page.messages]
    return msgspec.structs.replace(pages[0], messages=messages, next_cursor=None)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the words of a document hold a claim, and the citation that says so."""

    verified: bool
    citation: Citation | None = None
