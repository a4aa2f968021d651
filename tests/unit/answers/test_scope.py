"""Collections narrow what is searched; whatever goes wrong, they never widen it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import CollectionNotFoundError, InvalidRequestError
from chalicelib.rag.answers.scope import MAX_COLLECTIONS, Ids, Scopes

HELD = {"zoo": ("d1", "d2"), "port": ("d2", "d3"), "empty": ()}
IDS = st.lists(st.sampled_from(["d1", "d2", "d3", "d4"]), max_size=5).map(tuple)
COLLECTIONS = st.lists(st.sampled_from([*HELD, "gone", "of another"]), max_size=5)


class Own:
    def documents_of(self, owner_id: str, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        assert owner_id == "o"
        return {name: HELD[name] for name in ids if name in HELD}


def within(own: Own, owner_id: str, documents: Ids | None, collections: Sequence[str] | None) -> Ids | None:
    return Scopes(own).now(owner_id, documents, collections).document_ids


def within_known(own: Own, owner_id: str, documents: Ids | None, collections: Sequence[str] | None) -> Ids | None:
    return Scopes(own).known(owner_id, documents, collections).document_ids


def test_no_collections_are_no_limit() -> None:
    for scope in (within, within_known):
        assert scope(Own(), "o", None, None) is None
        assert scope(Own(), "o", ("d4",), None) == ("d4",)


def test_collections_are_joined_and_met_with_documents() -> None:
    for scope in (within, within_known):
        assert scope(Own(), "o", None, ["zoo", "port"]) == ("d1", "d2", "d3")
        assert scope(Own(), "o", ("d3", "d4"), ["zoo", "port"]) == ("d3",)


@given(st.none() | IDS, COLLECTIONS)
def test_a_scope_is_never_wider_than_its_collections(documents: tuple[str, ...] | None, collections: list[str]) -> None:
    held = {id_ for name in collections for id_ in HELD.get(name, ())}
    found = within(Own(), "o", documents, collections)
    assert found is not None
    assert set(found) == (held if documents is None else held & set(documents))


@pytest.mark.parametrize("ids", [["gone"], ["zoo", "gone"], ["zoo", "zoo", "of another"]])
def test_an_unknown_collection_is_not_found(ids: list[str]) -> None:
    with pytest.raises(CollectionNotFoundError):
        within_known(Own(), "o", None, ids)


def test_too_many_collections_are_refused_before_they_are_read() -> None:
    with pytest.raises(InvalidRequestError):
        within_known(Own(), "p", None, ["zoo"] * (MAX_COLLECTIONS + 1))


def test_no_collection_at_all_holds_nothing() -> None:
    assert within_known(Own(), "o", None, []) == ()
