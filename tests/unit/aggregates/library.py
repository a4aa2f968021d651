"""Documents and their chunks made of texts, cut anywhere: what is computed does not depend on the cuts."""

from chalicelib.models import Document, StoredPassage
from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed, NotExact

CHUNK = 700  # Characters.


def library(files: dict[str, str], size: int = CHUNK) -> tuple[list[Document], list[StoredPassage]]:
    documents, passages = [], []
    for name, text in files.items():
        starts = range(0, len(text), size)
        documents.append(
            Document("o", name, name, "", 0, "ready", "", "", passages=len(starts), live_generation=1),
        )
        passages += [
            StoredPassage(
                f"{name}:{number}",
                name,
                1,
                number,
                None,
                (),
                start,
                min(start + size, len(text)),
                text[start : start + size],
            )
            for number, start in enumerate(starts)
        ]
    return documents, passages


def ask(question: str, files: dict[str, str], size: int = CHUNK) -> Computed | NotExact | None:
    """None where the question's words ask nothing of many records."""
    asked = aggregate_of(question)
    return compute(asked, *library(files, size)) if asked else None


def value(question: str, files: dict[str, str]) -> object:
    """The exact value as text, or why there is none."""
    result = ask(question, files)
    return str(result.value) if isinstance(result, Computed) else result.reason if result else None


def names(question: str, files: dict[str, str]) -> list[str]:
    """What the result's records say: what was asked of them, or their names."""
    result = ask(question, files)
    assert isinstance(result, Computed), result
    return [item.value or item.name for item in result.items]
