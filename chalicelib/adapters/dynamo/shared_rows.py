"""What an account shares and what is shared with it, as belongings: they end with the account, on both sides."""

from dataclasses import dataclass

from chalicelib.adapters.dynamo.grants import DynamoGrants
from chalicelib.adapters.dynamo.owned_rows import More


@dataclass(frozen=True)
class SharedRows:
    """A purge goes on while there is time: what is gone is not listed any more."""

    name: str
    grants: DynamoGrants

    def count(self, owner_id: str) -> int:
        return len(self.grants.all_of(owner_id)) + len(self.grants.memberships(owner_id))

    def purge(self, owner_id: str, more: More, *, last: bool = False) -> bool:  # noqa: ARG002  Nothing of it is shut.
        """Whether nothing is left."""
        for grant in self.grants.all_of(owner_id):
            if not more():
                return False
            self.grants.drop(grant)
        for membership in self.grants.memberships(owner_id):
            if not more():
                return False
            self.grants.leave(membership)
        return True
