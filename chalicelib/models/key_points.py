"""What a model has noted of a long document, part by part, for summaries of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyPoint:
    """`text` is the model's, and rests on characters `start` to `end` of the document's extracted text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class NotedPart:
    """The chunks `first` to `last` (ordinals), of which a model has noted these points."""

    first: int
    last: int
    points: tuple[KeyPoint, ...]


@dataclass(frozen=True)
class KeyPoints:
    """Of one document, by parts in the order of reading; not all parts need be there."""

    parts: tuple[NotedPart, ...] = ()
