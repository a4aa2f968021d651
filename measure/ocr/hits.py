"""`python -m measure.ocr.hits --articles 12`: are answers found in scans of articles as they are in their text?

Articles of XQuAD (`GRAIL_DATA`/xquad) are searched twice: as text, and as scanned pages like those of `measure.ocr`. A
question is hit if one of the first five passages is of its article and holds an answer letter by letter, but for
blanks, capitals and the length of dashes: a letter that was read wrongly in it is a miss.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError, data_path
from measure.ocr.pages import ScannedPage, jpeg_pdf, scanned_page
from measure.retrieval.grail import IndexedDocuments

K = 5
TURNS = (0, 90, 180, 270)
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
LANGUAGES = {"English": "en", "Vietnamese": "vi"}


def articles(language: str, count: int) -> list[dict[str, Any]]:
    data = json.loads(data_path(f"xquad/xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    chosen: list[dict[str, Any]] = data[:: max(len(data) // count, 1)][:count]
    return chosen


def paragraphs(article: Mapping[str, Any]) -> list[str]:
    return [paragraph["context"] for paragraph in article["paragraphs"]]


def scanned(article: Mapping[str, Any], number: int) -> bytes:
    """Each paragraph begins a page, as sections of a report may; pages lie in all four ways."""
    pages: list[ScannedPage] = []
    for paragraph in paragraphs(article):
        while paragraph:
            seed = 100 * number + len(pages)
            page, taken = scanned_page(paragraph, turn=TURNS[seed % len(TURNS)], seed=seed)
            pages.append(page)
            paragraph = paragraph[taken:].strip()
    return jpeg_pdf(pages)


def questions(chosen: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, list[str]]]:
    for number, article in enumerate(chosen):
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                yield number, question["question"], [answer["text"] for answer in question["answers"]]


def plain(text: str) -> str:
    return " ".join(text.casefold().translate(DASHES).split())


def hit_rate(documents: IndexedDocuments, ending: str, asked: Sequence[tuple[int, str, list[str]]]) -> float:
    hits = 0
    for number, question, answers in asked:
        found = [
            plain(passage.text) for passage in documents.search(question, K) if passage.filename == f"{number}.{ending}"
        ]
        hits += any(plain(answer) in text for answer in answers for text in found)
    return hits / len(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=12, help="of each language (default 12 of 48)")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    print(f"| articles | questions | hit@{K} as text | as scans |\n|---|---|---|---|")
    for name, language in LANGUAGES.items():
        try:
            chosen = articles(language, options.articles)
        except MissingDataError as error:
            print(f"Skipped: {error}")
            return
        asked = list(questions(chosen))
        texts = {f"{number}.txt": "\n\n".join(paragraphs(article)).encode() for number, article in enumerate(chosen)}
        scans = {f"{number}.pdf": scanned(article, number) for number, article in enumerate(chosen)}
        rates = [
            hit_rate(IndexedDocuments(documents, embedder), ending, asked)
            for ending, documents in (("txt", texts), ("pdf", scans))
        ]
        print(f"| {name}, {len(chosen)} | {len(asked)} | {rates[0]:.1%} | {rates[1]:.1%} |", flush=True)


if __name__ == "__main__":
    main()
