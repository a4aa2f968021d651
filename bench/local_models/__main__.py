"""`python -m bench.local_models`: measures the embedded chat models; `… fit` fits the quoting model anew first.

`… silence` prints what other thresholds of the quoting model would refuse.

Reads the sets from `GRAIL_DATA` (default `../shared/data`) and stops with a plain message where they are missing.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence

from bench.local_models import fit, silence
from bench.local_models.data import SETS, Case, KnownVectors, cases, data_folder, narrowed
from bench.local_models.measure import Outcome, outcomes, refusal_f1, speed, table
from local.bedrock.catalogue import LOCAL_GEMMA, LOCAL_QUOTING, LOCAL_STRICT
from local.bedrock.chat import weights
from local.bedrock.chat.base import ChatModel
from local.bedrock.chat.gguf import GgufChat
from local.bedrock.chat.quoting import QuotingChat
from local.bedrock.embedders import E5

TIMED = 5
"""Questions of each kind and set whose time is taken, with nothing computed beforehand."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.local_models", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("measure", "fit", "silence"), default="measure")
    parser.add_argument("--models", default=f"{LOCAL_QUOTING},{LOCAL_STRICT}", help=f"also {LOCAL_GEMMA}")
    parser.add_argument("--sample", type=int, default=150, help="questions of each kind and set")
    args = parser.parse_args()
    if not all((data_folder() / path).exists() for path in SETS.values()):
        print(f"The question sets are not in {data_folder()}: set GRAIL_DATA to their folder.")
        return
    known = KnownVectors()
    if args.command == "fit":
        _fit(known)
    if args.command == "silence":
        every = (case for name in SETS for case in cases(name, known))
        print(silence.table(silence.sureness(fit.score_all(every, known), weights.load())))
        return
    asyncio.run(_measure(args.models.split(","), known, args.sample))


async def _measure(names: Sequence[str], known: KnownVectors, size: int) -> None:
    quick, real = _models(known), _models(E5())
    results: dict[str, Sequence[Outcome]] = {}
    for name in names:
        results[name] = await outcomes(quick[name], name, sample(known, size))
        timed = await outcomes(real[name], name, sample(known, TIMED))
        print(f"{name}: SQuAD2 refusal precision, recall, F1:", *(f"{x:.3f}" for x in refusal_f1(results[name])))
        print(f"{name}: ms to the first piece, to the last (median):", *(f"{x:.0f}" for x in speed(timed)))
    print(table(results))


def _models(e5: E5) -> dict[str, ChatModel]:
    return {
        LOCAL_QUOTING: QuotingChat(e5),
        LOCAL_STRICT: QuotingChat(e5, strictness="strict"),
        LOCAL_GEMMA: GgufChat(),
    }


def _fit(known: KnownVectors) -> None:
    even = [case for name in SETS for case in cases(name, known) if case.for_fitting]
    scored = fit.score_all([*even, *map(narrowed, even)], known)
    weights.save(fit.fit_all(scored))


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
