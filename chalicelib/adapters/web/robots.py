"""What a site lets guests read, and how slowly (RFC 9309, by Protego)."""

from dataclasses import dataclass
from itertools import islice

from protego import Protego

from chalicelib.adapters.web.addresses import WebAddress
from chalicelib.adapters.web.fetching import AGENT

MOST_BYTES = 500 * 1024  # RFC 9309 has readers take so much at least; the rest is not read.
MOST_SITEMAPS = 20
MOST_DELAY = 3600.0  # Seconds; who asks for more asks to be left alone.


@dataclass(frozen=True)
class Robots:
    """`delay` is in seconds, 0 where the site names none."""

    _rules: Protego
    sitemaps: tuple[str, ...] = ()
    delay: float = 0.0

    @classmethod
    def parse(cls, content: bytes) -> "Robots":
        text = content[:MOST_BYTES].decode("utf-8-sig", "replace")
        rules = Protego.parse(text)
        return cls(rules, tuple(islice(rules.sitemaps, MOST_SITEMAPS)), _delay(rules))

    def allows(self, address: WebAddress) -> bool:
        return self._rules.can_fetch(str(address), AGENT)


def _delay(rules: Protego) -> float:
    """The longer one of the two ways in which a site may ask for pauses."""
    delay = rules.crawl_delay(AGENT) or 0.0
    rate = rules.request_rate(AGENT)
    if rate and rate.requests > 0:
        delay = max(delay, rate.seconds / rate.requests)
    return min(max(delay, 0.0), MOST_DELAY) if delay == delay else 0.0


EVERYTHING = Robots.parse(b"")
"""The rules of a site that states none."""
