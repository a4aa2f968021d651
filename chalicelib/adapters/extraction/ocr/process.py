"""The process that Tesseract runs in: `python -m chalicelib.adapters.extraction.ocr.process vie+eng 15`.

Each line of its input asks for one page, and is answered by a line of JSON: the page, or `null`. It draws the page too.
Who waits for an answer may end it at any time: a page that cannot be drawn or read takes itself with it, and no other.
"""

import json
import math
import os
import resource
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import tesserocr as untyped_tesserocr
from PIL import Image

from chalicelib.adapters.extraction.ocr.languages import FOLDER
from chalicelib.adapters.extraction.ocr.page import Box, RecognisedLine, RecognisedPage, RecognisedWord
from chalicelib.adapters.extraction.ocr.rendering import Drawn, drawn_page, drawn_picture
from chalicelib.adapters.extraction.ocr.upright import LEAST_SKEW, Pixels, Sample, is_blank, skew_of, turn_of

tesserocr: Any = untyped_tesserocr  # Its stubs do not fit it.

SURE = 80.0
LEAST_CONFIDENCE = 30.0
"""Lines of less are not text: Tesseract finds letters in the pattern of a cloth."""

PATTERN_LETTERS, PATTERN_SHARE = 10, 0.6
"""A line of so many letters of which this share is the same one is a row of ornaments."""

DARK = 96
"""The grey level of a page's ground below which its letters are taken to be lighter than that."""

LEAST_SIDE = 16
"""Pixels of the shorter side; less hold no word, and Tesseract's layout analysis fails on them."""


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # What a library prints must not mix with the answers.
    requests: SimpleQueue[str] = SimpleQueue()
    engine, seconds = Engine(sys.argv[1]), int(sys.argv[2])
    print("ready", file=answers, flush=True)
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        _limit(seconds)
        print(json.dumps(engine.read(*_drawn(request))), file=answers, flush=True)


def _listen(requests: SimpleQueue[str]) -> None:
    """Take requests, and end at once, whatever is under way, when who asks has ended."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _limit(seconds: int) -> None:
    """End this process once it has used so many more seconds of a processor: no page may take as long.

    Tesseract has a limit of its own, but on the time of day, and none while it looks for lines.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _drawn(request: dict[str, Any]) -> Drawn:
    draw = drawn_picture if request.get("is_picture") else drawn_page
    return draw(Path(request["path"]), request["page"])


class Engine:
    """Tesseract with its languages loaded."""

    def __init__(self, languages: str) -> None:
        self._tesseract = tesserocr.PyTessBaseAPI(path=str(FOLDER), lang=languages)

    def read(self, pixels: Pixels, dpi: int) -> Any:
        """The page as JSON has it; None if Tesseract fails on it."""
        if min(pixels.shape) < LEAST_SIDE or is_blank(pixels):
            return asdict(RecognisedPage([], pixels.shape[0], dpi, blank=True))
        if np.median(pixels) < DARK:
            pixels = 255 - pixels
        turn = turn_of(pixels, lambda part: self._sample(part, dpi))
        upright = np.ascontiguousarray(np.rot90(pixels, turn))
        skew = skew_of(upright)
        if abs(skew) < LEAST_SKEW:
            skew = 0.0
        level = _levelled(upright, skew) if skew else upright
        if not self._recognise(level, dpi, tesserocr.PSM.AUTO):
            return None
        orientation = _Orientation(upright.shape, turn, skew)
        return asdict(RecognisedPage(list(self._lines(orientation)), level.shape[0], dpi))

    def _sample(self, part: Pixels, dpi: int) -> Sample:
        if not self._recognise(part, dpi, tesserocr.PSM.SINGLE_BLOCK):
            return Sample(0, 0)
        words = self._tesseract.MapWordConfidences()
        letters = [(sum(map(str.isalpha, word)), confidence) for word, confidence in words]
        return Sample(sum(count for count, _ in letters), sum(count for count, sure in letters if sure >= SURE))

    def _recognise(self, pixels: Pixels, dpi: int, mode: int) -> bool:
        height, width = pixels.shape
        self._tesseract.SetPageSegMode(mode)
        self._tesseract.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        self._tesseract.SetSourceResolution(dpi)
        return bool(self._tesseract.Recognize())

    def _lines(self, orientation: "_Orientation") -> Iterator[RecognisedLine]:
        words: list[RecognisedWord] = []
        iterator = self._tesseract.GetIterator()
        if iterator is None:
            return
        level, line = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
        for word in tesserocr.iterate_level(iterator, level):
            if word.Empty(level):
                continue
            text = word.GetUTF8Text(level).strip()
            if text:
                left, top, right, bottom = map(float, word.BoundingBox(level))
                box = left, top, right, bottom
                words.append(RecognisedWord(text, round(word.Confidence(level), 1), box, orientation.shown(box)))
            if word.IsAtFinalElement(line, level):
                if words and _mean(words) >= LEAST_CONFIDENCE and not _is_pattern(words):
                    _, upper, _, lower = word.BoundingBox(line)
                    yield RecognisedLine(words, word.RowAttributes()["row_height"], upper, lower)
                words = []


def _mean(words: list[RecognisedWord]) -> float:
    """The mean confidence of the words' letters."""
    return sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words)


def _is_pattern(words: list[RecognisedWord]) -> bool:
    letters = [letter for word in words for letter in word.text if letter.isalpha()]
    return len(letters) >= PATTERN_LETTERS and Counter(letters).most_common(1)[0][1] >= PATTERN_SHARE * len(letters)


def _levelled(pixels: Pixels, skew: float) -> Pixels:
    paper = int(np.percentile(pixels, 90))
    level = Image.fromarray(pixels).rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=paper)
    return np.asarray(level, dtype=np.uint8)


class _Orientation:
    """Where a box of the level page lies on the page as it came; `shape`: rows and columns once that is upright."""

    def __init__(self, shape: tuple[int, ...], turn: int, skew: float) -> None:
        self._height, self._width = shape
        self._turn, self._sine, self._cosine = turn, math.sin(math.radians(skew)), math.cos(math.radians(skew))

    def shown(self, box: Box) -> Box:
        """The box in shares of the page as it came."""
        left, top, right, bottom = box
        corners = [self._back(x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
        xs, ys = zip(*corners, strict=True)
        return _share(min(xs)), _share(min(ys)), _share(max(xs)), _share(max(ys))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._width / 2, y - self._height / 2
        x, y = x * self._cosine - y * self._sine, x * self._sine + y * self._cosine
        across, down = x / self._width + 0.5, y / self._height + 0.5
        return ((across, down), (1 - down, across), (1 - across, 1 - down), (down, 1 - across))[self._turn]


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 5)


if __name__ == "__main__":
    main()
