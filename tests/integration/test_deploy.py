"""The deploy, reembed and destroy commands against an empty account of the laptop cloud, which enforces the functions'
policies.

GRAIL_DEPLOY=long kills each command at every line it prints, at once and a moment later, and repeats it to its end.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cloud import PROJECT
from tests.integration.account import SECONDS, Account
from tests.integration.permissions import unused
from tests.integration.person import ANSWER, Person

STAGE = "local-aws"
LONG = os.environ.get("GRAIL_DEPLOY") == "long"
MOMENTS = (0.0, 0.3)  # Seconds after a line at which a command is killed.
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

    person = Person.invited(account)
    person.do_everything(address)
    _fails_and_goes_back(account, tmp_path)
    person.find_everything(address)
    if LONG:  # A new version over an old one.
        _ends_well(account, "cloud.aws.deploy", places={})
        person.find_everything(address)
    _embed_anew(account, person, address)
    person.find_everything(address)

    _until_looked_after(account)
    assert unused(account.policies, account.calls()) == set()
    logs = _logs(account)
    assert "REPORT" in logs
    for secret in ("observatory", ANSWER, "lighthouse", person.email):
        assert secret not in logs, secret

    _ends_well(account, "cloud.aws.destroy", places={"Deleting function": 0.0})
    kept = account.things() - empty
    assert {thing.split()[0] for thing in kept} == {"bucket", "dynamodb", "pool", "stack"}

    if LONG:  # What was stored outlives a stage that keeps it.
        again = _address(account.command("cloud.aws.deploy", STAGE))
        person.find_everything(again)

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
    for name in ("app.py", "chalicelib", "cloud", "grail", ".chalice", "frontend/security-headers.json"):
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


def _embed_anew(account: Account, person: Person, address: str) -> None:
    """Another embedding model, while questions go on. A plain deploy of it would lose what is stored from sight."""
    before = account.tables()
    assert before
    account.environment["EMBEDDING_MODEL"] = OTHER_MODEL
    assert "make reembed STAGE=local-aws" in account.refused("cloud.aws.deploy", STAGE)
    with person.asking(address) as answers:
        _ends_well(account, "cloud.aws.reembed", places={"2/3": 0.0})
    print(f"{len(answers)} questions answered meanwhile")
    assert len(answers) >= 3
    assert all(ANSWER in answer for answer in answers), answers
    names = {table.rsplit("/", 1)[1] for table in account.tables()}
    assert names == {"passages_cohere_embed_v4_0_1024_f16"}, "the old tables are gone"


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
