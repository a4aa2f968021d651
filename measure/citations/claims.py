"""Claims with their truth known: sentences of XQuAD's paragraphs as they are, and altered in one thing.

All alterations keep every other word, so that a count of words alone sees next to no difference.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

from chalicelib.rag.citations.verify import Words
from chalicelib.rag.text.languages import CLAIM_STOP_WORDS, OPPOSITES
from chalicelib.rag.text.sentences import sentences
from measure.data import data_path

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"(?<=[^\W\d_,;:] )[^\W\d_a-zà-ỹ][\w’'-]+")  # Capitalised, and not first of its sentence or clause.
FIRST_WORD = re.compile(r"[^\W\d_a-zà-ỹ][\w’'-]+(?= [a-zà-ỹ])")
WORD = re.compile(r"(?<![\w’'-])[a-zà-ỹ]{2,}(?![\w’'-])")  # Neither a name nor a number.
CLAUSE = re.compile(r"[,;:–(]\s+")
QUESTION_WORD = {
    "en": re.compile(
        r"^(?:in |on |at |to |by |from )?(?:what|which|who|whom|whose|when|where|how many|how much)\b", re.I
    ),
    "vi": re.compile(r"\b(?:ai|cái gì|điều gì|gì|nào|đâu|bao nhiêu|khi nào|mấy)\b", re.I),
}
AUXILIARY = {
    "en": re.compile(r"\b(?:was|were|is|are|has|had|can|could|will|would|did|does)\b"),
    "vi": re.compile(r"\b(?:đã|được|bị|có|là)\b"),
}
NEGATION = {"en": "not", "vi": "không"}


@dataclass(frozen=True)
class Claim:
    """`kind` says how it was made; `passage` is the one it is cited to."""

    kind: str
    text: str
    passage: str
    true: bool


def claims(language: str) -> Iterator[tuple[int, Claim]]:
    """Every claim with its question's number in the file, from 0; raises MissingDataError."""
    articles = json.loads(data_path(f"xquad/xquad.{language}.json").read_text())["data"]
    number = 0
    for article in articles:
        texts = [paragraph["context"] for paragraph in article["paragraphs"]]
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                for claim in _of_question(asked, paragraph, texts, language, Random(asked["id"])):
                    yield number, claim
                number += 1


def _of_question(
    asked: dict[str, Any], paragraph: dict[str, Any], texts: list[str], language: str, random: Random
) -> Iterator[Claim]:
    passage, answer = paragraph["context"], asked["answers"][0]
    start = answer["answer_start"]
    sentence = next((passage[a:b] for a, b in sentences(passage) if a <= start < b), passage)
    yield Claim("sentence", sentence, passage, true=True)
    clause = next((clause for clause in CLAUSE.split(sentence) if answer["text"] in clause), "")
    if len(clause.split()) > 4 and clause != sentence:
        yield Claim("clause", clause, passage, true=True)
    stated = QUESTION_WORD[language].sub(partial(_constant, answer["text"]), asked["question"].strip("? "), count=1)
    if answer["text"] in stated:
        yield Claim("question with its answer", stated, passage, true=True)
        yield from _wrong_answer(asked, paragraph, sentence, language)
    others = [text for text in texts if text != passage]
    yield Claim("wrong passage", sentence, random.choice(others), true=False)
    yield from _altered(sentence, passage, " ".join(texts), language, random)


def _wrong_answer(asked: dict[str, Any], paragraph: dict[str, Any], sentence: str, language: str) -> Iterator[Claim]:
    """The question stated with an answer that belongs to another question of the same paragraph."""
    for other in paragraph["qas"]:
        wrong = other["answers"][0]["text"]
        if wrong not in sentence and wrong not in asked["question"]:
            stated = QUESTION_WORD[language].sub(partial(_constant, wrong), asked["question"].strip("? "), count=1)
            yield Claim("question with a wrong answer", stated, paragraph["context"], true=False)
            return


