"""REST: the account as a whole."""

from dataclasses import asdict
from typing import Any

from chalicelib.api import security_log
from chalicelib.api.http import Call, source_of
from chalicelib.api.schema import of, route
from chalicelib.models import AccountExport


@route("DELETE", "/account", status=202)
def delete(call: Call) -> Any:
    call.services.deletion.ask(call.identity)
    return {}


@route("POST", "/account/export", status=202, gives=of(AccountExport), scope="read")
def export(call: Call) -> Any:
    return asdict(call.services.export.ask(call.identity))


@route("GET", "/account/export", gives=of(AccountExport), scope="read")
def exported(call: Call) -> Any:
    found = call.services.export.state(call.owner_id)
    if found.link:
        security_log.record("exported", call.owner_id, source_of(call.request.context), path="/account/export")
    return asdict(found)
