"""F4 and F5: workers killed at a step every time, and workers with little time."""

import itertools
from functools import partial

import pytest

from chalicelib.errors import DocumentError
from chalicelib.models import IngestJob
from chalicelib.rag.documents.lifecycle import MAX_ATTEMPTS, MAX_HOPS
from tests.faults.endings import failed, ready
from tests.faults.steps import Killed
from tests.faults.world import World, pieces, story

STORY, OTHER = story("a"), story("b")


# F4: killed every time


@pytest.mark.parametrize("what", ["extractor.extract", "embedder.embed_passages", "passages.add"])
@pytest.mark.fault("F4")
def test_poison_file_fails_after_three_attempts(world: World, what: str) -> None:
    document = world.upload(STORY)
    world.steps.replace(what, killed)
    world.settle()
    assert failed(world, document.id) == "gave_up"
    assert world.document(document.id).generation == MAX_ATTEMPTS  # type: ignore[union-attr]
    revived = [job for job in world.queue.dead if isinstance(job, IngestJob) and job.revive is not None]
    assert revived == [IngestJob(world.owner, document.id, revive=MAX_ATTEMPTS)]


def killed(_: partial[object]) -> object:
    raise Killed


@pytest.mark.fault("F4")
def test_progress_between_two_deaths_counts(world: World) -> None:
    """A worker that is killed once at each of six parts has not failed: each try came further."""
    document = world.upload(story("a", slices=6))
    seen = itertools.count()

    def achieve(call: partial[object]) -> object:
        result = call()
        if next(seen) % 2:
            raise Killed
        return result

    world.steps.replace("registry.achieve", achieve)
    world.settle()
    ready(world, document.id, story("a", slices=6))
    assert set(world.embedder.billed.values()) == {1}


# F5: little time


@pytest.mark.fault("F5")
def test_large_file_takes_many_messages(world: World) -> None:
    """Each call has time for one step only: every slice is read once, every chunk embedded once."""
    text = story("a", slices=8, chunks=4)
    document = world.upload(text)

    def achieve(call: partial[object]) -> object:
        result = call()
        world.seconds_left = lambda: 1.0
        return result

    world.steps.replace("registry.achieve", achieve)
    world.settle()
    ready(world, document.id, text)
    assert set(world.extractor.read.values()) == {1}
    assert set(world.embedder.billed.values()) == {1}
    jobs = [job for job in world.queue.sent if isinstance(job, IngestJob)]
    assert len(jobs) > 20
    assert max(job.hops for job in jobs) == MAX_HOPS
    told = [seen.progress for seen in world.feed.told if seen.status == "embedding" and seen.progress]
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)


@pytest.mark.fault("F5")
def test_too_little_time_ends_with_a_reason(world: World) -> None:
    document = world.upload(STORY)
    world.time_for_a_call = 1.0
    world.settle()
    assert failed(world, document.id) == "gave_up"


@pytest.mark.parametrize("step", ["embedder.embed_passages", "passages.add", "registry.publish"])
@pytest.mark.fault("F5")
def test_old_version_is_searched_until_the_new_one_is_ready(world: World, step: str) -> None:
    document = world.upload(STORY)
    world.settle()
    world.replace(document.id, OTHER)
    seen: list[list[str]] = []

    def look(call: partial[object]) -> object:
        now = world.document(document.id)
        assert now is not None
        seen.append(world.rows()[document.id, now.live_generation])
        assert world.real_files.presign_download(now).url.split("?")[0].endswith("/1")
        return call()

    world.steps.replace(step, look)
    world.settle()
    assert seen
    assert all(texts == pieces(STORY) for texts in seen)
    ready(world, document.id, OTHER)


@pytest.mark.fault("F5")
def test_old_version_stays_when_the_new_one_fails(world: World) -> None:
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
