"""From a slice of text to chunks: cut along its structure, sized in tokens, each with its page and headings.

Sizes come from measurement (docs/decisions/0003-chunking.md).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from chalicelib.models import Chunk, ExtractedSlice, Heading, StoredPassage
from chalicelib.rag.text.tokens import estimate_tokens

PREFIX_TITLE_CHARACTERS = 100
OPENING_WORDS, OPENING_CHARACTERS = 80, 600
ATOMS_PER_CHUNK = 8
SHORT = 0.2
"""Of a target: what is shorter (a running title, a last line) goes with its neighbour, if it can."""

PARAGRAPH_END_FROM = 0.6
"""A chunk may end with a paragraph once it has this share of its target."""

_BLANKS = re.compile(r"\s{0,200}")
_SAMPLE = 20_000


@dataclass(frozen=True)
class ChunkSizes:
    """Sizes in estimated tokens: chunks grow to `target`; `limit` is never passed, prefix included."""

    target: int = 400
    limit: int = 460
    prefix: int = 50


DEFAULT = ChunkSizes()


def open_headings(slice_: ExtractedSlice) -> tuple[Heading, ...]:
    """The heading path open at the end of a slice: the `headings_before` of the next one."""
    return StructureIndex(slice_).path_at(slice_.offset + len(slice_.text))


def title_of(filename: str) -> str:
    """A file's name as words: without its ending, and with blanks for underscores."""
    return " ".join(re.split(r"[\s_]+", filename.rpartition(".")[0] or filename)).strip()


def about(filename: str, opening: Iterable[Chunk | StoredPassage]) -> str:
    """What tells a document from others: its name and its first words, which name its subject, maker and time."""
    words = islice((word for piece in opening for word in piece.text.split()), OPENING_WORDS)
    return f"{title_of(filename)}\n{' '.join(words)[:OPENING_CHARACTERS]}"


def chunk(slice_: ExtractedSlice, title: str, first_ordinal: int, sizes: ChunkSizes = DEFAULT) -> list[Chunk]:
    """The chunks of a slice in order, numbered from `first_ordinal`; none are empty or overlap.

    A chunk ends with the blanks after it, so that neighbours on a page touch and can be joined. Its page is that at its
    start, its heading path the one that most of it stands under. `title` is the document's: it goes before each chunk's
    headings in `embedding_text`.
    """
    structure = StructureIndex(slice_)
    room = sizes.limit - sizes.prefix
    chunks: list[Chunk] = []
    for start, end in _sections(slice_, room, SHORT * sizes.target):
        for at, piece in _split(slice_.text[start:end], min(sizes.target, room), room):
            text = _with_blanks(slice_, start + at, start + at + len(piece), structure)
            chunks.append(
                _chunk(slice_.offset + start + at, text, first_ordinal + len(chunks), structure, title, sizes)
            )
    return chunks


def _with_blanks(slice_: ExtractedSlice, start: int, end: int, structure: "StructureIndex") -> str:
    """`slice_.text[start:end]` and the blanks after it that stand on the same page."""
    blanks = _BLANKS.match(slice_.text, end)
    upto = min(blanks.end() if blanks else end, structure.page_end(slice_.offset + start) - slice_.offset)
    return slice_.text[start : max(upto, end)]


def _chunk(start: int, text: str, ordinal: int, structure: "StructureIndex", title: str, sizes: ChunkSizes) -> Chunk:
    path = tuple(heading.title for heading in structure.path_at(_longest_part(start, start + len(text), structure)))
    embedded = embedding_text(title, path, text, sizes)
    return Chunk(
        ordinal=ordinal,
        start=start,
        end=start + len(text),
        text=text,
        page=structure.page_at(start),
        heading=path,
        embedding_text=embedded,
        tokens=estimate_tokens(embedded),
    )


def _longest_part(start: int, end: int, structure: "StructureIndex") -> int:
    """Where a chunk's longest part between two headings begins: a page's running title may stand before its heading."""
    bounds = [start, *structure.headings_in(start, end), end]
    return max(pairwise(bounds), key=lambda part: part[1] - part[0])[0]


def embedding_text(title: str, path: tuple[str, ...], text: str, sizes: ChunkSizes = DEFAULT) -> str:
    """What is embedded for a chunk: the document's title and the chunk's headings, then its text."""
    return _prefix(title, path, sizes.prefix) + text.rstrip()


