"""Another owner beside a flood."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

import pytest

from grail import GrailError
from measure.page_client import PageClient
from tests.attacks.conftest import CAPS, Attacks, Victim

# Between the calls of one who works beside a flood: a third of what may be searched, however fast the machine is.
PACE_SECONDS = 60 / (int(CAPS["SEARCHES_PER_MINUTE"]) / 3)


class Bystander:
    """Another owner who goes on working while a flood lasts: how long each of its calls took, in seconds."""

    def __init__(self, client: PageClient) -> None:
        self._client = client
        self.took: list[float] = []
        self.errors: list[str] = []

    def work(self) -> None:
        began = time.monotonic()
        try:
            list(self._client.documents())
            self._client.search("keeper of the vault", mode="text")
        except GrailError as error:
            self.errors.append(str(error))
        self.took.append(time.monotonic() - began)

    @contextmanager
    def beside(self) -> Iterator[None]:
        ended = threading.Event()

        def go_on() -> None:
            self.work()
            while not ended.wait(PACE_SECONDS):
                self.work()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@pytest.fixture(scope="session")
def alone(victim: Victim) -> float:
    """The 95th percentile of its calls, in seconds, while nothing else goes on."""
    made = Bystander(victim.client)
    for _ in range(21):
        made.work()
    made.took.pop(0)  # In which functions may have been started.
    return quantiles(made.took, n=20)[-1]


@pytest.fixture
def bystander(victim: Victim, alone: float, attacks: Attacks, request: pytest.FixtureRequest) -> Iterator[Bystander]:
    """Its calls are all answered; by how much slower is printed, not judged: one machine carries both sides."""
    made = Bystander(victim.client)
    yield made
    assert made.errors == []
    assert made.took
    during = quantiles(made.took, n=20)[-1] if len(made.took) > 1 else made.took[0]
    attacks.notes.append(
        f"{request.node.name}: another owner's p95 {alone * 1000:.0f} ms alone, {during * 1000:.0f} ms beside it"
    )
