"""The smoke test: an account of its own uploads a text, asks about it, and is deleted with all it made.

Its name is always the same, so that one that was broken off is cleared away by the next.
"""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from cloud.stack.target import Target, TargetError
from grail import Client, End, GrailError, Question, Text, calls
from grail.proxies import socket_options

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
        id_token = cache(lambda: _id_token(cognito, outputs["UserPoolClientId"], password))
        with Client(target.rest_url(outputs), id_token) as client:
            _wait_until_reached(client)
            _clear(client)
            return _ask(client, _origin(target, outputs))
    except (GrailError, WebSocketException, OSError, ValueError) as error:
        raise TargetError(
            f"The smoke test failed: {error}. The logs are in CloudWatch, /aws/lambda/grail-*."
        ) from error
    finally:
        cognito.admin_delete_user(UserPoolId=pool, Username=EMAIL)


def _id_token(cognito: Any, client_id: str, password: str) -> str:
    """As the page signs a person in."""
    parameters = {"USERNAME": EMAIL, "PASSWORD": password}
    answer = cognito.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    return str(answer["AuthenticationResult"]["IdToken"])


def _wait_until_reached(client: Client) -> None:
    """Until REST answers. Raises GrailError."""
    until = time.monotonic() + WARM_SECONDS
    while True:
        try:
            client.send(calls.config())
        except GrailError:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _ask(client: Client, origin: str | None) -> str:
    began = time.monotonic()
    document = client.add_content("smoke-test.txt", TEXT.encode())
    try:
        ended = client.wait(document.id, seconds=READY_SECONDS)
        if ended.failure is not None:
            raise TargetError(f"The smoke test's document failed: {ended.failure.message}")
        ingested = time.monotonic() - began
        _open(client, origin)
        answer, begun_after = _answer(client)
        if "41" not in answer:
            raise TargetError(f"The smoke test's question was answered: {answer}.")
    finally:
        _clear(client)
    return f"Smoke test: a document was ready after {ingested:.1f} s, an answer began after {begun_after:.1f} s."


def _open(client: Client, origin: str | None) -> None:
    """A socket, as a browser at the page's address opens one. Raises OSError or WebSocketException."""
    address = client.config.websocket_url
    url = f"{address}?ticket={client.send(calls.ticket()).ticket}"
    with connect(url, origin=origin, **socket_options(url)):  # type: ignore[arg-type]
        pass


def _answer(client: Client) -> tuple[str, float]:
    """The answer, and after how many seconds it began. Raises GrailError."""
    asked, begun_after = time.monotonic(), 0.0
    for event in client.stream(Question(QUESTION)):
        if isinstance(event, Text):
            begun_after = begun_after or time.monotonic() - asked
        elif isinstance(event, End):
            return event.text, begun_after
    raise TargetError("The smoke test's question was not answered.")


def _clear(client: Client) -> None:
    for document in list(client.documents()):
        client.delete(document.id)
    for conversation in list(client.conversations()):
        client.delete_conversation(conversation.id)


def _origin(target: Target, outputs: Mapping[str, str]) -> str | None:
    origins = outputs.get("PageOrigins", target.chosen.get("PageOrigin", "http://localhost:8080"))
    return origins.split(",")[0]
