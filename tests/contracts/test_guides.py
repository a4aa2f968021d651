"""A guide from chunks that LanceDB stores."""

from pathlib import Path

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import Chunk, Document, PassageBatch
from chalicelib.rag.routes.guide.guide import Guiding
from tests.contracts.passages import DIMENSIONS, MODEL, vector_of

TEXTS = ("The old harbour was built in 1911 by monks. ", "Today the ferry to Bergen costs 12 euros. ")


def test_a_guide_is_of_the_live_generation_alone(tmp_path: Path) -> None:
    store = LancePassages(str(tmp_path), MODEL, DIMENSIONS)
    starts = (0, len(TEXTS[0]))
    for generation, texts in ((1, ("An older text was written in 1900. ",)), (2, TEXTS)):
        chunks = tuple(
            Chunk(number, starts[number], starts[number] + len(text), text, number + 1, (), "", 3)
            for number, text in enumerate(texts)
        )
        vectors = vector_of("apple").tobytes() * len(chunks)
        store.add("owner", "d", generation, [PassageBatch(chunks, vectors)], "", "")
    document = Document("owner", "d", "d.txt", "", 1, "ready", "", "", language="en", passages=2, live_generation=2)
    guide = Guiding(store).guide(document)
    assert [(one.text, one.start, one.page, one.ordinal) for one in guide.summary] == [
        (TEXTS[0].strip(), 0, 1, 0),
        (TEXTS[1].strip(), starts[1], 2, 1),
    ]
    assert [one.text for one in guide.questions] == ["When was the old harbour built?"]
    assert not Guiding(store).guide(Document("other", "d", "d.txt", "", 1, "ready", "", "", live_generation=2)).summary
