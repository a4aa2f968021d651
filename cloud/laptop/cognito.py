"""What Amazon Cognito refuses and MiniStack's does not: the page's sign-in would work on the laptop alone.

- A pool whose user names are not case-sensitive has one account for `Anna@example.org` and `anna@example.org`.
- A pool may be for invited people only.
- The next step of a sign-in belongs to the password that began it: its session is the user's, of that step, for three
  minutes, and works once. A refused password or code leaves it usable.
- A code of an authenticator app works once, and the app is asked for only where the person switched it on.
- A password cannot be reset before the first sign-in, and only by the code that was sent.

Sources: the API reference of Amazon Cognito user pools (UsernameConfiguration, AdminCreateUserConfig,
RespondToAuthChallenge, VerifySoftwareToken, SetUserMFAPreference, ForgotPassword).
"""

import json
import time
from dataclasses import dataclass
from typing import Any

from ministack.services import cognito as ministack_cognito

cognito: Any = ministack_cognito
Data = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]

SESSION_SECONDS = 180.0  # `AuthSessionValidity` of an app client, by default.
CODE_SECONDS = 90.0  # An authenticator's code is taken for 30 seconds, and for the period before and after.
DAY_SECONDS = 86_400.0
STEPS = ("NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA")

_resolve_user = cognito._resolve_user
_password_auth_result = cognito._password_auth_result
_respond = cognito._respond_to_auth_challenge
_sign_up = cognito._sign_up
_forgot_password = cognito._forgot_password
_confirm_forgot_password = cognito._confirm_forgot_password
_verify_software_token = cognito._verify_software_token
_set_preference = cognito._set_user_mfa_preference


@dataclass(frozen=True)
class _Session:
    step: str
    username: str
    until: float


_sessions: dict[str, _Session] = {}
_used_codes: dict[tuple[str, str], float] = {}


def _resolve_in_any_case(pool: Data, username: Any) -> tuple[Data | None, Response | None]:
    if isinstance(username, str) and not pool.get("UsernameConfiguration", {}).get("CaseSensitive", True):
        for user in pool["_users"].values():
            if _email(user).lower() == username.lower():
                return user, None
    resolved: tuple[Data | None, Response | None] = _resolve_user(pool, username)
    return resolved


def _sign_up_where_open(data: Data) -> Response:
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    if pool and pool["AdminCreateUserConfig"].get("AllowAdminCreateUserOnly") in (True, "true"):
        return _refusal("NotAuthorizedException", "SignUp is not permitted for this user pool")
    return _sent(_sign_up(data))


def _begin(pool: Data, pid: str, cid: str, user: Data, username: str, *rest: Any, **named: Any) -> Response:
    """What a right password is answered; the session of a further step is remembered."""
    if user["UserStatus"] == "FORCE_CHANGE_PASSWORD" and _age(user) > _invited_days(pool) * DAY_SECONDS:
        text = "Temporary password has expired and must be reset by an administrator."
        return _refusal("NotAuthorizedException", text)
    return _remember(_sent(_password_auth_result(pool, pid, cid, user, username, *rest, **named)), user)


def _continue(data: Data) -> Response:
    step, answers = data.get("ChallengeName"), data.get("ChallengeResponses") or {}
    if step not in STEPS:
        return _sent(_respond(data))
    pool, pid = cognito._pool_for_client(data.get("ClientId"))
    user = _resolve_in_any_case(pool, answers.get("USERNAME"))[0] if pool else None
    session = _sessions.get(str(data.get("Session")))
    if user is None or session is None or session.until < time.time():
        return _refusal("NotAuthorizedException", "Invalid session for the user.")
    if (session.step, session.username) != (step, user["Username"]):
        return _refusal("NotAuthorizedException", "Invalid session for the user.")
    refused = _weak(pool, answers) if step == "NEW_PASSWORD_REQUIRED" else _used(user, answers)
    if refused:
        return refused
    response = _sent(_respond(data))
    if response[0] != 200:
        return response
    del _sessions[str(data["Session"])]
    if step == "NEW_PASSWORD_REQUIRED" and (
        challenge := cognito._mfa_challenge_for_user(pool, user, pid, _email(user))
    ):
        return _remember(cognito.json_response(challenge), user)
    return response


