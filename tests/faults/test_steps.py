"""F1, F2, F4, F5, F8, F10, F11: every fault at every numbered step of ingestion."""

from collections.abc import Callable

import pytest

from chalicelib.errors import LeaseLostError, ModelBusyError, StoreBusyError
from chalicelib.models import Document, FileKey, StoredFile
from chalicelib.rag.documents.lifecycle import CLAIM, LEASE_SECONDS
from tests.faults.conftest import LONG
from tests.faults.steps import Killed
from tests.faults.world import PART_TEXTS, World, pieces, story

Case = Callable[[str, bool], None]
Inject = Callable[[World, Document, str], None]

STORY, OTHER = story("a"), story("b")


def kill(world: World, document: Document, step: str) -> None:
    raise Killed


def refuse(world: World, document: Document, step: str) -> None:
    """A store or the model does not answer, or its answer is lost on the way."""
    raise ModelBusyError if step.startswith("embedder") else StoreBusyError("busy")


def overtake(world: World, document: Document, step: str) -> None:
    """The worker stops for longer than its lease; another takes over, finishes, and then the first goes on."""
    world.clock.seconds += LEASE_SECONDS + 10
    world.sweep()
    world.deliver_all()


def lose(world: World, document: Document, step: str) -> None:
    """Another has taken the lease and holds it still."""
    world.clock.seconds += LEASE_SECONDS + 1
    world.real_documents.apply(document, CLAIM, lease_token="another")


def delete(world: World, document: Document, step: str) -> None:
    world.library.delete(world.owner, document.id)
    world.deliver_all()


def swap(world: World, document: Document, step: str) -> None:
    world.replace(document.id, OTHER)
    world.deliver_all()


def optimize(world: World, document: Document, step: str) -> None:
    world.upkeep.tidy(world.owner)


def repeat(world: World, document: Document, step: str) -> None:
    """The event and the message once more."""
    world.library.uploaded(StoredFile(FileKey(world.owner, document.id, 1), document.etag or "", 1, "1"))
    world.queue.send(world.queue.sent[0])
    world.deliver_all()


def run_out(world: World, document: Document, step: str) -> None:
    world.seconds_left = lambda: 1.0


FAULTS: dict[str, tuple[str, str, Inject]] = {
    "F4 killed before": ("F4", "before", kill),
    "F4 killed after": ("F4", "after", kill),
    "F8 refused": ("F8", "before", refuse),
    "F8 answer lost": ("F8", "after", refuse),
    "F8 overtaken before": ("F8", "before", overtake),
    "F8 overtaken after": ("F8", "after", overtake),
    "F8 lease lost": ("F8", "before", lose),
    "F11 deleted before": ("F11", "before", delete),
    "F11 deleted after": ("F11", "after", delete),
    "F11 replaced before": ("F11", "before", swap),
    "F11 replaced after": ("F11", "after", swap),
    "F10 optimized": ("F10", "before", optimize),
    "F1 repeated": ("F1", "before", repeat),
    "F5 out of time": ("F5", "before", run_out),
}
# What a model answered is billed though the answer was lost, or its worker: at most the part that was in flight.
IN_FLIGHT = {"F4 killed before", "F4 killed after", "F8 overtaken before", "F8 overtaken after", "F8 lease lost"}
EVERY = 1 if LONG else 16


def steps_of_a_clean_run(world: World) -> list[str]:
    world.upload(STORY)
    world.steps.on = True
    world.deliver_all()
    world.steps.on = False
    world.settle()
    return world.steps.names


@pytest.mark.parametrize("fault", FAULTS)
def test_every_step_by_every_fault(fault: str, new_world: Callable[[], World], case: Case) -> None:
    steps = steps_of_a_clean_run(new_world())
    assert len(steps) > 30
    short = []
    first = list(FAULTS).index(fault) % EVERY
    for number in range(first, len(steps), EVERY):
        complaint = run_with_fault(new_world(), fault, number)
        case(FAULTS[fault][0], complaint is None)
        if complaint:
            short.append(f"step {number} {steps[number]}: {complaint}")
    assert not short, "\n".join(short)


def run_with_fault(world: World, fault: str, number: int) -> str | None:
    """What is wrong after a document was ingested with one fault at one step; None if nothing is."""
    _, when, inject = FAULTS[fault]
    document = world.upload(STORY)
    stored = world.document(document.id)
    assert stored is not None

    getattr(world.steps, when)[number] = lambda: inject(world, stored, world.steps.names[number])
    world.steps.on = True
    world.deliver_all()
    world.steps.on = False
    try:
        world.settle()
    except (AssertionError, LeaseLostError) as error:
        return str(error)
    return complaint(world, document.id, fault)


def complaint(world: World, document_id: str, fault: str) -> str | None:
    deleted, swapped = fault.startswith("F11 deleted"), fault.startswith("F11 replaced")
    text = OTHER if swapped else STORY
    document = world.document(document_id)
    if deleted:
        if document is not None or world.rows() or world.stored() or world.queue.dead:
            return f"left behind: {document} {world.rows()} {world.stored()}"
        return too_often(world, PART_TEXTS)
    if document is None or document.status != "ready":
        return f"not ready: {document}"
    if world.missed:
        return "told to be ready, and not found"
    if world.rows() != {(document_id, document.live_generation): pieces(text)}:
        return f"rows: { {key: len(rows) for key, rows in world.rows().items()} }"
    if world.stored() != [f"files/{world.owner}/{document_id}/{document.version}"]:
        return f"files: {world.stored()}"
    if world.queue.dead:
        return f"dead letters: {world.queue.dead}"
    lost = fault == "F8 answer lost"
    return too_often(world, PART_TEXTS if fault in IN_FLIGHT or swapped else 1 if lost else 0)


def too_often(world: World, allowed: int) -> str | None:
    again = sum(count - 1 for count in world.embedder.billed.values())
    return f"{again} texts paid for again" if again > allowed else None
