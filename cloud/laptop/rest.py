"""`chalice local` for more people at once: Python's server lets five wait to be accepted, and resets the others.

Its own answers, such as of an unknown path, carry the headers that a deploy gives to those of API Gateway.
"""

import sys
from typing import Any

from chalice.cli import main
from chalice.local import LocalGatewayException, ThreadedHTTPServer

from cloud.response_headers import HEADERS

ThreadedHTTPServer.request_queue_size = 128


def with_headers(self: LocalGatewayException, headers: dict[str, Any], body: bytes | None = None) -> None:
    self.headers, self.body = {**headers, **HEADERS}, body


LocalGatewayException.__init__ = with_headers  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(main())
