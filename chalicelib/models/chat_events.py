"""What is told of an answer while it is made, in the order of `seq`."""

from dataclasses import dataclass

from chalicelib.models.common import Failure
from chalicelib.models.conversations import Evidence, Message, Stage, Step
from chalicelib.models.passages import Passage


@dataclass(frozen=True)
class StageEvent:
    """The answer has come to a stage of its making; `step` says more of one that is not plain."""

    message_id: str
    seq: int
    stage: Stage
    step: Step | None = None


@dataclass(frozen=True)
class SourcesEvent:
    """The passages the answer may cite; `first` is the number (from 1) of the first of them."""

    message_id: str
    seq: int
    passages: tuple[Passage, ...]
    first: int = 1
    evidence: Evidence | None = None


@dataclass(frozen=True)
class DeltaEvent:
    """A piece of the answer; all of them joined in order of `seq` are its text.

    `markers` are the positions of its markers, in characters of the whole text.
    """

    message_id: str
    seq: int
    text: str
    markers: tuple[int, ...] = ()


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
