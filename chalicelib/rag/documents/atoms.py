"""The smallest pieces of a text, of which chunks are packed: lines, sentences or words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from chalicelib.rag.text.tokens import estimate_tokens

WINDOW = 8_000
"""Characters that the splitter sees at once of a text without empty lines."""

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_LINE_END = re.compile(r"\n")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s|[。！？；][」』”’）]*")
_WORD_END = re.compile(r"\s")
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Atom:
    start: int
    end: int
    tokens: int


def atoms_of(text: str, target: int, room: int) -> Iterator[Atom]:
    """The smallest pieces, cut at lines, sentences or words; none is over `room` tokens."""
    from semantic_text_splitter import TextSplitter  # Searches estimate tokens by this module, and cut nothing.

    if not text.strip():
        return
    sample = text[:_SAMPLE]
    characters = max(int(len(sample) * target / estimate_tokens(sample)), 1)
    splitter = TextSplitter(characters)
    pieces = ((begin + start, piece) for begin, part in _windows(text) for start, piece in splitter.chunk_indices(part))
    for start, piece in pieces:
        tokens = estimate_tokens(piece)
        if tokens <= room or len(piece) == 1:
            yield Atom(start, start + len(piece), tokens)
        else:
            inner = atoms_of(piece, max(target * room // tokens // 2, 1), room)
            yield from (Atom(start + atom.start, start + atom.end, atom.tokens) for atom in inner)


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts, each with its start: a stretch that no empty line parts is cut into windows.

    The splitter is quadratic in such a stretch: a minified script or a DNA of 2 MB would take minutes.
    """
    done = 0
    bounds = [0, *(line.end() for line in _EMPTY_LINE.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        if end - start <= WINDOW:
            continue
        if done < start:
            yield done, text[done:start]
        done = start
        while end - done > WINDOW:
            cut = _window_end(text, done)
            yield done, text[done:cut]
            done = cut
    if done < len(text):
        yield done, text[done:]


def _window_end(text: str, start: int) -> int:
    """Behind a line, a sentence or a word if one ends in the second half of the window, else between two letters."""
    middle, upto = start + WINDOW // 2, start + WINDOW
    for ends in (_LINE_END, _SENTENCE_END, _WORD_END):
        if found := list(ends.finditer(text, middle, upto)):
            return found[-1].end()
    return next((cut for cut in range(upto, middle, -1) if not unicodedata.combining(text[cut])), upto)
