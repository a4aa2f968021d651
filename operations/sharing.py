"""Grants against collections, pointers and memberships: what gives nothing any more goes, counts are right."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from chalicelib.adapters.dynamo.collections import COLLECTION
from chalicelib.errors import NotFoundError
from chalicelib.models import Grant, Membership
from chalicelib.wiring import Services
from operations.drift import Drift
from operations.inventory import Inventory


def sharing_drifts(services: Services, inventory: Inventory, owner_id: str) -> Iterator[Drift]:
    """What does not agree about what an owner shares, and about what is shared with them."""
    grants, table = services.adapters.grants, inventory.settings.messages_table
    rows = {item["id"]: item for item in inventory.rows(table, owner_id) if item["id"].startswith(COLLECTION)}
    given = grants.all_of(owner_id)
    pointed = {(item["collection_id"], item["grant_id"]) for item in inventory.pointers()} if given else set()
    for grant in given:
        if f"{COLLECTION}{grant.collection_id}" not in rows:
            yield Drift(owner_id, "a grant has no collection", grant.id, partial(grants.drop, grant))
        elif grant.person_id is not None and not _is_held(services, grant):
            yield Drift(owner_id, "an accepted grant has no membership", grant.id, partial(grants.drop, grant))
        elif (grant.collection_id, grant.id) not in pointed:
            mend = partial(inventory.put_missing_pointer, grant)
            yield Drift(owner_id, "a grant has no invitation", grant.id, mend)
    counts = Counter(f"{COLLECTION}{grant.collection_id}" for grant in given)
    for name, item in rows.items():
        if item.get("grants", 0) != counts[name]:
            correct = partial(inventory.change_row, table, item, {"grants": counts[name]})
            yield Drift(owner_id, "a collection's grants are counted wrongly", name, correct)
    for membership in grants.memberships(owner_id):
        if not _is_given(services, membership):
            leave = partial(grants.leave, membership)
            yield Drift(owner_id, "a membership has no grant", membership.collection_id, leave)


def pointer_drifts(services: Services, inventory: Inventory) -> Iterator[Drift]:
    """Pointers to grants that are gone; they are no owner's."""
    for item in inventory.pointers():
        if _grant(services, item["collection_owner"], item["collection_id"], item["grant_id"]) is None:
            delete = partial(inventory.delete_row, inventory.settings.messages_table, item)
            yield Drift(item["collection_owner"], "an invitation has no grant", item["grant_id"], delete)


def _is_held(services: Services, grant: Grant) -> bool:
    held = services.adapters.grants.memberships(grant.person_id or "")
    return any(one.grant_id == grant.id for one in held)


def _is_given(services: Services, membership: Membership) -> bool:
    grant = _grant(services, membership.collection_owner, membership.collection_id, membership.grant_id)
    return grant is not None and grant.person_id == membership.owner_id


def _grant(services: Services, owner_id: str, collection_id: str, grant_id: str) -> Grant | None:
    with suppress(NotFoundError):
        return services.adapters.grants.get(owner_id, collection_id, grant_id)
    return None
