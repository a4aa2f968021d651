"""Subtitles (VTT, SRT): what is spoken, and when it begins once in a while."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from chalicelib.adapters.extraction.normalise import clean, one_line
from chalicelib.adapters.extraction.readers.textfile import detect_encoding, lines
from chalicelib.adapters.extraction.slicing import Block

_PARAGRAPH_CHARACTERS = 500
_TIME = re.compile(r"\s*((?:\d{1,3}:)?\d{1,2}:\d{2})[.,]\d{1,3}\s*-->")
_SPEAKER = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,100})>")
_TAG = re.compile(r"</?[a-z0-9][^<>]{0,200}>|\{\\[^{}]{0,100}\}", re.I)


def read(path: Path, at: Any) -> Iterator[Block]:
    """A paragraph for some lines in a row, with the time of the first; `at` is [encoding, byte]."""
    encoding, start = at or (detect_encoding(path), 0)
    size = max(path.stat().st_size, 1)
    spoken: list[str] = []
    time, in_cue, length, before = "", False, 0, start
    for line, position in lines(path, encoding, start):
        text = clean(line).strip()
        if begin := _TIME.match(text):
            if length >= _PARAGRAPH_CHARACTERS:
                yield _block(spoken, time, [encoding, before], size)
                spoken, time, length = [], "", 0
            time, in_cue = time or begin[1], True
        elif not text:
            in_cue, before = False, position
        elif in_cue and (words := _words(text)) and words not in spoken[-2:]:
            spoken.append(words)
            length += len(words)
    if spoken:
        yield _block(spoken, time, [encoding, size], size)


def _words(text: str) -> str:
    return one_line(unescape(_TAG.sub("", _SPEAKER.sub(r"\1: ", text))))


def _block(spoken: list[str], time: str, at: list[Any], size: int) -> Block:
    return Block(f"[{time}] " + "\n".join(spoken) + "\n\n", at=at, done=min(at[1] * 100 // size, 100), total=100)
