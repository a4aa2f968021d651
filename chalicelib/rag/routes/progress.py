"""How far a model's reading is, as steps of the answer."""

from dataclasses import dataclass

from chalicelib.models import RouteName
from chalicelib.rag.routes.gathered import Tell

TOLD = 4  # Parts of a reading after each of which, but for the last one, a step tells how far it is.


@dataclass
class Progress:
    """Hears how many batches have been read, and tells how many of the passages that is, about."""

    tell: Tell
    route: RouteName
    batches: int
    passages: int
    told: int = 0

    def __call__(self, read: int) -> None:
        part = TOLD * read // self.batches
        if self.told < part < TOLD:
            self.told = part
            self.tell(self.route, f"{self.passages * read // self.batches} / {self.passages}")
