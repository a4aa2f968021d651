"""The one word splitter: words as searches compare them, and words as they are written, in any script."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from chalicelib.rag.text.numbers import NUMBER, number_key

# Scripts whose words are not parted by blanks, and Korean, whose words carry their particles.
_BLANKLESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Japanese, Chinese
)
_UNSPACED = _BLANKLESS + "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Korean
_BLANKLESS_LETTER = re.compile(f"[{_BLANKLESS}]")
_RUN = re.compile(f"[{_UNSPACED}]")
_LETTERS = rf"[^\W\d_{_UNSPACED}]+"
_INDEXED = re.compile(rf"[{_UNSPACED}]+|{NUMBER}|[^\W{_UNSPACED}]+")
_INDEXED_SPACED = re.compile(rf"{NUMBER}|\w+")  # The same of a text without such scripts, in half the time.
_SIGNS = ".,;:!?()[]\"'“”„’‘«»…`*|"  # Beside words.
_DIGIT = re.compile(r"\d")
_BLANKS = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_WRITTEN = re.compile(rf"[{_UNSPACED}]+|{NUMBER}|{_LETTERS}(?:'{_LETTERS})*")


def is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script that puts no blanks between words; Korean does."""
    return _BLANKLESS_LETTER.match(letter) is not None


@lru_cache(maxsize=256)  # A query takes the words of each of its passages several times.
def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, in lower case: `"In 1,200 Häusern"` → `in`, `1200`, `häusern`.

    Of scripts without blanks between words it gives each pair of neighbouring characters: `東京都` → `東京`, `京都`.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    pieces = _paired(_INDEXED.findall(folded)) if _RUN.search(folded) else _spaced(folded)
    if "," in folded:
        return tuple([number_key(piece, thousands=",") if "," in piece else piece for piece in pieces])
    return tuple(pieces)


def written_words(text: str) -> list[str]:
    """The words of a text in order, as they are written: `"John’s 1,200"` → `John's`, `1,200`.

    Unlike a search's `words` they keep capitals, apostrophes and signs of numbers, and letters part from digits.
    """
    return list(_paired(_WRITTEN.findall(unicodedata.normalize("NFKC", text).replace("’", "'"))))


def without_diacritics(text: str) -> str:
    """`Đường` → `Duong`."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _spaced(folded: str) -> list[str]:
    """All that `_INDEXED_SPACED` finds, which is asked about a piece only where it is more than letters."""
    if folded.isascii() and not _DIGIT.search(folded):
        return folded.translate(_BLANKS).split()
    found: list[str] = []
    for piece in folded.split():
        if piece.isalpha() or (piece := piece.strip(_SIGNS)).isalpha():
            found.append(piece)
        else:
            found += _INDEXED_SPACED.findall(piece)
    return found


def _paired(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        if len(piece) > 1 and _RUN.match(piece):
            yield from (first + second for first, second in pairwise(piece))
        else:
            yield piece
