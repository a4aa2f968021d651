"""`python -m measure.ocr`: rendered pages that look like scans are read, and compared with their true text.

The text is that of XQuAD (`GRAIL_DATA`/xquad), in English and Vietnamese. Each page is set in one or two columns,
turned by 0, 90, 180 or 270 degrees, and is a PDF of its own: what is measured is a process that begins, reads, ends.
"""

import argparse
import json
import resource
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from os import getpid
from pathlib import Path
from statistics import fmean

from chalicelib.adapters.extraction import Extractor
from chalicelib.adapters.extraction.ocr.languages import DEFAULT
from measure.data import MissingDataError, data_path
from measure.ingest.measuring import watched
from measure.ocr.pages import ScannedPage, jpeg_pdf, scanned_page
from measure.ocr.score import character_errors, share_of_boxes

LANGUAGES = {"English": "en", "Vietnamese": "vi"}
TURNS = (0, 90, 180, 270)
COLUMNS = (1, 2)
GOALS = "Goals: errors at most 0.5 %, boxes 95 %, 3 CPU seconds and 250 MB a page."


@dataclass(frozen=True)
class Measured:
    """One page: its letters, errors, share of good boxes, CPU seconds, and MB held by all processes at most."""

    letters: int
    errors: int
    boxes: float
    seconds: float
    memory: float


def measured(page: ScannedPage, languages: list[str]) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(jpeg_pdf([page]))
        before = _children_seconds()
        with watched(getpid()) as held:
            found = Extractor(ocr_languages=languages).extract(path, path.name)
    boxes = [[value / 10_000 for value in word[2:6]] for word in found.words]
    return Measured(
        letters=len(page.text),
        errors=character_errors(page.text, found.text),
        boxes=share_of_boxes(page.words, boxes),
        seconds=_children_seconds() - before,
        memory=max(held) - min(held) if held else 0.0,
    )


def row(name: str, figures: list[Measured]) -> str:
    letters, errors = (sum(getattr(page, what) for page in figures) for what in ("letters", "errors"))
    worst = max(page.errors / page.letters for page in figures)
    boxes, seconds = (fmean(getattr(page, what) for page in figures) for what in ("boxes", "seconds"))
    return (
        f"| {name} | {len(figures)} | {errors / letters:.2%} | {worst:.2%} | {boxes:.1%} | {seconds:.2f} "
        f"| {max(page.memory for page in figures):.0f} |"
    )


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def texts(language: str) -> str:
    articles = json.loads(data_path(f"xquad/xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    return " ".join(paragraph["context"] for article in articles for paragraph in article["paragraphs"])


def pages(language: str, rounds: int) -> Iterator[tuple[str, ScannedPage]]:
    """Pages with what they are called, each with text that no other has."""
    text = texts(language)
    for number, (_, columns, turn) in enumerate(product(range(rounds), COLUMNS, TURNS)):
        page, taken = scanned_page(text, columns=columns, turn=turn, seed=number)
        text = text[taken:]
        yield f"{columns} column{'s' * (columns > 1)}, turned by {turn}°", page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="pages of each kind and language (default 1)")
    parser.add_argument("--languages", default=",".join(DEFAULT), help="of Tesseract (default %(default)s)")
    options = parser.parse_args()
    print("| pages | number | errors by character | worst page | boxes with IoU over 0.8 | CPU s a page | peak MB |")
    print("|---" * 7 + "|")
    for name, language in LANGUAGES.items():
        kinds: dict[str, list[Measured]] = {}
        try:
            for kind, page in pages(language, options.rounds):
                kinds.setdefault(kind, []).append(measured(page, options.languages.split(",")))
        except MissingDataError as error:
            print(f"Skipped: {error}")
            return
        for kind, figures in kinds.items():
            print(row(f"{name}, {kind}", figures))
        print(row(f"**{name}**", [page for figures in kinds.values() for page in figures]), flush=True)
    print(f"\n{GOALS}")


if __name__ == "__main__":
    main()
