"""The parts of ingestion by themselves: the heartbeat, staging, the pace of model calls, texts that fit."""

import threading
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import LeaseLostError, ModelBusyError, ModelError, StoreBusyError
from chalicelib.models import Chunk, Document, Embeddings
from chalicelib.rag.documents.embedding import (
    BATCH_CALLS,
    FRUITLESS_ROUNDS,
    SINGLE_CALLS,
    Embedded,
    Pace,
    PacedEmbedding,
    fit,
)
from chalicelib.rag.documents.ingest import FOR_MODEL, gave_up
from chalicelib.rag.documents.staging import StagedSlice, Staging
from chalicelib.rag.heartbeat import Heartbeat
from chalicelib.rag.text.tokens import estimate_tokens
from tests.support.fakes import FakeEmbedder

DOCUMENT = Document(
    owner_id="o",
    id="d",
    filename="a.txt",
    content_type="",
    size=1,
    status="embedding",
    created_at="",
    updated_at="",
)


# The heartbeat


class Lease:
    """A lease whose renewal raises `errors` first; `heartbeats` lets a test wait for them."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.heartbeats = threading.Semaphore(0)

    def renew(self) -> None:
        self.heartbeats.release()
        if self.errors:
            raise self.errors.pop(0)


def heartbeat_of(lease: Lease) -> Heartbeat:
    return Heartbeat(lease.renew, 0.001, "d")


def test_a_long_step_keeps_its_lease() -> None:
    lease = Lease()
    with heartbeat_of(lease) as heartbeat:
        for _ in range(5):  # The step is not over before the lease was renewed five times.
            assert lease.heartbeats.acquire(timeout=10)
        heartbeat.check()


def test_the_heart_stops_with_the_work() -> None:
    lease = Lease()
    with heartbeat_of(lease):
        assert lease.heartbeats.acquire(timeout=10)
    while lease.heartbeats.acquire(blocking=False):
        pass
    assert not lease.heartbeats.acquire(timeout=0.05)
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_a_missed_beat_is_made_up_for_and_a_lost_lease_is_told() -> None:
    lease = Lease(StoreBusyError("busy"), StoreBusyError("busy"), LeaseLostError("lost"))
    with heartbeat_of(lease) as heartbeat:
        for _ in range(3):
            assert lease.heartbeats.acquire(timeout=10)
        heartbeat._thread.join(10)
        with pytest.raises(LeaseLostError):
            heartbeat.check()


# The pace


class Scripted(FakeEmbedder):
    """Is busy for the calls it is told to."""

    batch_size = 1

    def __init__(self, busy: int = 0) -> None:
        super().__init__()
        self.fail_with = [ModelBusyError()] * busy
        self.at_once = 0


def embed(embedder: FakeEmbedder, texts: list[str]) -> tuple[Embedded, list[float]]:
    pauses: list[float] = []
    embedded = Embedded()
    PacedEmbedding(embedder, pauses.append, lambda: None).embed(texts, embedded)
    return embedded, pauses


def test_every_text_gets_its_vector() -> None:
    embedder = FakeEmbedder()
    texts = [f"text {number}" for number in range(21)]
    embedded, pauses = embed(embedder, texts)
    assert [embedded.vectors[index] for index in range(21)] == [embedder.embed_query(text) for text in texts]
    assert pauses == []


def test_only_what_was_busy_is_asked_again() -> None:
    embedder = Scripted(busy=5)
    embedded, pauses = embed(embedder, [f"text {number}" for number in range(30)])
    assert sorted(embedder.embedded) == sorted(f"text {number}" for number in range(30))
    assert len(embedded.vectors) == 30
    assert pauses


def test_a_model_that_stays_busy_is_left_alone() -> None:
    embedder = Scripted(busy=1000)
    pauses: list[float] = []
    with pytest.raises(ModelBusyError):
        PacedEmbedding(embedder, pauses.append, lambda: None).embed(["a", "b"], Embedded())
    assert len(pauses) == FRUITLESS_ROUNDS - 1
    assert 1000 - len(embedder.fail_with) < 12


def test_what_was_answered_is_kept_when_the_rest_is_refused() -> None:
    embedder = Scripted()
    answer = embedder.embed_passages
    embedder.embed_passages = lambda texts: refuse() if "bad" in texts[0] else answer(texts)  # type: ignore[method-assign]
    embedded = Embedded()
    with pytest.raises(ModelError):
        PacedEmbedding(embedder, lambda _: None, lambda: None).embed(["one", "two", "bad", "four"], embedded)
    assert [(start, len(run)) for start, run in embedded.runs()] == [(0, 2), (3, 1)]


def refuse() -> Embeddings:
    raise ModelError("No.")


def test_calls_grow_and_shrink() -> None:
    pace = Pace(SINGLE_CALLS)
    for _ in range(100):
        pace.good()
    assert pace.calls == SINGLE_CALLS
    waits = [pace.busy(answered=1) for _ in range(12)]
    assert pace.calls == 1
    assert max(waits[:2]) < max(waits[-3:]) <= 10
    assert BATCH_CALLS < SINGLE_CALLS


def test_pauses_grow_to_a_quarter_of_an_hour_and_are_never_alike() -> None:
    assert 24 <= FOR_MODEL.pause(0) <= 36
    assert 700 <= FOR_MODEL.pause(100) <= 1080
    assert len({FOR_MODEL.pause(9) for _ in range(20)}) > 5


@given(st.text(max_size=300).map(lambda text: text * 7), st.integers(1, 600))
def test_no_text_passes_the_models_limit(text: str, limit: int) -> None:
    fitted = fit(text, limit)
    assert fitted
    assert len(fitted.encode()) <= limit or estimate_tokens(fitted) <= limit or len(fitted) == 1


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert fit("a  b\n\nc", 100) == "a  b\n\nc"


# Staging


class Folder:
    """Parts in memory."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}

    def read_part(self, document: Document, name: str) -> bytes | None:
        return self.parts.get(name)

    def write_part(self, document: Document, name: str, data: bytes) -> None:
        self.parts[name] = data

    def write_part_once(self, document: Document, name: str, data: bytes) -> bool:
        return self.parts.setdefault(name, data) is data

    def part_names(self, document: Document) -> set[str]:
        return set(self.parts)


