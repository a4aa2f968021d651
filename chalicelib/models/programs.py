"""What a person lets programs do."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["read", "ask", "write"]
"""`read`: lists, passages, searches, checks of claims; `ask`: questions, which cost; `write`: what changes anything."""


TOKEN_PREFIX = "grail_"  # noqa: S105  So begin tokens that people make, and so tools find them that were left lying about.


def without_scheme(header: str) -> str:
    """The token of an Authorization header; the scheme before it is optional, and knows no case."""
    scheme, _, rest = header.partition(" ")
    return (rest if scheme.lower() == "bearer" else header).strip()


@dataclass(frozen=True)
class PersonalToken:
    """A token that a person made for a program, without its secret. Times are Unix seconds.

    `last_used_at` is right to a few minutes; None before its first use.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: int
    expires_at: int
    last_used_at: int | None = None
