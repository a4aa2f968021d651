"""The deploy, reembed and destroy commands against an empty account of the laptop cloud, which enforces the functions'
policies.

GRAIL_DEPLOY=long kills each command at every line it prints, at once and a moment later, and repeats it to its end.
"""

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cloud import PROJECT
from cloud.client import Client, ClientError
from measure.running import PASSWORD
from tests.integration.account import SECONDS, Account
from tests.integration.permissions import unused

STAGE = "local-aws"
LONG = os.environ.get("GRAIL_DEPLOY") == "long"
MOMENTS = (0.0, 0.3)  # Seconds after a line at which a command is killed.
TEXT = b"The observatory on Mount Tarn opens at 19:15 and closes at dawn."
PATIENCE = 20.0  # Seconds that a question waits for its next frame.
BAD_GATEWAY = 502
QUESTION = "When does the observatory on Mount Tarn open?"
PLAN = re.compile(r"  |Stage |Parameters|US dollars")  # Lines that a deploy begins with, before it does anything.
OTHER_MODEL = "cohere.embed-v4:0"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    made = Account(tmp_path_factory.mktemp("account"))
    try:
        made.wait()
        yield made
    finally:
        made.stop()


def test_a_stage_is_deployed_asked_embedded_anew_and_destroyed(account: Account, tmp_path: Path) -> None:
    empty = account.things()
    places = {"Creating lambda function: grail-local-aws-embed": 0.0, "4/5  Smoke test": 1.0}
    said = _ends_well(account, "cloud.aws.deploy", places=places)
    assert "Smoke test: a document was ready" in said
    address = _address(said)
    _preflight(account, address)
    deployed = account.things()
    assert len([thing for thing in deployed if thing.startswith("lambda grail-local-aws")]) == 8
    assert sum(thing.startswith("apigateway") for thing in deployed) == 2, "one REST and one socket interface"
    assert account.people() == [], "the smoke test's own is gone"

    email = _new_account(account)
    document_id, conversation_id = _ask(account, address, email)
    _fails_and_goes_back(account, tmp_path)
    _still_there(account, address, email, document_id, conversation_id)
    if LONG:  # A new version over an old one.
        _ends_well(account, "cloud.aws.deploy", places={})
        _still_there(account, address, email, document_id, conversation_id)
    _embed_anew(account, address, email)
    _still_there(account, address, email, document_id, conversation_id)

    _until_looked_after(account)
    assert unused(account.policies, account.calls()) == set()
    logs = _logs(account)
    assert "REPORT" in logs
    for secret in ("observatory", "19:15", "lighthouse", email):
        assert secret not in logs, secret

    _ends_well(account, "cloud.aws.destroy", places={"Deleting function": 0.0})
    kept = account.things() - empty
    assert {thing.split()[0] for thing in kept} == {"bucket", "dynamodb", "pool", "stack"}

    if LONG:  # What was stored outlives a stage that keeps it.
        again = _address(account.command("cloud.aws.deploy", STAGE))
        _still_there(account, again, email, document_id, conversation_id)

    there = account.things()
    asked = account.refused("cloud.aws.destroy", STAGE, "--data", "delete")
    assert re.search(r"documents: 1, conversations: \d+, accounts: 1\.", asked), asked
    assert f"CONFIRM={STAGE}" in asked
    assert "'local' is not" in account.refused("cloud.aws.destroy", STAGE, "--data", "delete", "--confirm", "local")
    assert account.things() == there, "nothing is deleted before it is confirmed"
    said = _ends_well(account, "cloud.aws.destroy", "--data", "delete", "--confirm", STAGE, places={})
    assert "nothing" in said
    assert account.things() == empty


def _ends_well(account: Account, command: str, *words: str, places: dict[str, float]) -> str:
    """What a command says in the end that is killed so many seconds after each of these lines, and repeated each time.

    In the long form it is killed twice at each line that it ever prints.
    """
    done: set[tuple[str, float]] = set()

    def moment(line: str) -> float | None:
        if LONG:
            text = "" if PLAN.match(line) else re.sub(r"\d", "0", line.strip())
            wanted = [(text, seconds) for seconds in MOMENTS if text]
        else:
            wanted = [(place, seconds) for place, seconds in places.items() if place in line]
        for moment in wanted:
            if moment not in done:
                done.add(moment)
                return moment[1]
        return None

    kills = 0
    while True:
        said, killed = account.killed(moment, command, STAGE, *words)
        if not killed:
            break
        kills += 1
    print(f"{command} {' '.join(words)}: killed {kills} times at {len({text for text, _ in done})} lines, ended well")
    assert kills >= len(places)
    return said


