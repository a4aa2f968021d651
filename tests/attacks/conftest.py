"""The system that is attacked: a running copy of its own, with caps low enough to be reached, and the count of it all.

Whatever is tried goes through `Attacks.refused`, so that the count at the end is of what really happened.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from tests.support.disks import can_mount, mounted
from tests.support.tally import ATTACKS, FUZZED, INJECTED, NOTES

UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
LONG = os.environ.get("GRAIL_ATTACKS") == "long"
CAPS = {
    "UPLOADS_PER_HOUR": "60",
    "SEARCHES_PER_MINUTE": "300",
    "REQUESTS_PER_MINUTE": "60000",
    "MAX_SOCKETS": "8",
    "PARALLEL_ANSWERS": "3",
}
if os.environ.get("GRAIL_SOAK"):  # A long soak is to meet faults, not the caps of an hour and a day.
    CAPS |= {
        "UPLOADS_PER_HOUR": "100000",
        "DAILY_QUESTIONS": "100000",
        "DAILY_PRICE_USD": "100000",
        "PARALLEL_ANSWERS": "20",
    }
DISK_BYTES = 128 * 2**20
SECRET = "heliotrope-7731"
SECRET_TEXT = f"The password of the vault of Castle Brannigan is {SECRET}. The keeper of the vault is Oswin Tarrant."


TEXT = (
    "The lighthouse of Skarhamn was built in 1904. Its lamp is seen from thirty miles. The keeper of the lighthouse is "
    "called Signe Lund. She writes down every ship that passes the lighthouse of Skarhamn."
)
QUESTION = "Who is the keeper of the lighthouse of Skarhamn?"

type Inject = Callable[..., object]


class Attacks:
    """Counts what is tried, and fails the test when something comes through."""

    notes = NOTES

    def refused(self, case: str, well: bool, what: object = "") -> None:
        """Counts an attack of a case; fails the test if it was not refused."""
        ATTACKS.count(case, well)
        assert well, f"{case} came through: {what}"

    def struck(self, case: str, times: int) -> None:
        """Counts faults that were injected besides those that `kept` looks after."""
        INJECTED.count(case, True, times)

    def kept(self, case: str, well: bool, what: object = "") -> None:
        """Counts a fault and looks at what is stored after it; fails the test if that is not right."""
        INJECTED.count(case, well)
        assert well, f"{case} lost something: {what}"

    def survived(self, what: str, well: bool, told: object = "") -> None:
        """Counts an input made up by chance; fails the test if something broke by it."""
        FUZZED.count(what, well)
        assert well, f"{what} broke: {told}"


@pytest.fixture(scope="session")
def attacks() -> Attacks:
    return Attacks()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGrail]:
    home = tmp_path_factory.mktemp("attacked")
    with ExitStack() as disks:
        small: dict[str, str] = {}
        if os.environ.get("GRAIL_SOAK") and can_mount():  # A disk for the functions alone, which is filled at times.
            small = {"TMPDIR": str(disks.enter_context(mounted(home / "disk", DISK_BYTES)))}
        grail = RunningGrail(home / "grail", **CAPS, **small)
        grail.start()
        yield grail
        grail.stop()


@dataclass
class Victim:
    """An account with a secret, and the ids of everything it has."""

    client: PageClient
    document_id: str
    passage_id: str
    conversation_id: str
    user_message_id: str
    message_id: str
    cursors: dict[str, str]
    collection_id: str

    @property
    def ids(self) -> list[str]:
        messages = [self.conversation_id, self.user_message_id, self.message_id]
        return [self.document_id, self.passage_id, *messages, self.collection_id]

    def everything(self) -> Any:
        """All that the account sees: the same before and after an attack on it."""
        conversation = self.client.conversation(self.conversation_id)
        collections = self.client.call("GET", "/collections")
        collected = self.client.call("GET", f"/collections/{self.collection_id}/documents")
        return [list(self.client.documents()), list(self.client.conversations()), conversation, collections, collected]


@pytest.fixture(scope="session")
def victim(running: RunningGrail) -> Iterator[Victim]:
    with new_client(running) as client:
        document_id = client.add_content("vault.txt", SECRET_TEXT.encode(), tags=["castle"]).id
        second_id = client.add_content("second.txt", b"Another paper of the castle.").id
        # What is still being read changes by itself, and would look like an attack's work.
        assert [client.wait(id_).status for id_ in (document_id, second_id)] == ["ready", "ready"]
        collection_id = client.call("POST", "/collections", {"name": "Oswin's castle"})["id"]
        client.call("POST", f"/collections/{collection_id}/documents", {"document_id": document_id})
        end = client.ask("What is the password of the vault of Castle Brannigan?")
        client.ask("Who is the keeper of the vault?")
        assert SECRET in end.text
        asked, answer = client.conversation(end.message.conversation_id).messages
        assert answer.sources
        cursors = {path: client.call("GET", path, limit=1)["next_cursor"] for path in ("/documents", "/conversations")}
        assert all(cursors.values())
        yield Victim(
            client,
            document_id,
            answer.sources[0].id,
            answer.conversation_id,
            asked.id,
            answer.id,
            cursors,
            collection_id,
        )


@pytest.fixture
def thief(running: RunningGrail) -> Iterator[PageClient]:
    """Another account, signed in like any other."""
    with new_client(running) as client:
        yield client


@pytest.fixture
def call(running: RunningGrail, thief: PageClient) -> Iterator[Callable[[str, str, Any], httpx.Response]]:
    """REST as the other account calls it."""
    headers = {"Authorization": thief.id_token}
    with httpx.Client(base_url=running.api_url, headers=headers, trust_env=False, timeout=30) as http:
        yield lambda method, path, body: http.request(method, path, json=body)


@pytest.fixture
def inject(running: RunningGrail) -> Iterator[Inject]:
    """Puts faults into the local Bedrock's streams; they are gone after the test."""
    with httpx.Client(base_url=running.bedrock_url, trust_env=False) as bedrock:
        yield lambda *rules: bedrock.put("/_local/faults", json=list(rules)).raise_for_status()
        bedrock.delete("/_local/faults").raise_for_status()


@pytest.fixture
def reader(thief: PageClient) -> PageClient:
    """An account with one document, ready."""
    assert thief.wait(thief.add_content("lighthouse.txt", TEXT.encode()).id).status == "ready"
    return thief


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the logs hold is looked at when all else is done."""
    items.sort(key=lambda item: "attacks/test_logs" in item.nodeid)
