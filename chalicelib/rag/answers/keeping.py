"""An answer as a note keeps it: small enough for one row, and whole without its conversation."""

from dataclasses import replace
from itertools import accumulate, takewhile

from chalicelib.errors import InvalidRequestError, TooLargeError
from chalicelib.models import Citation, KeptAnswer, Message, Passage

KEPT_BYTES = 300_000  # A row of DynamoDB has 400 KB; the person's own words and what describes the note take the rest.
MARKER_BYTES = 6  # A number in a list.
CITATION_BYTES = 600  # Of a citation's ids, numbers and names of fields, above its quote, file name and headings.

OF_PLACE = ("id", "document_id", "filename", "ordinal", "page", "heading", "start", "end", "profile", "owner_id")


def kept(question: Message, answer: Message) -> KeptAnswer:
    """Raises InvalidRequestError for what is no answer that has ended, TooLargeError for one too long for a row."""
    if answer.role != "assistant" or answer.status not in ("complete", "stopped") or answer.estimate is not None:
        raise InvalidRequestError("Only an answer that has ended can be kept.")
    taken = len(answer.text.encode()) + len(question.text.encode()) + MARKER_BYTES * len(answer.markers)
    sources = tuple(map(_place, answer.sources))
    room = KEPT_BYTES - taken - sum(map(_bytes_of_place, sources))
    if room < 0:
        raise TooLargeError("This answer is too long to be kept.")
    sizes = accumulate(map(_bytes, answer.citations))
    fitting = sum(1 for _ in takewhile(lambda size: size <= room, sizes))
    return KeptAnswer(
        answer.conversation_id,
        answer.id,
        question.text,
        answer.text,
        answer.created_at,
        answer.markers,
        answer.citations[:fitting],
        sources,
        answer.model,
    )


def _place(source: Passage) -> Passage:
    """Where it stands, and nothing of what stands there."""
    bare = Passage("", "", "", 0, None, (), 0, 0, "", 0.0)
    return replace(bare, **{name: getattr(source, name) for name in OF_PLACE})


def _bytes_of_place(source: Passage) -> int:
    return CITATION_BYTES + sum(len(text.encode()) for text in (source.filename, *source.heading))


def _bytes(citation: Citation) -> int:
    """What a citation takes of a row, at most."""
    texts = (citation.quote, citation.filename, *citation.heading)
    return CITATION_BYTES + sum(len(text.encode()) for text in texts)
