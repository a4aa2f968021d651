"""What each call is sent with: a token of the page, or the access token of a sign-in, renewed before its end."""

import threading

import httpx
import msgspec

from grail import credentials, grants
from grail.credentials import Account
from grail.errors import NotSignedInError

SIGN_IN = "Please sign in: grail login, or put a token into GRAIL_TOKEN. You make one on the page, under Programs."


class Bearer:
    """Of one account. It may be asked by several threads."""

    def __init__(self, account: Account, transport: httpx.BaseTransport | None = None) -> None:
        self._url, self._token = account.url, account.token
        self._grant = grants.parsed(account.token) if account.is_kept else None
        self._transport = transport
        self._lock = threading.Lock()

    @property
    def is_stale(self) -> bool:
        """Whether the next token needs a call to the issuer."""
        return self._grant is not None and self._grant.is_stale

    def token(self) -> str:
        """Raises NotSignedInError where there is none, or the sign-in is over; UnreachableError."""
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
