"""Three people do anything in any order, with ids of their own and of each other, beside a model of what each may see.

Whatever the order: a collection holds documents of its own owner alone, a scope is exactly what the model says, and
another's ids do as ids that never were. `GRAIL_LONG` makes it 10,000 steps.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.api import collections as routes
from chalicelib.errors import CollectionNotFoundError, DocumentNotFoundError, NotFoundError
from chalicelib.models import new_id
from chalicelib.rag.answers.scope import Scopes
from chalicelib.rag.documents.lifecycle import DELETE, REMOVE
from tests.contracts.test_collections import UNKNOWN, pages
from tests.contracts.test_notes import call
from tests.support.random_steps import run_random_steps
from tests.support.rows import Stage, whole_document

LONG = bool(os.environ.get("GRAIL_LONG"))
EXAMPLES, STEPS = (200, 50) if LONG else (4, 40)
PEOPLE = ("ann", "ben", "cai")
WHO, CHOICE = st.sampled_from(PEOPLE), st.integers(0, 7)


@dataclass
class Person:
    documents: list[str] = field(default_factory=list)
    collections: dict[str, set[str]] = field(default_factory=dict)


class Collecting(RuleBasedStateMachine):
    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.stage.reset()
        self.people = {name: Person() for name in PEOPLE}
        for who in PEOPLE:
            self._upload(who)
            self._upload(who)
            self._create(who)
            (collection,), first = self.people[who].collections, self.people[who].documents[0]
            assert self.tell(routes.add, collection, owner=who, document_id=first) is None
            self.people[who].collections[collection].add(first)

    def collection(self, who: str, choice: int) -> str:
        return any_of({name: list(person.collections) for name, person in self.people.items()}, who, choice)

    def document(self, who: str, choice: int) -> str:
        return any_of({name: person.documents for name, person in self.people.items()}, who, choice)

    def tell(self, handler: Callable[..., Any], *parts: str, owner: str, **body: Any) -> type[BaseException] | None:
        try:
            call(self.stage, handler, *parts, owner=owner, **body)
        except NotFoundError as error:
            return type(error)
        return None

    @precondition(lambda self: sum(len(person.documents) for person in self.people.values()) < 9)
    @rule(who=WHO)
    def upload(self, who: str) -> None:
        self._upload(who)

    def _upload(self, who: str) -> None:
        document = self.stage.services.adapters.documents.create(whole_document(who, new_id()))
        self.people[who].documents.append(document.id)

    @precondition(lambda self: sum(len(person.collections) for person in self.people.values()) < 9)
    @rule(who=WHO)
    def create(self, who: str) -> None:
        self._create(who)

    def _create(self, who: str) -> None:
        made = call(self.stage, routes.create, owner=who, name=f"{who}'s")
        self.people[who].collections[made["id"]] = set()

    @rule(who=WHO, choice=CHOICE)
    def rename(self, who: str, choice: int) -> None:
        collection = self.collection(who, choice)
        told = self.tell(routes.rename, collection, owner=who, name=f"{who}'s")
        assert told == self.of_collection(who, collection)

    @rule(who=WHO, choice=CHOICE)
    def delete(self, who: str, choice: int) -> None:
        collection = self.collection(who, choice)
        told = self.tell(routes.delete, collection, owner=who)
        assert told == self.of_collection(who, collection)
        self.people[who].collections.pop(collection, None)

    def of_collection(self, who: str, collection: str) -> type[BaseException] | None:
        return None if collection in self.people[who].collections else CollectionNotFoundError

    @rule(who=WHO, choice=CHOICE, other=CHOICE)
    def add(self, who: str, choice: int, other: int) -> None:
        collection, document = self.collection(who, choice), self.document(who, other)
        told = self.tell(routes.add, collection, owner=who, document_id=document)
        person = self.people[who]
        expected = self.of_collection(who, collection)
        if expected is None and document not in person.documents:
            expected = DocumentNotFoundError
        assert told == expected
        if told is None:
            person.collections[collection].add(document)

    @rule(who=WHO, choice=CHOICE, other=CHOICE)
    def remove(self, who: str, choice: int, other: int) -> None:
        collection, document = self.collection(who, choice), self.document(who, other)
        told = self.tell(routes.remove, collection, document, owner=who)
        held = self.people[who].collections.get(collection)
        assert told == (
            CollectionNotFoundError if held is None else None if document in held else DocumentNotFoundError
        )
        if held:
            held.discard(document)

    @precondition(lambda self: any(person.documents for person in self.people.values()))
    @rule(who=WHO, choice=CHOICE)
    def delete_document(self, who: str, choice: int) -> None:
        person = self.people[who]
        if not person.documents:
            return
        held = sorted(set().union(*person.collections.values()))  # A collected one, where there is any.
        document = (held or person.documents)[choice % len(held or person.documents)]
        person.documents.remove(document)
        adapters = self.stage.services.adapters
        deleting = adapters.documents.apply(adapters.documents.get(who, document), DELETE)
        assert deleting is not None
        adapters.collections.forget(who, document)
        adapters.documents.apply(deleting, REMOVE)
        for collected in person.collections.values():
            collected.discard(document)

    @rule(who=WHO, one=CHOICE, two=CHOICE, document=st.none() | CHOICE)
    def ask(self, who: str, one: int, two: int, document: int | None) -> None:
        """A scope as an answer resolves it, and as a search does, which refuses what it does not know."""
        ids = [self.collection(who, one), self.collection(who, two)]
        named = None if document is None else (self.document(who, document),)
        own = self.people[who].collections
        held = {id_ for collection in ids for id_ in own.get(collection, ())}
        expected = held if named is None else held & set(named)
        adapters = self.stage.services.adapters
        scopes = Scopes(adapters.collections, adapters.grants)
        assert set(scopes.now(who, named, ids).document_ids or ()) == expected
        if all(collection in own for collection in ids):
            assert set(scopes.known(who, named, ids).document_ids or ()) == expected
        else:
            with pytest.raises(CollectionNotFoundError):
                scopes.known(who, named, ids)

    @rule(who=WHO)
    def read(self, who: str) -> None:
        for collection, held in self.people[who].collections.items():
            assert {item["id"] for item in pages(self.stage, routes.documents, collection, owner=who)} == held

    @invariant()
    def everybody_sees_their_own(self) -> None:
        for who, person in self.people.items():
            listed = call(self.stage, routes.list_all, owner=who)["items"]
            assert {item["id"]: item["documents"] for item in listed} == {
                collection: len(held) for collection, held in person.collections.items()
            }


def any_of(ids: dict[str, list[str]], who: str, choice: int) -> str:
    """One of `who`, and in two of eight choices anybody's, or one that never was."""
    known = ids[who] if choice < 6 and ids[who] else [*(id_ for own in ids.values() for id_ in own), UNKNOWN]
    return known[choice % len(known)]


def test_any_order_of_changes_leaks_nothing(stage: Stage) -> None:
    run_random_steps(Collecting, EXAMPLES, STEPS, anew=LONG, stage=stage)
