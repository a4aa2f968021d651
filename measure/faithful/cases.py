"""Cases: documents, the turns of one conversation, and what its last answer must and must not hold."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

CASES = Path(__file__).with_name("cases.jsonl")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is right of an answer, in its text without markers; case is ignored.

    `all` must be found and `none` must not: whole words, or regular expressions where `patterns` is set. `refuse`: it
    cites nothing and says so in the question's language, or in `language`. `verbatim` are characters as they stand,
    `verbatim_in_prompt` of what the model was sent. `refusal_is_better_than_wrong`: a refusal is not right, but honest.
    """

    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    refuse: bool = False
    verbatim: tuple[str, ...] = ()
    verbatim_in_prompt: tuple[str, ...] = ()
    refusal_is_better_than_wrong: bool = False
    language: str | None = None
    patterns: bool = False


class Case(msgspec.Struct, frozen=True):
    """A line of a cases file. `documents` are texts by file name, or the name of a folder that has them."""

    id: str
    kind: str
    documents: Mapping[str, str] | str
    turns: tuple[str, ...]
    judge: Rule
    right: str = ""


def load(path: Path, folders: Mapping[str, Path], *, patterns: bool = False) -> Iterator[tuple[Case, dict[str, bytes]]]:
    """The cases with their documents by file name.

    A folder is one of `folders`, or stands beside the file. `patterns` makes all rules those of regular expressions.
    Raises ValueError where a line is no case.
    """
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            case = msgspec.json.decode(line, type=Case)
            if patterns:
                case = msgspec.structs.replace(case, judge=msgspec.structs.replace(case.judge, patterns=True))
            yield case, _contents(case.documents, path.parent, folders)


def _contents(documents: Mapping[str, str] | str, beside: Path, folders: Mapping[str, Path]) -> dict[str, bytes]:
    if not isinstance(documents, str):
        return {name: text.encode() for name, text in documents.items()}
    folder = folders.get(documents, beside / documents)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
