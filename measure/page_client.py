"""The client, signed in as the page signs a person in: with a password, for Cognito's ID token.

So it may do all that a person can, also what no program may: tokens, the account's end, what admins do.
"""

import math
import time
from typing import Any, Literal

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from cloud.loopback import is_loopback
from grail import Client, calls
from grail.calls import Call
from grail.values import Json
from measure.frames import Socket

RENEWED_BEFORE = 60.0  # Seconds before its end that an ID token is renewed.


class PageClient(Client):
    """`look` is the most seconds between two looks at what is waited for."""

    def __init__(self, url: str, timeout: float = 30.0, look: float = 0.1) -> None:
        super().__init__(url, self._token, timeout=timeout, pause=lambda seconds: time.sleep(min(seconds, look)))
        self.timeout = timeout
        self.id_token = ""
        self._refresh_token, self._renew_at = "", math.inf

    def sign_up(self, email: str, password: str) -> None:
        auth = self.raw_config["auth"]
        _cognito(auth).sign_up(ClientId=auth["client_id"], Username=email, Password=password)

    def sign_in(self, email: str, password: str) -> None:
        tokens = self._signed("USER_PASSWORD_AUTH", USERNAME=email, PASSWORD=password)
        self._refresh_token = tokens["RefreshToken"]

    def renew(self) -> None:
        """A new ID token, which names the groups that its person is in now."""
        self._signed("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=self._refresh_token)

    def call(self, method: str, path: str, body: Json | None = None, **query: Any) -> Any:
        """The JSON that a call gives as it is, of whatever path. Raises GrailError."""
        return self.send(Call(dict[str, Any], method, path, query=query, body=body))

    @property
    def raw_config(self) -> Json:
        """All that the service says of itself, of which `config` is what concerns programs."""
        raw: Json = self.call("GET", "/config")
        return raw

    def socket(self, origin: str | None = None) -> Socket:
        ticket = self.send(calls.ticket()).ticket
        return Socket(f"{self.config.websocket_url}?ticket={ticket}", origin, self.timeout)

    def _token(self) -> str:
        if time.monotonic() > self._renew_at:
            self.renew()
        return self.id_token

    def _signed(self, flow: Literal["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"], **parameters: str) -> Json:
        auth = self.raw_config["auth"]
        answer = _cognito(auth).initiate_auth(ClientId=auth["client_id"], AuthFlow=flow, AuthParameters=parameters)
        tokens: Json = answer["AuthenticationResult"]
        self.id_token = tokens["IdToken"]
        self._renew_at = time.monotonic() + tokens["ExpiresIn"] - RENEWED_BEFORE
        return tokens


def _cognito(auth: Json) -> Any:
    direct: dict[str, str] | None = {} if is_loopback(auth["endpoint"] or "") else None
    return boto3.client(
        "cognito-idp",
        region_name=auth["region"],
        endpoint_url=auth["endpoint"],
        config=Config(signature_version=UNSIGNED, proxies=direct),
    )
