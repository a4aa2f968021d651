"""Events in the life of documents, in any order, and what must hold in the end. `test_interleavings` chooses it."""

import random
from collections.abc import Callable

from chalicelib.errors import ConflictError, DocumentError, DocumentNotFoundError, ModelBusyError, StoreBusyError
from chalicelib.models import Document, StoredFile
from tests.faults.steps import Killed
from tests.faults.world import PART_TEXTS, World, pieces, story

END_HOURS = 60


class Scenario:
    """One world with a few documents. A `choice` picks one of them, of the events or of the messages.

    `texts` is what each document was last given ("": it was deleted); `forgiven` counts the texts that may be paid
    for again: parts in flight when a worker was killed or overtaken, and text begun anew.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.documents: dict[str, Document] = {}
        self.texts: dict[str, str] = {}
        self.events: list[StoredFile] = []
        self.forgiven = 0
        self._uploads = 0

    # The person

    def upload(self) -> None:
        document, _ = self.world.library.add(self.world.owner, "story.txt", 10)
        self._store(document)

    def replace(self, choice: int) -> None:
        try:
            replaced, _ = self.world.library.replace(self.world.owner, self._pick(choice).id, 10)
        except (ConflictError, DocumentNotFoundError):
            return
        self._store(replaced)

    def use_the_form_again(self, choice: int) -> None:
        document = self._pick(choice)
        now = self.world.document(document.id)
        if now is not None and now.version == document.version and now.status != "deleting":
            self.forgiven += 40  # Late news of older content may have the newer read again.
            self._store(document)

    def delete(self, choice: int) -> None:
        document = self._pick(choice)
        try:
            self.world.library.delete(self.world.owner, document.id)
        except DocumentNotFoundError:
            return
        self.texts[document.id] = ""

    def retry(self, choice: int) -> None:
        try:
            self.world.library.retry(self.world.owner, self._pick(choice).id)
        except (ConflictError, DocumentNotFoundError):
            return

    def _store(self, document: Document) -> None:
        self._uploads += 1
        text = story(f"{self._uploads}x", slices=2, chunks=2)
        self.documents[document.id], self.texts[document.id] = document, text
        self.events.append(self.world.store(document, text))

    def _pick(self, choice: int) -> Document:
        return list(self.documents.values())[choice % len(self.documents)]

    # S3, the queue and its workers

    def tell(self, choice: int) -> None:
        """An event of S3: late, in any order, several times."""
        self.world.library.uploaded(self.events[choice % len(self.events)])

    def work(self, choice: int) -> None:
        messages = self.world.queue.visible()
        self.world.queue.deliver(messages[choice % len(messages)], self.world.work)

    def work_with_a_fault(self, choice: int, step: int, what: int, *, after: bool) -> None:
        steps = self.world.steps
        steps.names.clear()
        faults = steps.after if after else steps.before
        faults[step] = self._faults()[what % len(self._faults())]
        steps.on = True
        self.work(choice)
        steps.on = False
        faults.clear()

    def lose_or_repeat_a_message(self, choice: int) -> None:
        messages = self.world.queue.messages
        message = messages[choice % len(messages)]
        if choice % 2:
            messages.remove(message)
        else:
            self.world.queue.send(message.job)

    def redrive(self) -> None:
        self.forgiven += len(self.world.queue.dead) * 400  # Begun anew on purpose.
        self.world.queue.redrive()

    def break_the_parser(self, *, broken: bool) -> None:
        self.world.extractor.error = DocumentError("unreadable", "This file is damaged.") if broken else None

    def wait(self, seconds: int) -> None:
        self.world.clock.seconds += seconds
        self.world.sweep()

    # Faults in the middle of a worker's work

    def _faults(self) -> list[Callable[[], None]]:
        return [self._kill, self._refuse, self._overtake, self._run_out, self._meddle]

    def _kill(self) -> None:
        self.forgiven += PART_TEXTS
        raise Killed

    def _refuse(self) -> None:
        name = self.world.steps.names[-1]
        self.forgiven += PART_TEXTS  # Its answer may be lost after it was billed.
        raise ModelBusyError if name.startswith("embedder") else StoreBusyError("busy")

    def _overtake(self) -> None:
        self.forgiven += PART_TEXTS
        self.world.clock.seconds += 100
        self.world.sweep()
        self.world.deliver_all()

    def _run_out(self) -> None:
        self.world.seconds_left = lambda: 1.0

    def _meddle(self) -> None:
        """The person does something in the middle of the work."""
        self.forgiven += PART_TEXTS
        chance = random.Random(len(self.world.steps.names))
        chance.choice([self.delete, self.replace, self.use_the_form_again])(0)
        for event in self.events[-2:]:
            self.world.library.uploaded(event)
        self.world.deliver_all()

    # Invariants

    def end(self) -> None:
        """Faults end, and time goes on: everything must come to its end."""
        self.world.steps.on = False
        self.world.extractor.error = None
        self.world.settle(hours=END_HOURS)  # Events that were lost are made up for where a file is waited for.
        for event in self.events:
            self.world.library.uploaded(event)  # Where none is, S3 tells in the end: it does at least once.
        self.world.settle(hours=END_HOURS)

    def check_what_is_live(self) -> None:
        """At every moment: what searches may see is there as a whole."""
        rows = self.world.rows()
        for document_id in self.documents:
            now = self.world.document(document_id)
            if now is not None and now.live_generation and now.status != "deleting":
                texts = rows.get((document_id, now.live_generation))
                assert texts is not None
                assert len(texts) == now.passages

    def check_the_end(self) -> None:
        """Ready, failed or gone; exactly the rows of what is live; nothing left that nobody needs; paid for once."""
        rows, kept = self.world.rows(), set()
        for document_id, text in self.texts.items():
            generation = self._check_document(document_id, text, rows)
            if generation:
                kept.add((document_id, generation))
        assert set(rows) == kept
        assert not self.world.missed
        assert not [key for key in self.world.stored() if self._unneeded(key)]
        again = sum(count - 1 for count in self.world.embedder.billed.values())
        assert again <= self.forgiven, f"{again} paid for again, {self.forgiven} forgiven"

    def _check_document(self, document_id: str, text: str, rows: dict[tuple[str, int], list[str]]) -> int:
        """Its live generation, 0 if there is none."""
        now = self.world.document(document_id)
        if not text:
            assert now is None, f"not gone: {now}"
            return 0
        assert now is not None
        assert now.status in ("ready", "failed"), now
        if now.status == "ready":
            assert rows[document_id, now.live_generation] == pieces(text)
        else:
            assert now.failure is not None
            assert now.failure.message.endswith(".")
        return now.live_generation

    def _unneeded(self, key: str) -> bool:
        kind, _, document_id, version, *_ = key.split("/")
        now = self.world.document(document_id)
        if now is None:
            return True
        return kind == "staging" and now.status == "ready" and int(version) < now.version
