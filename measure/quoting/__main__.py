"""`python -m measure.quoting`: measures the embedded chat models; `… fit` fits the quoting model anew first.

`… silence` prints what other thresholds of the quoting model would refuse.

Reads the sets from `GRAIL_DATA` (default `../shared/data`) and stops with a plain message where they are missing.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence

from cloud.bedrock.catalogue import LOCAL_GEMMA, LOCAL_QUOTING, LOCAL_STRICT
from cloud.bedrock.chat.base import ChatModel
from cloud.bedrock.chat.gguf import GgufChat
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.embedders import E5
from cloud.bedrock.quoting import weights
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.quoting import fit, searched, silence
from measure.quoting.data import SETS, Case, KnownVectors, cases, narrowed
from measure.quoting.measure import Outcome, outcomes, refusal_f1, speed, table

TIMED = 5
"""Questions of each kind and set whose time is taken, with nothing computed beforehand."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m measure.quoting", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("measure", "fit", "silence"), default="measure")
    parser.add_argument("--models", default=f"{LOCAL_QUOTING},{LOCAL_STRICT}", help=f"also {LOCAL_GEMMA}")
    parser.add_argument("--sample", type=int, default=150, help="questions of each kind and set")
    args = parser.parse_args()
    try:
        vectors = KnownVectors()
    except MissingDataError as error:
        print(error)
        return
    if args.command == "fit":
        _fit(vectors)
    if args.command == "silence":
        _silence(vectors)
        return
    asyncio.run(_measure(args.models.split(","), vectors, args.sample))


async def _measure(names: Sequence[str], vectors: KnownVectors, size: int) -> None:
    quick, real = _models(vectors), _models(E5())
    results: dict[str, Sequence[Outcome]] = {}
    for name in names:
        results[name] = await outcomes(quick[name], name, sample(vectors, size))
        timed = await outcomes(real[name], name, sample(vectors, TIMED))
        print(f"{name}: SQuAD2 refusal precision, recall, F1:", *(f"{x:.3f}" for x in refusal_f1(results[name])))
        print(f"{name}: ms to the first piece, to the last (median):", *(f"{x:.0f}" for x in speed(timed)))
    print(table(results))


def _models(e5: E5) -> dict[str, ChatModel]:
    return {
        LOCAL_QUOTING: QuotingChat(e5),
        LOCAL_STRICT: QuotingChat(e5, strictness="strict"),
        LOCAL_GEMMA: GgufChat(),
    }


def _fit(vectors: KnownVectors) -> None:
    weights.save(fit.fit_all(_fitted_on(vectors), _searched(vectors, even_only=True)))


def _silence(vectors: KnownVectors) -> None:
    """The judge's own bias is not stored in weights.json, so it is fitted again."""
    fitted_on, before = _fitted_on(vectors), _searched(vectors)
    even = [item for item in before if item.case.for_fitting]
    _, bias = fit.fit_once(fitted_on)
    odds = fit.held_out(fitted_on, even) - bias
    limits = {share: fit.thresholds(even, odds, share) for share in silence.SHARES}
    odd = fit.score_all((case for name in SETS for case in cases(name, vectors) if not case.for_fitting), vectors)
    for title, scored in (("Before five paragraphs:", odd), ("Before the passages of the product:", before)):
        print(title, silence.table(silence.sureness(scored, weights.load()), limits), sep="\n\n")


def _fitted_on(vectors: KnownVectors) -> list[fit.Scored]:
    """The even questions before five paragraphs, and before very little."""
    even = [case for name in SETS for case in cases(name, vectors) if case.for_fitting]
    return fit.score_all([*even, *map(narrowed, even)], vectors)


def _searched(vectors: KnownVectors, *, even_only: bool = False) -> list[fit.Scored]:
    embedder = CachedEmbedder()
    before = (case for name in searched.SETS for case in searched.searched_cases(name, embedder, even_only=even_only))
    return fit.score_all(before, vectors)


def sample(e5: E5, size: int) -> Iterator[Case]:
    """Questions with an odd number, spread evenly over each set and kind."""
    for name in SETS:
        groups: dict[str, list[Case]] = {}
        for case in cases(name, e5):
            if not case.for_fitting:
                groups.setdefault(case.kind, []).append(case)
        for group in groups.values():
            step = max(1, len(group) // size)
            yield from group[::step][:size]


if __name__ == "__main__":
    main()
