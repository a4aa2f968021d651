"""Questions that ask for what holds now, and not for what held before."""

import re

_NOW = re.compile(
    r"\b(?:now(?!\s+that\b)|nowadays|currently|today|at present|at the moment|these days|latest|newest|up to date"
    r"|aktuell\w*|jetzt|heute|derzeit|momentan|zurzeit|neueste\w*|actuellement|maintenant|actualmente|ahora|hoy)\b"
    r"|hiện nay|hiện tại|bây giờ|mới nhất",
    re.IGNORECASE,
)


def asks_for_now(question: str) -> bool:
    return bool(_NOW.search(question))
