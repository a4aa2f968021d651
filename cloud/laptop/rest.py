"""`chalice local` for more people at once: Python's server lets five wait to be accepted, and resets the others."""

import sys

from chalice.cli import main
from chalice.local import ThreadedHTTPServer

ThreadedHTTPServer.request_queue_size = 128

if __name__ == "__main__":
    sys.exit(main())
