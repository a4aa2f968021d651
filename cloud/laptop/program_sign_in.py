"""What Amazon Cognito's sign-in page does for programs and MiniStack's does not (docs/mcp.md).

- An access token is bound to the `resource` that it was asked for (RFC 8707): it is its `aud`.
- Who switched on a second factor is not let in by a password alone. MiniStack's page cannot ask for a code, so it
  sends them to a token of the page.
"""

from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs

from ministack.services import cognito as ministack_cognito

cognito: Any = ministack_cognito
Data = dict[str, Any]

SECOND_FACTOR = "This account asks for a second factor. Make a token on the page: your account's menu, Programs."

_oauth2_token = cognito._oauth2_token
_signed_jwt = cognito._signed_jwt
_authenticate = cognito._authenticate_hosted_ui_user
_resource: ContextVar[str] = ContextVar("resource", default="")


def _token_for_resource(data: Data, query_params: Any, raw_body: bytes = b"", headers: Any = None) -> Any:
    form = parse_qs(raw_body.decode("utf-8", errors="replace"))
    mark = _resource.set(form.get("resource", [""])[0])
    try:
        return _oauth2_token(data, query_params, raw_body, headers)
    finally:
        _resource.reset(mark)


def _bound(claims: Data, pool_id: str = "", use: str = "") -> str:
    resource = _resource.get()
    bound = claims | {"aud": resource} if resource and claims.get("token_use") == "access" else claims
    return str(_signed_jwt(bound, pool_id, use))


def _by_password_alone(pool: Data, username: str, password: str) -> tuple[Data | None, str]:
    user, error = _authenticate(pool, username, password)
    if user is not None and not error and user.get("_mfa_enabled"):
        return None, SECOND_FACTOR
    return user, error


def install() -> None:
    """Put these steps in place of MiniStack's."""
    cognito._oauth2_token = _token_for_resource
    cognito._signed_jwt = _bound
    cognito._authenticate_hosted_ui_user = _by_password_alone
