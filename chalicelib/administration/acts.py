"""An act of an admin, before it is written."""

from collections.abc import Mapping

from chalicelib.models import Identity, new_id, timestamp
from chalicelib.models.administration import Act, ActName


def new_act(admin: Identity, act: ActName, concerns: str, details: Mapping[str, str]) -> Act:
    return Act(new_id(), timestamp(), admin.owner_id, act, concerns, dict(details))
