"""F12: the dead-message queue."""

import pytest

from chalicelib.errors import DocumentError
from chalicelib.models import IngestJob
from tests.faults.endings import failed, ready
from tests.faults.steps import Killed
from tests.faults.world import World, story

STORY, OTHER = story("a"), story("b")
MISSING = DocumentError("reader_missing", "This format cannot be read at the moment.")


@pytest.mark.fault("F12")
def test_redriven_jobs_succeed_after_a_fix(world: World) -> None:
    documents = [world.upload(STORY), world.upload(OTHER, "other.txt")]
    world.extractor.error = MISSING
    world.settle()
    assert [failed(world, document.id) for document in documents] == ["reader_missing"] * 2
    world.extractor.error = None
    assert world.queue.redrive() == 2
    world.settle()
    for document in documents:
        now = world.document(document.id)
        assert now is not None
        assert now.status == "ready"
    assert world.queue.dead == []


@pytest.mark.fault("F12")
def test_redriven_job_without_a_fix_is_dead_lettered_again(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = MISSING
    world.settle()
    for _ in range(3):
        assert world.queue.redrive() == 1
        world.settle()
        assert failed(world, document.id) == "reader_missing"
    assert len(world.queue.dead) == 1


@pytest.mark.fault("F12")
def test_old_dead_letter_requeues_nothing(world: World) -> None:
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


@pytest.mark.fault("F12")
def test_dead_letter_of_a_deleted_document_changes_nothing(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = MISSING
    world.settle()
    world.library.delete(world.owner, document.id)
    world.settle()
    world.queue.redrive()
    world.settle()
    assert (world.document(document.id), world.rows(), world.stored()) == (None, {}, [])


@pytest.mark.fault("F12")
def test_broken_function_fails_its_documents_after_a_day(world: World) -> None:
    """No message can be worked on at all: the document says so in the end, and its message brings it back."""
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
