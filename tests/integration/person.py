"""A person who uses a deployed stage: all that one can do there, and a look whether what was stored is still there."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from grail import ServiceError
from measure.page_client import PageClient
from measure.running import PASSWORD
from tests.integration.account import SECONDS, Account

TEXT = b"The observatory on Mount Tarn opens at 19:15 and closes at dawn."
QUESTION = "When does the observatory on Mount Tarn open?"
ANSWER = "19:15"
PATIENCE = 20.0  # Seconds that a question waits for its next frame.
BAD_GATEWAY = 502


@dataclass
class Person:
    """Has an account of the stage in `account`, and what `do_everything` leaves: a document and a conversation."""

    account: Account
    email: str
    document_id: str = ""
    conversation_id: str = ""

    @classmethod
    def invited(cls, account: Account) -> "Person":
        email = f"{uuid4().hex}@example.org"
        cognito = account.client("cognito-idp")
        pool = next(pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"])
        attributes = [{"Name": "email", "Value": email}]
        cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=attributes)
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
        return cls(account, email)

    @contextmanager
    def signed_in(self, address: str) -> Iterator[PageClient]:
        with PageClient(address) as client:
            client.sign_in(self.email, PASSWORD)
            yield client

    def do_everything(self, address: str) -> None:
        """All that a person can do; each of it needs its part of a policy."""
        with self.signed_in(address) as client:
            answer_id = self._talk(client)
            self._look_around(client, answer_id)
            self._administer(client)
            broken = client.wait(client.add_content("broken.pdf", b"This is no PDF.").id)
            assert broken.status == "failed"
            passing = client.wait(client.add_content("passing.txt", b"This note is deleted again.").id)
            for document in (passing, broken):
                client.call("DELETE", f"/documents/{document.id}")
                _until_gone(client, document.id)
            assert [document.id for document in client.documents()] == [self.document_id]

    def _talk(self, client: PageClient) -> str:
        """Returns the id of the first answer."""
        with client.socket(self.account.origin) as socket:
            document = client.wait(client.add_content("observatory.txt", TEXT).id)
            assert document.status == "ready", document
            answer = socket.ask(uuid4().hex, QUESTION)
            assert ANSWER in answer.text
            self.document_id, self.conversation_id = document.id, answer.accepted["conversation_id"]
            more = socket.ask(uuid4().hex, "And when does it close?", conversation_id=self.conversation_id)
            assert more.end["type"] == "done"
            client.call("PATCH", f"/documents/{self.document_id}", {"tags": ["mountain"]})
            scopes: tuple[dict[str, Any], ...] = ({"document_ids": [self.document_id]}, {"tags": ["mountain"]})
            for limits in scopes:
                again = socket.ask(uuid4().hex, QUESTION, conversation_id=self.conversation_id, **limits)
                assert ANSWER in again.text
            socket.send(action="resume", message_id=more.accepted["message_id"], after_seq=0)
            assert socket.until("done")["message_id"] == more.accepted["message_id"]
            socket.send(action="renew", ticket=client.call("POST", "/socket-tickets")["ticket"])
            assert socket.until("renewed", "error")["type"] == "renewed"
        return str(answer.accepted["message_id"])

    def _look_around(self, client: PageClient, answer_id: str) -> None:
        assert client.search("observatory", tags=["mountain"]).passages
        link = client.call("GET", f"/documents/{self.document_id}/content")["url"]
        assert httpx.get(link, trust_env=False).content == TEXT
        assert [conversation.id for conversation in client.conversations()] == [self.conversation_id]
        client.call("PATCH", f"/conversations/{self.conversation_id}", {"title": "Stars"})
        feedback = f"/conversations/{self.conversation_id}/messages/{answer_id}/feedback"
        client.call("PUT", feedback, {"rating": "up"})
        assert client.call("GET", "/usage")["days"]

    def _administer(self, client: PageClient) -> None:
        """As an admin: everything is read, and each kind of change is made."""
        cognito = self.account.client("cognito-idp")
        pool = next(pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"])
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=self.email, GroupName="admins")
        client.sign_in(self.email, PASSWORD)
        (person,) = client.call("GET", "/admin/people")["items"]
        assert (person["email"], person["documents"], person["questions"]) == (self.email, 1, 4)
        for part in ("groups", "models", "troubles", "troubles/model_busy", "weeks", "health", "acts"):
            assert client.call("GET", f"/admin/{part}")
        for caps in ({"daily_questions": 50, "documents": 90}, {"daily_questions": None, "documents": None}):
            client.call("PATCH", f"/admin/people/{person['id']}", caps)
        client.call("PUT", "/admin/groups/staff", {"daily_questions": 50})
        assert client.call("POST", "/admin/troubles/retry", {"reason": "model_busy"})["retried"] == 0
        assert len(client.call("GET", "/account/acts")["items"]) == 2

    def find_everything(self, address: str) -> None:
        """The document, the conversation, and an answer out of the document."""
        with self.signed_in(address) as client:
            assert [document.id for document in client.documents()] == [self.document_id]
            messages = client.conversation(self.conversation_id).messages
            assert ANSWER in (messages[1].text or "")
        assert ANSWER in self._first_answer(address)

    def _first_answer(self, address: str) -> str:
        """The first answer after a change of functions: MiniStack may end a worker that was still starting."""
        with self.asking(address) as answers:
            until = time.monotonic() + SECONDS
            while not answers:
                assert time.monotonic() < until, "no question is answered"
                time.sleep(0.2)
        return answers[0]

    @contextmanager
    def asking(self, address: str) -> Iterator[list[str]]:
        """One question after the other while the context lasts; its value is the list of answers so far.

        Where a function is changed MiniStack ends its workers, and with them an answer in the making, which AWS lets go
        on. So one that does not come is asked for again, and so is one that must wait: who was ended keeps its place a
        while. A call whose worker was ended comes back as 502, and is made again too.
        """
        answers: list[str] = []
        ending = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(self._ask_on, address, answers, ending)
            try:
                yield answers
            finally:
                ending.set()
            asking.result(SECONDS)

    def _ask_on(self, address: str, answers: list[str], ending: threading.Event) -> None:
        with self.signed_in(address) as client:
            while not ending.is_set():
                try:
                    self._ask(client, answers, ending)
                except ServiceError as error:
                    if error.status != BAD_GATEWAY:
                        raise

    def _ask(self, client: PageClient, answers: list[str], ending: threading.Event) -> None:
        with suppress(TimeoutError), client.socket(self.account.origin) as socket:
            while not ending.wait(0.5):
                try:
                    answer = socket.ask(uuid4().hex, QUESTION, seconds=PATIENCE)
                except ServiceError as error:
                    if error.code != "rate_limited":
                        raise
                    ending.wait(5)
                    continue
                answers.append(answer.text or str(answer.end))


def _until_gone(client: PageClient, document_id: str) -> None:
    until = time.monotonic() + SECONDS
    while document_id in {document.id for document in client.documents()}:
        assert time.monotonic() < until, "the document is never gone"
        time.sleep(0.2)
