"""From a slice of text to chunks: cut along its structure, sized in tokens, each with its page and headings.

Sizes come from measurement (docs/decisions/0003-chunking.md).
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise, takewhile

from chalicelib.models import Chunk, ExtractedSlice, Heading, Profile, StoredPassage, WordBox
from chalicelib.rag.documents.atoms import Atom, atoms_of
from chalicelib.rag.documents.structure import StructureIndex
from chalicelib.rag.text.tokens import estimate_tokens

PREFIX_TITLE_CHARACTERS = 100
OPENING_WORDS, OPENING_CHARACTERS = 80, 600
ATOMS_PER_CHUNK = 8
PART_TOKENS = 100
"""Estimated tokens of a part, which is embedded by itself: docs/decisions/0028-vectors-of-parts.md."""

SHORT = 0.2
"""Of a target: what is shorter (a running title, a last line) goes with its neighbour, if it can."""

PARAGRAPH_END_FROM, PARAGRAPH_END_TO = 0.35, 1.35
"""Shares of its target within which a chunk ends with a paragraph, if one ends there."""

_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"\s{0,200}")


@dataclass(frozen=True)
class ChunkSizes:
    """Sizes in estimated tokens: chunks grow to `target`; `limit` is never passed, prefix included."""

    target: int = 300
    limit: int = 460
    prefix: int = 50


DEFAULT = ChunkSizes()


def open_headings(slice_: ExtractedSlice) -> tuple[Heading, ...]:
    """The heading path open at the end of a slice: the `headings_before` of the next one."""
    return StructureIndex(slice_).open_at_end()


def title_of(filename: str) -> str:
    """A file's name as words: without its ending, and with blanks for underscores."""
    return " ".join(re.split(r"[\s_]+", filename.rpartition(".")[0] or filename)).strip()


def about(filename: str, opening: Iterable[Chunk | StoredPassage]) -> str:
    """What tells a document from others: its name and its first words, which name its subject, maker and time."""
    words = islice((word for piece in opening for word in piece.text.split()), OPENING_WORDS)
    return f"{title_of(filename)}\n{' '.join(words)[:OPENING_CHARACTERS]}"


def stated_names(profile: Profile | None, lead: str) -> str:
    """Title and authors by a document's profile, but for those whose words `lead` has: twice they would count twice."""
    words = set(_WORD.findall(lead.casefold()))
    lines = (profile.title or "", *profile.authors) if profile else ()
    return "\n".join(line for line in lines if not words.issuperset(_WORD.findall(line.casefold())))


def chunk(slice_: ExtractedSlice, title: str, first_ordinal: int, sizes: ChunkSizes = DEFAULT) -> list[Chunk]:
    """The chunks of a slice in order, numbered from `first_ordinal`; none are empty or overlap.

    A chunk ends with the blanks after it, so that neighbours on a page touch and can be joined. Its page is that at its
    start, its heading path the one that most of it stands under. A heading is in one chunk with the first words under
    it, unless these are on another page. `title` is the document's: it goes before each chunk's headings in
    `embedding_text`.
    """
    structure = StructureIndex(slice_)
    room = sizes.limit - sizes.prefix
    chunks: list[Chunk] = []
    for bounds in _sections(slice_, structure, min(sizes.target, room), SHORT * sizes.target):
        for start, end in _split(slice_, bounds, structure, min(sizes.target, room), room):
            text = _with_blanks(slice_, start, end, structure)
            piece = _chunk(slice_.offset + start, text, first_ordinal + len(chunks), structure, title, sizes)
            tokens = sum(map(estimate_tokens, embedded_texts(piece)))
            chunks.append(replace(piece, tokens=tokens, words=_words_of(slice_, piece)))
    return chunks


def _words_of(slice_: ExtractedSlice, piece: Chunk) -> tuple[WordBox, ...]:
    """The recognised words that stand in a chunk wholly."""
    first = bisect_left(slice_.words, piece.start, key=_start)
    return tuple(takewhile(lambda word: word.end <= piece.end, islice(slice_.words, first, None)))


def _start(word: WordBox) -> int:
    return word.start


def _with_blanks(slice_: ExtractedSlice, start: int, end: int, structure: StructureIndex) -> str:
    """`slice_.text[start:end]` and the blanks after it that stand on the same page."""
    blanks = _BLANKS.match(slice_.text, end)
    upto = min(blanks.end() if blanks else end, structure.page_end(slice_.offset + start) - slice_.offset)
    return slice_.text[start : max(upto, end)]


def _chunk(start: int, text: str, ordinal: int, structure: StructureIndex, title: str, sizes: ChunkSizes) -> Chunk:
    path = structure.path_at(_longest_part(start, start + len(text), structure))
    embedded = embedding_text(title, path, text, sizes)
    return Chunk(
        ordinal=ordinal,
        start=start,
        end=start + len(text),
        text=text,
        page=structure.page_at(start),
        heading=path,
        embedding_text=embedded,
        tokens=0,
        sections=structure.sections_of(start, start + len(text)),
        cuts=cuts_of(text, sizes.target, room=sizes.limit - sizes.prefix),
    )


