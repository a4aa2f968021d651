"""Cognito's tokens, verified in every environment: ID tokens of people, access tokens of programs.

The rules are Amazon Cognito's ("Verifying JSON web tokens"): RS256 signature by the pool's key set, issuer,
audience, `token_use` and expiry.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, get_args

import jwt

from chalicelib.errors import NotSignedInError, SessionExpiredError, StoreBusyError
from chalicelib.models import Identity, Scope
from chalicelib.models.common import ADDRESS
from chalicelib.models.programs import without_scheme

log = logging.getLogger(__name__)

DAY_SECONDS = 24 * 3600
LEEWAY_SECONDS = 300  # Clocks of the two sides may be this far apart.
MAX_TOKEN_CHARACTERS = 8192
KEYS_SECONDS = 3600  # So old may the key set become before it is fetched anew.
SCOPE_PREFIX = "grail/"  # Of scopes in access tokens: the resource server that the template makes.
FETCH_SECONDS = 30  # It is asked for at most so often, whatever tokens name and whether it answers or not.


class KeySet:
    """The pool's public keys. Those once fetched are good for as long as Cognito does not answer.

    PyJWT's own client bounds only what comes after a fetch that succeeded: with Cognito away each token would wait
    for it again.
    """

    def __init__(self, url: str, now: Callable[[], float] = time.monotonic) -> None:
        self._client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=5)
        self._now = now
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._lock = threading.Lock()

    def key(self, key_id: str) -> jwt.PyJWK:
        """Raises NotSignedInError for an id that is not in the set, StoreBusyError while no set could be fetched."""
        with self._lock:
            if self._is_stale(key_id) and self._may_fetch():
                self._fetch()
            if self._fetched_at is None:
                raise StoreBusyError("Signing in cannot be checked at the moment. Please try again.")
            if key_id not in self._keys:
                raise NotSignedInError
            return self._keys[key_id]

    def _is_stale(self, key_id: str) -> bool:
        old = self._fetched_at is None or self._now() - self._fetched_at > KEYS_SECONDS
        return old or key_id not in self._keys

    def _may_fetch(self) -> bool:
        return self._asked_at is None or self._now() - self._asked_at >= FETCH_SECONDS

    def _fetch(self) -> None:
        self._asked_at = self._now()
        try:
            self._keys = {str(key.key_id): key for key in self._client.get_signing_keys()}
        except jwt.PyJWTError as error:
            log.warning("The key set could not be fetched", exc_info=error)
        else:
            self._fetched_at = self._now()


class CognitoTokens:
    """Verifies ID tokens of one user pool and client."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        keys: KeySet,
        session_days: int | None = None,
        now: Callable[[], float] = time.time,
        vouched: Collection[str] = (),
    ) -> None:
        """`session_days` after a sign-in its tokens are good no more, however often they were renewed; None: always.

        `vouched` are the domains whose addresses a company's provider may vouch for.
        """
        self._vouched = frozenset(vouched)
        self._session = _Session(session_days, now)
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys

    def verify(self, header: str) -> Identity:
        """The identity behind an Authorization header (`<token>` or `Bearer <token>`).

        Raises NotSignedInError, always in the same words; SessionExpiredError where it is time to sign in anew;
        StoreBusyError while no key could be fetched yet.
        """
        token = without_scheme(header)
        claims = verified(token, self._keys, self._issuer, self._client_id, use="id")
        signed_in_at = self._session.began(claims)
        return Identity(
            owner_id=claims["sub"],
            expires_at=int(claims["exp"]),
            username=_text(claims.get("cognito:username")),
            signed_in_at=signed_in_at,
            email=self._verified_email(claims),
            groups=_texts(claims.get("cognito:groups")),
        )

    def _verified_email(self, claims: Mapping[str, Any]) -> str | None:
        """In small letters. None where nobody has verified it, or it has letters that look like others."""
        email = (_text(claims.get("email")) or "").lower()
        if claims.get("email_verified") not in (True, "true") or not ADDRESS.fullmatch(email):
            return None
        by_company = bool(claims.get("identities"))
        return email if not by_company or email.rpartition("@")[2] in self._vouched else None


class _Session:
    """How long after a sign-in its tokens are good."""

    def __init__(self, days: int | None, now: Callable[[], float]) -> None:
        self._seconds = None if days is None else days * DAY_SECONDS
        self._now = now

    def began(self, claims: Mapping[str, Any]) -> int:
        """When the person signed in (Unix seconds); raises SessionExpiredError where that is too long ago."""
        signed_in_at = _whole(claims.get("auth_time"))
        if self._seconds is not None and self._now() - signed_in_at > self._seconds:
            raise SessionExpiredError
        return signed_in_at


class ProgramAccess:
    """Verifies access tokens that programs got for one of `resources`, which are addresses, through Cognito's sign-in.

    Such a token is bound to its resource (RFC 8707): one for another service opens nothing here. It is for one of
    `clients`, which the page's own is not, and has scopes of ours.
    """

    def __init__(
        self,
        issuer: str,
        resources: Collection[str],
        clients: Collection[str],
        keys: KeySet,
        session_days: int | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._session = _Session(session_days, now)
        self._issuer = issuer
        self._resources = tuple(resources)
        self._clients = tuple(clients)
        self._keys = keys

    def verify(self, token: str) -> Identity:
        """Raises NotSignedInError, always in the same words; SessionExpiredError, StoreBusyError."""
        claims = verified(token, self._keys, self._issuer, self._resources, use="access")
        granted = str(claims.get("scope")).split()
        scopes = frozenset(scope for scope in get_args(Scope) if f"{SCOPE_PREFIX}{scope}" in granted)
        if claims.get("client_id") not in self._clients or not scopes:
            raise NotSignedInError
        self._session.began(claims)
        return Identity(
            owner_id=claims["sub"],
            expires_at=int(claims["exp"]),
            username=_text(claims.get("username")),
            scopes=scopes,
            client=f"app_{claims['client_id']}",
        )


def verified(
    token: str, keys: KeySet, issuer: str, audience: str | Sequence[str], use: Literal["id", "access"]
) -> dict[str, Any]:
    """The claims of a token of the pool for an audience, or one of several; raises NotSignedInError, StoreBusyError."""
    if not token or len(token) > MAX_TOKEN_CHARACTERS:
        raise NotSignedInError
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
        if not isinstance(key_id, str):
            raise NotSignedInError
        claims: dict[str, Any] = jwt.decode(
            token,
            keys.key(key_id),
            algorithms=["RS256"],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "sub", "iss", "aud", "token_use"]},
        )
    except (jwt.PyJWTError, RecursionError) as error:  # The latter: JSON nested without end.
        raise NotSignedInError from error
    if claims["token_use"] != use:
        raise NotSignedInError
    return claims


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> frozenset[str]:
    return frozenset(text for text in value if isinstance(text, str)) if isinstance(value, list) else frozenset()


def _whole(value: object) -> int:
    """Zero for what is no number: long ago."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
