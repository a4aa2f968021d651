"""The languages that text is recognised in, and the files of Tesseract that know them.

The files are those of tessdata_fast 4.1.0 (github.com/tesseract-ocr/tessdata_fast, Apache-2.0), which Debian's packages
tesseract-ocr-eng and tesseract-ocr-vie hold too. They are part of Grail, so that no start, build or test fetches them.
Further ones may be laid beside them. Where two languages read a word alike, the first one counts: Vietnamese has more
letters to lose.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from chalicelib.errors import DocumentError

FOLDER = Path(__file__).parents[4] / "tessdata"
"""Beside `chalicelib`, in the project as in the image: Chalice packages that folder, and needs none of this."""

SHA256 = {
    "eng": "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2",
    "vie": "79df64caf7bcfb2a27df5042ecb6121e196eada34da774956995747636d5bfa1",
}
"""What the files that come with Grail must be; another one is damaged. Files that an operator adds have no entry."""

DEFAULT = ("vie", "eng")
OFF = "none"
"""In place of languages: pages that are pictures are not read."""

MISSING = (
    "Text recognition cannot read this file here: the data of a language is missing ({names}). Please tell whoever "
    "runs Grail; try again then."
)


class LanguageDataError(DocumentError):
    """A language's file is not in the folder, or not the one that it must be."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("reader_missing", MISSING.format(names=", ".join(names)))


def check(languages: Sequence[str], folder: Path = FOLDER) -> None:
    """Raises LanguageDataError with every language whose data cannot be used."""
    if missing := [name for name in languages if not _is_usable(folder / f"{name}.traineddata", name)]:
        raise LanguageDataError(missing)


@cache
def _is_usable(file: Path, name: str) -> bool:
    if not file.is_file():
        return False
    return name not in SHA256 or hashlib.sha256(file.read_bytes()).hexdigest() == SHA256[name]
