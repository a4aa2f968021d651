"""F9: sockets that are gone, full or too slow while an answer is told."""

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from chalicelib import wire
from chalicelib.adapters.dynamo.connections import DynamoConnections
from chalicelib.adapters.sockets import Sockets
from chalicelib.errors import ConnectionGoneError
from chalicelib.models import Connection, DeltaEvent

EVENTS = [DeltaEvent("m", seq, f"word {seq} ") for seq in range(1, 5)]


@pytest.fixture
def api() -> Any:
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.client(
        "apigatewaymanagementapi",
        endpoint_url="https://sockets.example",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=once,
    )


@pytest.fixture
def connections(aws: dict[str, str], dynamo: Any) -> DynamoConnections:
    made = DynamoConnections(dynamo, aws["CONNECTIONS_TABLE"])
    made.add(Connection("c", "o", 10))
    return made


def expect(stub: Stubber, event: DeltaEvent, error: str | None = None, status: int = 200) -> None:
    sent = {"ConnectionId": "c", "Data": wire.encode(wire.event(event))}
    if error:
        stub.add_client_error("post_to_connection", error, http_status_code=status, expected_params=sent)
    else:
        stub.add_response("post_to_connection", {}, sent)


@pytest.mark.parametrize(("error", "status"), [("LimitExceededException", 429), ("PayloadTooLargeException", 413)])
@pytest.mark.fault("F9")
def test_busy_socket_gets_the_rest_of_the_events_later(
    api: Any, connections: DynamoConnections, error: str, status: int
) -> None:
    sockets = Sockets(api, connections)
    with Stubber(api) as stub:
        expect(stub, EVENTS[0])
        expect(stub, EVENTS[1], error, status)
        assert sockets.send_events("c", EVENTS) == 1
        for event in EVENTS[1:]:
            expect(stub, event)
        assert sockets.send_events("c", EVENTS[1:]) == 3
        stub.assert_no_pending_responses()


@pytest.mark.fault("F9")
def test_dead_connection_gets_no_more_events(api: Any, connections: DynamoConnections) -> None:
    with Stubber(api) as stub:
        expect(stub, EVENTS[0], "GoneException", 410)
        with pytest.raises(ConnectionGoneError):
            Sockets(api, connections).send_events("c", EVENTS)
        stub.assert_no_pending_responses()