def chunk(ordinal: int) -> Chunk:
    """Of one part to three."""
    return Chunk(ordinal, ordinal, ordinal + 1, f"text {ordinal}", None, (), "", 1, cuts=(1, 2)[: ordinal % 3])


def slice_of(number: int, first: int, end: int, cursor: str | None = None) -> StagedSlice:
    return StagedSlice(number, f"chunks-{number}", first, end, 1, cursor, 0, (), 1, 1, 0, texts=(2 * first, 2 * end))


def test_of_two_slices_of_the_same_number_the_first_counts() -> None:
    folder = Folder()
    mine = Staging(folder, DOCUMENT, "m", 1).keep_slice(slice_of(0, 0, 3, "here"), [chunk(0)])
    theirs = Staging(folder, DOCUMENT, "m", 1).keep_slice(slice_of(0, 0, 9, "there"), [chunk(0)])
    assert theirs == mine
    assert list(Staging(folder, DOCUMENT, "m", 1).slices()) == [mine]


@given(st.lists(st.tuples(st.integers(0, 59), st.integers(1, 19)), max_size=12))
def test_ranges_of_any_kind_are_filled_up_and_read_in_order(staged: list[tuple[int, int]]) -> None:
    folder = Folder()
    slices = [slice_of(0, 0, 12), slice_of(1, 12, 30)]
    staging = Staging(folder, DOCUMENT, "model:v1", 1)
    for slice_ in slices:
        staging.keep_slice(slice_, [chunk(number) for number in range(slice_.first, slice_.end)])
    staged = [(start, min(start + count, 60)) for start, count in staged]
    for start, end in staged:
        staging.keep_vectors(start, [[float(number)] for number in range(start, end)])
    staging = Staging(folder, DOCUMENT, "model:v1", 1)
    made: list[int] = []
    for slice_ in slices:
        for start, end in staging.missing(*slice_.texts):
            made += range(start, end)
            staging.keep_vectors(start, [[float(number)] for number in range(start, end)])
    covered = {number for start, end in staged for number in range(start, end)}
    assert sorted(made) == sorted(set(range(60)) - covered)
    batches = list(staging.batches(slices))
    assert [piece.ordinal for batch in batches for piece in batch.chunks] == list(range(30))
    assert all(len(batch.vectors) == 4 * sum(piece.parts for piece in batch.chunks) for batch in batches)
    assert [value for batch in batches for value in array("f", batch.vectors)] == [float(n) for n in range(60)]


def test_slices_of_older_releases_have_one_text_a_chunk() -> None:
    folder = Folder()
    counted, uncounted = slice_of(0, 0, 3, "here"), StagedSlice(1, "chunks-1", 3, 5, 1, None, 0, (), 1, 1, 0)
    staging = Staging(folder, DOCUMENT, "m", 1)
    staging.keep_slice(counted, [chunk(0)])
    staging.keep_slice(uncounted, [chunk(3)])
    assert staging.keep_slice(slice_of(1, 3, 9), [chunk(3)]).texts == (6, 8)
    assert [slice_.texts for slice_ in Staging(folder, DOCUMENT, "m", 1).slices()] == [(0, 6), (6, 8)]


def test_vectors_of_another_model_are_none_of_this_one() -> None:
    folder = Folder()
    Staging(folder, DOCUMENT, "one", 1).keep_vectors(0, [[1.0]])
    assert Staging(folder, DOCUMENT, "two", 1).missing(0, 1) == [(0, 1)]
    with pytest.raises(StoreBusyError):
        list(Staging(folder, DOCUMENT, "two", 1).batches([slice_of(0, 0, 1)]))


def test_giving_up_says_what_was_being_done() -> None:
    assert "indexed" in str(gave_up(DOCUMENT))