def cuts_of(text: str, target: int = DEFAULT.target, room: int = DEFAULT.limit - DEFAULT.prefix) -> tuple[int, ...]:
    """Where the parts of a chunk's text begin, but for the first: sentences and lines, packed up to PART_TOKENS."""
    cuts = []
    size = 0
    for atom in atoms_of(text, max(target // ATOMS_PER_CHUNK, 1), room):
        if size and size + atom.tokens > PART_TOKENS:
            cuts.append(atom.start)
            size = 0
        size += atom.tokens
    return tuple(cuts)


def embedded_texts(chunk_: Chunk) -> list[str]:
    """What is embedded of a chunk: its parts, each after the title and the headings."""
    if not chunk_.cuts:
        return [chunk_.embedding_text]
    prefix = chunk_.embedding_text[: len(chunk_.embedding_text) - len(chunk_.text.rstrip())]
    return [prefix + chunk_.text[start:end].rstrip() for start, end in pairwise((0, *chunk_.cuts, len(chunk_.text)))]


def _longest_part(start: int, end: int, structure: StructureIndex) -> int:
    """Where a chunk's longest part between two headings begins: a page's running title may stand before its heading."""
    bounds = [start, *structure.sections_in(start, end), end]
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


def _sections(slice_: ExtractedSlice, structure: StructureIndex, target: int, short: float) -> Iterator[list[int]]:
    """Ranges of `slice_.text` that begin at a heading or a page, by the bounds of the parts that they are made of.

    No range crosses a page, so that the page a passage names is the page its words stand on. Short neighbours on a page
    stay together: what is `short` goes with what follows, or at the end of a page with what was before.
    """
    pages = {page.start - slice_.offset for page in slice_.pages}
    headed = {start - slice_.offset for start in structure.section_starts if not structure.parts_heading(start)}
    bounds = [0, *(cut for cut in sorted(pages | headed) if 0 < cut < len(slice_.text)), len(slice_.text)]
    parts = [(begin, end, estimate_tokens(slice_.text[begin:end])) for begin, end in pairwise(bounds) if begin < end]
    taken = [0]
    tokens = 0
    for index, (begin, end, size) in enumerate(parts):
        last_short = size < short and (index + 1 == len(parts) or end in pages)
        full = tokens + size > target and tokens >= short and not last_short
        if begin > 0 and (begin in pages or full):
            yield taken
            taken, tokens = [begin], 0
        tokens += size
        taken.append(end)
    if len(taken) > 1:
        yield taken


def _split(
    slice_: ExtractedSlice, bounds: list[int], structure: StructureIndex, target: int, room: int
) -> Iterator[tuple[int, int]]:
    """Ranges of `slice_.text` of about `target` tokens: sentences and lines between `bounds`, packed together.

    A piece ends between two paragraphs where one ends near its target, else between two sentences. Where the last one
    would be short, it goes with the one before, or the two are made of equal size.
    """
    atoms = [
        Atom(begin + atom.start, begin + atom.end, atom.tokens)
        for begin, end in pairwise(bounds)
        for atom in atoms_of(slice_.text[begin:end], max(target // ATOMS_PER_CHUNK, 1), room)
    ]
    left = sum(atom.tokens for atom in atoms)
    first = 0
    while first < len(atoms):
        last = _last_of_piece(slice_.text, atoms, first, target, room)
        rest = sum(atom.tokens for atom in islice(atoms, last + 1, last + 1 + ATOMS_PER_CHUNK))
        if last + 1 < len(atoms) <= last + 1 + ATOMS_PER_CHUNK and rest < SHORT * target:
            last = len(atoms) - 1 if left <= room else _last_of_piece(slice_.text, atoms, first, left // 2 + 1, room)
        last = _with_body(atoms, first, last, room, lambda atom: structure.parts_heading(slice_.offset + atom.start))
        yield atoms[first].start, atoms[last].end
        left -= sum(atom.tokens for atom in atoms[first : last + 1])
        first = last + 1


def _last_of_piece(text: str, atoms: Sequence[Atom], first: int, target: int, room: int) -> int:
    """The number of the last atom of the piece that begins with atom `first`.

    It is the last one that ends a paragraph within the target; else the first one that does so a little over it; else
    the last one within the target.
    """
    size = 0
    fitting, paragraph_end = first, None
    for number in range(first, len(atoms)):
        size += atoms[number].tokens
        if size > min(PARAGRAPH_END_TO * target, room) or (size > target and paragraph_end is not None):
            break
        if size <= target:
            fitting = number
        if size >= PARAGRAPH_END_FROM * target and _ends_paragraph(text, atoms, number):
            paragraph_end = number
    return fitting if paragraph_end is None else paragraph_end


def _ends_paragraph(text: str, atoms: Sequence[Atom], number: int) -> bool:
    return number + 1 == len(atoms) or text.count("\n", atoms[number].end, atoms[number + 1].start) > 1


def _with_body(atoms: Sequence[Atom], first: int, last: int, room: int, parts_heading: Callable[[Atom], bool]) -> int:
    """The number of the piece's last atom, moved so that the next one does not part a heading from its first words.

    The heading goes with the next piece, or takes its first words into this one where the piece is nothing else.
    """
    for number in chain(range(last, first - 1, -1), range(last + 1, len(atoms))):
        if number > last and sum(atom.tokens for atom in atoms[first : number + 1]) > room:
            break
        if number + 1 == len(atoms) or not parts_heading(atoms[number + 1]):
            return number
    return last
