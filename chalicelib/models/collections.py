"""Collections: named sets of an owner's documents, and the grants by which others may read them."""

from dataclasses import dataclass
from typing import Literal

Right = Literal["viewer", "contributor", "manager"]
"""`viewer`: searches, asks, reads; `contributor`: also uploads into it; `manager`: also gives and revokes grants."""

RIGHTS: tuple[Right, ...] = ("viewer", "contributor", "manager")  # Each one may do what those before it may.
Grantee = Literal["person", "everyone"]


@dataclass(frozen=True)
class Collection:
    """`documents` are ids of its owner's documents, in order; a document may be in several collections.

    `grants` is how many there are.
    """

    id: str
    owner_id: str
    name: str
    created_at: str
    updated_at: str
    documents: tuple[str, ...] = ()
    grants: int = 0


@dataclass(frozen=True)
class Grant:
    """The right to a collection of `owner_id`, for the person of an address, or for everyone of the stage.

    Stored as `right`: a row with a `role` is a message. A person's is bound to `person_id` when it is accepted, and
    from then on `email` only says whom it was given to. Until then it waits, up to `waits_until` (Unix seconds).
    `created_by` gave it; `owner_name` is the owner's address, as far as it is known.
    """

    id: str
    owner_id: str
    collection_id: str
    right: Right
    grantee: Grantee
    created_at: str
    created_by: str
    waits_until: int = 0
    email: str | None = None
    person_id: str | None = None
    accepted_at: str | None = None
    owner_name: str | None = None

    def is_for(self, person_id: str) -> bool:
        """Whether somebody who has accepted it may still use it."""
        return self.grantee == "everyone" or self.person_id == person_id

    def waits(self, now: float) -> bool:
        """Whether it may be accepted at `now` (Unix seconds)."""
        return self.grantee == "everyone" or (self.person_id is None and now < self.waits_until)

    def allows(self, right: Right) -> bool:
        return RIGHTS.index(self.right) >= RIGHTS.index(right)

    def outranks(self, other: "Grant") -> bool:
        """Whether it allows more, or as much and is the person's own, which can be left."""
        return (RIGHTS.index(self.right), self.grantee == "person") > (
            RIGHTS.index(other.right),
            other.grantee == "person",
        )


@dataclass(frozen=True)
class Membership:
    """What a person has accepted: it names the grant, and gives nothing without it."""

    owner_id: str
    collection_owner: str
    collection_id: str
    grant_id: str
    accepted_at: str


@dataclass(frozen=True)
class Shared:
    """A collection of somebody else, and the grant by which a person may read it, or may accept that."""

    collection: Collection
    grant: Grant
