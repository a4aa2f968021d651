"""Documents longer than a prompt, as their key points: noted by a model part by part, and kept for the next time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from chalicelib.errors import StoreBusyError
from chalicelib.models import Document, KeyPoints, Passage
from chalicelib.rag.routes.noting import (
    PART_TOKENS,
    POINT_TOKENS,
    SYSTEM,
    Part,
    note_turns,
    noted,
    parts_of,
    points_of_each,
)
from chalicelib.rag.routes.progress import Progress
from chalicelib.rag.routes.question import RoutedQuestion
from chalicelib.rag.routes.roles import BatchReader, KeyPointStore
from chalicelib.rag.routes.whole import MOST_SOURCES, Whole, is_boilerplate, read_whole, sources_of, together
from chalicelib.rag.routes.work import Work
from chalicelib.rag.text.prompt_notes import OVERVIEW
from chalicelib.rag.text.tokens import estimate_tokens

log = logging.getLogger(__name__)

MOST_PARTS = 60  # Calls of a model for one question.
SUMMARY_TOKENS = 1_000  # Tokens of a summary, about.


@dataclass(frozen=True)
class LongDocument:
    """A document's sources, without pages that say nothing; what was noted of them before, and what still is to be."""

    document: Document
    sources: Sequence[tuple[Passage, int]]
    before: KeyPoints
    parts: Sequence[Part]
    most_points: int


def noted_whole(question: RoutedQuestion, documents: Sequence[Document]) -> tuple[Whole, str] | Work | None:
    """Documents as sources where they do not all fit: the long ones by their key points; and what a model is told.

    The work where the person is to accept its price before.
    None where nothing is too long, or where no model notes, or may note, what they say. Raises StoreBusyError;
    ModelBusyError, ModelError or BudgetExceededError where a model reads.
    """
    reader, store = question.reader, question.key_points
    share = question.asked.wide_tokens // len(documents)
    wholes = {document.id: read_whole(document, question.store, share) for document in documents}
    cut = [document for document in documents if wholes[document.id].is_cut]
    if not cut or reader is None or store is None:
        return None
    long = [_long(question, store, document) for document in cut]
    parts = [(one, part) for one in long for part in one.parts]
    permission = reader.permits(_work(long)) if parts else "go"
    if len(parts) > MOST_PARTS or permission == "too_much":
        return None
    if permission == "confirm":
        return _work(long)
    points = _noted(question, reader, store, long)
    if not any(part.points for one in points.values() for part in one.parts):
        return None
    for one in long:
        wholes[one.document.id] = _by_points(one, points[one.document.id], share)
    return together([wholes[document.id] for document in documents]), _note(documents, long, points)


def _long(question: RoutedQuestion, store: KeyPointStore, document: Document) -> LongDocument:
    sources = [source for source in sources_of(document, question.store) if not is_boilerplate(source[0])]
    before = store.key_points(document)
    missing = [source for source in sources if not _is_noted(source[0], before)]
    tokens = min(PART_TOKENS, question.asked.wide_tokens)
    most = points_of_each(sum(estimate_tokens(passage.text) for passage, _ in sources) // tokens + 1)
    return LongDocument(document, sources, before, parts_of(missing, tokens), most)


def _is_noted(passage: Passage, points: KeyPoints) -> bool:
    return any(part.first <= passage.ordinal <= part.last for part in points.parts)


def _work(long: Sequence[LongDocument]) -> Work:
    parts, fixed = [(part, one.most_points) for one in long for part in one.parts], estimate_tokens(SYSTEM)
    return Work(
        sum(chunks for one in long for _, chunks in one.sources),
        len(long),
        len(parts),
        sum(part.tokens + fixed + most * POINT_TOKENS for part, most in parts),  # The answer's prompt has the points.
        sum(most * POINT_TOKENS for _, most in parts) + SUMMARY_TOKENS,
    )


def _noted(
    question: RoutedQuestion, reader: BatchReader, store: KeyPointStore, long: Sequence[LongDocument]
) -> dict[str, KeyPoints]:
    """The key points of each document, by its id; what was noted now is kept, though it may not be all."""
    work = [(one, part) for one in long for part in one.parts]
    prompts = [note_turns(part, one.most_points) for one, part in work]
    heard = Progress(question.tell, "summary", len(prompts), _work(long).passages)
    replies = reader.read(SYSTEM, prompts, heard) if prompts else ()
    points: dict[str, KeyPoints] = {}
    for one in long:
        given = [(part, reply) for (other, part), reply in zip(work, replies, strict=True) if other is one and reply]
        new = [made for part, reply in given if (made := noted(part, reply, one.most_points)) is not None]
        every = sorted((*one.before.parts, *new), key=lambda part: part.first)
        points[one.document.id] = KeyPoints(tuple(every))
        if new and one.document.owner_id == question.asked.owner_id:  # Who may read may not write.
            _keep(store, one.document, points[one.document.id])
    return points


def _keep(store: KeyPointStore, document: Document, points: KeyPoints) -> None:
    try:
        store.save_key_points(document, points)
    except StoreBusyError as error:  # The answer has them all the same; the next question notes them again.
        log.warning("Key points were not kept", exc_info=error, extra={"document": document.id})


def _by_points(one: LongDocument, points: KeyPoints, tokens: int) -> Whole:
    """A source for each point, in the order of reading: its sentences, and what the model noted."""
    by_part = [
        [source for point in part.points if (source := _source(one, point.start, point.end, point.text))]
        for part in points.parts
    ]
    kept: list[Passage] = []
    for passage in (passage for turn in zip_longest(*by_part) for passage in turn if passage is not None):
        size = estimate_tokens(passage.text) + estimate_tokens(passage.gist)
        if size <= tokens and len(kept) < MOST_SOURCES:
            kept.append(passage)
            tokens -= size
    chunks = sum(count for passage, count in one.sources if _is_noted(passage, points))
    every = sum(count for _, count in one.sources)
    return Whole(tuple(sorted(kept, key=lambda passage: passage.start)), chunks, every, is_cut=chunks < every)


def _source(one: LongDocument, start: int, end: int, gist: str) -> Passage | None:
    for passage, _ in one.sources:
        if passage.start <= start < end <= passage.end:
            text = passage.text[start - passage.start : end - passage.start]
            heading = passage.heading_at(start)
            return replace(
                passage,
                id=f"{passage.id}:{start}",
                start=start,
                end=end,
                text=text,
                gist=gist,
                heading=heading,
                sections=(),
            )
    return None


def _note(documents: Sequence[Document], long: Sequence[LongDocument], points: dict[str, KeyPoints]) -> str:
    """What a model is told of such sources."""
    ids = {one.document.id for one in long}
    others = ", ".join(document.filename for document in documents if document.id not in ids)
    lines = [f"{OVERVIEW} the sources come in the order of reading."]
    if others:
        lines.append(f"They are all of {others}.")
    for one in long:
        read = sum(count for passage, count in one.sources if _is_noted(passage, points[one.document.id]))
        every = sum(count for _, count in one.sources)
        part = " Say that it is a part." if read < every else ""
        lines.append(
            f"Of {one.document.filename} they are key points, noted from {read} of its {every} passages.{part}"
        )
    return " ".join(lines)
