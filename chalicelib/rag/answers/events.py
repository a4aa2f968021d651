"""A message as the numbered events that tell of it.

The same function serves the live stream and its repetition after a lost connection: what is stored of a message
fixes its events, so both always agree.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count

from chalicelib.models import (
    ChatEvent,
    DeltaEvent,
    DoneEvent,
    FailedEvent,
    Failure,
    Message,
    Passage,
    SourcesEvent,
    StageEvent,
)

SOURCES_BYTES = 24_000  # Of a frame's 32 KB, leaving room for escapes and names.
UNKNOWN = Failure(code="internal", message="The answer could not be finished.", retryable=True)


def events_of(message: Message) -> Iterator[ChatEvent]:
    """All events of a message up to now, `seq` from 1: stages, sources before `writing`, deltas, the end."""
    numbers = count(1)
    steps = {step.stage: step for step in message.steps}
    for index, stage in enumerate(message.stages):
        if stage == "writing":
            yield from _sources(message, numbers)
        yield StageEvent(message.id, next(numbers), stage, steps.get(index))
    start, markers = 0, message.markers
    for end in message.delta_ends:
        own = markers[bisect_left(markers, start) : bisect_left(markers, end)]
        yield DeltaEvent(message.id, next(numbers), message.text[start:end], own)
        start = end
    if message.status == "failed":
        yield FailedEvent(message.id, next(numbers), message.error or UNKNOWN)
    elif message.status != "streaming":
        yield DoneEvent(message.id, next(numbers), message)


def _sources(message: Message, numbers: "count[int]") -> Iterator[ChatEvent]:
    first = 1
    for group in _groups(message.sources):
        yield SourcesEvent(message.id, next(numbers), group, first, message.evidence)
        first += len(group)


def _groups(passages: Sequence[Passage]) -> Iterator[tuple[Passage, ...]]:
    """As many passages a frame as fit; at least one frame, even if there are none."""
    group: list[Passage] = []
    size = 0
    for passage in passages:
        length = _bytes(passage)
        if group and size + length > SOURCES_BYTES:
            yield tuple(group)
            group, size = [], 0
        group.append(passage)
        size += length
    if group or not passages:
        yield tuple(group)


def _bytes(passage: Passage) -> int:
    text = passage.text + passage.filename + "".join(passage.heading)
    return len(text.encode()) + text.count("\n") + text.count('"') + text.count("\\") + 300
