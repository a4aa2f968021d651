"""Random interleavings of everything that can happen to documents, by hypothesis.

Whatever the order: every document ends ready, failed or gone; its rows are exactly those of its live version; nothing
is left on S3 that nobody needs; and no chunk is paid for twice, but for the part in flight when a worker was killed or
overtaken, and for text that was uploaded, or begun, anew.
"""

import random
import tempfile
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from chalicelib.errors import ConflictError, DocumentError, DocumentNotFoundError, ModelBusyError, StoreBusyError
from chalicelib.models import Document
from tests.faults.conftest import LONG, TALLY
from tests.faults.world import PART_CHUNKS, Killed, World, pieces, story

EXAMPLES, STEPS = (300, 40) if LONG else (12, 25)


def machine_of(dynamo: Any, s3: Any, names: dict[str, str]) -> type[RuleBasedStateMachine]:
    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.folder = tempfile.TemporaryDirectory()
            self.world = World(dynamo, s3, names, Path(self.folder.name))
            self.documents: dict[str, Document] = {}
            self.texts: dict[str, str] = {}
            self.events: list[dict[str, Any]] = []
            self.forgiven = 0
            self.uploads = 0
            TALLY.count("interleavings", True)

        def teardown(self) -> None:
            """Faults end, and time goes on: everything must come to its end."""
            try:
                self.world.steps.on = False
                self.world.extractor.error = None
                self.world.settle(hours=60)  # Events that were lost are made up for where a file is waited for.
                for event in self.events:
                    self.world.tell(event)  # Where none is, S3 tells in the end: it does at least once.
                self.world.settle(hours=60)
                self.check()
            except BaseException:
                TALLY.count("interleavings", False)
                raise
            finally:
                self.folder.cleanup()

        # What can happen

        @precondition(lambda self: len(self.documents) < 3)
        @rule()
        def upload(self) -> None:
            document, _ = self.world.library.add(self.world.owner, "story.txt", 10)
            self.store(document)

        @precondition(lambda self: self.documents)
        @rule(choice=st.integers(0, 9))
        def replace(self, choice: int) -> None:
            document = self.pick(choice)
            try:
                replaced, _ = self.world.library.replace(self.world.owner, document.id, 10)
            except (ConflictError, DocumentNotFoundError):
                return
            self.store(replaced)

        def store(self, document: Document) -> None:
            self.uploads += 1
            text = story(f"{self.uploads}x", slices=2, chunks=2)
            self.documents[document.id], self.texts[document.id] = document, text
            self.events.append(self.world.store(document, text))

        @precondition(lambda self: self.documents)
        @rule(choice=st.integers(0, 9))
        def use_the_form_again(self, choice: int) -> None:
            document = self.pick(choice)
            now = self.world.document(document.id)
            if now is not None and now.version == document.version and now.status != "deleting":
                self.forgiven += 10  # Late news of older content may have the newer read again.
                self.store(document)

        @precondition(lambda self: self.events)
        @rule(choice=st.integers(0, 9), lost=st.integers(0, 5))
        def tell(self, choice: int, lost: int) -> None:
            """S3 tells: late, in any order, several times; now and then not at all."""
            event = self.events[choice % len(self.events)]
            if lost:
                self.world.tell(event)

        @precondition(lambda self: self.documents)
        @rule(choice=st.integers(0, 9))
        def delete(self, choice: int) -> None:
            document = self.pick(choice)
            try:
                self.world.library.delete(self.world.owner, document.id)
            except DocumentNotFoundError:
                return
            self.texts[document.id] = ""

        @precondition(lambda self: self.documents)
        @rule(choice=st.integers(0, 9))
        def retry(self, choice: int) -> None:
            try:
                self.world.library.retry(self.world.owner, self.pick(choice).id)
            except (ConflictError, DocumentNotFoundError):
                return

        @precondition(lambda self: self.world.queue.visible())
        @rule(choice=st.integers(0, 9))
        def work(self, choice: int) -> None:
            self.deliver(choice)

        @precondition(lambda self: self.world.queue.visible())
        @rule(choice=st.integers(0, 9), step=st.integers(0, 60), after=st.booleans(), what=st.integers(0, 4))
        def work_and_be_struck(self, choice: int, step: int, after: bool, what: int) -> None:
            world = self.world
            world.steps.names.clear()
            strikes = world.steps.after if after else world.steps.before
            strikes[step] = [self.kill, self.refuse, self.overtake, self.run_out, self.meddle][what]
            world.steps.on = True
            self.deliver(choice)
            world.steps.on = False
            strikes.clear()

        def kill(self) -> None:
            self.forgiven += PART_CHUNKS
            raise Killed

        def refuse(self) -> None:
            name = self.world.steps.names[-1]
            self.forgiven += PART_CHUNKS  # Its answer may be lost after it was billed.
            raise ModelBusyError if name.startswith("embedder") else StoreBusyError("busy")

        def overtake(self) -> None:
            self.forgiven += PART_CHUNKS
            self.world.clock.seconds += 100
            self.world.upkeep.sweep()
            self.world.deliver_all()

        def run_out(self) -> None:
            self.world.seconds_left = lambda: 1.0

        def meddle(self) -> None:
            """Something else happens in the middle of the work."""
            self.forgiven += PART_CHUNKS
            chance = random.Random(len(self.world.steps.names))
            chance.choice([self.delete, self.replace, self.use_the_form_again])(0)
            for event in self.events[-2:]:
                self.world.tell(event)
            self.world.deliver_all()

        def deliver(self, choice: int) -> None:
            letters = self.world.queue.visible()
            self.world.queue.deliver(letters[choice % len(letters)], self.world.work)

        @precondition(lambda self: self.world.queue.letters)
        @rule(choice=st.integers(0, 9))
        def lose_or_repeat_a_message(self, choice: int) -> None:
            letters = self.world.queue.letters
            letter = letters[choice % len(letters)]
            if choice % 2:
                letters.remove(letter)
            else:
                self.world.queue.send(letter.job)

        @rule(seconds=st.sampled_from([1, 50, 130, 700, 2000]))
        def wait(self, seconds: int) -> None:
            self.world.clock.seconds += seconds
            self.world.upkeep.sweep()

        @rule(seconds=st.integers(1, 3))
        def tidy(self, seconds: int) -> None:
            self.world.upkeep.tidy(self.world.owner)

        @rule()
        def redrive(self) -> None:
            self.forgiven += len(self.world.queue.dead) * 100  # Begun anew on purpose.
            self.world.queue.redrive()

        @rule(broken=st.booleans())
        def break_the_parser(self, broken: bool) -> None:
            self.world.extractor.error = DocumentError("unreadable", "This file is damaged.") if broken else None

        # What holds

        @invariant()
        def what_is_live_is_whole(self) -> None:
            rows = self.world.rows()
            for document_id in self.documents:
                now = self.world.document(document_id)
                if now is not None and now.live_generation and now.status != "deleting":
                    found = rows.get((document_id, now.live_generation))
                    assert found is not None
                    assert len(found) == now.passages

        def check(self) -> None:
            world = self.world
            rows, kept = world.rows(), set()
            for document_id, text in self.texts.items():
                now = world.document(document_id)
                if not text:
                    assert now is None, f"not gone: {now}"
                    continue
                assert now is not None
                assert now.status in ("ready", "failed"), now
                if now.status == "failed":
                    assert now.failure is not None
                    assert now.failure.message.endswith(".")
                else:
                    assert rows[document_id, now.live_generation] == pieces(text)
                if now.live_generation:
                    kept.add((document_id, now.live_generation))
            assert set(rows) == kept
            assert not [key for key in world.stored() if self.unneeded(key)]
            again = sum(count - 1 for count in world.embedder.billed.values())
            assert again <= self.forgiven, f"{again} paid for again, {self.forgiven} forgiven"

        def unneeded(self, key: str) -> bool:
            kind, _, document_id, version, *_ = key.split("/")
            now = self.world.document(document_id)
            if now is None:
                return True
            return kind == "staging" and now.status == "ready" and int(version) < now.version

        def pick(self, choice: int) -> Document:
            return list(self.documents.values())[choice % len(self.documents)]

    return Machine


@pytest.mark.filterwarnings("ignore")
def test_any_order_of_events(cloud: dict[str, str]) -> None:
    dynamo: Any = boto3.resource("dynamodb", region_name="us-east-1")
    s3: Any = boto3.client("s3", region_name="us-east-1")
    run_state_machine_as_test(
        machine_of(dynamo, s3, cloud),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not LONG,
        ),
    )
