"""REST: the account as a whole."""

from typing import Any

from chalicelib.api.http import Call
from chalicelib.api.schema import route


@route("DELETE", "/account", status=202)
def delete(call: Call) -> Any:
    call.services.deletion.ask(call.identity)
    return {}
