"""Collections, as values: named sets of documents."""

import msgspec


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Of its `documents` the number: they have a list of their own."""

    id: str
    name: str
    created_at: str
    updated_at: str
    documents: int = 0
