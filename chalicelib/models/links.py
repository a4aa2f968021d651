"""Links to frozen copies of conversations."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConversationLink:
    """A frozen copy of a conversation that whoever is signed in may read by `id`, which nobody can guess.

    Times are in Unix seconds; from `expires_at` on it opens nothing.
    """

    id: str
    conversation_id: str
    title: str
    created_at: int
    expires_at: int
    messages: int


@dataclass(frozen=True)
class CopiedCitation:
    """As in Citation. `quote` and `heading` are the document's words."""

    n: int
    document_id: str
    filename: str
    page: int | None
    answer_start: int
    answer_end: int
    verified: bool
    quote: str = ""
    heading: tuple[str, ...] = ()


@dataclass(frozen=True)
class CopiedMessage:
    """A message of a copy: its words and its citations."""

    id: str
    role: str
    text: str
    created_at: str
    markers: tuple[int, ...] = ()
    citations: tuple[CopiedCitation, ...] = ()
    model: str | None = None
    reply_to: str | None = None
    after: str | None = None
