"""What the product calls in the small world in place of the real: time, queue, extraction, model, feed and meter."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.errors import BudgetExceededError
from chalicelib.models import FIRST_SLICE, Document, ExtractedSlice, IngestJob, Job, SliceRequest, Usage
from tests.faults.steps import Killed
from tests.support.clock import Clock
from tests.support.fakes import FakeEmbedder

VISIBILITY_SECONDS = 1800
MAX_RECEIVES = 5


@dataclass
class Message:
    """A message in the queue: visible from a time on, and how often it was received."""

    job: Job
    visible_at: float
    receives: int = 0


@dataclass
class FakeQueue:
    """SQS as Lambda reads it: at least once; what is not acknowledged comes again, until MAX_RECEIVES."""

    clock: Clock
    messages: list[Message] = field(default_factory=list)
    dead: list[Job] = field(default_factory=list)
    sent: list[Job] = field(default_factory=list)

    def send(self, job: Job, delay_seconds: int = 0) -> None:
        assert 0 <= delay_seconds <= 900, "SQS takes no longer delay"
        self.sent.append(job)
        self.messages.append(Message(job, self.clock() + delay_seconds))

    def dead_letter(self, job: IngestJob) -> None:
        self.dead.append(job)

    def redrive(self) -> int:
        """What an operator does after a fix: the dead letters go back into the queue as they are."""
        for job in self.dead:
            self.messages.append(Message(job, self.clock()))
        count = len(self.dead)
        self.dead.clear()
        return count

    def visible(self) -> list[Message]:
        return [message for message in self.messages if message.visible_at <= self.clock()]

    def deliver(self, message: Message, work: Callable[[Job], None]) -> bool:
        """Work on a message; acknowledge it unless the worker broke. Returns whether it was acknowledged."""
        message.receives += 1
        message.visible_at = self.clock() + VISIBILITY_SECONDS
        try:
            work(message.job)
        except (Killed, Exception):  # noqa: BLE001  As Lambda: whatever it is, the message comes again.
            if message.receives >= MAX_RECEIVES:
                self.messages.remove(message)
                self.dead.append(message.job)
            return False
        if message in self.messages:
            self.messages.remove(message)
        return True


class LineExtractor:
    """Slices of text separated by form feeds; a page each. Counts how often each was read."""

    def __init__(self) -> None:
        self.read: Counter[int] = Counter()
        self.error: Exception | None = None
        self.unread: tuple[int, ...] = ()

    def extract(self, path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        if self.error:
            raise self.error
        slices = path.read_text().split("\f")
        number = int(request.cursor or 0)
        self.read[number] += 1
        more = number + 1 < len(slices)
        return ExtractedSlice(
            text=slices[number],
            offset=request.offset,
            pages=(),
            headings=(),
            done=number + 1,
            total=len(slices),
            cursor=str(number + 1) if more else None,
            unread=self.unread if number == 0 else (),
        )


class CountingEmbedder(FakeEmbedder):
    batch_size = 1

    @property
    def billed(self) -> Counter[str]:
        return Counter(self.embedded)


class Feed:
    """`look` sees each document at the moment at which a person is told of it."""

    def __init__(self, look: Callable[[Document], None]) -> None:
        self.told: list[Document] = []
        self._look = look

    def tell(self, document: Document) -> None:
        self.told.append(document)
        self._look(document)


class Meter:
    def __init__(self) -> None:
        self.tokens = 0
        self.used_up = False

    def check_price(self, owner_id: str) -> None:
        if self.used_up:
            raise BudgetExceededError("Today's budget is used up.")

    def add_embedded(self, owner_id: str, model: str, tokens: int) -> None:
        self.tokens += tokens

    def add_transcribed(self, owner_id: str, usage: Usage) -> None: ...


class Language:
    def detect(self, text: str) -> str | None:
        return "en"