def _fails_and_goes_back(account: Account, folder: Path) -> None:
    """A deploy of sources whose smoke test fails leaves what ran before: its code, its settings, its permissions."""
    before = _live(account)
    for name in ("app.py", "chalicelib", "cloud", ".chalice", "frontend/security-headers.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        source = PROJECT / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    frames = folder / "chalicelib" / "api" / "frames.py"
    frames.write_text(frames.read_text().replace('ACCEPTED = {"statusCode": 200}', 'ACCEPTED = {"statusCode": 401}'))
    account.environment["CHAT_MODELS"] = "local.quoting,amazon.nova-lite-v1:0"
    said = account.refused("cloud.aws.deploy", STAGE, folder=folder)
    del account.environment["CHAT_MODELS"]
    assert "The smoke test failed" in said
    assert f"The last good image is live again: zip {before['embed']['CodeSha256']}." in said
    assert _live(account) == before


def _live(account: Account) -> dict[str, dict[str, Any]]:
    """What each function of the stage runs, with which settings and permissions."""
    functions, roles, live = account.client("lambda"), account.client("iam"), {}
    for function in functions.list_functions()["Functions"]:
        name = function["FunctionName"].removeprefix(f"grail-{STAGE}").removeprefix("-")
        members = ("CodeSha256", "Environment", "MemorySize", "Timeout")
        live[name] = {member: function[member] for member in members}
        role = function["Role"].rsplit("/", 1)[1]
        for policy in roles.list_role_policies(RoleName=role)["PolicyNames"]:
            live[name][policy] = roles.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    return live


def _address(said: str) -> str:
    address = re.search(r"is at (\S+)", said)
    assert address is not None, said
    return address[1]


def _preflight(account: Account, address: str) -> None:
    """The page may call REST, and no other page may."""
    for origin in (account.origin, "https://other.example"):
        asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        answer = httpx.options(f"{address}/documents/none", headers=asked, trust_env=False)
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if origin == account.origin else None), answer.text


def _embed_anew(account: Account, address: str, email: str) -> None:
    """Another embedding model, while questions go on. A plain deploy of it would lose what is stored from sight."""
    before = account.tables()
    assert before
    account.environment["EMBEDDING_MODEL"] = OTHER_MODEL
    assert "make reembed STAGE=local-aws" in account.refused("cloud.aws.deploy", STAGE)
    with _questions(account, address, email) as answers:
        _ends_well(account, "cloud.aws.reembed", places={"2/3": 0.0})
    print(f"{len(answers)} questions answered meanwhile")
    assert len(answers) >= 3
    assert all("19:15" in answer for answer in answers), answers
    names = {table.rsplit("/", 1)[1] for table in account.tables()}
    assert names == {"passages_cohere_embed_v4_0_1024_f16"}, "the old tables are gone"


@contextmanager
def _questions(account: Account, address: str, email: str) -> Iterator[list[str]]:
    """One question after the other while the context lasts; its value is the list of answers so far.

    Where a function is changed MiniStack ends its workers, and with them an answer in the making, which AWS lets go on.
    So one that does not come is asked for again, and so is one that must wait: who was ended keeps its place a while.
    A call whose worker was ended comes back as 502, and is made again too.
    """
    answers: list[str] = []
    ending = threading.Event()

    def ask(client: Client) -> None:
        with suppress(TimeoutError), client.socket(account.origin) as socket:
            while not ending.wait(0.5):
                try:
                    answer = socket.ask(uuid4().hex, QUESTION, seconds=PATIENCE)
                except ClientError as error:
                    if error.code != "rate_limited":
                        raise
                    ending.wait(5)
                    continue
                answers.append(answer.text or str(answer.end))

    def ask_on() -> None:
        with Client(address) as client:
            client.sign_in(email, PASSWORD)
            while not ending.is_set():
                try:
                    ask(client)
                except ClientError as error:
                    if error.status != BAD_GATEWAY:
                        raise

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask_on)
        try:
            yield answers
        finally:
            ending.set()
        asking.result(SECONDS)