def _prefix(title: str, path: tuple[str, ...], room: int) -> str:
    """`Title > Heading > Sub-heading` and an empty line, of at most `room` tokens: outer headings go first."""
    parts = [title[:PREFIX_TITLE_CHARACTERS], *path]
    while len(parts) > 1 and estimate_tokens(" > ".join(parts)) > room:
        del parts[1]
    line = " > ".join(part for part in parts if part)
    while line and estimate_tokens(line) > room:
        line = line[: len(line) * 3 // 4]
    return line + "\n\n" if line else ""


def _sections(slice_: ExtractedSlice, room: int, short: float) -> Iterator[tuple[int, int]]:
    """Ranges of `slice_.text` that begin at a heading or a page; short neighbours on a page stay together.

    No range crosses a page, so that the page a passage names is the page its words stand on. What is `short` goes
    with what follows, or at the end of a page with what was before.
    """
    pages = {page.start - slice_.offset for page in slice_.pages}
    cuts = sorted(pages | {heading.start - slice_.offset for heading in slice_.headings})
    bounds = [0, *(cut for cut in cuts if 0 < cut < len(slice_.text)), len(slice_.text)]
    parts = [(begin, end, estimate_tokens(slice_.text[begin:end])) for begin, end in pairwise(bounds) if begin < end]
    start = 0
    tokens = 0
    for index, (begin, end, size) in enumerate(parts):
        last_short = size < short and (index + 1 == len(parts) or end in pages)
        full = tokens + size > room and tokens >= short and not last_short
        if begin > start and (begin in pages or full):
            yield start, begin
            start, tokens = begin, 0
        tokens += size
    if start < len(slice_.text):
        yield start, len(slice_.text)


def _split(text: str, target: int, room: int) -> Iterator[tuple[int, str]]:
    """Pieces of `text` of about `target` tokens, with their offsets: sentences and lines packed together.

    A piece ends between two paragraphs where one ends in its last part, else between two sentences. Where the last
    one would be short, the last two are made of equal size.
    """
    atoms = list(_atoms(text, max(target // ATOMS_PER_CHUNK, 1), room))
    left = sum(atom.tokens for atom in atoms)
    first = 0
    while first < len(atoms):
        aim = left // 2 + 1 if target < left < (1 + SHORT) * target else target
        last = _last_of_piece(text, atoms, first, aim)
        yield atoms[first].start, text[atoms[first].start : atoms[last].end]
        left -= sum(atom.tokens for atom in atoms[first : last + 1])
        first = last + 1


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    tokens: int


def _atoms(text: str, target: int, room: int) -> Iterator[_Atom]:
    """The smallest pieces, cut at lines, sentences or words; none is over `room` tokens."""
    from semantic_text_splitter import TextSplitter  # Searches estimate tokens by this module, and cut nothing.

    if not text.strip():
        return
    sample = text[:_SAMPLE]
    characters = max(int(len(sample) * target / estimate_tokens(sample)), 1)
    for start, piece in TextSplitter(characters).chunk_indices(text):
        tokens = estimate_tokens(piece)
        if tokens <= room or len(piece) == 1:
            yield _Atom(start, start + len(piece), tokens)
        else:
            inner = _atoms(piece, max(target * room // tokens // 2, 1), room)
            yield from (_Atom(start + atom.start, start + atom.end, atom.tokens) for atom in inner)


def _last_of_piece(text: str, atoms: list[_Atom], first: int, target: int) -> int:
    """The number of the last atom of the piece that begins with atom `first`."""
    size = atoms[first].tokens
    paragraph_end = None
    for number in range(first + 1, len(atoms)):
        gap = text[atoms[number - 1].end : atoms[number].start]
        if size >= PARAGRAPH_END_FROM * target and gap.count("\n") > 1:
            paragraph_end = number - 1
        size += atoms[number].tokens
        if size > target:
            return number - 1 if paragraph_end is None else paragraph_end
    return len(atoms) - 1


class StructureIndex:
    """Finds the page and the heading path at a character of the whole text."""

    def __init__(self, slice_: ExtractedSlice) -> None:
        self._end = slice_.offset + len(slice_.text)
        self._pages = slice_.pages
        self._page_starts = [span.start for span in slice_.pages]
        self._heading_starts = [heading.start for heading in slice_.headings]
        self._paths = _paths(slice_.headings_before, slice_.headings)

    def page_at(self, character: int) -> int | None:
        at = bisect_right(self._page_starts, character) - 1
        return self._pages[at].number if at >= 0 else None

    def page_end(self, character: int) -> int:
        """Where the page of `character` ends, or the slice where it has no pages."""
        at = bisect_right(self._page_starts, character)
        return self._page_starts[at] if at < len(self._page_starts) else self._end

    def headings_in(self, start: int, end: int) -> list[int]:
        """Where the headings behind `start` and before `end` are."""
        return self._heading_starts[bisect_right(self._heading_starts, start) : bisect_left(self._heading_starts, end)]

    def path_at(self, character: int) -> tuple[Heading, ...]:
        return self._paths[bisect_right(self._heading_starts, character)]


def _paths(before: tuple[Heading, ...], headings: tuple[Heading, ...]) -> list[tuple[Heading, ...]]:
    """The path before the first heading, then the path from each heading on."""
    paths = [before]
    for heading in headings:
        paths.append((*(outer for outer in paths[-1] if outer.level < heading.level), heading))
    return paths
