"""The user pool, as far as Grail asks and changes it. Signing in is between the page and Cognito."""

import logging
import re
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.errors import REFUSALS, translate
from chalicelib.errors import StoreBusyError, StoreRefusedError
from chalicelib.models import Page, timestamp
from chalicelib.models.administration import PoolPerson

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.client import CognitoIdentityProviderClient

pool_errors = partial(
    translate,
    (REFUSALS, StoreRefusedError),
    (Exception, lambda: StoreBusyError("The user pool did not answer. Please try again.")),
)

log = logging.getLogger(__name__)

SUB = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,127}")
"""A `sub` as Cognito makes it. Nothing else goes into a filter, nor into a prefix below which all is deleted."""


EMAIL_PREFIX = re.compile(r"[0-9A-Za-z.@_+-]{1,100}")
MOST_GROUPS = 60  # Cognito tells at most so many at once.


def _person(user: Any) -> PoolPerson:
    attributes = {attribute["Name"]: attribute.get("Value") for attribute in user.get("Attributes", [])}
    return PoolPerson(
        id=attributes.get("sub") or user["Username"],
        email=attributes.get("email"),
        enabled=bool(user.get("Enabled", True)),
        created_at=timestamp(user["UserCreateDate"]),
    )


class CognitoUsers:
    """Accounts by the pool's own user names, which an ID token has as `cognito:username`."""

    def __init__(self, cognito: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._cognito = cognito
        self._pool_id = pool_id

    def may_sign_in(self, username: str) -> bool | None:
        """False where the account is disabled or gone; None while Cognito does not say."""
        try:
            return bool(self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=username).get("Enabled", True))
        except self._cognito.exceptions.UserNotFoundException:
            return False
        except (ClientError, BotoCoreError) as error:
            log.warning("The user pool did not say how an account stands", exc_info=error)
            return None

    def username_of(self, owner_id: str) -> str | None:
        """None where there is no such account."""
        if not SUB.fullmatch(owner_id):
            return None
        with pool_errors():
            found = self._cognito.list_users(UserPoolId=self._pool_id, Filter=f'sub = "{owner_id}"', Limit=1)["Users"]
        return found[0]["Username"] if found else None

    def groups_of(self, username: str) -> tuple[str, ...]:
        """Names of the groups that an account is in, the first 60; none of one that is gone. Raises StoreBusyError."""
        gone = self._cognito.exceptions.UserNotFoundException
        with pool_errors(), suppress(gone):
            request = {"UserPoolId": self._pool_id, "Username": username, "Limit": MOST_GROUPS}
            groups = self._cognito.admin_list_groups_for_user(**request)["Groups"]  # type: ignore[arg-type]
            return tuple(group["GroupName"] for group in groups)
        return ()

    def people(self, limit: int, prefix: str | None, after: str | None) -> Page[PoolPerson]:
        """At most 60 accounts in the pool's own order; `prefix` begins their addresses (EMAIL_PREFIX)."""
        request: dict[str, Any] = {"UserPoolId": self._pool_id, "Limit": limit}
        if prefix and EMAIL_PREFIX.fullmatch(prefix):
            request["Filter"] = f'email ^= "{prefix}"'
        if after:
            request["PaginationToken"] = after
        with pool_errors():
            answer = self._cognito.list_users(**request)
        return Page(tuple(_person(user) for user in answer["Users"]), answer.get("PaginationToken"))

    def delete(self, username: str) -> None:
        """An account that is gone already is as good."""
        gone = self._cognito.exceptions.UserNotFoundException
        with pool_errors(), suppress(gone):
            self._cognito.admin_delete_user(UserPoolId=self._pool_id, Username=username)
