"""Collections: named sets of an owner's documents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Collection:
    """`documents` are ids of its owner's documents, in order; a document may be in several collections."""

    id: str
    owner_id: str
    name: str
    created_at: str
    updated_at: str
    documents: tuple[str, ...] = ()
