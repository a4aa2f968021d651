"""What all these attacks left in the logs holds no ticket, token, signed address or text of a document."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grail import ServiceError
from measure.page_client import PageClient
from measure.running import RunningGrail
from tests.attacks.conftest import SECRET, Attacks, Victim

PATTERNS = {
    "a token": re.compile(r"eyJ[A-Za-z0-9_-]{20,}\.eyJ"),
    "a program's token": re.compile(r"grail_[0-9a-f-]{36}_[0-9A-Z]{26}_"),
    "a signed address": re.compile(r"X-Amz-Signature=|x-amz-signature|X-Amz-Credential", re.IGNORECASE),
    "a ticket": re.compile(r"ticket=[A-Za-z0-9_-]{8,}"),
    "a password": re.compile(r"correct-horse"),
}


def test_logs_hold_no_secret_and_no_text(
    running: RunningGrail, victim: Victim, thief: PageClient, attacks: Attacks
) -> None:
    ticket = thief.call("POST", "/socket-tickets")["ticket"]
    victim.client.call("GET", f"/documents/{victim.document_id}/content")
    victim.client.search(f"What of {SECRET}?")
    for path in (f"/documents?ticket={ticket}", "/documents/none", "/socket-tickets"):
        with pytest.raises(ServiceError):
            thief.call("PUT", path)
    httpx.get(f"{running.api_url}/documents", headers={"Authorization": thief.id_token[:-5]}, trust_env=False)
    with victim.client.socket() as socket:
        socket.ask(uuid4().hex, "What is the password of the vault of Castle Brannigan?")
        socket.send_text(f'{{"action": "ask", "text": "{SECRET}"')
        assert socket.until("error")
    logs = {**files(running.home), **functions(running.aws("logs"))}
    assert sum(map(len, logs.values())) > 10_000
    for name, text in logs.items():
        for secret in (SECRET, ticket, thief.id_token, victim.client.id_token, "Oswin"):
            attacks.refused("logs", secret not in text, f"{name} holds {secret[:12]}…")
        for what, pattern in PATTERNS.items():
            found = pattern.search(text)
            attacks.refused("logs", not found, f"{name} holds {what}: {found and text[found.start() - 200 :][:260]}")


def files(home: Path) -> dict[str, str]:
    return {str(path.relative_to(home)): path.read_text(errors="replace") for path in home.rglob("*.log")}


def functions(logs: Any) -> dict[str, str]:
    """What the functions wrote, from the local CloudWatch."""
    told: dict[str, str] = {}
    for group in logs.get_paginator("describe_log_groups").paginate().build_full_result()["logGroups"]:
        name = group["logGroupName"]
        events = logs.get_paginator("filter_log_events").paginate(logGroupName=name).build_full_result()["events"]
        told[name] = "\n".join(event["message"] for event in events)
    return told
