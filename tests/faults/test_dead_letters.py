"""F12: the dead-letter queue."""

from chalicelib.errors import DocumentError
from chalicelib.models import IngestJob
from tests.faults.endings import failed, ready
from tests.faults.steps import Killed
from tests.faults.world import World, story

STORY, OTHER = story("a"), story("b")
MISSING = DocumentError("reader_missing", "This format cannot be read at the moment.")


def test_f12_redriven_after_a_fix(world: World) -> None:
    documents = [world.upload(STORY), world.upload(OTHER, "other.txt")]
    world.extractor.error = MISSING
    world.settle()
    assert [failed(world, each.id) for each in documents] == ["reader_missing"] * 2
    world.extractor.error = None
    assert world.queue.redrive() == 2
    world.settle()
    for each in documents:
        now = world.document(each.id)
        assert now is not None
        assert now.status == "ready"
    assert world.queue.dead == []


def test_f12_redriven_without_a_fix_rests_there_again(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = MISSING
    world.settle()
    for _ in range(3):
        assert world.queue.redrive() == 1
        world.settle()
        assert failed(world, document.id) == "reader_missing"
    assert len(world.queue.dead) == 1


def test_f12_an_old_dead_letter_revives_nothing(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = MISSING
    world.settle()
    old = list(world.queue.dead)
    world.queue.dead.clear()
    world.library.retry(world.owner, document.id)
    world.settle()
    world.extractor.error = None
    world.queue.dead = old
    world.queue.redrive()
    world.settle()
    assert failed(world, document.id) == "reader_missing"


def test_f12_a_letter_of_what_was_deleted(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = MISSING
    world.settle()
    world.library.delete(world.owner, document.id)
    world.settle()
    world.queue.redrive()
    world.settle()
    assert (world.document(document.id), world.rows(), world.stored()) == (None, {}, [])


def test_f12_a_broken_function_is_found_out_after_a_day(world: World) -> None:
    """No message can be worked on at all: the document says so in the end, and its letter brings it back."""
    document = world.upload(STORY)
    works = world.work
    world.work = lambda job: (_ for _ in ()).throw(Killed)  # type: ignore[method-assign]
    world.settle(hours=60, enough=lambda: world.states()[document.id] == "failed")
    assert failed(world, document.id) == "not_started"
    assert len([job for job in world.queue.sent if isinstance(job, IngestJob)]) < 60
    world.work = works  # type: ignore[method-assign]
    world.queue.redrive()
    world.settle()
    ready(world, document.id, STORY)


def test_damaged_file_is_no_case_for_the_operator(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = DocumentError("unreadable", "This file is damaged.")
    world.settle()
    assert failed(world, document.id) == "unreadable"
    assert world.queue.dead == []