def _until_looked_after(account: Account) -> None:
    """Until upkeep has come by its own schedule, once a minute; all above may be done before that."""
    until = time.monotonic() + SECONDS
    while any(function == "upkeep" for function, _, _ in unused(account.policies, account.calls())):
        assert time.monotonic() < until, "upkeep never comes"
        time.sleep(0.5)


def _logs(account: Account) -> str:
    """Everything that the functions have logged."""
    client, lines = account.client("logs"), []
    for group in client.describe_log_groups()["logGroups"]:
        for page in client.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            lines += [event["message"] for event in page["events"]]
    return "\n".join(lines)


def _new_account(account: Account) -> str:
    email = f"{uuid4().hex}@example.org"
    cognito = account.client("cognito-idp")
    pool = next(pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"])
    attributes = [{"Name": "email", "Value": email}]
    cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS", UserAttributes=attributes)
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    return email


def _ask(account: Account, address: str, email: str) -> tuple[str, str]:
    """All that a person can do; each of it needs its part of a policy."""
    with Client(address) as client:
        client.sign_in(email, PASSWORD)
        with client.socket(account.origin) as socket:
            document = client.wait(client.upload("observatory.txt", TEXT)["id"])
            assert document["status"] == "ready", document
            answer = socket.ask(uuid4().hex, QUESTION)
            assert "19:15" in answer.text
            conversation_id = answer.accepted["conversation_id"]
            more = socket.ask(uuid4().hex, "And when does it close?", conversation_id=conversation_id)
            assert more.end["type"] == "done"
            client.call("PATCH", f"/documents/{document['id']}", {"tags": ["mountain"]})
            for limits in ({"document_ids": [document["id"]]}, {"tags": ["mountain"]}):
                assert "19:15" in socket.ask(uuid4().hex, QUESTION, conversation_id=conversation_id, **limits).text
            socket.send(action="resume", message_id=more.accepted["message_id"], after_seq=0)
            assert socket.until("done")["message_id"] == more.accepted["message_id"]
            socket.send(action="renew", ticket=client.call("POST", "/socket-tickets")["ticket"])
            assert socket.until("renewed", "error")["type"] == "renewed"
        _look_around(client, document["id"], conversation_id, answer.accepted["message_id"])
        broken = client.wait(client.upload("broken.pdf", b"This is no PDF.")["id"])
        assert broken["status"] == "failed"
        passing = client.wait(client.upload("passing.txt", b"This note is deleted again.")["id"])
        for made in (passing, broken):
            client.call("DELETE", f"/documents/{made['id']}")
            _until_gone(client, made["id"])
        assert [document["id"] for document in client.documents()] == [document["id"]]
        return document["id"], conversation_id


def _look_around(client: Client, document_id: str, conversation_id: str, message_id: str) -> None:
    assert client.search("observatory", tags=["mountain"])
    link = client.call("GET", f"/documents/{document_id}/content")["url"]
    assert httpx.get(link, trust_env=False).content == TEXT
    assert [conversation["id"] for conversation in client.conversations()] == [conversation_id]
    client.call("PATCH", f"/conversations/{conversation_id}", {"title": "Stars"})
    feedback = f"/conversations/{conversation_id}/messages/{message_id}/feedback"
    client.call("PUT", feedback, {"rating": "up"})
    assert client.call("GET", "/usage")["days"]


def _until_gone(client: Client, document_id: str) -> None:
    until = time.monotonic() + SECONDS
    while document_id in {document["id"] for document in client.documents()}:
        assert time.monotonic() < until, "the document is never gone"
        time.sleep(0.2)


def _still_there(account: Account, address: str, email: str, document_id: str, conversation_id: str) -> None:
    with Client(address) as client:
        client.sign_in(email, PASSWORD)
        assert [document["id"] for document in client.documents()] == [document_id]
        assert "19:15" in client.call("GET", f"/conversations/{conversation_id}")["messages"][1]["text"]
    assert "19:15" in _first_answer(account, address, email)


def _first_answer(account: Account, address: str, email: str) -> str:
    """The first answer after a change of functions: MiniStack may end a worker that was still starting before it."""
    with _questions(account, address, email) as answers:
        until = time.monotonic() + SECONDS
        while not answers:
            assert time.monotonic() < until, "no question is answered"
            time.sleep(0.2)
    return answers[0]
