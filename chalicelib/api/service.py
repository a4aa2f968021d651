"""REST: what the page needs before and beside everything else."""

import logging
from datetime import UTC, datetime
from typing import Any

from chalice.app import Blueprint, Request

from chalicelib import __version__
from chalicelib.api.http import open_route, route
from chalicelib.api.openapi import description
from chalicelib.api.schema import shape
from chalicelib.config import Settings
from chalicelib.errors import StoreBusyError
from chalicelib.models import Identity, timestamp
from chalicelib.wiring import services

log = logging.getLogger(__name__)
routes = Blueprint(__name__)

TEXT = {"type": "string"}


@open_route(routes, "GET", "/health", gives=shape(status=TEXT, version=TEXT, stage=TEXT))
def health(request: Request) -> Any:
    return {"status": "ok", "version": __version__, "stage": services().settings.stage}


@open_route(routes, "GET", "/openapi.json", gives={"type": "object"})
def openapi(request: Request) -> Any:
    return description()


# The name that cloud/stack/template.yaml gives to the company's provider.
COMPANY = "Company"


@open_route(routes, "GET", "/config", gives={"type": "object"})
def config(request: Request) -> Any:
    settings = services().settings
    embedding = services().catalogue.embedding_model(settings.embedding_model)
    models = [services().catalogue.chat_info(model) for model in settings.chat_models]
    return {
        "stage": settings.stage,
        "version": __version__,
        "auth": {
            "region": settings.region,
            "user_pool_id": settings.user_pool_id,
            "client_id": settings.user_pool_client_id,
            "endpoint": settings.auth_endpoint,
            "sign_up": settings.sign_up,
            "sign_up_domains": list(settings.sign_up_domains),
            "company": _company(settings),
        },
        "websocket_url": settings.websocket_url,
        "upload": {
            "max_bytes": settings.max_upload_bytes,
            "extensions": sorted(services().library.content_types),
        },
        "models": [{"id": model.id, "label": model.label, "default": place == 0} for place, model in enumerate(models)],
        "embedding": {
            "model": embedding.id,
            "dimensions": settings.embedding_dimensions or embedding.dimensions,
        },
    }


def _company(settings: Settings) -> dict[str, str] | None:
    """Where people sign in through their company, if they can."""
    if settings.login_domain is None:
        return None
    return {"domain": settings.login_domain, "provider": COMPANY, "label": settings.login_label or "your company"}


@route(routes, "POST", "/socket-tickets", gives=shape(ticket=TEXT, expires_at=TEXT))
def socket_ticket(identity: Identity, request: Request) -> Any:
    services().counters.count(identity.owner_id, "tickets")
    ticket, until = services().tickets.issue(identity.owner_id, identity.expires_at)
    _warm(identity.owner_id)
    return {"ticket": ticket, "expires_at": timestamp(datetime.fromtimestamp(until, UTC))}


def _warm(owner_id: str) -> None:
    """Who opens a socket is about to ask. The socket's own function is kept light; and nobody has to wait for this."""
    try:
        services().answer_queue.warm(owner_id)
    except StoreBusyError:
        log.warning("No function was warmed")
