"""A document longer than its budget is ready with what was read, and says so until a shorter one replaces it."""

from copy import replace
from pathlib import Path

from chalicelib.errors import DocumentError
from chalicelib.models import FIRST_SLICE, ExtractedSlice, SliceRequest
from chalicelib.rag.documents.reading import ReadingBudget
from tests.faults.world import World, pieces, story


def test_a_document_is_ready_with_what_its_budget_allows(world: World) -> None:
    text = story("a")
    first = text.split("\f")[0]
    tools = replace(world.ingesting.tools, reading=ReadingBudget(characters=len(first)))
    world.ingesting = replace(world.ingesting, tools=tools)
    document = world.upload(text)
    world.deliver_all()
    ready = world.documents.get(world.owner, document.id)
    assert (ready.status, ready.passages) == ("ready", len(pieces(first)))
    assert ready.partial is not None
    assert (ready.partial.code, ready.partial.done) == ("characters", 1)
    assert ready.note == ready.partial.message
    world.replace(document.id, first)
    world.deliver_all()
    shorter = world.documents.get(world.owner, document.id)
    assert (shorter.status, shorter.version, shorter.partial, shorter.note) == ("ready", 2, None, None)


def test_a_slow_slice_keeps_the_ones_before_it(world: World) -> None:
    text = story("a")
    extract = world.extractor.extract

    def slow(path: Path, filename: str, request: SliceRequest = FIRST_SLICE) -> ExtractedSlice:
        if request.cursor:
            raise DocumentError("too_complex", "It takes too long.")
        return extract(path, filename, request)

    world.extractor.extract = slow  # type: ignore[method-assign]
    document = world.upload(text)
    world.deliver_all()
    ready = world.documents.get(world.owner, document.id)
    assert (ready.status, ready.passages) == ("ready", len(pieces(text.split("\f")[0])))
    assert ready.partial is not None
    assert ready.partial.code == "too_complex"
