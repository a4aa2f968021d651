"""The smoke test: an account of its own uploads a text, asks about it, and is deleted with all it made.

Its name is always the same, so that one that was broken off is cleared away by the next.
"""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from uuid import uuid4

import httpx
from websockets.exceptions import WebSocketException

from cloud.client import Client, ClientError
from cloud.stack.target import Target, TargetError

TEXT = "The smoke test's lighthouse at Cape Juniper was built in 1873 and stands 41 metres tall."
EMAIL = "smoke-test@grail.invalid"
QUESTION = "How tall is the lighthouse at Cape Juniper?"
READY_SECONDS = 300.0
WARM_SECONDS = 120.0
# An account cannot be used at the very moment it is made, nor an interface at the moment it is deployed.
PAUSE_SECONDS = 2.0


def run(target: Target, outputs: Mapping[str, str]) -> str:
    """One sentence on what was seen; raises TargetError with what did not work."""
    cognito = target.client("cognito-idp")
    pool = outputs["UserPoolId"]
    password = f"a1{secrets.token_urlsafe(24)}"
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=EMAIL,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "email", "Value": EMAIL}, {"Name": "email_verified", "Value": "true"}],
        )
    try:
        cognito.admin_set_user_password(UserPoolId=pool, Username=EMAIL, Password=password, Permanent=True)
        with _reached(target.rest_url(outputs)) as client:
            client.sign_in(EMAIL, password)
            _clear(client)
            return _ask(client, _origin(target, outputs))
    except (httpx.HTTPError, ClientError, WebSocketException, OSError, ValueError) as error:
        raise TargetError(
            f"The smoke test failed: {error}. The logs are in CloudWatch, /aws/lambda/grail-*."
        ) from error
    finally:
        cognito.admin_delete_user(UserPoolId=pool, Username=EMAIL)


def _reached(url: str) -> Client:
    """REST, once it answers."""
    until = time.monotonic() + WARM_SECONDS
    while True:
        try:
            return Client(url, timeout=35)
        except (httpx.HTTPError, ClientError, ValueError):
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_SECONDS)


def _ask(client: Client, origin: str | None) -> str:
    began = time.monotonic()
    document = client.upload("smoke-test.txt", TEXT.encode())
    try:
        ended = client.wait(document["id"], seconds=READY_SECONDS)
        if ended["status"] != "ready":
            raise TargetError(f"The smoke test's document failed: {ended['failure']['message']}")
        ingested = time.monotonic() - began
        with client.socket(origin) as socket:
            answer = socket.ask(uuid4().hex, QUESTION, seconds=120)
        if answer.end["type"] != "done" or "41" not in answer.text:
            raise TargetError(f"The smoke test's question was answered: {answer.text or answer.end}.")
    finally:
        _clear(client)
    return (
        f"Smoke test: a document was ready after {ingested:.1f} s, "
        f"an answer began after {answer.first_delta_after or 0:.1f} s."
    )


def _clear(client: Client) -> None:
    for kind, things in (("documents", client.documents()), ("conversations", client.conversations())):
        for thing in list(things):
            client.call("DELETE", f"/{kind}/{thing['id']}")


def _origin(target: Target, outputs: Mapping[str, str]) -> str | None:
    origins = outputs.get("PageOrigins", target.chosen.get("PageOrigin", "http://localhost:8080"))
    return origins.split(",")[0]
