"""What a person keeps: words of their own, an answer, or both."""

from dataclasses import dataclass

from chalicelib.models.conversations import Citation
from chalicelib.models.passages import Passage


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it was when it was kept: it stays when its conversation is deleted, or its document.

    `text` cites by markers `[n]` at the positions `markers`. Of very many `citations` the first are kept.
    `sources` say where its passages stand, without their texts.
    """

    conversation_id: str
    message_id: str
    question: str
    text: str
    created_at: str
    markers: tuple[int, ...] = ()
    citations: tuple[Citation, ...] = ()
    sources: tuple[Passage, ...] = ()
    model: str | None = None


@dataclass(frozen=True)
class Note:
    """`text` is the person's own, and may be empty beside an `answer`. A kept answer's id is that of its message."""

    id: str
    owner_id: str
    text: str
    created_at: str
    updated_at: str
    answer: KeptAnswer | None = None
