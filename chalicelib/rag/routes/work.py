"""What a route has a model read before an answer is written: how much it is, and what a reader of it makes of that."""

from dataclasses import dataclass
from typing import Literal

type Permission = Literal["go", "confirm", "too_much"]
"""`confirm`: the person is to accept the price first. `too_much`: it costs more than any answer may, so the route reads
less, or says that it has read a part."""


@dataclass(frozen=True)
class Work:
    """So many passages of so many documents, in so many calls of a model. Tokens are estimates."""

    passages: int
    documents: int
    calls: int
    input_tokens: int
    output_tokens: int


type NotRead = Literal["not_records", "unread"]
"""Why a model has found no records: it read none, or could or may not read them for this answer."""
