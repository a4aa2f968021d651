"""REST: whether the words of a document hold a claim that somebody makes."""

from typing import Annotated, Any

import msgspec

from chalicelib import wire
from chalicelib.api.http import Call
from chalicelib.api.schema import of, route, shape
from chalicelib.errors import InvalidRequestError
from chalicelib.models import Citation
from chalicelib.models.jobs import Id

MAX_CLAIM_CHARACTERS = 2_000
MAX_PASSAGES = 8


class Claim(msgspec.Struct):
    """A claim, and the passages to hold it against: `passages` in order, from `ordinal` on."""

    claim: Annotated[str, msgspec.Meta(max_length=MAX_CLAIM_CHARACTERS)]
    document_id: Id
    ordinal: Annotated[int, msgspec.Meta(ge=0, lt=2**31)]
    passages: Annotated[int, msgspec.Meta(ge=1, le=MAX_PASSAGES)] = 1


VERDICT = shape(verified={"type": "boolean"}, citation={"anyOf": [of(Citation), {"type": "null"}]})


@route("POST", "/verify", takes=Claim, gives=VERDICT, scope="read")
def verify(call: Call) -> Any:
    body = call.body(Claim)
    citation = judged(call, body.claim, body.document_id, body.ordinal, body.passages)
    return {"verified": bool(citation and citation.verified), "citation": wire.citation(citation) if citation else None}


def judged(call: Call, claim: str, document_id: str, ordinal: int, number: int) -> Citation | None:
    """The citation of a claim in so many passages of a document from `ordinal` on; counted as a search."""
    from chalicelib.rag.citations.cite import cite_claim  # Every function imports this module; only this call needs it.

    if not claim.strip():
        raise InvalidRequestError("Please name a claim.")
    call.adapters.rate_limits.count(call.owner_id, "searches")
    document = call.services.accounts.sharing.document(call.owner_id, document_id)
    passages = call.services.retriever.read(document, ordinal, number)
    return cite_claim(claim, [passage for passage, _ in passages])
