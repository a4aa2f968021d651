"""What people say before and after they ask of many records: it states no condition, so it is left out.

Words that say nothing of records, in any order, up to the words with which a question begins: `do we know`, `I keep
wondering`, `our auditor requested`. A word of another kind is never left out, nor a number, a date or a place: `in
Oslo` stays, whether the records know Oslo or not. The words are in courtesy.json, whole phrases in wording.json.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MOST_WORDS = 25  # Words or phrases before a question.
_UNKNOWN = "(?:[^ #~@]+ ){1,%d}"  # Words that tell who asks.
_NOTHING = re.compile(r"(?!)")

_DATA: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("courtesy.json").read_text("utf-8"))


@dataclass(frozen=True)
class Courtesy:
    """Of one language: what stands `before` a question and `behind` it, in a line of tokens."""

    before: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def courtesy(language: str) -> Courtesy:
    """Patterns that match nothing where the language has no words."""
    if language not in _DATA:
        return Courtesy(_NOTHING, _NOTHING)
    data = _DATA[language]
    said = "|".join(sorted(data["words"].split(), key=len, reverse=True))
    # A language without articles tells who asks by its first words alone.
    who = f"{data['person']} {_UNKNOWN % 2}" if data["person"] else rf"\A{_UNKNOWN % 3}"
    part = rf"(?:{data['phrases']}|{who}(?:{data['asks']})|{said})"
    return Courtesy(
        re.compile(rf"(?:{part} ){{1,{MOST_WORDS}}}(?={data['starts']})"),
        re.compile(rf"(?: (?:{data['tail']}))+$"),
    )


def frames(language: str) -> list[str]:
    """Phrases within a question that say nothing."""
    return list(_DATA.get(language, {}).get("frames", ()))
