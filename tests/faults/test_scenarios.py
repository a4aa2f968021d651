"""F1 to F6, F8, F11, F12, told one by one: events, poison, throttling, deletion, the dead-letter queue."""

import itertools
import random
from collections.abc import Callable

import pytest

from chalicelib.errors import DocumentError, ModelBusyError, ModelError
from chalicelib.models import IngestJob, TidyJob
from chalicelib.rag.ingesting import FOR_MODEL, MAX_ATTEMPTS, MAX_HOPS
from tests.faults.world import Killed, World, pieces, story

STORY, OTHER = story("a"), story("b")
DAY = 24 * 3600


def ready(world: World, document_id: str, text: str) -> None:
    document = world.document(document_id)
    assert document is not None
    assert (document.status, document.failure, document.note) == ("ready", None, None)
    assert world.rows() == {(document_id, document.live_generation): pieces(text)}
    assert world.stored() == [f"files/{world.owner}/{document_id}/{document.version}"]


def failed(world: World, document_id: str) -> str:
    document = world.document(document_id)
    assert document is not None
    assert document.status == "failed"
    assert document.failure is not None
    assert document.failure.message.endswith(".")
    assert world.rows() == {}
    return document.failure.code


# F1: the same event


def test_f1_the_same_event_five_times(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    event = world.store(document, STORY)
    for _ in range(3):
        world.tell(event)
    world.deliver_all()
    for _ in range(2):
        world.tell(event)
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
        world.tell(event)
        world.deliver_all()
    world.settle()
    ready(world, document.id, STORY)


def test_f2_the_same_content_again_takes_its_place_in_the_order(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    first, between, last = (world.store(document, text) for text in (STORY, OTHER, STORY))
    for event in (first, last, between):
        world.tell(event)
    world.settle()
    ready(world, document.id, STORY)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_f2_removed_and_created(world: World, order: tuple[int, ...]) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    place = (world.owner, document.id, 1)
    created = world.store(document, STORY)
    again = world.store(document, OTHER) | {"sequencer": "3"}
    tellings: list[Callable[[], None]] = [
        lambda: world.tell(created),
        lambda: world.library.file_removed(*place, sequencer="2"),
        lambda: world.tell(again),
    ]
    for number in order:
        tellings[number]()
    world.settle()
    ready(world, document.id, OTHER)


def test_f2_a_file_removed_by_hand_is_said_so(world: World) -> None:
    document = world.upload(STORY)
    world.settle()
    world.library.file_removed(world.owner, document.id, 1, sequencer="FF")
    now = world.document(document.id)
    assert now is not None
    assert now.failure is not None
    assert (now.status, now.failure.code) == ("failed", "file_gone")
    assert now.live_generation == 1  # What was read of it can still be found.


def test_f2_events_of_an_older_version_change_nothing(world: World) -> None:
    document, _ = world.library.add(world.owner, "story.txt", 10)
    old = world.store(document, STORY)
    world.replace(document.id, OTHER)
    world.tell(old)
    world.settle()
    world.tell(old | {"sequencer": "FFFF"})
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
    world.real_files.delete_file(world.owner, document.id, 1)
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


# F4: killed every time


@pytest.mark.parametrize("what", ["extractor.extract", "embedder.embed_passages", "passages.add"])
def test_f4_a_poison_file_fails_after_three_tries(world: World, what: str) -> None:
    document = world.upload(STORY)
    killing(world, what)
    world.settle()
    assert failed(world, document.id) == "gave_up"
    assert world.document(document.id).generation == MAX_ATTEMPTS  # type: ignore[union-attr]
    revived = [job for job in world.queue.dead if isinstance(job, IngestJob) and job.revive is not None]
    assert revived == [IngestJob(world.owner, document.id, revive=MAX_ATTEMPTS)]


def killing(world: World, what: str) -> None:
    """From now on a worker that comes to this step is killed there."""
    step = world.steps.call

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        if name == what:
            raise Killed
        return step(name, method, *args, **kwargs)

    world.steps.call = call  # type: ignore[method-assign]


def test_f4_progress_between_two_deaths_counts(world: World) -> None:
    """A worker that is killed once at each of six parts has not failed: each try came further."""
    document = world.upload(story("a", slices=6))
    step, seen = world.steps.call, itertools.count()

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        result = step(name, method, *args, **kwargs)
        if name == "registry.renew" and kwargs.get("achieved") and next(seen) % 2:
            raise Killed
        return result

    world.steps.call = call  # type: ignore[method-assign]
    world.settle()
    ready(world, document.id, story("a", slices=6))
    assert set(world.embedder.billed.values()) == {1}


# F5: little time


def test_f5_a_large_file_over_many_messages(world: World) -> None:
    """Each call has time for one step only: every slice is read once, every chunk embedded once."""
    text = story("a", slices=8, chunks=4)
    document = world.upload(text)
    achieved = itertools.count()
    step = world.steps.call

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        result = step(name, method, *args, **kwargs)
        if name == "registry.renew" and kwargs.get("achieved"):
            next(achieved)
            world.seconds_left = lambda: 1.0
        return result

    world.steps.call = call  # type: ignore[method-assign]
    world.settle()
    ready(world, document.id, text)
    assert set(world.extractor.read.values()) == {1}
    assert set(world.embedder.billed.values()) == {1}
    jobs = [job for job in world.queue.sent if isinstance(job, IngestJob)]
    assert len(jobs) > 20
    assert max(job.hops for job in jobs) == MAX_HOPS
    told = [each.progress for each in world.feed.told if each.status == "embedding" and each.progress]
    assert [each.done for each in told] == sorted(each.done for each in told)


def test_f5_never_enough_time_ends_with_a_reason(world: World) -> None:
    document = world.upload(STORY)
    world.time_for_a_call = 1.0
    world.settle()
    assert failed(world, document.id) == "gave_up"


@pytest.mark.parametrize("step", ["embedder.embed_passages", "passages.add", "registry.publish"])
def test_f5_the_old_version_is_there_until_the_new_one_is(world: World, step: str) -> None:
    document = world.upload(STORY)
    world.settle()
    world.replace(document.id, OTHER)
    seen: list[list[str]] = []
    original = world.steps.call

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        if name == step:
            now = world.document(document.id)
            assert now is not None
            seen.append(world.rows()[document.id, now.live_generation])
            assert world.real_files.presign_download(now).url.split("?")[0].endswith("/1")
        return original(name, method, *args, **kwargs)

    world.steps.call = call  # type: ignore[method-assign]
    world.settle()
    assert seen
    assert all(each == pieces(STORY) for each in seen)
    ready(world, document.id, OTHER)


def test_f5_the_old_version_stays_when_the_new_one_fails(world: World) -> None:
    document = world.upload(STORY)
    world.settle()
    world.extractor.error = DocumentError("encrypted", "This file is locked.")
    world.replace(document.id, OTHER)
    world.settle()
    now = world.document(document.id)
    assert now is not None
    assert now.failure is not None
    assert (now.status, now.failure.code, now.live_version) == ("failed", "encrypted", 1)
    assert world.rows() == {(document.id, now.live_generation): pieces(STORY)}
    assert f"files/{world.owner}/{document.id}/1" in world.stored()


# F6: the model


def test_f6_throttled_three_times_then_fine(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelBusyError()] * 3
    world.deliver_all()
    ready_now = world.document(document.id)
    assert ready_now is not None
    assert ready_now.status == "ready"
    assert world.pauses
    assert world.pauses == sorted(world.pauses) or len(set(world.pauses)) > 1
    assert set(world.embedder.billed.values()) == {1}


def test_f6_throttled_for_hours_then_fine(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelBusyError()] * 500
    world.deliver_all()
    waiting = world.document(document.id)
    assert waiting is not None
    assert (waiting.status, waiting.failure, waiting.note) == ("embedding", None, FOR_MODEL.note)
    assert waiting.progress is not None
    world.settle()
    ready(world, document.id, STORY)
    assert set(world.embedder.billed.values()) == {1}
    assert world.queue.dead == []


def test_f6_throttled_for_ever_fails_after_a_day(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelBusyError()] * 100_000
    begun = world.clock()
    world.settle(hours=40)
    now = world.document(document.id)
    assert now is not None
    assert now.failure is not None
    assert (now.failure.code, now.failure.retryable) == ("model_busy", True)
    assert DAY < world.clock() - begun < DAY + 3600
    assert len([job for job in world.queue.sent if isinstance(job, IngestJob)]) < 130  # Pauses grew.


def test_f6_half_of_the_calls_throttled_none_paid_twice(world: World) -> None:
    document = world.upload(story("a", slices=3, chunks=6))
    answer = world.embedder.embed_passages
    chance = random.Random(7)

    def embed(texts: list[str]) -> object:
        if chance.random() < 0.5:
            raise ModelBusyError
        return answer(texts)

    world.embedder.embed_passages = embed  # type: ignore[method-assign,assignment]
    world.settle()
    ready(world, document.id, story("a", slices=3, chunks=6))
    assert set(world.embedder.billed.values()) == {1}


def test_f6_refused_by_the_model_fails_at_once(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelError("The model did not accept the request.")]
    world.settle()
    assert failed(world, document.id) == "model_failed"
    assert world.document(document.id).attempts == 1  # type: ignore[union-attr]


def test_f6_vectors_that_are_no_numbers_fail_with_a_reason(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.embed_query = lambda text: [float("nan")] * world.embedder.dimensions  # type: ignore[method-assign]
    world.settle()
    assert failed(world, document.id) == "unstorable"


# F11: deletion


def test_f11_upload_again_while_deleting(world: World) -> None:
    document = world.upload(STORY)
    world.deliver_all()
    world.library.delete(world.owner, document.id)
    world.put(document, OTHER)
    with pytest.raises(Exception, match="state"):
        world.library.replace(world.owner, document.id, 10)
    world.settle()
    assert (world.document(document.id), world.rows(), world.stored()) == (None, {}, [])


def test_f11_a_zombie_commits_after_the_deletion(world: World) -> None:
    """Killed right after its commit, and the document is long gone by then: its rows go all the same."""
    document = world.upload(STORY)
    step = world.steps.call

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        if name == "passages.add":
            world.steps.call = step  # type: ignore[method-assign]
            world.library.delete(world.owner, document.id)
            world.deliver_all()
            assert world.document(document.id) is None
            method(*args, **kwargs)
            raise Killed
        return step(name, method, *args, **kwargs)

    world.steps.call = call  # type: ignore[method-assign]
    world.deliver_all()
    world.settle()
    assert (world.rows(), world.stored()) == ({}, [])


def test_f11_what_a_last_worker_leaves_goes_without_any_message(world: World) -> None:
    """The document is gone before the worker stages its slice, and every message is lost from then on."""
    document = world.upload(STORY)
    step = world.steps.call

    def call(name: str, method: Callable[..., object], *args: object, **kwargs: object) -> object:
        if name == "files.write_part":
            world.steps.call = step  # type: ignore[method-assign]
            world.library.delete(world.owner, document.id)
            world.deliver_all()
            assert world.document(document.id) is None
        return step(name, method, *args, **kwargs)

    world.steps.call = call  # type: ignore[method-assign]
    world.deliver_all()
    assert world.stored()
    world.queue.letters.clear()
    world.settle()
    assert (world.rows(), world.stored(), world.items()) == ({}, [], [])


def test_f11_the_text_of_what_was_deleted_is_purged(world: World, lance: object) -> None:
    document = world.upload(STORY)
    world.settle()
    world.library.delete(world.owner, document.id)
    world.settle()
    assert TidyJob(world.owner) in world.queue.sent
    assert world.items() == []


# F12: the dead-letter queue


def test_f12_redriven_after_a_fix(world: World) -> None:
    documents = [world.upload(STORY), world.upload(OTHER, "other.txt")]
    world.extractor.error = DocumentError("unreadable", "This file is damaged.")
    world.settle()
    assert [failed(world, each.id) for each in documents] == ["unreadable"] * 2
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
    world.extractor.error = DocumentError("unreadable", "This file is damaged.")
    world.settle()
    for _ in range(3):
        assert world.queue.redrive() == 1
        world.settle()
        assert failed(world, document.id) == "unreadable"
    assert len(world.queue.dead) == 1


def test_f12_an_old_dead_letter_revives_nothing(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = DocumentError("unreadable", "This file is damaged.", retryable=True)
    world.settle()
    old = list(world.queue.dead)
    world.queue.dead.clear()
    world.library.retry(world.owner, document.id)
    world.settle()
    world.extractor.error = None
    world.queue.dead = old
    world.queue.redrive()
    world.settle()
    assert failed(world, document.id) == "unreadable"


def test_f12_a_letter_of_what_was_deleted(world: World) -> None:
    document = world.upload(STORY)
    world.extractor.error = DocumentError("unreadable", "This file is damaged.")
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
