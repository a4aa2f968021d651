"""Cases: documents, the turns of one conversation, and what its last answer must and must not hold.

A set of cases is a folder of such files, one for each kind; documents that several cases share are folders in it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from measure.answers.questions import SETS

CASES = SETS / "faithful"
CROSS_LANGUAGE = "cross-language.jsonl"  # Judged by its search alone: measure/fusion/cross_language.py.


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is right of an answer, in its text without markers; case is ignored.

    `all` must be found and `none` must not: whole words, or regular expressions where `patterns` is set. What stands
    in `none` belongs to look-alikes. `refuse`: it cites nothing and says so in the question's language, or in
    `language`. `talk`: it does the same without a search. `verbatim` are characters as they stand,
    `verbatim_in_prompt` of what the model was sent. `text` is the whole answer as people get it, with its markers, and
    `markers` are the numbers that count as such, in order. `refusal_is_better_than_wrong`: a refusal is not right, but
    honest.
    """

    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    refuse: bool = False
    talk: bool = False
    verbatim: tuple[str, ...] = ()
    verbatim_in_prompt: tuple[str, ...] = ()
    text: str | None = None
    markers: tuple[int, ...] | None = None
    refusal_is_better_than_wrong: bool = False
    language: str | None = None
    patterns: bool = False


class Case(msgspec.Struct, frozen=True):
    """A line of a cases file. `documents` are texts by file name, or the name of a folder that has them.

    `writes`: a model that writes just this, in these pieces, answers in place of the quoting model.
    """

    id: str
    kind: str
    documents: Mapping[str, str] | str
    turns: tuple[str, ...]
    judge: Rule
    right: str = ""
    writes: tuple[str, ...] = ()


def files_of(path: Path) -> list[Path]:
    """A cases file itself, or those of a set's folder."""
    return sorted(file for file in path.glob("*.jsonl") if file.name != CROSS_LANGUAGE) if path.is_dir() else [path]


def load(path: Path, folders: Mapping[str, Path], *, patterns: bool = False) -> Iterator[tuple[Case, dict[str, bytes]]]:
    """The cases of a file or of a set's folder, with their documents by file name.

    A folder of documents is one of `folders`, or stands beside the file. `patterns` makes all rules those of regular
    expressions. Raises ValueError where a line is no case.
    """
    for file in files_of(path):
        for line in file.read_text("utf-8").splitlines():
            if line.strip():
                case = msgspec.json.decode(line, type=Case)
                if patterns:
                    case = msgspec.structs.replace(case, judge=msgspec.structs.replace(case.judge, patterns=True))
                yield case, _contents(case.documents, file.parent, folders)


def _contents(documents: Mapping[str, str] | str, beside: Path, folders: Mapping[str, Path]) -> dict[str, bytes]:
    if not isinstance(documents, str):
        return {name: text.encode() for name, text in documents.items()}
    folder = folders.get(documents, beside / documents)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
