"""Three people share, accept, revoke, leave, add, remove, delete, search and read in any order, beside a plain model.

Whatever the order: each sees exactly what the model says, another's ids do as ids that never were, and in the end
nothing dangles. `GRAIL_LONG` makes it 10,000 steps.
"""

import os
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.adapters.dynamo.collections import DynamoCollections
from chalicelib.errors import CollectionNotFoundError
from chalicelib.models import RIGHTS, new_id
from chalicelib.rag.documents.lifecycle import DELETE, REMOVE
from operations.inventory import Inventory
from operations.sharing import pointer_drifts, sharing_drifts
from tests.support.random_steps import run_random_steps
from tests.support.rows import Stage, whole_document
from tests.support.sharing import Company, address

LONG = bool(os.environ.get("GRAIL_LONG"))
EXAMPLES, STEPS = (200, 50) if LONG else (4, 40)
PEOPLE = ("ann", "ben", "cai")
WHO, CHOICE, RIGHT = st.sampled_from(PEOPLE), st.integers(0, 5), st.sampled_from([*RIGHTS, "everyone"])
MOST = 7  # Things of a kind: the fewer there are, the more often they meet.


@dataclass
class Given:
    """A grant as the model has it; `to` is None for everyone."""

    right: str
    to: str | None
    by: str
    accepted: bool = False


@dataclass
class Held:
    owner: str
    documents: set[str] = field(default_factory=set)
    grants: dict[str, Given] = field(default_factory=dict)

    def right_of(self, who: str) -> str | None:
        """The best right that somebody has; None for no right at all."""
        if who == self.owner:
            return "owner"
        given = [one.right for one in self.grants.values() if one.to is None or (one.to == who and one.accepted)]
        return max(given, key=RIGHTS.index, default=None)


