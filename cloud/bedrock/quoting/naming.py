"""Names in a question: of another person than the sources know, or with nothing that they say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cloud.bedrock.quoting.forms import measures, without_form
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.scope import Scope
from cloud.bedrock.quoting.spelling import names_in_lower_case
from cloud.bedrock.quoting.units import Unit
from cloud.bedrock.quoting.words import matches, stem, words


def asks_of_name_alone(question: Question, units: Sequence[Unit], said: frozenset[str]) -> bool:
    """Whether no source has a word for what is asked of a name: "Does Grail & Co. have a canteen?".

    `said` are the words of all sources.
    """
    if question.written_in not in ("en", "vi") or measures(question.text):
        return False
    texts = list(dict.fromkeys(unit.text for unit in units))
    names = question.proper | names_in_lower_case(question.text, texts)
    others = [term for term in question.terms if term not in names and not term[0].isdecimal()]
    return bool(names and others) and not any(matches(term, said) for term in others)


_EXISTS = re.compile(
    r"(?:is|are) there (?:an? |any |some )?(?P<there>[^\W\d_]{3,40})\b(?! (?:of|to)\b)"
    r"|(?:does|do) .{2,60} (?:have|offer|provide|sell|serve) (?:an? |any |some )?(?P<has>[^\W\d_]{3,40})\W*$"
    r"|who(?:['’]?s| is| was| are) the (?:[\w-]+ ){0,2}?(?P<who>[^\W\d_]{3,40})(?= (?:of|at|for|in|from)\b|\W*$)"
    r"|gibt es (?:eine?n? )?(?P<gibt>[^\W\d_]{3,40})\b",
    re.IGNORECASE,
)


def asks_for_absent_thing(question: Question, said: frozenset[str]) -> bool:
    """Whether a question asks for a thing or an office that no source has a word for: "Is there a canteen?"."""
    match = _EXISTS.match(question.text)
    thing = match and next(filter(None, match.groups()))
    return (
        bool(thing) and stem(str(thing).casefold()) in question.terms and not matches(stem(str(thing).casefold()), said)
    )


_NUMBERED = re.compile(r"\b([^\W\d_]{3,40}) (?!(?:19|20)\d\d\b)(\d{1,6})\b(?![.,:]\d)")


def asks_for_absent_number(question: Question, scope: Scope, units: Sequence[Unit]) -> bool:
    """Whether a question is about a numbered thing that no source has: about plot 40, where none has that plot."""
    if question.written_in == "vi":
        return False  # Its `thập niên 80` is any spelling of the decade.
    named = [
        (stem(match[1].casefold()), match[2])
        for match in _NUMBERED.finditer(question.text)
        if not _is_exact(match, scope)
    ]
    return any(
        thing in without_form(question.terms)
        and any(thing in unit.stems for unit in units)
        and not any(thing in unit.stems and number in words(unit.text) for unit in units)
        for thing, number in named
    )


def _is_exact(number: re.Match[str], scope: Scope) -> bool:
    """Whether a number belongs to an exact term, which the scope looks for in all its spellings."""
    return any(term.start <= number.start(2) < term.end for term in scope.terms)


def is_misnamed(question: Question, said: frozenset[str]) -> bool:
    """Whether a question has a full name of which no source has more than a part: another person of that family."""
    if question.written_in == "de":
        return False  # It writes every noun with a capital.
    for name in question.full_names:
        known = [matches(part, said) > 0 for part in name]
        if any(known) and not all(known):
            return True
    return False
