"""How a document may end, and what must be stored then."""

from tests.faults.world import World, pieces


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
