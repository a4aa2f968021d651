"""One disagreement of the stores."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Drift:
    """`mend` is None where only the person can help, as with an answer whose question is lost."""

    owner_id: str
    kind: str
    thing: str
    mend: Callable[[], object] | None = field(default=None, compare=False)
