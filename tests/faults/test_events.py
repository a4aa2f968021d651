"""F1 to F3: events told twice, in any order, or never."""

import itertools
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.models import FileKey, IngestJob
from tests.faults.endings import failed, ready
from tests.faults.world import World, story

STORY, OTHER = story("a"), story("b")


# F1: the same event


@pytest.mark.fault("F1")
def test_event_that_comes_five_times_counts_once(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    event = world.store(document, STORY)
    for _ in range(3):
        world.library.uploaded(event)
    world.deliver_all()
    for _ in range(2):
        world.library.uploaded(event)
    world.settle()
    ready(world, document.id, STORY)
    assert set(world.embedder.billed.values()) == {1}
    assert sum(isinstance(job, IngestJob) for job in world.queue.sent) == 2  # To work, and to clean up.


@pytest.mark.fault("F1")
def test_message_that_comes_five_times_counts_once(world: World) -> None:
    document = world.upload(STORY)
    world.queue.messages *= 5
    world.settle()
    ready(world, document.id, STORY)
    assert set(world.embedder.billed.values()) == {1}


# F2: events in the wrong order


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.fault("F2")
def test_last_upload_of_a_form_wins_in_any_order(world: World, seed: int) -> None:
    """The form is used three times, the file's content changes each time; the last one stays."""
    document, _ = world.library.add(world.owner, "story.txt", 10)
    events = [world.store(document, text) for text in ("first", OTHER, STORY)]
    random.Random(seed).shuffle(events)
    for event in events:
        world.library.uploaded(event)
        world.deliver_all()
    world.settle()
    ready(world, document.id, STORY)


@pytest.mark.fault("F2")
def test_upload_of_the_same_content_counts_in_the_order(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    first, between, last = (world.store(document, text) for text in (STORY, OTHER, STORY))
    for event in (first, last, between):
        world.library.uploaded(event)
    world.settle()
    ready(world, document.id, STORY)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.fault("F2")
def test_removal_and_creation_end_alike_in_any_order(world: World, order: tuple[int, ...]) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    created = world.store(document, STORY)
    again = replace(world.store(document, OTHER), sequencer="3")
    tellings: list[Callable[[], None]] = [
        lambda: world.library.uploaded(created),
        lambda: world.library.file_removed(replace(created, sequencer="2")),
        lambda: world.library.uploaded(again),
    ]
    for number in order:
        tellings[number]()
    world.settle()
    ready(world, document.id, OTHER)


@pytest.mark.fault("F2")
def test_file_removed_by_hand_fails_the_document(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    file = world.put(document, STORY)
    world.settle()
    world.library.file_removed(replace(file, sequencer="FF"))
    now = world.document(document.id)
    assert now is not None
    assert now.failure is not None
    assert (now.status, now.failure.code) == ("failed", "file_gone")
    assert now.live_generation == 1  # What was read of it can still be found.


@pytest.mark.fault("F2")
def test_event_of_an_older_version_changes_nothing(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    old = world.store(document, STORY)
    world.replace(document.id, OTHER)
    world.library.uploaded(old)
    world.settle()
    world.library.uploaded(replace(old, sequencer="FFFF"))
    world.settle()
    ready(world, document.id, OTHER)


# F3: objects without a document


@pytest.mark.fault("F3")
def test_upload_for_a_deleted_document_is_removed(world: World) -> None:
    document = world.upload(STORY)
    world.library.delete(world.owner, document.id)
    world.settle()
    world.put(document, STORY)  # The form is still good.
    world.settle()
    assert world.stored() == []
    assert world.document(document.id) is None


@pytest.mark.fault("F3")
def test_missing_object_fails_the_document(world: World) -> None:
    document = world.upload(STORY)
    world.real_files.delete_file(FileKey(world.owner, document.id, 1))
    world.settle()
    assert failed(world, document.id) == "file_gone"


@pytest.mark.fault("F3")
def test_lost_event_is_made_up_for(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    world.store(document, STORY)
    world.settle(hours=0.5)
    ready(world, document.id, STORY)


@pytest.mark.fault("F3")
def test_file_that_never_comes_fails_the_document(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    world.settle(hours=2)
    assert failed(world, document.id) == "upload_missing"
    world.put(document, STORY)  # On a very slow line it comes all the same.
    world.settle()
    ready(world, document.id, STORY)


@pytest.mark.fault("F3")
def test_file_that_changed_after_its_event_is_read(world: World) -> None:
    """The form was used twice and the second event is lost: the file that is there is what is read."""
    document = world.upload(STORY)
    world.store(document, OTHER)
    world.settle()
    ready(world, document.id, OTHER)
