"""What a sign-in through the browser gave: an access token for an hour, and a refresh token that gets the next one."""

import time
from typing import Any

import httpx
import msgspec

from grail.connection import TIMEOUT, is_loopback, unreachable
from grail.errors import GrailError, NotSignedInError, UnreachableError
from grail.proxies import client_options

SPARE_SECONDS = 60  # So long before its end a token is renewed.
AGAIN = "The sign-in is no longer good. Please sign in again: grail login"


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Kept as JSON in the keyring, in place of a token. `expires_at` in Unix seconds, of the access token."""

    access_token: str
    refresh_token: str
    expires_at: float
    client_id: str
    token_url: str
    resource: str
    revoke_url: str | None = None

    def __repr__(self) -> str:
        return f"Grant({self.resource})"

    @property
    def is_stale(self) -> bool:
        return time.time() > self.expires_at - SPARE_SECONDS


class TokenAnswer(msgspec.Struct):
    """What the issuer gives. A renewal may leave the refresh token as it is."""

    access_token: str
    token_type: str
    expires_in: int = 3600
    refresh_token: str = ""


def parsed(kept: str) -> Grant | None:
    """What was kept, if it is a grant and not a token of the page."""
    if not kept.startswith("{"):
        return None
    try:
        return msgspec.json.decode(kept, type=Grant)
    except msgspec.MsgspecError as error:
        raise NotSignedInError(AGAIN) from error


def renewed(grant: Grant, transport: httpx.BaseTransport | None = None) -> Grant:
    """With a new access token. Raises NotSignedInError where the sign-in is over, UnreachableError."""
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id}
    answered = asked(grant.token_url, {**form, "resource": grant.resource}, transport)
    return msgspec.structs.replace(
        grant,
        access_token=answered.access_token,
        refresh_token=answered.refresh_token or grant.refresh_token,
        expires_at=time.time() + answered.expires_in,
    )


def asked(token_url: str, form: dict[str, str], transport: httpx.BaseTransport | None = None) -> TokenAnswer:
    """Tokens of the issuer. Raises NotSignedInError where it refuses, UnreachableError."""
    answer = _posted(token_url, form, transport)
    if answer.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
        raise NotSignedInError(AGAIN)
    try:
        answered = msgspec.json.decode(answer.content, type=TokenAnswer)
    except msgspec.MsgspecError:
        answered = None
    if not answer.is_success or answered is None or answered.token_type.lower() != "bearer":
        raise UnreachableError("Signing in is not possible at the moment. Please try again.")
    return answered


def revoke(grant: Grant, transport: httpx.BaseTransport | None = None) -> bool:
    """Make a grant good for nothing at the issuer, where that is offered and answers."""
    if grant.revoke_url is None:
        return False
    try:
        form = {"token": grant.refresh_token, "client_id": grant.client_id}
        return _posted(grant.revoke_url, form, transport).is_success
    except GrailError:
        return False


def _posted(url: str, form: dict[str, str], transport: httpx.BaseTransport | None) -> httpx.Response:
    checked(url)
    try:
        with httpx.Client(timeout=TIMEOUT, **client_options(url, transport)) as http:
            return http.post(url, data=form)
    except httpx.HTTPError as error:
        raise unreachable(url, error) from error


def checked(url: Any) -> str:
    """An address that secrets may be sent to. Raises GrailError."""
    if not isinstance(url, str) or not (url.startswith("https://") or (url.startswith("http://") and is_loopback(url))):
        raise GrailError("The sign-in of this Grail is at an address that is not safe.")
    return url
