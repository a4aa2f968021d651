"""Who is an admin: a member of the pool's group `admins`, signed in by the page, now.

The ID token must name the group, and the pool is asked with each call besides: a token is good for an hour, and a
former admin loses the right with the next call. Where the pool does not answer nobody is an admin.
"""

from dataclasses import dataclass

from chalicelib.administration.roles import PoolGroups
from chalicelib.errors import NotFoundError
from chalicelib.models import Identity
from chalicelib.models.administration import ADMINS


@dataclass(frozen=True)
class Admins:
    pool: PoolGroups

    def check(self, identity: Identity) -> None:
        """Raises NotFoundError, in the words of an address that never was, for everybody else; StoreBusyError."""
        named = identity.scopes is None and identity.username is not None and ADMINS in identity.groups
        if not named or ADMINS not in self.pool.groups_of(identity.username or ""):
            raise NotFoundError