def _altered(sentence: str, passage: str, article: str, language: str, random: Random) -> Iterator[Claim]:
    numbers = list(NUMBER.finditer(sentence))
    if numbers:
        changed = _replaced(sentence, random.choice(numbers), lambda old: _other(NUMBER.findall(article), old, random))
        yield Claim("number changed", changed, passage, true=False)
    names = list(NAME.finditer(sentence))
    if names:
        changed = _replaced(sentence, random.choice(names), lambda old: _other(NAME.findall(article), old, random))
        yield Claim("name changed", changed, passage, true=False)
    if len({name.group() for name in names}) > 1:
        other = next(name for name in names if name.group() != names[0].group())
        yield Claim("names exchanged", _swapped(sentence, names[0], other), passage, true=False)
    words = [word for word in WORD.finditer(sentence) if word.group().casefold() not in CLAIM_STOP_WORDS]
    if words:
        changed = _replaced(sentence, random.choice(words), partial(_other_word, article, random))
        yield Claim("word changed", changed, passage, true=False)
    apart = [pair for pair in combinations(words, 2) if _are_apart(sentence, *pair)]
    if apart:
        yield Claim("two words exchanged", _swapped(sentence, *random.choice(apart)), passage, true=False)
    turned = [word for word in WORD.finditer(sentence) if word.group() in OPPOSITES]
    if turned:
        changed = _replaced(sentence, random.choice(turned), lambda old: random.choice(sorted(OPPOSITES[old])))
        yield Claim("opposite put in", changed, passage, true=False)
    yield from _negated(sentence, passage, language)
    first, known = FIRST_WORD.match(sentence), NAME.findall(article)
    if first and first.group() in known:
        changed = _replaced(sentence, first, lambda old: _other(known, old, random))
        yield Claim("name at the beginning changed", changed, passage, true=False)


def _negated(sentence: str, passage: str, language: str) -> Iterator[Claim]:
    """A sentence without its negation; with one put in where it has none."""
    words = Words(sentence)
    if words.negations:
        yield Claim("negation taken out", _without(sentence, words.tokens[words.negations[0]]), passage, true=False)
    elif verb := AUXILIARY[language].search(sentence):
        at, word = (
            (verb.end(), f" {NEGATION[language]}") if language == "en" else (verb.start(), f"{NEGATION[language]} ")
        )
        yield Claim("negation put in", f"{sentence[:at]}{word}{sentence[at:]}", passage, true=False)


def _replaced(text: str, match: re.Match[str], other: Any) -> str:
    return f"{text[: match.start()]}{other(match.group())}{text[match.end() :]}"


def _are_apart(sentence: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Two words with others between them: next to each other, or in a list, they say as much the other way round."""
    return one.group()[:3] != other.group()[:3] and len(sentence[one.end() : other.start()].split()) > 1


def _swapped(text: str, one: re.Match[str], other: re.Match[str]) -> str:
    first, second = sorted((one, other), key=re.Match.start)
    between = text[first.end() : second.start()]
    return f"{text[: first.start()]}{second.group()}{between}{first.group()}{text[second.end() :]}"


def _other(candidates: list[str], old: str, random: Random) -> str:
    different = sorted({candidate for candidate in candidates if candidate != old}) or [
        f"{old}1" if old[-1].isdigit() else f"{old}ova"
    ]
    return random.choice(different)


def _other_word(article: str, random: Random, old: str) -> str:
    """Another word of the article that is no form of the old one: both begin differently."""
    words: list[str] = WORD.findall(article)
    return random.choice(sorted({word for word in words if word not in CLAIM_STOP_WORDS and word[:3] != old[:3]}))


def _without(sentence: str, word: str) -> str:
    """A sentence without a word where it comes first; of `didn't` the verb stays."""
    kept = word[:-3] if word.endswith(("n't", "n’t")) else ""
    return re.sub(rf"\b{re.escape(word)}\b ?", f"{kept} " if kept else "", sentence, count=1)


def _constant(text: str, _: re.Match[str]) -> str:
    return text
