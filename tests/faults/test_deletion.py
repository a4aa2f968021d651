"""F11: deleted while it is worked on."""

from collections.abc import Callable
from functools import partial

import pytest

from chalicelib.errors import DocumentNotFoundError
from chalicelib.models import Collection, TidyJob
from tests.faults.steps import Killed
from tests.faults.world import World, story

STORY, OTHER = story("a"), story("b")
MOMENT = "2026-01-01T00:00:00Z"


@pytest.mark.fault("F11")
def test_upload_during_a_deletion_leaves_nothing(world: World) -> None:
    document = world.upload(STORY)
    world.deliver_all()
    world.library.delete(world.owner, document.id)
    world.put(document, OTHER)
    with pytest.raises(Exception, match="state"):
        world.library.replace(world.owner, document.id, 10)
    world.settle()
    assert (world.document(document.id), world.rows(), world.stored()) == (None, {}, [])


@pytest.mark.fault("F11")
def test_a_deletion_done_again_starts_no_work(world: World) -> None:
    document = world.upload(STORY)
    world.deliver_all()
    sent, told = len(world.queue.sent), len(world.feed.told)
    for _ in range(200):
        world.library.delete(world.owner, document.id)
    assert (len(world.queue.sent), len(world.feed.told)) == (sent + 1, told + 1)
    world.settle()
    with pytest.raises(DocumentNotFoundError):
        world.library.delete(world.owner, document.id)


@pytest.mark.fault("F11")
def test_a_document_whose_deletion_is_killed_leaves_collections(
    world: World, case: Callable[[str, bool], None]
) -> None:
    """Its last worker is killed before each of its calls in turn."""
    held = Collection("c", world.owner, "Letters", MOMENT, MOMENT)
    world.real_collections.create(held)
    number = 0
    while number <= len(world.steps.names):
        document = world.upload(STORY)
        world.deliver_all()
        world.real_collections.add(world.owner, held.id, document.id)
        world.library.delete(world.owner, document.id)
        world.steps.names.clear()
        world.steps.before, world.steps.on = {number: die}, True
        world.deliver_all()
        world.steps.on = False
        world.settle()
        left = world.real_collections.documents_of(world.owner, [held.id])
        case("F11", left == {held.id: ()})
        assert (world.document(document.id), left) == (None, {held.id: ()}), number
        number += 1
    assert "collections.forget" in world.steps.names


def die() -> None:
    raise Killed


@pytest.mark.fault("F11")
def test_rows_committed_after_a_deletion_are_removed(world: World) -> None:
    """Killed right after its commit, and the document is long gone by then: its rows go all the same."""
    document = world.upload(STORY)

    def commit(call: partial[object]) -> object:
        gone(world, document.id)
        call()
        raise Killed

    world.steps.replace("passages.add", commit)
    world.deliver_all()
    world.settle()
    assert (world.rows(), world.stored()) == ({}, [])


@pytest.mark.fault("F11")
def test_leftovers_of_a_last_worker_need_no_message(world: World) -> None:
    """The document is gone before the worker stages its slice, and every message is lost from then on."""
    document = world.upload(STORY)

    def stage(call: partial[object]) -> object:
        gone(world, document.id)
        return call()

    world.steps.replace("files.write_part", stage)
    world.deliver_all()
    assert world.stored()
    world.queue.messages.clear()
    world.settle()
    assert (world.rows(), world.stored(), world.items()) == ({}, [], [])


def gone(world: World, document_id: str) -> None:
    world.library.delete(world.owner, document_id)
    world.deliver_all()
    assert world.document(document_id) is None


@pytest.mark.fault("F11")
def test_text_of_a_deleted_document_is_purged(world: World, lance: object) -> None:
    document = world.upload(STORY)
    world.settle()
    world.library.delete(world.owner, document.id)
    world.settle()
    assert TidyJob(world.owner) in world.queue.sent
    assert world.items() == []
