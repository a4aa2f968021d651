"""Whatever walks a text grows linearly with it, however strange the text: nobody can hold a function for minutes.

GRAIL_LONG=1 begins with four times the length, for walks that the clock tells early.
"""

from __future__ import annotations

import gc
import math
import os
import time
from collections.abc import Callable

import pytest

from chalicelib.models import ExtractedSlice, Heading
from chalicelib.rag.citations.exchanged import exchanges
from chalicelib.rag.citations.literal import LiteralText
from chalicelib.rag.citations.markers import MarkerFilter
from chalicelib.rag.citations.verify import Words
from chalicelib.rag.documents.chunking import chunk
from chalicelib.rag.text.cleaning import clean_text
from chalicelib.rag.text.dates import dates
from chalicelib.rag.text.diacritics import restored
from chalicelib.rag.text.exact import exact_terms
from chalicelib.rag.text.exact_lookup import ExactText
from chalicelib.rag.text.languages import content_words, language_of, likely_language
from chalicelib.rag.text.lines import unwrapped
from chalicelib.rag.text.page_breaks import halves
from chalicelib.rag.text.sentences import sentences
from chalicelib.rag.text.talk import talk_of
from chalicelib.rag.text.tokens import estimate_tokens
from chalicelib.rag.text.words import without_diacritics, words, written_words

STEEPEST = 1.5
"""Exponent between two lengths: 1 is linear, 2 quadratic. What is between allows for a busy machine."""
TIMES = 8
FIRST, LONGEST = 8_000 if os.environ.get("GRAIL_LONG") else 2_000, 32_000
TELLING_SECONDS = 0.004
"""Processor seconds that the clock tells well."""


def read(text: str) -> None:
    LiteralText().read(text)


def filtered(text: str) -> None:
    markers = MarkerFilter(["The pump runs at 40 bar.", "It stops at 0 [1]."])
    for start in range(0, len(text), 7):
        markers.feed(text[start : start + 7])


def cut(text: str) -> None:
    chunk(ExtractedSlice(text=text, offset=0, pages=(), headings=(), done=1, total=1), "title", 0)


WALKS: dict[str, Callable[[str], object]] = {
    "clean_text": clean_text,
    "dates": lambda text: list(dates(text)),
    "restored": lambda text: restored("duong nao den ga", [text]),
    "exact_terms": exact_terms,
    "ExactText": lambda text: ExactText(text).terms,
    "language_of": language_of,
    "likely_language": likely_language,
    "content_words": content_words,
    "halves": lambda text: halves(text, text),
    "sentences": lambda text: list(sentences(text)),
    "unwrapped lines": unwrapped,
    "talk_of": talk_of,
    "estimate_tokens": estimate_tokens,
    "words": words,
    "written_words": written_words,
    "without_diacritics": without_diacritics,
    "LiteralText": read,
    "MarkerFilter": filtered,
    "Words": lambda text: (Words(text).names, Words(text).negated, Words(text).anchors),
    "exchanges": lambda text: exchanges(Words(f"{text} m {text}"), Words(f"{text} n {text}")),
    "chunk": cut,
}
UNITS = {
    "one letter": "a",
    "bases": "GATTACA",
    "a script on a line": "if(a){b=c}else{d=e};",
    "words without an end": "lorem ipsum dolor ",
    "Chinese without blanks": "港口管理处保存所有船只的登记册",
    "combining marks": "e\u0301\u0323",
    "initials": "A. B. ",
    "exclamation marks": "!",
    "full stops": ".",
    "negations": "not ",
    "digits": "7",
    "amounts": "1,234.5 ",
    "numbered": "1.",
    "dates": "1 May 2031 - ",
    "opening brackets": "[",
    "markers that never close": "【1",
    "closed markers": "[1]",
    "quotes": '"a ',
    "blanks": " ",
    "lines": "\n",
    "short lines": "a\n",
    "hyphens": "a-",
    "a path": "a/b.",
    "ticks": "`",
    "fences": "~~~\n",
    "formulas": "$a ",
    "cells": "| a ",
    "names": "Ab Cd ",
    "addresses": "a@b.",
}


def of_length(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length] + "x"


def cost(walk: Callable[[str], object], text: str) -> float:
    """Processor seconds, without those of looking for garbage among all that the tests before have left."""
    gc.disable()
    try:
        began = time.process_time()
        walk(text)
        return time.process_time() - began
    finally:
        gc.enable()


def exponent(walk: Callable[[str], object], unit: str) -> float:
    """Of the growth between a length that the clock tells and one `TIMES` as long."""
    length = FIRST
    while (short := cost(walk, of_length(unit, length))) < TELLING_SECONDS and length < LONGEST:
        length *= 2
    long = cost(walk, of_length(unit, length * TIMES))
    return math.log(max(long, 1e-6) / max(short, TELLING_SECONDS), TIMES)


@pytest.mark.parametrize("name", WALKS)
def test_it_grows_linearly_with_the_text(name: str) -> None:
    steep = {}
    for kind, unit in UNITS.items():
        # A busy machine slows one measurement, hardly three.
        measured = next((True for _ in range(3) if exponent(WALKS[name], unit) < STEEPEST), False)
        if not measured:
            steep[kind] = exponent(WALKS[name], unit)
    assert steep == {}


def test_the_measure_tells_a_quadratic_walk() -> None:
    def pairs(text: str) -> int:
        return sum(1 for one in text[::20] for other in text[::20] if one == other)

    assert exponent(pairs, "ab") > STEEPEST


def test_deeply_nested_headings_cost_no_more_than_others() -> None:
    def nested(levels: int) -> ExtractedSlice:
        lines = [f"Part {level} of the keel\n\n" for level in range(1, levels + 1)]
        starts = [sum(map(len, lines[:level])) for level in range(levels)]
        headings = tuple(
            Heading(start, level, line.strip())
            for level, (start, line) in enumerate(zip(starts, lines, strict=True), 1)
        )
        return ExtractedSlice("".join(lines) + "It weighs 31 tonnes.", 0, (), headings, done=1, total=1)

    chunks = chunk(nested(400), "title", 0)
    assert max(len(piece.heading) for piece in chunks) <= 6
    assert chunks[-1].heading[-1] == "Part 400 of the keel"
    assert "".join(piece.text for piece in chunks).endswith("It weighs 31 tonnes.")
