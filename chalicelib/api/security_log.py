"""The security log: who did or was refused what, from where. Lines of the functions' logs, without content.

docs/operations.md has the inventory. A line has ids, codes and the source's address; never a token, ticket, e-mail
address, file name or text.
"""

import logging
from collections.abc import Mapping
from typing import Literal

from chalicelib.errors import GrailError

log = logging.getLogger(__name__)

Event = Literal[
    "signed_in",
    "socket_opened",
    "socket_refused",
    "call_refused",
    "frame_refused",
    "deleted",
    "export_asked",
    "exported",
    "token_made",
    "token_revoked",
    "grant_given",
    "grant_accepted",
    "grant_revoked",
    "link_made",
    "link_taken_back",
    "admin_read",
    "admin_changed",
]
MESSAGE = "Security"

# Errors that say who may do something, or how much. Others are told where they happen.
REFUSALS = frozenset(
    {
        "not_signed_in",
        "session_expired",
        "account_ended",
        "sign_in_again",
        "not_allowed",
        "rate_limited",
        "budget_exceeded",
        "stage_budget_exceeded",
        "quota_exceeded",
    }
)
# What leaves nothing behind, and what hands out more than is shown.
DONE: Mapping[tuple[str, str], Event] = {
    ("DELETE", "/documents/{document_id}"): "deleted",
    ("DELETE", "/conversations/{conversation_id}"): "deleted",
    ("DELETE", "/account"): "deleted",
    ("DELETE", "/notes/{note_id}"): "deleted",
    ("DELETE", "/collections/{collection_id}"): "deleted",
    ("DELETE", "/sources/{source_id}"): "deleted",
    ("POST", "/tokens"): "token_made",
    ("DELETE", "/tokens/{token_id}"): "token_revoked",
    ("POST", "/collections/{collection_id}/grants"): "grant_given",
    ("POST", "/invitations/{grant_id}"): "grant_accepted",
    ("DELETE", "/collections/{collection_id}/grants/{grant_id}"): "grant_revoked",
    ("DELETE", "/invitations/{grant_id}"): "grant_revoked",
    ("DELETE", "/collections/{collection_id}/membership"): "grant_revoked",
    ("POST", "/account/export"): "export_asked",
    ("GET", "/documents/{document_id}/content"): "exported",
    ("POST", "/conversations/{conversation_id}/links"): "link_made",
    ("DELETE", "/links/{link_id}"): "link_taken_back",
    ("GET", "/admin/people"): "admin_read",
    ("PATCH", "/admin/people/{person_id}"): "admin_changed",
    ("GET", "/admin/groups"): "admin_read",
    ("PUT", "/admin/groups/{group}"): "admin_changed",
    ("GET", "/admin/models"): "admin_read",
    ("PATCH", "/admin/models"): "admin_changed",
    ("GET", "/admin/acts"): "admin_read",
    ("GET", "/admin/troubles"): "admin_read",
    ("GET", "/admin/troubles/{reason}"): "admin_read",
    ("POST", "/admin/troubles/retry"): "admin_changed",
    ("GET", "/admin/weeks"): "admin_read",
    ("GET", "/admin/health"): "admin_read",
}


def ids_of(parts: Mapping[str, str] | None) -> dict[str, str]:
    """The ids in a path that may be written; a link's id is what opens it."""
    return {name: value for name, value in (parts or {}).items() if name != "link_id"}


def record(event: Event, owner_id: str | None, source: str | None, **more: str | int | None) -> None:
    """`more` are codes and ids."""
    log.info(MESSAGE, extra={"event": event, "owner": owner_id, "source": source, **more})


def record_refusal(event: Event, owner_id: str | None, source: str | None, error: GrailError, **more: str) -> None:
    """Nothing is written of errors that are no refusals."""
    if error.code in REFUSALS:
        record(event, owner_id, source, code=error.code, **more)
