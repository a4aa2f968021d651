"""Whether what a stored answer cites still stands: its document may have been replaced or deleted since.

A passage's id has the generation of which it was read (`adapters/lance/rows.py`); searches show the live one alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chalicelib.models import Citation, CitationStanding, Document, Message

_PARTS = 3  # Of a passage's id: document, generation, ordinal.


def cited_documents(messages: Iterable[Message]) -> list[str]:
    """The ids of the documents that messages cite, each once."""
    return list(dict.fromkeys(citation.document_id for message in messages for citation in message.citations))


def with_standing(messages: Sequence[Message], documents: Mapping[str, Document]) -> list[Message]:
    """The messages, whose citations say whether their passages still stand. `documents` are those there are, by id."""
    return [
        replace(
            message,
            citations=tuple(
                replace(citation, standing=standing_of(citation, documents.get(citation.document_id)))
                for citation in message.citations
            ),
        )
        for message in messages
    ]


def standing_of(citation: Citation, document: Document | None) -> CitationStanding:
    """`changed`: the document was read anew since, so that the words may stand elsewhere, or nowhere."""
    if document is None or document.status == "deleting":
        return "deleted"
    parts = citation.passage_id.rsplit(".", _PARTS - 1)
    read = citation.profile or len(parts) < _PARTS or parts[1] == str(document.live_generation)
    return "current" if read else "changed"
