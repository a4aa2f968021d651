"""REST: the account as a whole."""

from dataclasses import asdict
from typing import Any

from chalicelib.api import security_log
from chalicelib.api.http import Call, source_of
from chalicelib.api.schema import of, route, shape
from chalicelib.models import AccountExport

MOST_ACTS = 100


@route("DELETE", "/account", status=202)
def delete(call: Call) -> Any:
    call.services.accounts.deletion.ask(call.identity)
    return {}


@route("GET", "/account/acts", gives=shape(items={"type": "array", "items": {"type": "object"}}))
def acts(call: Call) -> Any:
    """What admins did that concerns the caller, the newest 100."""
    groups = call.adapters.accounts.find(call.owner_id).groups
    return {"items": [asdict(act) for act in call.adapters.acts.concerning(call.owner_id, groups, MOST_ACTS)]}


@route("POST", "/account/export", status=202, gives=of(AccountExport), scope="read")
def export(call: Call) -> Any:
    return asdict(call.services.accounts.export.ask(call.identity))


@route("GET", "/account/export", gives=of(AccountExport), scope="read")
def exported(call: Call) -> Any:
    found = call.services.accounts.export.state(call.owner_id)
    if found.link:
        security_log.record("exported", call.owner_id, source_of(call.request.context), path="/account/export")
    return asdict(found)
