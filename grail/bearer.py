"""What each call is sent with: a token of the page, or the access token of a sign-in, renewed before its end.

A program that signs in by itself gives a function that is asked for the token at each call.
"""

import threading
from collections.abc import Callable
from typing import Protocol

import httpx
import msgspec

from grail import credentials, grants
from grail.credentials import Account
from grail.errors import NotSignedInError

SIGN_IN = "Please sign in: grail login, or put a token into GRAIL_TOKEN. You make one on the page, under Programs."


class Bearer(Protocol):
    """Of one account. It may be asked by several threads."""

    @property
    def is_stale(self) -> bool:
        """Whether the next token may take a call to the issuer."""

    def token(self) -> str:
        """Raises NotSignedInError where there is none, or the sign-in is over; UnreachableError."""


def bearer_of(
    url: str | None, token: str | Callable[[], str] | None, transport: httpx.BaseTransport | None = None
) -> tuple[str, Bearer]:
    """The address of a Grail and what its calls are sent with. Raises GrailError."""
    if callable(token):
        return credentials.address_of(url), OwnBearer(token)
    account = credentials.find(url, token)
    return account.url, KeptBearer(account, transport)


class OwnBearer:
    """A token that the program itself gets, and renews."""

    is_stale = True

    def __init__(self, get: Callable[[], str]) -> None:
        self._get = get

    def token(self) -> str:
        if not (token := self._get()):
            raise NotSignedInError(SIGN_IN)
        return token


class KeptBearer:
    """The token of an account that was given or kept."""

    def __init__(self, account: Account, transport: httpx.BaseTransport | None = None) -> None:
        self._url, self._token = account.url, account.token
        self._grant = grants.parsed(account.token) if account.is_kept else None
        self._transport = transport
        self._lock = threading.Lock()

    @property
    def is_stale(self) -> bool:
        return self._grant is not None and self._grant.is_stale

    def token(self) -> str:
        with self._lock:
            if self.is_stale:
                self._renew()
            token = self._grant.access_token if self._grant else self._token
        if not token:
            raise NotSignedInError(SIGN_IN)
        return token

    def _renew(self) -> None:
        """Another process may have done it: a refresh token may be good once."""
        self._grant = grants.parsed(credentials.find(self._url).token) or self._grant
        if self._grant is not None and self._grant.is_stale:
            self._grant = grants.renewed(self._grant, self._transport)
            credentials.keep(Account(self._url, msgspec.json.encode(self._grant).decode()))