def _weak(pool: Data, answers: Data) -> Response | None:
    if not answers.get("NEW_PASSWORD"):
        return _refusal("InvalidParameterException", "Missing required parameter NEW_PASSWORD")
    weak: Response | None = cognito._validate_password(pool, answers["NEW_PASSWORD"])
    return weak


def _used(user: Data, answers: Data) -> Response | None:
    """A code that was taken once is refused from then on."""
    return _spend(user["_totp_secret"], str(answers.get("SOFTWARE_TOKEN_MFA_CODE")))


def _spend(secret: str, code: str) -> Response | None:
    now = time.time()
    for old in [key for key, until in _used_codes.items() if until < now]:
        del _used_codes[old]
    if (secret, code) in _used_codes:
        return _refusal("ExpiredCodeException", "Your software token has already been used once.")
    if cognito._totp_matches(secret, code):
        _used_codes[secret, code] = now + CODE_SECONDS
    return None


def _verify_only(data: Data) -> Response:
    """A verified app is not asked for yet: the person's preference says so, in a call of its own."""
    user = cognito._user_for_access_token(data.get("AccessToken"))
    before = list(user.get("_mfa_enabled", [])) if user else []
    preferred = user.get("_preferred_mfa", "") if user else ""
    secret = (user or {}).get("_totp_pending_secret")
    refused = _spend(secret, str(data.get("UserCode"))) if secret else None
    if refused:
        return refused
    response = _sent(_verify_software_token(data))
    if user is not None and response[0] == 200:
        user |= {"_mfa_enabled": before, "_preferred_mfa": preferred}
    return response


def _prefer_verified(data: Data) -> Response:
    user = cognito._user_for_access_token(data.get("AccessToken"))
    enabling = (data.get("SoftwareTokenMfaSettings") or {}).get("Enabled")
    if user is not None and enabling and not user.get("_totp_secret"):
        return _refusal("InvalidParameterException", "User has not verified software token mfa")
    return _sent(_set_preference(data))


def _forget_where_confirmed(data: Data) -> Response:
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = _resolve_in_any_case(pool, data.get("Username"))[0] if pool else None
    if user and user["UserStatus"] == "FORCE_CHANGE_PASSWORD":
        return _refusal("NotAuthorizedException", "User password cannot be reset in the current state.")
    if user and cognito._attr_list_to_dict(user["Attributes"]).get("email_verified") != "true":
        text = "Cannot reset password for the user as there is no registered/verified email or phone_number"
        return _refusal("InvalidParameterException", text)
    return _sent(_forgot_password(data))


def _confirm_by_code(data: Data) -> Response:
    wrong: Response | None = cognito._confirmation_code_error("ConfirmForgotPassword", data)
    return wrong or _sent(_confirm_forgot_password(data))


def _remember(response: Response, user: Data) -> Response:
    body = json.loads(response[2])
    if body.get("ChallengeName") in STEPS:
        _sessions[body["Session"]] = _Session(body["ChallengeName"], user["Username"], time.time() + SESSION_SECONDS)
    return response


def _email(user: Data) -> str:
    return str(cognito._attr_list_to_dict(user.get("Attributes", [])).get("email", ""))


def _age(user: Data) -> float:
    return time.time() - float(user["UserLastModifiedDate"])


def _invited_days(pool: Data) -> float:
    return float(pool["Policies"]["PasswordPolicy"].get("TemporaryPasswordValidityDays", 7))


def _refusal(code: str, text: str) -> Response:
    return _sent(cognito.error_response_json(code, text, 400))


def _sent(response: Any) -> Response:
    sent: Response = response
    return sent


def install() -> None:
    """Put the stricter steps in place of MiniStack's."""
    cognito._resolve_user = _resolve_in_any_case
    cognito._password_auth_result = _begin
    cognito._respond_to_auth_challenge = _continue
    cognito._sign_up = _sign_up_where_open
    cognito._forgot_password = _forget_where_confirmed
    cognito._confirm_forgot_password = _confirm_by_code
    cognito._verify_software_token = _verify_only
    cognito._set_user_mfa_preference = _prefer_verified
