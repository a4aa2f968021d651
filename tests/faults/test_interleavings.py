"""Random interleavings of everything that can happen to documents, by hypothesis.

Whatever the order: every document ends ready, failed or gone; its rows are exactly those of its live version; nothing
is left on S3 that nobody needs; and no chunk is paid for twice, but for the part in flight when a worker was killed or
overtaken, and for text that was uploaded, or begun, anew.
"""

import tempfile
from pathlib import Path
from typing import Any, ClassVar

import boto3
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.adapters.dynamo.client import dynamo_resource
from tests.faults.conftest import LONG
from tests.faults.scenario import Scenario
from tests.faults.world import World
from tests.support.random_steps import run_random_steps
from tests.support.tally import FAULTS

EXAMPLES, STEPS = (300, 40) if LONG else (12, 25)
MOST_DOCUMENTS = 3
CHOICE = st.integers(0, 9)


class Interleaving(RuleBasedStateMachine):
    """Chooses what happens next. `stores` are DynamoDB, S3 and the names of what lies there."""

    stores: ClassVar[tuple[Any, Any, dict[str, str]]]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.scenario = Scenario(World(*self.stores, Path(self.folder.name)))
        self.world = self.scenario.world
        FAULTS.count("interleavings", True)

    def teardown(self) -> None:
        try:
            self.scenario.end()
            self.scenario.check_the_end()
        except BaseException:  # Killed is no Exception. The error is only counted.
            FAULTS.failed["interleavings"] += 1
            raise
        finally:
            self.folder.cleanup()

    @precondition(lambda self: len(self.scenario.documents) < MOST_DOCUMENTS)
    @rule()
    def upload(self) -> None:
        self.scenario.upload()

    @precondition(lambda self: self.scenario.documents)
    @rule(choice=CHOICE)
    def replace(self, choice: int) -> None:
        self.scenario.replace(choice)

    @precondition(lambda self: self.scenario.documents)
    @rule(choice=CHOICE)
    def use_the_form_again(self, choice: int) -> None:
        self.scenario.use_the_form_again(choice)

    @precondition(lambda self: self.scenario.documents)
    @rule(choice=CHOICE)
    def delete(self, choice: int) -> None:
        self.scenario.delete(choice)

    @precondition(lambda self: self.scenario.documents)
    @rule(choice=CHOICE)
    def retry(self, choice: int) -> None:
        self.scenario.retry(choice)

    @precondition(lambda self: self.scenario.events)
    @rule(choice=CHOICE)
    def tell(self, choice: int) -> None:
        self.scenario.tell(choice)

    @precondition(lambda self: self.world.queue.visible())
    @rule(choice=CHOICE)
    def work(self, choice: int) -> None:
        self.scenario.work(choice)

    @precondition(lambda self: self.world.queue.visible())
    @rule(choice=CHOICE, step=st.integers(0, 60), what=CHOICE, after=st.booleans())
    def work_with_a_fault(self, choice: int, step: int, what: int, after: bool) -> None:
        self.scenario.work_with_a_fault(choice, step, what, after=after)

    @precondition(lambda self: self.world.queue.messages)
    @rule(choice=CHOICE)
    def lose_or_repeat_a_message(self, choice: int) -> None:
        self.scenario.lose_or_repeat_a_message(choice)

    @rule()
    def redrive(self) -> None:
        self.scenario.redrive()

    @rule(broken=st.booleans())
    def break_the_parser(self, broken: bool) -> None:
        self.scenario.break_the_parser(broken=broken)

    @rule(seconds=st.sampled_from([1, 50, 130, 700, 2000]))
    def wait(self, seconds: int) -> None:
        self.scenario.wait(seconds)

    @rule()
    def tidy(self) -> None:
        self.world.upkeep.tidy(self.world.owner)

    @invariant()
    def what_is_live_is_whole(self) -> None:
        self.scenario.check_what_is_live()


@pytest.mark.filterwarnings("ignore")
def test_any_order_of_events(cloud: dict[str, str]) -> None:
    stores = (dynamo_resource(region_name="us-east-1"), boto3.client("s3", region_name="us-east-1"), cloud)
    run_random_steps(Interleaving, EXAMPLES, STEPS, anew=LONG, stores=stores)
