"""F6: the model throttles, refuses, or answers what is none."""

import random

import pytest

from chalicelib.errors import ModelBusyError, ModelError, StoreRefusedError
from chalicelib.models import IngestJob
from chalicelib.rag.documents.ingest import FOR_BUDGET, FOR_MODEL
from tests.faults.endings import failed, ready
from tests.faults.world import World, story

STORY, OTHER = story("a"), story("b")
DAY = 24 * 3600


@pytest.mark.fault("F6")
def test_model_throttled_three_times_delays_the_document(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelBusyError()] * 3
    world.deliver_all()
    ready_now = world.document(document.id)
    assert ready_now is not None
    assert ready_now.status == "ready"
    assert world.pauses
    assert world.pauses == sorted(world.pauses) or len(set(world.pauses)) > 1
    assert set(world.embedder.billed.values()) == {1}


@pytest.mark.fault("F6")
def test_model_throttled_for_hours_makes_the_document_wait(world: World) -> None:
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


@pytest.mark.fault("F6")
def test_model_throttled_for_a_day_fails_the_document(world: World) -> None:
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


def test_budget_that_is_used_up_delays_work_to_the_next_day(world: World) -> None:
    document = world.upload(STORY)
    world.meter.used_up = True
    begun = world.clock()
    world.settle(enough=lambda: world.clock() > begun + 5 * 3600)
    world.deliver_all()
    waiting = world.document(document.id)
    assert waiting is not None
    assert (waiting.status, waiting.failure, waiting.note) == ("embedding", None, FOR_BUDGET.note)
    assert not world.embedder.billed
    world.meter.used_up = False
    world.settle()
    ready(world, document.id, STORY)
    assert set(world.embedder.billed.values()) == {1}


@pytest.mark.fault("F6")
def test_model_throttling_half_of_its_calls_is_paid_once(world: World) -> None:
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


@pytest.mark.fault("F6")
def test_text_that_the_model_refuses_fails_at_once(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.fail_with = [ModelError("The model did not accept the request.")]
    world.settle()
    assert failed(world, document.id) == "model_failed"
    assert world.document(document.id).attempts == 1  # type: ignore[union-attr]


@pytest.mark.fault("F6")
def test_a_store_that_refuses_fails_the_document_at_once(world: World) -> None:
    document = world.upload(STORY)

    def refuse(*_: object) -> None:
        raise StoreRefusedError

    world.real_passages.add = refuse  # type: ignore[method-assign, assignment]
    world.deliver_all()
    assert failed(world, document.id) == "store_refused"
    assert [job.document_id for job in world.queue.dead if isinstance(job, IngestJob)] == [document.id]


@pytest.mark.fault("F6")
def test_vector_that_is_no_number_fails_with_a_reason(world: World) -> None:
    document = world.upload(STORY)
    world.embedder.embed_query = lambda text: [float("nan")] * world.embedder.dimensions  # type: ignore[method-assign]
    world.settle()
    assert failed(world, document.id) == "unstorable"
