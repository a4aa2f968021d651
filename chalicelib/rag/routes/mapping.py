"""Records of prose that code cannot read: a model reads every passage in scope, and code counts what it finds.

The batch that holds the best passage of the search is read first. Where the model finds no records in it, the question
asks for something else, and the rest is not paid for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.models import Document, Passage, StoredPassage
from chalicelib.rag.aggregates.extraction import (
    BATCH_TOKENS,
    SYSTEM,
    Batch,
    estimate,
    found_by,
    halves,
    is_readable,
    map_prompts,
    reduced,
)
from chalicelib.rag.aggregates.values import AggregateQuestion, Computed
from chalicelib.rag.aggregates.written import Written, written
from chalicelib.rag.routes.roles import BatchReader
from chalicelib.rag.routes.work import NotRead, Permission, Work

MOST_BATCHES = 60  # Calls of a model for one question, but for those that are made again in parts.
SMALL = 2  # Batches that are all read at once: a look at one of them would save little.
HALVINGS = 3  # Times that a batch is parted whose reply cannot be read.
SHOWN_NAMES = 5  # Documents whose names a step tells.

type Heard = Callable[[int], None]
"""Hears how many batches have been read."""
type Answered = tuple[Batch, str | None]
"""A batch with its reply; None where it was not read."""


@dataclass(frozen=True)
class Mapping:
    """All passages of `documents` in batches, of which `first` is the index of the one to look at first.

    `scope` are the documents that the question is asked of, `chunks_in_scope` counts all of their chunks.
    """

    question: AggregateQuestion
    documents: Sequence[Document]
    batches: Sequence[Batch]
    first: int
    scope: Sequence[Document]
    chunks_in_scope: int

    @property
    def work(self) -> Work:
        return self._work(self.batches)

    @property
    def look(self) -> Work:
        """What is read at first."""
        return self._work(self.batches[self._look.start : self._look.stop])

    @property
    def _look(self) -> range:
        return range(len(self.batches)) if len(self.batches) <= SMALL else range(self.first, self.first + 1)

    def _work(self, batches: Sequence[Batch]) -> Work:
        figures = estimate(batches)
        chunks = {chunk.id for batch in batches for chunk in batch.chunks}
        return Work(len(chunks), len(self.documents), figures.calls, figures.input_tokens, figures.output_tokens)

    @property
    def names(self) -> str:
        """The names of the documents, as a step tells them."""
        names = ", ".join(document.filename for document in self.documents[:SHOWN_NAMES])
        more = len(self.documents) - SHOWN_NAMES
        return f"{names} +{more}" if more > 0 else names

    def permission(self, reader: BatchReader) -> Permission:
        return "too_much" if len(self.batches) > MOST_BATCHES else reader.permits(self.work)

    def result(self, reader: BatchReader, heard: Heard, least: int, *, all_of_it: bool) -> Written | NotRead | Work:
        """What code makes of the replies; `not_records` where a first look finds fewer than `least` of them.

        Without `all_of_it` there is nothing but the first look, and the work where it finds enough.
        Raises ModelBusyError or ModelError where nothing at all could be read.
        """
        look = self._look
        seen = self._answered(self.batches[look.start : look.stop], reader, heard)
        if any(reply is not None for _, reply in seen) and sum(found_by(*one) for one in seen) < least:
            return "not_records"
        if not all_of_it:
            return self.work
        before = self._answered(self.batches[: look.start], reader, lambda read: heard(len(look) + read))
        done = len(look) + look.start
        behind = self._answered(self.batches[look.stop :], reader, lambda read: heard(done + read))
        every = [*before, *seen, *behind]
        batches, replies = [batch for batch, _ in every], [reply for _, reply in every]
        if all(reply is None for reply in replies):
            return "unread"
        result = reduced(self.question, batches, replies, self.scope, self.chunks_in_scope).result
        if not isinstance(result, Computed) or not result.items:
            return "not_records"
        return written(result, self.question.language)

    def _answered(self, batches: Sequence[Batch], reader: BatchReader, heard: Heard) -> list[Answered]:
        """Each batch with its reply; in parts where the reply was cut off, or is no JSON."""
        answered = list(zip(batches, reader.read(SYSTEM, [one.turns for one in batches], heard), strict=True))
        for _ in range(HALVINGS):
            parts = [self._parts(*one) for one in answered]
            made = [part for group in parts for part in group]
            if not made:
                break
            again = iter(zip(made, reader.read(SYSTEM, [one.turns for one in made], lambda _: None), strict=True))
            answered = [
                each
                for one, group in zip(answered, parts, strict=True)
                for each in ([next(again) for _ in group] if group else [one])
            ]
        return answered

    def _parts(self, batch: Batch, reply: str | None) -> Sequence[Batch]:
        return () if reply is None or is_readable(batch, reply) else halves(self.question, batch)


def mapping_of(
    question: AggregateQuestion,
    documents: Sequence[Document],
    chunks: Sequence[StoredPassage],
    scope: Sequence[Document],
    best: Passage,
    tokens: int,
) -> Mapping:
    """All `chunks` of the documents, by document and ordinal, in batches of so many tokens, the `best` one first."""
    batches = map_prompts(question, chunks, min(BATCH_TOKENS, tokens))
    holding = (index for index, batch in enumerate(batches) if any(_holds(chunk, best) for chunk in batch.chunks))
    read = {document.id for document in documents}
    others = sum(document.passages or 0 for document in scope if document.id not in read)
    return Mapping(question, documents, batches, next(holding, 0), scope, len(chunks) + others)


def _holds(chunk: StoredPassage, passage: Passage) -> bool:
    at = passage.start if passage.hit_start is None else passage.hit_start
    return chunk.document_id == passage.document_id and chunk.start <= at < chunk.end
