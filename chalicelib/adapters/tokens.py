"""Cognito's ID tokens, verified in every environment.

The rules are Amazon Cognito's ("Verifying JSON web tokens"): RS256 signature by the pool's key set, issuer,
audience, `token_use` and expiry.
"""

import jwt

from chalicelib.errors import NotSignedInError
from chalicelib.models import Identity

LEEWAY_SECONDS = 300  # Clocks of the two sides may be this far apart.
MAX_TOKEN_CHARACTERS = 8192


class CognitoTokens:
    """Verifies ID tokens of one user pool and client."""

    def __init__(self, issuer: str, client_id: str, jwks_url: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = jwt.PyJWKClient(jwks_url, cache_keys=True, lifespan=3600, timeout=5)

    def verify(self, header: str) -> Identity:
        """The identity behind an Authorization header (`<token>` or `Bearer <token>`); raises NotSignedInError."""
        token = header.removeprefix("Bearer ").strip()
        if not token or len(token) > MAX_TOKEN_CHARACTERS:
            raise NotSignedInError
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud", "token_use"]},
            )
        except jwt.PyJWTError as error:
            raise NotSignedInError from error
        if claims["token_use"] != "id":  # noqa: S105
            raise NotSignedInError
        return Identity(owner_id=claims["sub"], expires_at=int(claims["exp"]))
