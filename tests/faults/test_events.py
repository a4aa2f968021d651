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


def test_f1_the_same_event_five_times(world: World) -> None:
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


def test_f1_one_message_five_times(world: World) -> None:
    document = world.upload(STORY)
    world.queue.letters *= 5
    world.settle()
    ready(world, document.id, STORY)
    assert set(world.embedder.billed.values()) == {1}


# F2: events in the wrong order


@pytest.mark.parametrize("seed", range(6))
def test_f2_uploads_of_one_form_told_in_any_order(world: World, seed: int) -> None:
    """The form is used three times, the file's content changes each time; the last one stays."""
    document, _ = world.library.add(world.owner, "story.txt", 10)
    events = [world.store(document, text) for text in ("first", OTHER, STORY)]
    random.Random(seed).shuffle(events)
    for event in events:
        world.library.uploaded(event)
        world.deliver_all()
    world.settle()
    ready(world, document.id, STORY)


def test_f2_the_same_content_again_takes_its_place_in_the_order(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    first, between, last = (world.store(document, text) for text in (STORY, OTHER, STORY))
    for event in (first, last, between):
        world.library.uploaded(event)
    world.settle()
    ready(world, document.id, STORY)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_f2_removed_and_created(world: World, order: tuple[int, ...]) -> None:
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


def test_f2_a_file_removed_by_hand_is_said_so(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    file = world.put(document, STORY)
    world.settle()
    world.library.file_removed(replace(file, sequencer="FF"))
    now = world.document(document.id)
    assert now is not None
    assert now.failure is not None
    assert (now.status, now.failure.code) == ("failed", "file_gone")
    assert now.live_generation == 1  # What was read of it can still be found.


def test_f2_events_of_an_older_version_change_nothing(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    old = world.store(document, STORY)
    world.replace(document.id, OTHER)
    world.library.uploaded(old)
    world.settle()
    world.library.uploaded(replace(old, sequencer="FFFF"))
    world.settle()
    ready(world, document.id, OTHER)


# F3: objects without a document


def test_f3_an_upload_of_what_is_gone_is_removed(world: World) -> None:
    document = world.upload(STORY)
    world.library.delete(world.owner, document.id)
    world.settle()
    world.put(document, STORY)  # The form is still good.
    world.settle()
    assert world.stored() == []
    assert world.document(document.id) is None


def test_f3_an_object_that_is_gone(world: World) -> None:
    document = world.upload(STORY)
    world.real_files.delete_file(FileKey(world.owner, document.id, 1))
    world.settle()
    assert failed(world, document.id) == "file_gone"


def test_f3_the_event_is_lost(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    world.store(document, STORY)
    world.settle(hours=0.5)
    ready(world, document.id, STORY)


def test_f3_the_file_never_comes(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    world.settle(hours=2)
    assert failed(world, document.id) == "upload_missing"
    world.put(document, STORY)  # On a very slow line it comes all the same.
    world.settle()
    ready(world, document.id, STORY)


def test_f3_another_content_than_the_event_told(world: World) -> None:
    """The form was used twice and the second event is lost: the file that is there is what is read."""
    document = world.upload(STORY)
    world.store(document, OTHER)
    world.settle()
    ready(world, document.id, OTHER)
