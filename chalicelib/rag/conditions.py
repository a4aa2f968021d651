"""What must hold of a stored record for a transition. Each registry turns it into its own terms."""

from typing import Any, Literal, NamedTuple


class Check(NamedTuple):
    """A comparison with one stored field; the operators are those of DynamoDB's conditions."""

    field: str
    operator: Literal["eq", "ne", "lt", "lte", "is_in", "exists", "not_exists"]
    operand: Any = None


type AnyOf = tuple[Check, ...]
