"""Contradictions between sources: `python -m measure.contradictions`.

Generated pairs of documents in English and Vietnamese contradict each other (numbers, dates, times, names, negations),
agree in other words, or speak of other subjects and years. It prints precision, recall and F1 of what is found, how
often the newer document is named rightly, and on how many questions of XQuAD (those with an odd number) something is
found among the eight passages that a search brings, where nothing is.
"""

import argparse
import sys
from collections import Counter, defaultdict
from random import Random

from chalicelib.rag.citations.contradictions import contradictions
from chalicelib.rag.search.ranking import Query
from measure.answers.questions import load
from measure.chunking.embedding import CachedEmbedder
from measure.contradictions.pairs import WORDS, Frame, Pair, pairs
from measure.data import MissingDataError
from measure.retrieval.grail import OWNER, IndexedDocuments

ROUNDS = 12
K, TOKENS, NEAR = 8, 3_200, 0.4  # As answers search.


def judged(frames: tuple[Frame, ...], seed: int, shown: int) -> None:
    counts: Counter[str] = Counter()
    by_kind: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ages: Counter[bool] = Counter()
    for pair in pairs(frames, seed, ROUNDS):
        found = contradictions(pair.question, pair.sources, pair.documents)
        right = pair.relation == "contradiction"
        verdict = ("hit" if right else "false alarm") if found else ("miss" if right else "rejected")
        counts[verdict] += 1
        by_kind[f"{pair.language} {pair.kind if right else pair.relation}"][verdict] += 1
        if right and found:
            ages[found[0].newer == pair.newer] += 1
        if shown > 0 and (verdict in ("miss", "false alarm") or (right and found[0].newer != pair.newer)):
            shown -= 1
            show(verdict, pair, found[0].newer if found else None)
    precision = counts["hit"] / max(counts["hit"] + counts["false alarm"], 1)
    recall = counts["hit"] / max(counts["hit"] + counts["miss"], 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{sum(counts.values())} pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; {dict(counts)}")
    print(f"newer one right: {ages[True] / max(ages.total(), 1):.1%} of {ages.total()}")
    for name in sorted(by_kind):
        print(f"  {name}: {dict(by_kind[name])}")


def show(verdict: str, pair: Pair, newer: int | None) -> None:
    texts = " / ".join(" ".join(passage.text.split()) for passage in pair.sources)
    print(f"[{verdict}; {pair.relation}, {pair.reason}, newer {pair.newer}, named {newer}] {pair.question} {texts}")


def false_alarms(language: str, parity: int, sample: int, shown: int) -> None:
    questions = load(f"xquad-{language}")
    documents = IndexedDocuments(questions.documents, CachedEmbedder())
    asked = Random(1).sample(questions.questions[parity::2], sample)
    alarms = 0
    for question in asked:
        passages = documents.retriever.search(OWNER, Query(question.question, K, tokens=TOKENS, near=NEAR)).passages
        found = contradictions(question.question, passages, documents.registry.documents)
        alarms += bool(found)
        for one in found[:shown]:
            print(f"XQuAD {language}: {question.question} [{one.kind}] {one.one.text} / {one.other.text}")
    print(f"XQuAD {language}: something found for {alarms / len(asked):.1%} of {len(asked)} questions", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.contradictions", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=300, help="number of XQuAD's questions in each language")
    parser.add_argument("--even", action="store_true", help="the questions of XQuAD that rules may be fitted on")
    parser.add_argument("--show", type=int, default=0, help="show so many that are wrong")
    options = parser.parse_args()
    for name, frames in (("seen", WORDS.seen), ("held back", WORDS.held)):
        print(f"Frames {name}:")
        judged(frames, options.seed, options.show)
    try:
        for language in ("en", "vi") if options.sample else ():
            false_alarms(language, 0 if options.even else 1, options.sample, options.show)
    except MissingDataError as error:
        print(error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
