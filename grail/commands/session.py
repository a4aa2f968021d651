"""What commands share: which Grail is meant."""

from grail.client import Client
from grail.connection import Transport


class Session:
    """Makes the client when a command needs it: `--help` needs none. `transport` stands in for the network in tests."""

    def __init__(self, transport: Transport | None = None) -> None:
        self.transport = transport
        self.url: str | None = None

    def client(self, token: str | None = None) -> Client:
        return Client(self.url, token, transport=self.transport)
