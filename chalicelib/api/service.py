"""REST: what the page needs before and beside everything else."""

import logging
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from chalicelib import __version__
from chalicelib.api import security_log
from chalicelib.api.http import Call, OpenCall, source_of
from chalicelib.api.openapi import description
from chalicelib.api.schema import route, shape
from chalicelib.config import Settings
from chalicelib.errors import StoreBusyError
from chalicelib.models import timestamp
from chalicelib.wiring import Services

log = logging.getLogger(__name__)

TEXT = {"type": "string"}
FRESH_SECONDS = 120  # A ticket that is bought so soon after a sign-in is the page's first.


@route("GET", "/health", gives=shape(status=TEXT, version=TEXT, stage=TEXT), signed_in=False)
def health(call: OpenCall) -> Any:
    return {"status": "ok", "version": __version__, "stage": call.services.settings.stage}


@route("GET", "/openapi.json", gives={"type": "object"}, signed_in=False)
def openapi(call: OpenCall) -> Any:
    return description()


# The name that cloud/stack/template.yaml gives to the company's provider.
COMPANY = "Company"


@route("GET", "/config", gives={"type": "object"}, signed_in=False)
def config(call: OpenCall) -> Any:
    settings = call.services.settings
    embedding = call.adapters.catalogue.embedding_model(settings.embedding_model)
    off = _models_off(call)
    models = [call.adapters.catalogue.chat_info(model) for model in settings.chat_models if model not in off]
    return {
        "stage": settings.stage,
        "version": __version__,
        "auth": {
            "region": settings.region,
            "user_pool_id": settings.user_pool_id,
            "client_id": settings.user_pool_client_id,
            "endpoint": settings.auth_endpoint,
            "sign_up": settings.sign_up,
            "session_idle_minutes": settings.session_idle_minutes,
            "sign_up_domains": list(settings.sign_up_domains),
            "company": _company(settings),
            "programs": _programs(settings),
        },
        "page_url": next(iter(settings.page_origins), None),
        "websocket_url": settings.websocket_url,
        "upload": {
            "max_bytes": settings.max_upload_bytes,
            "extensions": sorted(call.services.library.content_types),
        },
        "models": [{"id": model.id, "label": model.label, "default": index == 0} for index, model in enumerate(models)],
        "embedding": {
            "model": embedding.id,
            "dimensions": settings.embedding_dimensions or embedding.dimensions,
        },
    }


def _models_off(call: OpenCall) -> Collection[str]:
    """Nothing where the store does not answer: the page starts, and a question of such a model is refused."""
    try:
        return call.adapters.choices.models_off()
    except StoreBusyError:
        log.warning("Which models are switched off could not be read")
        return ()


def _company(settings: Settings) -> dict[str, str] | None:
    """Where people sign in through their company, if they can."""
    if settings.login_domain is None:
        return None
    return {"domain": settings.login_domain, "provider": COMPANY, "label": settings.login_label or "your company"}


def _programs(settings: Settings) -> dict[str, str] | None:
    """How a program of the person's own machine signs in, such as the command line, if it can."""
    if settings.rest_resource is None or not settings.program_clients:
        return None
    issuer, client_id = settings.sign_in_issuer, settings.program_clients[0]
    return {"issuer": issuer, "client_id": client_id, "resource": settings.rest_resource}


@route("POST", "/socket-tickets", gives=shape(ticket=TEXT, expires_at=TEXT), scope="ask")
def socket_ticket(call: Call) -> Any:
    call.adapters.rate_limits.count(call.owner_id, "tickets")
    ticket, until = call.adapters.tickets.issue(call.owner_id, call.identity.expires_at, call.identity.client)
    if time.time() - call.identity.signed_in_at < FRESH_SECONDS:
        security_log.record("signed_in", call.owner_id, source_of(call.request.context))
    _warm(call.services, call.owner_id)
    return {"ticket": ticket, "expires_at": timestamp(datetime.fromtimestamp(until, UTC))}


def _warm(services: Services, owner_id: str) -> None:
    """A person who opens a socket is about to ask. The socket's own function stays light, and nobody waits for this."""
    try:
        services.adapters.answer_queue.warm(owner_id)
    except StoreBusyError:
        log.warning("No function was warmed")
