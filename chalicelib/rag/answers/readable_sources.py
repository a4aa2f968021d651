"""What a stored answer may show of others' documents: its words and citations stay, their texts only with the right.

The right is asked for when an answer is read, and only if it rests on a document that is not its owner's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from chalicelib.models import Citation, KeptAnswer, Message, Note, Passage
from chalicelib.rag.answers.roles import SharedWith


@dataclass(frozen=True)
class ReadableSources:
    """For what one person reads in one call."""

    grants: SharedWith
    reader_id: str

    def message(self, message: Message) -> Message:
        """Without the texts that the reader may not read now. Raises StoreBusyError."""
        hidden = self._hidden(message.sources)
        if not hidden:
            return message
        sources = tuple(_without_text(one) if n in hidden else one for n, one in enumerate(message.sources, start=1))
        return replace(message, sources=sources, citations=_without_quotes(message.citations, hidden))

    def note(self, note: Note) -> Note:
        """The same of a kept answer."""
        return note if note.answer is None else replace(note, answer=self._kept(note.answer))

    def _kept(self, answer: KeptAnswer) -> KeptAnswer:
        hidden = self._hidden(answer.sources)
        return replace(answer, citations=_without_quotes(answer.citations, hidden)) if hidden else answer

    def of_others(self, messages: Iterable[Message]) -> list[tuple[str, str]]:
        """Owners and ids of the documents of others that messages cite, as far as they may be read."""
        cited = ((message.sources, one.n) for message in messages for one in message.citations)
        sources = (sources[n - 1] for sources, n in cited if n <= len(sources))
        others = dict.fromkeys((one.owner_id, one.document_id) for one in sources if one.owner_id is not None)
        return [pair for pair in others if pair in self._readable]

    def _hidden(self, sources: Sequence[Passage]) -> frozenset[int]:
        """The numbers of the sources, from 1, that the reader may not read."""
        others = [(n, one) for n, one in enumerate(sources, start=1) if one.owner_id not in (None, self.reader_id)]
        return frozenset(n for n, one in others if (one.owner_id, one.document_id) not in self._readable)

    @cached_property
    def _readable(self) -> frozenset[tuple[str, str]]:
        shared = self.grants.shared_with(self.reader_id)
        return frozenset((one.collection.owner_id, id_) for one in shared for id_ in one.collection.documents)


def _without_text(source: Passage) -> Passage:
    return replace(source, text="", heading=(), sections=(), words=None)


def _without_quotes(citations: Sequence[Citation], hidden: frozenset[int]) -> tuple[Citation, ...]:
    return tuple(replace(one, quote="", heading=()) if one.n in hidden else one for one in citations)
