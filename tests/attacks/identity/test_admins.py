"""Routes for admins: whoever is none is answered as at an address that never was, whatever the token claims."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client, owner_of
from tests.attacks.conftest import SECRET, UNKNOWN, Attacks, Victim
from tests.attacks.identity.test_programs import new_token
from tests.attacks.identity.test_tokens import forgeries, joined, parts

BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/admin/people/{person_id}"): {"daily_questions": 5},
    ("PUT", "/admin/groups/{group}"): {"daily_questions": 5},
    ("PATCH", "/admin/models"): {"model": "m", "on": False},
    ("POST", "/admin/troubles/retry"): {"reason": "model_busy"},
}


@pytest.fixture
def http(running: RunningGrail) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.api_url, trust_env=False, timeout=40) as client:
        yield client


def calls(person: str) -> list[tuple[str, str, Any]]:
    """Each route below `/admin`, as the app has it."""
    routes = importlib.import_module("app").app.routes
    parts = {"{person_id}": person, "{group}": "staff", "{reason}": "model_busy"}
    found = []
    for path, methods in routes.items():
        for method in methods.keys() - {"OPTIONS"}:
            if path.startswith("/admin"):
                url = path
                for name, value in parts.items():
                    url = url.replace(name, value)
                found.append((method, url, BODIES.get((method, path))))
    assert len(found) >= 12
    return found


def answered(http: httpx.Client, token: str, call: tuple[str, str, Any]) -> tuple[int, str, str]:
    method, url, body = call
    answer = http.request(method, url, json=body, headers={"Authorization": token})
    error = answer.json().get("error", {})
    return answer.status_code, error.get("code", ""), error.get("message", "")


def test_nobody_but_an_admin_calls_a_route_for_admins(
    http: httpx.Client, thief: PageClient, victim: Victim, attacks: Attacks
) -> None:
    never = (404, "not_found", "This does not exist.")
    program = new_token(thief, "read", "ask", "write")[0]
    for call in calls(owner_of(victim.client)):
        attacks.refused("admins", answered(http, thief.id_token, call) == never, call)
        attacks.refused("admins", answered(http, program, call)[:2] == (403, "not_allowed"), call)
        attacks.refused("admins", answered(http, "", call)[:2] == (401, "not_signed_in"), call)


def test_a_forged_membership_opens_nothing(http: httpx.Client, thief: PageClient, attacks: Attacks) -> None:
    header, claims, signature = parts(thief.id_token)
    admin = {**claims, "cognito:groups": ["admins"]}
    forged = [
        joined(header, admin, signature),
        joined({**header, "alg": "none"}, admin),
        *forgeries(thief.id_token).values(),
    ]
    for call in calls(UNKNOWN):
        for token in forged:
            if token.isascii():
                attacks.refused("admins", answered(http, token, call)[0] in (401, 404), (call, token[:20]))


def test_an_admin_sees_counters_and_loses_the_right_at_once(
    running: RunningGrail, http: httpx.Client, victim: Victim, attacks: Attacks
) -> None:
    """With the same good token, which names the group for an hour."""
    with new_client(running) as admin:
        cognito, pool = running.aws("cognito-idp"), running.function_environment["USER_POOL_ID"]
        username = jwt.decode(admin.id_token, options={"verify_signature": False})["cognito:username"]
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName="admins")
        early = admin.id_token
        attacks.refused("admins", answered(http, early, ("GET", "/admin/people", None))[0] == 404, "an older token")
        admin.renew()
        people, cursor = [], None
        while True:
            page = admin.call("GET", "/admin/people", limit=60, **({"cursor": cursor} if cursor else {}))
            people += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert owner_of(victim.client) in {person["id"] for person in people}
        read = [admin.call("GET", url) for method, url, _ in calls(UNKNOWN) if method == "GET"]
        attacks.refused("admins", SECRET not in json.dumps([people, read]), "a secret in the counters")
        cognito.admin_remove_user_from_group(UserPoolId=pool, Username=username, GroupName="admins")
        for call in calls(owner_of(victim.client)):
            attacks.refused("admins", answered(http, admin.id_token, call)[0] == 404, call)
