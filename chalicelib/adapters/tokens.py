"""Cognito's ID tokens, verified in every environment.

The rules are Amazon Cognito's ("Verifying JSON web tokens"): RS256 signature by the pool's key set, issuer,
audience, `token_use` and expiry.
"""

import logging
import threading
import time
from collections.abc import Callable

import jwt

from chalicelib.errors import NotSignedInError, SessionExpiredError, StoreBusyError
from chalicelib.models import Identity

log = logging.getLogger(__name__)

DAY_SECONDS = 24 * 3600
LEEWAY_SECONDS = 300  # Clocks of the two sides may be this far apart.
MAX_TOKEN_CHARACTERS = 8192
KEYS_SECONDS = 3600  # So old may the key set become before it is fetched anew.
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
    ) -> None:
        """`session_days` after a sign-in its tokens are good no more, however often they were renewed; None: always."""
        self._session_seconds = None if session_days is None else session_days * DAY_SECONDS
        self._now = now
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys

    def verify(self, header: str) -> Identity:
        """The identity behind an Authorization header (`<token>` or `Bearer <token>`).

        Raises NotSignedInError, always in the same words; SessionExpiredError where it is time to sign in anew;
        StoreBusyError while no key could be fetched yet.
        """
        token = header.removeprefix("Bearer ").strip()
        if not token or len(token) > MAX_TOKEN_CHARACTERS:
            raise NotSignedInError
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            if not isinstance(key_id, str):
                raise NotSignedInError
            claims = jwt.decode(
                token,
                self._keys.key(key_id),
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud", "token_use"]},
            )
        except (jwt.PyJWTError, RecursionError) as error:  # The latter: JSON nested without end.
            raise NotSignedInError from error
        if claims["token_use"] != "id":  # noqa: S105
            raise NotSignedInError
        signed_in_at = _whole(claims.get("auth_time"))
        if self._session_seconds is not None and self._now() - signed_in_at > self._session_seconds:
            raise SessionExpiredError
        return Identity(
            owner_id=claims["sub"],
            expires_at=int(claims["exp"]),
            username=_text(claims.get("cognito:username")),
            signed_in_at=signed_in_at,
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: object) -> int:
    """Zero for what is no number: long ago."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
