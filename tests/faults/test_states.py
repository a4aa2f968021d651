"""In every state a document says why it waits or has failed, and may be deleted, replaced, or tried again."""

from collections.abc import Callable

import pytest

from chalicelib.errors import ConflictError, DocumentError, ModelBusyError, StoreBusyError
from chalicelib.models import Document
from chalicelib.rag.documents import messages
from tests.faults.steps import Killed
from tests.faults.world import World, pieces, story

STORY, OTHER = story("a"), story("b")
Making = Callable[[World], Document]


def uploading(world: World) -> Document:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    pass_time(world, 300)
    return document


def queued(world: World) -> Document:
    """Its message is not taken: all functions are busy, or broken."""
    document = world.upload(STORY)
    world.queue.messages.clear()
    pass_time(world, 300)
    return document


def broken_off(world: World) -> Document:
    """Its worker was killed, and the sweeper has come by."""
    document = world.upload(STORY)
    world.steps.before[20] = killed
    world.steps.on = True
    world.deliver_all()
    world.queue.messages.clear()
    pass_time(world, 120)
    return document


def killed() -> None:
    raise Killed


def model_busy(world: World) -> Document:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelBusyError()] * 50
    world.deliver_all()
    return document


def store_busy(world: World) -> Document:
    document = world.upload(STORY)
    world.extractor.error = StoreBusyError("busy")
    world.deliver_all()
    return document


def damaged(world: World) -> Document:
    document = world.upload(STORY)
    world.extractor.error = DocumentError("unreadable", "This file is damaged.")
    world.deliver_all()
    return document


def never_arrived(world: World) -> Document:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    world.settle(hours=2)
    return document


def ready(world: World) -> Document:
    document = world.upload(OTHER)
    world.deliver_all()
    return document


def ready_in_part(world: World) -> Document:
    world.extractor.unread = (2, 3)
    return ready(world)


def pass_time(world: World, seconds: int) -> None:
    world.clock.seconds += seconds
    world.upkeep.sweep()


STATES: dict[Making, tuple[str, str | None]] = {
    uploading: ("uploading", messages.NOT_ARRIVED),
    queued: ("queued", messages.IN_LINE),
    broken_off: ("queued", messages.BROKE_OFF),
    model_busy: ("embedding", messages.MODEL_BUSY),
    store_busy: ("extracting", messages.STORE_BUSY),
    damaged: ("failed", None),
    never_arrived: ("failed", None),
    ready: ("ready", None),
    ready_in_part: ("ready", messages.of_unread_pages((2, 3), 2)),
}
every_state = pytest.mark.parametrize("making", STATES, ids=lambda making: making.__name__)


def now(world: World, document: Document) -> Document:
    stored = world.document(document.id)
    assert stored is not None
    return stored


def mend(world: World) -> None:
    world.extractor.error = None
    world.extractor.unread = ()
    world.embedder.fail_with = []


@every_state
def test_a_state_says_why(world: World, making: Making) -> None:
    seen = now(world, making(world))
    assert (seen.status, seen.note) == STATES[making]
    assert (seen.failure is not None) == (seen.status == "failed")
    assert (world.feed.told[-1].status, world.feed.told[-1].note) == STATES[making]


@every_state
def test_a_document_in_any_state_can_be_deleted(world: World, making: Making) -> None:
    document = making(world)
    world.library.delete(world.owner, document.id)
    mend(world)
    world.settle()
    assert (world.document(document.id), world.rows(), world.stored()) == (None, {}, [])


@every_state
def test_a_document_in_any_state_can_be_replaced(world: World, making: Making) -> None:
    document = making(world)
    mend(world)
    world.replace(document.id, OTHER)
    world.settle()
    seen = now(world, document)
    assert (seen.status, seen.note, seen.failure, seen.version) == ("ready", None, None, 2)
    assert world.rows() == {(document.id, seen.live_generation): pieces(OTHER)}


@every_state
def test_what_has_failed_can_be_tried_again_and_nothing_else(world: World, making: Making) -> None:
    document = making(world)
    before = now(world, document)
    mend(world)
    if before.status != "failed":
        with pytest.raises(ConflictError):
            world.library.retry(world.owner, document.id)
        assert now(world, document) == before
        return
    assert world.library.retry(world.owner, document.id).failure is None
    world.settle()
    ended = now(world, document)
    assert (ended.status, ended.failure and ended.failure.code) in [("ready", None), ("failed", "file_gone")]


@every_state
def test_a_document_that_nobody_touches_comes_to_rest(world: World, making: Making) -> None:
    document = making(world)
    mend(world)
    world.settle()
    assert now(world, document).status in ("ready", "failed")