class Sharing(RuleBasedStateMachine):
    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.stage.reset()
        self.company = Company(self.stage.services)
        self.collections: dict[str, Held] = {}
        self.documents: dict[str, tuple[str, str]] = {}  # Owner, and who added it.
        for who in PEOPLE:
            self._create(who)
            self._upload(who)

    def code(self, method: str, who: str, path: str, body: Any = None) -> str | None:
        return self.company.code(method, who, path, body)[1]

    def collection(self, choice: int) -> str:
        return list(self.collections)[choice % len(self.collections)] if self.collections else new_id()

    def document(self, choice: int) -> str:
        return list(self.documents)[choice % len(self.documents)] if self.documents else new_id()

    def may(self, who: str, collection: str, *rights: str) -> bool:
        return collection in self.collections and self.collections[collection].right_of(who) in rights

    @precondition(lambda self: len(self.collections) < MOST)
    @rule(who=WHO)
    def create(self, who: str) -> None:
        self._create(who)

    def _create(self, who: str) -> None:
        made = self.company.done("POST", who, "/collections", {"name": f"{who}'s"})["id"]
        self.collections[made] = Held(who)

    @precondition(lambda self: len(self.documents) < MOST)
    @rule(who=WHO)
    def upload(self, who: str) -> None:
        self._upload(who)

    def _upload(self, who: str) -> None:
        document = self.stage.services.adapters.documents.create(whole_document(who, new_id())).id
        self.documents[document] = (who, who)
        own = next((id_ for id_, held in self.collections.items() if held.owner == who), None)
        if own is not None:
            self.company.done("POST", who, f"/collections/{own}/documents", {"document_id": document})
            self.collections[own].documents.add(document)

    @rule(who=WHO, choice=CHOICE)
    def contribute(self, who: str, choice: int) -> None:
        collection = self.collection(choice)
        body = {"filename": "a.txt", "size": 3, "collection_id": collection}
        status, told = self.company.call("POST", who, "/documents", body)
        allowed = self.may(who, collection, "owner", "contributor", "manager")
        assert (status, told.get("error", {}).get("code")) == (
            (201, None) if allowed else (404, "collection_not_found")
        )
        if allowed:
            document = told["document"]["id"]
            self.documents[document] = (self.collections[collection].owner, who)
            self.collections[collection].documents.add(document)

    @rule(who=WHO, choice=CHOICE, to=WHO, right=RIGHT)
    def share(self, who: str, choice: int, to: str, right: str) -> None:
        collection = self.collection(choice)
        everyone = right == "everyone"
        body = {"everyone": True, "role": "viewer"} if everyone else {"email": address(to), "role": right}
        status, told = self.company.call("POST", who, f"/collections/{collection}/grants", body)
        code = told.get("error", {}).get("code")
        held = self.collections.get(collection)
        if held is None or held.right_of(who) not in ("owner", "manager"):
            assert code == "collection_not_found"
        elif (right == "manager" and who != held.owner) or (to == who and not everyone):
            assert code == "invalid_request"
        elif any(one.to == (None if everyone else to) for one in held.grants.values()):
            assert code == "conflict"
        else:
            assert status == 201, told
            held.grants[told["id"]] = Given("viewer" if everyone else right, None if everyone else to, who)

    def grant(self, choice: int) -> tuple[str, str]:
        every = [(collection, grant) for collection, held in self.collections.items() for grant in held.grants]
        return every[choice % len(every)] if every else (new_id(), new_id())

    @rule(who=WHO, choice=CHOICE)
    def accept(self, who: str, choice: int) -> None:
        collection, grant = self.grant(choice)
        held = self.collections.get(collection)
        given = held.grants[grant] if held else None
        code = self.code("POST", who, f"/invitations/{grant}")
        if held is None or given is None or given.to != who or given.accepted or held.owner == who:
            assert code == "not_found"
        else:
            assert code is None
            given.accepted = True

    @rule(who=WHO, choice=CHOICE)
    def decline(self, who: str, choice: int) -> None:
        collection, grant = self.grant(choice)
        held = self.collections.get(collection)
        given = held.grants[grant] if held else None
        code = self.code("DELETE", who, f"/invitations/{grant}")
        if held is None or given is None or given.to != who or given.accepted or held.owner == who:
            assert code == "not_found"
        else:
            assert code is None
            del held.grants[grant]

    @rule(who=WHO, choice=CHOICE)
    def revoke(self, who: str, choice: int) -> None:
        collection, grant = self.grant(choice)
        held = self.collections.get(collection)
        code = self.code("DELETE", who, f"/collections/{collection}/grants/{grant}")
        right = held.right_of(who) if held else None
        if held is None or right not in ("owner", "manager"):
            assert code == "collection_not_found"
        elif right == "manager" and held.grants[grant].right == "manager" and held.grants[grant].to != who:
            assert code == "not_found"
        else:
            assert code is None
            del held.grants[grant]

    @rule(who=WHO, choice=CHOICE)
    def leave(self, who: str, choice: int) -> None:
        collection = self.collection(choice)
        grants = self.collections[collection].grants if collection in self.collections else {}
        own = [grant for grant, given in grants.items() if given.to == who and given.accepted]
        code = self.code("DELETE", who, f"/collections/{collection}/membership")
        assert code == (None if own else "collection_not_found")
        for grant in own:
            del grants[grant]

    @rule(who=WHO, choice=CHOICE, other=CHOICE)
    def add(self, who: str, choice: int, other: int) -> None:
        collection, document = self.collection(choice), self.document(other)
        code = self.code("POST", who, f"/collections/{collection}/documents", {"document_id": document})
        if not self.may(who, collection, "owner"):
            assert code == "collection_not_found"
        elif self.documents.get(document, ("", ""))[0] != who:
            assert code == "document_not_found"
        else:
            assert code is None
            self.collections[collection].documents.add(document)

    @rule(who=WHO, choice=CHOICE, other=CHOICE)
    def remove(self, who: str, choice: int, other: int) -> None:
        collection, document = self.collection(choice), self.document(other)
        code = self.code("DELETE", who, f"/collections/{collection}/documents/{document}")
        held = self.collections.get(collection)
        right = held.right_of(who) if held else None
        if held is None or right in (None, "viewer"):
            assert code == "collection_not_found"
        elif document not in held.documents or (right != "owner" and self.documents[document][1] != who):
            assert code == "document_not_found"
        else:
            assert code is None
            held.documents.discard(document)

    @rule(who=WHO, choice=CHOICE)
    def delete(self, who: str, choice: int) -> None:
        collection = self.collection(choice)
        code = self.code("DELETE", who, f"/collections/{collection}")
        if self.may(who, collection, "owner"):
            assert code is None
            del self.collections[collection]
        else:
            assert code == "collection_not_found"

    @rule(who=WHO, choice=CHOICE)
    def delete_document(self, who: str, choice: int) -> None:
        document = self.document(choice)
        code = self.code("DELETE", who, f"/documents/{document}")
        if self.documents.get(document, ("", ""))[0] != who:
            assert code == "document_not_found"
            return
        assert code is None
        adapters = self.stage.services.adapters
        deleting = adapters.documents.get(who, document)
        adapters.documents.apply(deleting, DELETE)
        adapters.collections.forget(who, document)
        adapters.documents.apply(deleting, REMOVE)
        del self.documents[document]
        for held in self.collections.values():
            held.documents.discard(document)

    @rule(who=WHO, one=CHOICE, two=CHOICE)
    def search(self, who: str, one: int, two: int) -> None:
        """What a search or an answer looks in, with the owner in whose table it looks."""
        ids = list(dict.fromkeys([self.collection(one), self.collection(two)]))
        readable = [id_ for id_ in ids if self.may(who, id_, "owner", *RIGHTS)]
        held = {document for id_ in readable for document in self.collections[id_].documents}
        scopes = self.stage.services.scopes
        now = scopes.now(who, None, ids)
        assert set(now.document_ids or ()) == held
        assert {id_: now.granted.get(id_, who) for id_ in held} == {id_: self.documents[id_][0] for id_ in held}
        if readable == ids:
            assert scopes.known(who, None, ids) == now
        else:
            with pytest.raises(CollectionNotFoundError):
                scopes.known(who, None, ids)

    @rule(who=WHO, choice=CHOICE)
    def read(self, who: str, choice: int) -> None:
        document = self.document(choice)
        owner = self.documents.get(document, ("", ""))[0]
        shown = any(held.right_of(who) and document in held.documents for held in self.collections.values())
        for path in ("", "/content"):
            code = self.code("GET", who, f"/documents/{document}{path}")
            assert (code == "document_not_found") is not (owner == who or shown), (who, document, code)

    @invariant()
    def everybody_sees_what_they_may(self) -> None:
        for who in PEOPLE:
            shared = {
                id_: right
                for id_, held in self.collections.items()
                if (right := held.right_of(who)) not in (None, "owner")
            }
            assert self.company.shared(who) == shared
            waiting = {
                grant
                for held in self.collections.values()
                for grant, given in held.grants.items()
                if given.to == who and not given.accepted and held.owner != who
            }
            assert {item["id"] for item in self.company.done("GET", who, "/invitations")["items"]} == waiting

    def teardown(self) -> None:
        """Nothing dangles, whatever was done."""
        services, inventory = self.stage.services, Inventory(self.stage.services.settings)
        drifts = [drift for who in PEOPLE for drift in sharing_drifts(services, inventory, who)]
        assert [*drifts, *pointer_drifts(services, inventory)] == []
        for who in PEOPLE:
            held = services.adapters.documents.stored.of(who).memberships
            assert held == len(services.adapters.grants.memberships(who))


def test_any_order_of_sharing_leaks_nothing(stage: Stage) -> None:
    assert isinstance(stage.services.adapters.collections, DynamoCollections)
    run_random_steps(Sharing, EXAMPLES, STEPS, anew=LONG, stage=stage)
