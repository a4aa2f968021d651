"""Which pages' scripts may read answers of REST: those that PAGE_ORIGINS names, under each of their addresses.

A stage's page has two addresses while the DNS of its own domain is being set up. Chalice writes one fixed origin into
the interface when it is deployed, so the app answers preflights itself. `frames.py` checks the origin of a socket.
"""

from chalice.app import Request, Response

from chalicelib.config import SettingsError
from chalicelib.wiring import Services

PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization,Content-Type",
    "Access-Control-Allow-Methods": "DELETE,GET,OPTIONS,PATCH,POST,PUT",
    "Access-Control-Max-Age": "3600",
}
READABLE = {"Access-Control-Expose-Headers": "X-Request-Id"}


def preflight(services: Services, request: Request) -> Response:
    """What a browser asks before it lets a page of another origin call a route."""
    allowed = allow(services, request)
    return Response("", status_code=204, headers={**allowed, **(PREFLIGHT if len(allowed) > 1 else {})})


def allow(services: Services, request: Request) -> dict[str, str]:
    """The headers that let a page read an answer. `Vary` keeps a cache from giving one page's answer to another."""
    origin = request.headers.get("origin")
    if origin is None or origin not in _origins(services):
        return {"Vary": "Origin"}
    return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, **READABLE}


def _origins(services: Services) -> tuple[str, ...]:
    try:
        return services.settings.page_origins
    except SettingsError:
        return ()  # Every answer is an error then, and the log says why.
