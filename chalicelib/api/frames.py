"""The socket edge: who may come in, and what each frame asks for."""

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from chalicelib import wire
from chalicelib.api import security_log
from chalicelib.api.actions import Ask, Frame, Ping, Renew, RequestId, Resume, Stop
from chalicelib.api.http import decode, source_of
from chalicelib.errors import (
    AccountEndedError,
    ConnectionGoneError,
    GrailError,
    InvalidRequestError,
    NotSignedInError,
    RateLimitedError,
    SessionExpiredError,
    StoreBusyError,
    UnknownConnectionError,
)
from chalicelib.models import Connection, Question
from chalicelib.rag.answers.events import events_of
from chalicelib.rag.answers.readable_sources import ReadableSources
from chalicelib.rag.text.cleaning import clean_tag_filter
from chalicelib.wiring import Services

log = logging.getLogger(__name__)

MAX_FRAME_CHARACTERS = 32_768
REFUSED = {"statusCode": 401}
TOO_MANY = {"statusCode": 429}
ACCEPTED = {"statusCode": 200}


class FloodError(RateLimitedError):
    """So many frames after a warning that the socket is closed."""


class Frames:
    """The sockets of one stage: opened, heard and closed with its services."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._adapters = services.adapters

    def connect(self, event: Mapping[str, Any]) -> dict[str, int]:
        """Spend the ticket. Everything that is not clearly allowed is refused."""
        owner_id, source = None, source_of(event.get("requestContext") or {})
        try:
            connection_id = str(event["requestContext"]["connectionId"])
            headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
            self.check_origin(headers.get("origin"))
            tickets = (event.get("multiValueQueryStringParameters") or {}).get("ticket") or [_ticket(event)]
            if len(tickets) != 1:
                raise NotSignedInError
            ticket = self._adapters.tickets.spend(tickets[0])
            owner_id = ticket.owner_id
            opened = Connection(connection_id, owner_id, ticket.session_until, client=ticket.client)
            self._adapters.connections.add(opened)
            if not self._take_slot(owner_id, connection_id):
                security_log.record("socket_refused", owner_id, source, code="too_many")
                return TOO_MANY
        except GrailError as error:
            log.info("A socket was refused: %s", error.code)
            security_log.record_refusal("socket_refused", owner_id, source, error)
            return REFUSED
        except Exception:
            # Chalice accepts a connection whose handler raised or returned nothing: refuse it here.
            log.exception("A socket could not be opened")
            return {"statusCode": 500}
        security_log.record("socket_opened", owner_id, source, connection=connection_id)
        return ACCEPTED

    def check_origin(self, origin: str | None) -> None:
        """A browser names the origin of its page; a client without one is no browser. Raises NotSignedInError."""
        if origin is not None and origin not in self._services.settings.page_origins:
            raise NotSignedInError("This page may not open a connection.")

    def _take_slot(self, owner_id: str, connection_id: str) -> bool:
        """Whether the owner may open another socket. At the cap, slots of sockets that are dead are reclaimed.

        A socket that may not open has no row. Raises AccountEndedError.
        """
        connections, most = self._adapters.connections, self._services.settings.max_sockets
        if connections.slots.take(owner_id, connection_id, most):
            return True
        try:
            self._adapters.sockets.forget_dead(connections.with_slots(owner_id))
            connections.slots.reclaim(owner_id)
            taken = connections.slots.take(owner_id, connection_id, most)
        except AccountEndedError:
            connections.remove(connection_id)
            raise
        if not taken:
            connections.remove(connection_id)
        return taken

    def disconnect(self, connection_id: str) -> None:
        self._adapters.connections.remove(connection_id)

    def receive(self, connection_id: str, body: str) -> None:
        """Do what a frame asks. The client is sent an error, and the socket stays open."""
        try:
            self._handle(connection_id, body)
        except UnknownConnectionError:
            # Its row has expired or was lost. Once it is closed, the client opens another one.
            log.info("A frame came from a socket that has no row")
            self._adapters.sockets.close(connection_id)
        except ConnectionGoneError:
            log.info("The client left before it could be answered")
        except (SessionExpiredError, FloodError) as error:
            self._send_error(connection_id, body, error)
            self._adapters.sockets.close(connection_id)
        except GrailError as error:
            log.info("A frame was not taken: %s", error.code)
            self._send_error(connection_id, body, error)
        except Exception:
            # The outermost edge: the person gets a fixed sentence, the operator the details.
            log.exception("A frame could not be handled")
            self._send_error(connection_id, body, GrailError())

    def _handle(self, connection_id: str, body: str) -> None:
        connection = self._adapters.connections.count_frame(connection_id)
        if connection is None:
            raise UnknownConnectionError("This connection has no row.")
        try:
            self._handle_of(connection, body)
        except GrailError as error:
            security_log.record_refusal("frame_refused", connection.owner_id, None, error, connection=connection_id)
            raise

    def _handle_of(self, connection: Connection, body: str) -> None:
        self._check_rate(connection.frames)
        self._adapters.request_limit.count(connection.owner_id)
        if len(body) > MAX_FRAME_CHARACTERS:
            raise InvalidRequestError("The frame is too long.")
        frame: Frame = decode(body, Frame)  # type: ignore[arg-type]
        if connection.expires_at < time.time() and not isinstance(frame, Renew):
            raise SessionExpiredError
        match frame:
            case Ask():
                self._ask(connection, frame)
            case Stop():
                self._adapters.answers.request_stop(connection.owner_id, frame.message_id)
            case Resume():
                self._resume(connection, frame)
            case Renew():
                self._renew(connection, frame)
            case Ping():
                self._adapters.sockets.send(connection.id, {"type": "pong"})

    def _check_rate(self, frames: int) -> None:
        """A client that is too fast is warned, and closed if it goes on."""
        cap = self._services.settings.frames_per_minute
        if frames > 2 * cap:
            raise FloodError("This connection was closed because it sent too much.")
        if frames > cap:
            raise RateLimitedError("You are sending too fast. Please wait a minute.")

    def _ask(self, connection: Connection, frame: Ask) -> None:
        question = Question(
            request_id=frame.request_id,
            text=frame.text,
            conversation_id=frame.conversation_id,
            document_ids=_ids(frame.document_ids),
            tags=clean_tag_filter(frame.tags),
            model=frame.model,
            regenerate_of=frame.regenerate_of,
            accept_price_usd=frame.accept_price,
            after=frame.after,
            collection_ids=_ids(frame.collection_ids),
        )
        asked, conversation = self._services.asking.ask(connection.owner_id, connection.id, question, connection.client)
        accepted = {
            "type": "accepted",
            "request_id": frame.request_id,
            "conversation_id": asked.conversation_id,
            "user_message_id": asked.user_message_id,
            "message_id": asked.message_id,
        }
        if not asked.new:
            self._adapters.sockets.send(connection.id, accepted)
            return self._replay(connection, asked.message_id, after_seq=0)
        log.info("A question is taken", extra={"answer": asked.message_id})
        # The question is stored now and must be answered, even if the client has just left.
        with suppress(ConnectionGoneError, StoreBusyError):
            self._adapters.sockets.send(connection.id, accepted)
        try:
            self._adapters.answer_queue.send(connection.owner_id, asked.message_id)
        except StoreBusyError:
            log.exception("An answer could not be begun", extra={"answer": asked.message_id})
            self._services.abandoned.end(connection.owner_id, asked.message_id)
        shown = wire.conversation(conversation)
        self._adapters.sockets.tell_owner(connection.owner_id, {"type": "conversation", "conversation": shown})
        return None

    def _resume(self, connection: Connection, frame: Resume) -> None:
        if frame.after_seq < 0:
            raise InvalidRequestError("after_seq is 0 or more.")
        self._replay(connection, frame.message_id, frame.after_seq)

    def _replay(self, connection: Connection, message_id: str, after_seq: int) -> None:
        """Send what was missed; the worker sends the rest to this connection too."""
        message = self._adapters.answers.listen(connection.owner_id, message_id, connection.id)
        message = ReadableSources(self._adapters.grants, connection.owner_id).message(message)
        for event in events_of(message):
            if event.seq > after_seq:
                self._adapters.sockets.send(connection.id, wire.event(event))

    def _renew(self, connection: Connection, frame: Renew) -> None:
        ticket = self._adapters.tickets.spend(frame.ticket)
        if ticket.owner_id != connection.owner_id:
            raise NotSignedInError
        self._adapters.connections.renew(connection.id, ticket.session_until)
        self._adapters.sockets.send(connection.id, {"type": "renewed"})

    def _send_error(self, connection_id: str, body: str, error: GrailError) -> None:
        shown = {"code": error.code, "message": str(error)}
        frame = {"type": "error", "request_id": _request_id(body), "error": shown}
        try:
            self._adapters.sockets.send(connection_id, frame)
        except (ConnectionGoneError, StoreBusyError):
            log.info("The client left before the error could be sent")


def _request_id(body: str) -> str | None:
    try:
        return decode(body[:MAX_FRAME_CHARACTERS], RequestId).request_id
    except InvalidRequestError:
        return None


def _ids(ids: list[str] | None) -> tuple[str, ...] | None:
    return None if ids is None else tuple(ids)


def _ticket(event: Mapping[str, Any]) -> str:
    return str((event.get("queryStringParameters") or {}).get("ticket", ""))
