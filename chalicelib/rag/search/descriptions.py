"""Things that a question describes instead of naming them: `the city where Jonas Kern is the safety officer`.

Only a question's words are looked at. A description is told by a relative clause, a participle, or a relation between
things, as `the author of`; and something must be asked beside it, or one passage answers the question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.rag.search.coverage import part_stems, stem_of
from chalicelib.rag.text.languages import HopWords, hop_words, language_of
from chalicelib.rag.text.words import words

LONGEST_QUESTION = 600  # Characters; a longer text is a task with its material in it.
_WORD = r"[^\W\d_][\w'’-]*"
_NO_NOUN = (
    r"(?:when|that|than|as|if|because|which|who|says?|the|an?|of|in|at|for|from|by|to|on|with|is|are|was|were|did|does"
    r"|do|has|have|had|between)\b"
)
_NOUNS = rf"(?:(?!{_NO_NOUN}){_WORD}\s+){{1,4}}?"
_NAME = r"(?-i:[A-ZÀ-ÖØ-ÞĐ])\w*"
WORD = re.compile(r"[^\W_](?:[^\W_]|[.'’-](?=[^\W_]))*")
_END = re.compile(r"[,;:?!？！，。]|\.(?=\s|$)")


@dataclass(frozen=True)
class Description:
    """Characters `start` to `end` of a question describe a thing; `head` is what kind of thing, in its words.

    What tells it apart comes `after` that character. The end is the latest possible one: what is said of the thing may
    follow without a mark. `known`: a person, or what it is to another; it needs no name.
    """

    start: int
    after: int
    end: int
    head: str
    known: bool


def descriptions(question: str) -> list[Description]:
    """What a question describes, in order, where more is asked than what the thing is called."""
    if len(question) > LONGEST_QUESTION:
        return []
    language = _language(question)
    by_position = {match.start("at"): _description(question, match) for match in _matches(question, language)}
    asking = _ASKING[language]
    return [
        one
        for _, one in sorted(by_position.items())
        if not asking.search(question, one.after, one.end) and _asks_more(question, one, language)
    ]


def _language(question: str) -> str:
    language = language_of(question)
    return language if language in _PATTERNS else "en"


def _asks_more(question: str, description: Description, language: str) -> bool:
    """Whether there are other content words than the description and words for names, or may be in its end."""
    outside = f"{question[: description.start]} {question[description.end :]}"
    naming = frozenset(stem_of(word) for name in hop_words("naming", language) for word in name.split())
    if part_stems(outside, language) - naming:
        return True
    if naming.intersection(map(stem_of, words(outside))):
        return False
    if description.end < len(question.rstrip(" ?？.!")) or _IS[language].search(question):
        return False
    return len(part_stems(question[description.start : description.end], language)) >= _LEAST_OF_BOTH


_LEAST_OF_BOTH = 4  # Content words of a description that may have in its end what is asked.
_IS = {  # The question asks for the thing itself.
    "en": re.compile(r"^\W*(?:who|what|which)(?:\s+(?:is|are|was|were)|['’]s)\b", re.IGNORECASE),
    "vi": re.compile(r"^\W*ai\s+là\b|\blà\s+(?:ai|gì|cái gì)\W*$", re.IGNORECASE),
}


def _matches(question: str, language: str) -> Iterator[re.Match[str]]:
    for pattern in _PATTERNS[language]:
        yield from pattern.finditer(question)


def _description(question: str, match: re.Match[str]) -> Description:
    end = _END.search(question, match.end())
    known = "known" in match.groupdict() and match["known"] is not None
    return Description(match.start("at"), match.end(), end.start() if end else len(question), match["head"], known)


def _listed(kind: HopWords, language: str) -> str:
    names = sorted(hop_words(kind, language), key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, names))


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_EN_THE = r"\b(?P<at>(?:the|an?|whichever)\s+(?!(?:idea|fact|view|claim|belief|opinion|theory|reason)\s)(?P<head>"
_ADJECTIVE = r"(?-i:[A-Z])\w*(?:ian|ean|ish|ese|can|ic)"  # `the earliest Persian geologists`
_EN_PREPOSITION = "in|at|from|by|for|of|to|on|with|under|through|near|after|as|behind"
_EN_PARTICIPLE = (
    r"\w{2,}ed|written|built|made|born|held|run|led|drawn|known|sold|kept|taught|chosen|given|sung|grown|bought|won"
)
_VI_NO_HEAD = (
    r"(?:ngoái|trước|nay|qua|ai|gì|nào|của|ở|tại|cho|với|bởi|từ|do|về|trong|tới|đến|là|một|các|những|và|hay)\b"
)
_VI_NOUN = rf"(?!{_VI_NO_HEAD}){_WORD}"
_VI_COMMON = rf"(?P<at>(?<!\w)(?P<head>(?:(?!{_VI_NO_HEAD})(?-i:[a-zà-ỹđ])\w*\s+){{1,2}}?)"
_VI_HEAD = rf"(?P<at>(?<!\w)(?P<head>(?:{_VI_NOUN}\s+)?{_VI_NOUN})\s+"
_VI_BEFORE = r"(?:^|,\s|\b(?:của|ở|tại|cho|với|bởi|từ|do|về|trong|tới|đến|gặp|hỏi|theo|thì|mà|biết|nào)\s+)"
_ASKING = {
    "en": re.compile(r"\b(?:what|which|who|how|when|where)\b", re.IGNORECASE),
    "vi": re.compile(r"(?!)"),  # What is asked may come last: nothing tells it from the description.
}
_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "en": _compiled(
        rf"{_EN_THE}{_NOUNS})(?:(?:{_EN_PREPOSITION})\s+(?:which|whom|whose)|where|(?P<known>whom?)|whose|which|that)\b)",
        rf"{_EN_THE}{_NOUNS})(?:{_EN_PARTICIPLE})\s+(?:{_EN_PREPOSITION})\b)",
        rf"{_EN_THE}(?-i:(?:(?!{_NO_NOUN})[a-z][\w-]*\s+){{1,4}}?))"
        r"(?:with|under|behind|opposite|next to|near|in charge of|responsible for)\b)",
        rf"{_EN_THE}(?:{_listed('things', 'en')})\s+)\w{{2,}}ing\s+(?-i:\w))",
        rf"{_EN_THE}(?:(?!{_NO_NOUN})(?-i:[a-z])[\w-]*\s+){{1,2}})(?=(?!{_ADJECTIVE}\s+[a-z])(?:the\s+)?{_NAME}(?:\s+{_NAME}|\s+(?:and|of|for)\b)*+"
        r"\s+(?-i:[a-z])\w+))",
        rf"{_EN_THE}(?:(?!{_NO_NOUN}){_WORD}\s+){{0,2}}?(?P<known>{_listed('relations', 'en')}))"
        r"\s+(?:of|for|at|in|behind|from)\b)",
        rf"(?P<at>{_NAME}(?:\s+{_NAME})*['’]s?\s+(?P<head>(?:{_WORD}\s+){{0,1}}?(?:{_listed('relations', 'en')}))\b)",
    ),
    "vi": _compiled(
        rf"{_VI_HEAD}(?:nơi(?:\s+mà)?|mà|trong đó)\b)",
        r"\b(?P<at>(?P<head>nơi)\s+(?!nào|đâu|đó|này)\w+)",
        rf"{_VI_BEFORE}{_VI_COMMON}có\s+(?!thể)\w+)",
        rf"(?:^{_WORD}\s+)?{_VI_COMMON}(?:do|được|bởi)\s+(?=(?:\w+\s+){{0,3}}?{_NAME}))",
        rf"\b(?:của|ở|tại|cho|với|bởi|từ|do|về|trong|tới|đến|gặp|hỏi|theo)\s+{_VI_COMMON}của\s+\w+)",
        rf"{_VI_BEFORE}(?P<at>(?P<head>{_WORD}\s+(?-i:[a-zà-ỹđ])[\w]*)\s+(?:đã|từng|đang)\b)",
        rf"\b(?:của|ở|tại|cho|với|bởi|từ|do|trong|tới|đến|gặp|hỏi|theo)\s+(?P<at>(?P<head>{_listed('things', 'vi')})\s+"
        rf"(?!(?:nào|này|đó|ấy|gì|ta|mình|tôi)\b)(?-i:[a-zà-ỹđ])\w*(?:\s+\w+){{2}})",
        rf"{_VI_COMMON}(?:đang|từng)\b)",
        rf"{_VI_BEFORE}(?P<at>(?P<head>(?P<known>người))\s+(?!nào|ta\b|gì|dân|không)(?-i:[a-zà-ỹđ]))",
        rf"\b(?P<at>(?P<head>(?P<known>{_listed('relations', 'vi')}))"
        rf"(?:\s+(?:của|tại|ở|bên)\b|(?=(?:\s+\w+){{0,3}}?\s+{_NAME})))",
    ),
}
