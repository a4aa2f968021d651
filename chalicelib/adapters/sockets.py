"""Frames to open sockets, through API Gateway's management API."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import wire
from chalicelib.errors import ConnectionGoneError, SessionExpiredError, StoreBusyError
from chalicelib.models import ChatEvent, Connection, Document

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi.client import ApiGatewayManagementApiClient

log = logging.getLogger(__name__)

HANDSHAKE_SECONDS = 10  # How long an opening socket keeps its slot from an owner who has no other free.


class ConnectionRecords(Protocol):
    """Which sockets an owner has open."""

    def of_owner(self, owner_id: str) -> list[Connection]: ...
    def expired(self, now: int) -> Iterable[str]: ...
    def remove(self, connection_id: str) -> None: ...
    def remove_dead(self, connection_id: str, opening_seconds: int = ...) -> None: ...


class Sockets:
    def __init__(self, client: "ApiGatewayManagementApiClient", connections: ConnectionRecords) -> None:
        self._client = client
        self._connections = connections

    def send(self, connection_id: str, frame: dict[str, Any]) -> None:
        """Raises ConnectionGoneError when the client has left, StoreBusyError when it cannot be reached."""
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=wire.encode(frame))
        except self._client.exceptions.GoneException as error:
            self._connections.remove_dead(connection_id)
            raise ConnectionGoneError("The connection is gone.") from error
        except (ClientError, BotoCoreError) as error:
            raise StoreBusyError("The connection could not be reached.") from error

    def send_events(self, connection_id: str, events: Sequence[ChatEvent]) -> int:
        """Send an answer's events in order, up to the first that cannot be delivered now; returns how many were sent.

        Raises ConnectionGoneError.
        """
        for index, event in enumerate(events):
            try:
                self.send(connection_id, wire.event(event))
            except StoreBusyError:
                log.warning("A socket takes no more events for now", extra={"answer": event.message_id})
                return index
        return len(events)

    def tell(self, document: Document) -> None:
        self.tell_owner(document.owner_id, {"type": "document", "document": wire.document(document)})

    def tell_owner(self, owner_id: str, frame: dict[str, Any]) -> None:
        """Send a frame to every socket of an owner whose session lasts. No socket need be open: REST has it all too."""
        now = time.time()
        connections = self._connections.of_owner(owner_id)
        self._send_all((connection.id for connection in connections if connection.expires_at >= now), frame)

    def close(self, connection_id: str) -> None:
        """Close a socket and remove its row, so that nothing it still sends is taken."""
        self._connections.remove(connection_id)
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except (ClientError, BotoCoreError):
            log.info("A socket was already closed")

    def end(self, connection_id: str, error: Mapping[str, Any]) -> None:
        """Tell a socket why, and close it."""
        self._send_all([connection_id], {"type": "error", "request_id": None, "error": error})
        self.close(connection_id)

    def forget_dead(self, connections: Iterable[Connection]) -> None:
        """Remove the rows of those sockets that ended without a disconnect."""
        for connection in connections:
            try:
                self._client.get_connection(ConnectionId=connection.id)
            except self._client.exceptions.GoneException:
                self._connections.remove_dead(connection.id, HANDSHAKE_SECONDS)
            except (ClientError, BotoCoreError):
                log.info("API Gateway did not say whether a socket is open")

    def end_sessions(self, now: int, more: Callable[[], bool] = lambda: True) -> int:
        """Tell every socket whose session has ended, and close it, while there is `more` time; returns how many.

        An error with one socket does not stop the others.
        """
        error = SessionExpiredError()
        ended = 0
        for connection_id in self._connections.expired(now):
            if not more():
                break
            try:
                self.end(connection_id, {"code": error.code, "message": str(error)})
            except Exception:
                log.exception("A session could not be ended", extra={"connection": connection_id})
            ended += 1
        return ended

    def _send_all(self, connections: Iterable[str], frame: dict[str, Any]) -> None:
        for connection_id in connections:
            try:
                self.send(connection_id, frame)
            except ConnectionGoneError:
                continue
            except StoreBusyError:
                log.warning("A frame could not be delivered", extra={"type": frame["type"]})
