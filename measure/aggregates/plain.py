"""Questions that one sentence answers: how many of XQuAD's are taken for questions on many records."""

import json
from collections import Counter

from chalicelib.rag.aggregates.compute import compute
from chalicelib.rag.aggregates.question import aggregate_of
from chalicelib.rag.aggregates.values import Computed
from measure.aggregates.reading import library
from measure.data import data_path


def report_plain(*, verbose: bool) -> None:
    """All paragraphs of a language are one library, one document each article."""
    for language in ("en", "vi"):
        data = json.loads(data_path(f"xquad/xquad.{language}.json").read_text())["data"]
        articles = {
            f"{number}.txt": "\n\n".join(one["context"] for one in article["paragraphs"]).encode()
            for number, article in enumerate(data)
        }
        documents, passages = library(articles)
        asked = [qa["question"] for article in data for paragraph in article["paragraphs"] for qa in paragraph["qas"]]
        by_words, reasons = 0, Counter[str]()
        for text in asked:
            question = aggregate_of(text)
            if question is None:
                continue
            by_words += 1
            computed = compute(question, documents, passages)
            reason = "computed" if isinstance(computed, Computed) else computed.reason
            reasons[reason] += 1
            if verbose and reason != "no_records":
                print(f"{reason} | {text} | {computed}"[:400])
        print(f"{language}: {len(asked)} questions, {by_words} by words; {dict(reasons)}")
