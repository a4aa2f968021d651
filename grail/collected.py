"""Collections, as values: named sets of documents."""

import msgspec


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Of its `documents` the number: they have a list of their own.

    `role` is what you may do with it: `owner`, or of another's `viewer`, `contributor` or `manager`. `owner_name` is
    the other's e-mail address, as far as it is known. What is shared with `everyone` cannot be left.
    """

    id: str
    name: str
    created_at: str
    updated_at: str
    documents: int = 0
    role: str = "owner"
    owner_name: str | None = None
    everyone: bool = False
