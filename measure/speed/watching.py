"""What all runs measure with; needs nothing but the standard library, since peers have an environment of their own."""

import http.client
import json
import time
from urllib.parse import urlsplit


class CountedS3:
    """The counting proxy, as a measured process sees it."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc)

    def taken(self) -> dict[str, int]:
        """What was counted since the last call: requests and bytes by method and kind of file."""
        counted: dict[str, int] = json.loads(self._get("/_taken"))
        return counted

    def one_listing(self, bucket: str) -> float:
        """How long the least request takes on this machine, in seconds: an S3 request's own time."""
        began = time.perf_counter()
        self._get(f"/{bucket}?list-type=2&max-keys=1&prefix=none")
        return time.perf_counter() - began

    def _get(self, path: str) -> bytes:
        self._connection.request("GET", path)
        return self._connection.getresponse().read()


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return {"p50": ordered[len(ordered) // 2] * 1000, "p95": ordered[int(len(ordered) * 0.95)] * 1000}
