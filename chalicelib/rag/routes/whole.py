"""Whole documents as sources, in the order of reading: for an overview, and for what no few passages answer.

Pages that say nothing of the subject (lists of exhibits, certifications, signatures, tables of contents) are left out.
Where the rest is more than a model is given, each section keeps its beginning.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, zip_longest

from chalicelib.models import Document, Passage, StoredPassage
from chalicelib.rag.routes.roles import StoredChunks
from chalicelib.rag.search.ranking import Span
from chalicelib.rag.search.search import as_passage
from chalicelib.rag.text.prompt_notes import OVERVIEW
from chalicelib.rag.text.tokens import estimate_tokens

SOURCE_TOKENS = 900  # Estimated tokens up to which chunks of one page are joined into one source.
READ_AT_ONCE = 500  # Chunks of one request.
MOST_SOURCES = 300

_HEADED = re.compile(
    r"(?:table of )?contents\b|exhibit(?: index|s\b)|index to exhibits|signatures?\b|certifications?\b|"
    r"forward[- ]looking statements|safe harbor|where you can find more|mục lục|phụ lục chữ ký|"
    r"inhalt(?:sverzeichnis)?\b|unterschriften|table des matières|sommaire\b|índice\b|目次|目录",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\bI, .{3,60}, certify that\b|pursuant to section (?:302|906)|section 13\(?a\)? or 15|"
    r"pursuant to the requirements of the securities|incorporated (?:herein )?by reference|indicate by check mark|"
    r"duly authorized|exhibit\s+(?:no|number|description)",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\. ?){5,}|_{5,}|(?:^|\n)[^\n|]{3,90}\|? +\d{1,3}(?=\n|$)")
SAYS_OFTEN = 2  # Such turns of phrase in one source.
LISTS = 6  # Lines of one source that end in a page's number.


@dataclass(frozen=True)
class Whole:
    """Sources in the order of reading, and how many of a document's chunks they hold.

    `is_cut`: there was more to say than fits; pages that say nothing do not count.
    """

    passages: tuple[Passage, ...]
    chunks: int
    all_chunks: int
    is_cut: bool = False


def read_all(documents: Sequence[Document], store: StoredChunks, tokens: int, *, boilerplate: bool = False) -> Whole:
    """Several documents, one after the other, with equal shares of the tokens; raises StoreBusyError."""
    share = tokens // len(documents)
    return together([read_whole(document, store, share, boilerplate=boilerplate) for document in documents])


def together(wholes: Sequence[Whole]) -> Whole:
    """Several documents as one."""
    return Whole(
        tuple(passage for whole in wholes for passage in whole.passages),
        sum(whole.chunks for whole in wholes),
        sum(whole.all_chunks for whole in wholes),
        any(whole.is_cut for whole in wholes),
    )


def read_whole(document: Document, store: StoredChunks, tokens: int, *, boilerplate: bool = False) -> Whole:
    """A live document's text within so many estimated tokens; its pages that say nothing only as `boilerplate`.

    Raises StoreBusyError.
    """
    sources = sources_of(document, store)
    said = [source for source in sources if boilerplate or not is_boilerplate(source[0])]
    chosen = _chosen(said, tokens)
    passages = tuple(passage for passage, _ in chosen)
    chunks = sum(count for _, count in chosen)
    return Whole(passages, chunks, sum(count for _, count in sources), len(chosen) < len(said))


def sources_of(document: Document, store: StoredChunks) -> list[tuple[Passage, int]]:
    """A live document in sources, in order, with how many chunks each holds; raises StoreBusyError."""
    spans = [Span(group[0], tuple(group)) for group in _groups(chunks_of(document, store))]
    passages = [as_passage(span.joined(), document) for span in spans]
    return [
        (replace(passage, hit_start=None, hit_end=None), len(span.chunks))
        for passage, span in zip(passages, spans, strict=True)
    ]


def chunks_of(document: Document, store: StoredChunks) -> Iterator[StoredPassage]:
    """A live document's chunks in order; raises StoreBusyError."""
    for first in count(0, READ_AT_ONCE):
        chunks = store.read(document.owner_id, document.id, document.live_generation, first, READ_AT_ONCE)
        yield from chunks
        if len(chunks) < READ_AT_ONCE:
            return


def note_of(documents: Sequence[Document], whole: Whole) -> str:
    """What a model is told of such sources."""
    names = ", ".join(document.filename for document in documents)
    if whole.chunks == whole.all_chunks:
        return f"{OVERVIEW} the sources are all of {names}, in the order of reading."
    part = f"{whole.chunks} of the {whole.all_chunks} parts of {names}"
    return f"{OVERVIEW} the sources are {part}, in the order of reading. Say that it is a part."


def is_boilerplate(passage: Passage) -> bool:
    """Whether a source is one of those parts that are alike in every document of its kind."""
    if any(_HEADED.match(title.strip(" 0123456789.#")) for title in passage.heading[-1:]):
        return True
    lines = passage.text.count("\n") + 1
    listed = len(_LEADERS.findall(passage.text))
    return len(_SAYS.findall(passage.text)) >= SAYS_OFTEN or (listed >= LISTS and 2 * listed > lines)


def _groups(chunks: Iterable[StoredPassage]) -> Iterator[list[StoredPassage]]:
    """Chunks that touch and are of one page and section, up to `SOURCE_TOKENS` together."""
    group: list[StoredPassage] = []
    size = 0
    for chunk in chunks:
        more = estimate_tokens(chunk.text)
        if group and (size + more > SOURCE_TOKENS or not _goes_on(group[-1], chunk)):
            yield group
            group, size = [], 0
        group.append(chunk)
        size += more
    if group:
        yield group


def _goes_on(one: StoredPassage, other: StoredPassage) -> bool:
    return one.page == other.page and one.heading == other.heading and one.end == other.start


def _chosen(sources: Sequence[tuple[Passage, int]], tokens: int) -> list[tuple[Passage, int]]:
    """As many as fit: the first of each section, then the second of each, and so on; in the order of reading."""
    sections: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, (passage, _) in enumerate(sources):
        sections[passage.heading].append(index)
    order = [index for round_ in zip_longest(*sections.values()) for index in round_ if index is not None]
    kept: list[int] = []
    for index in order:
        size = estimate_tokens(sources[index][0].text)
        if size <= tokens and len(kept) < MOST_SOURCES:
            kept.append(index)
            tokens -= size
    return [sources[index] for index in sorted(kept)]
