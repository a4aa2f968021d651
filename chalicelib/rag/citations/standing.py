"""Whether what a stored answer cites still stands: its document may have been replaced or deleted since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chalicelib.models import Citation, CitationStanding, Document, Message


def cited_documents(messages: Iterable[Message]) -> list[str]:
    """The ids of their owner's documents that messages cite, each once."""
    own = (one.document_id for message in messages for one in message.citations if not _is_of_another(message, one))
    return list(dict.fromkeys(own))


def with_standing(messages: Sequence[Message], documents: Mapping[str, Document]) -> list[Message]:
    """The messages, whose citations say whether their passages still stand. `documents` are those there are, by id."""
    return [
        replace(message, citations=tuple(_with_standing(message, one, documents) for one in message.citations))
        for message in messages
    ]


def _is_of_another(message: Message, citation: Citation) -> bool:
    return citation.n <= len(message.sources) and message.sources[citation.n - 1].owner_id is not None


def _with_standing(message: Message, citation: Citation, documents: Mapping[str, Document]) -> Citation:
    if _is_of_another(message, citation) and citation.document_id not in documents:
        return citation  # Whoever may not read it learns nothing of it.
    version = message.sources[citation.n - 1].version if citation.n <= len(message.sources) else None
    return replace(citation, standing=standing_of(version, documents.get(citation.document_id)))


def standing_of(version: int | None, document: Document | None) -> CitationStanding | None:
    """`changed`: another version of the document is read now than the `version` then; None where that is unknown."""
    if document is None or document.status == "deleting":
        return "deleted"
    if version is None:
        return None
    return "current" if version == document.live_version else "changed"
