"""`python -m bench.speed`: searching passages on S3, Grail beside LangChain's and LlamaIndex's LanceDB stores.

Each process stands for a function that has just been started: it asks a first question and then others. All go to the
same local S3 through a proxy that counts what is asked and makes each request take as long as a real one. The peers are
installed into `.grail/bench-venv` the first time, the tables built in `.grail/bench/speed`. Writes docs/performance.svg
and `.grail/bench/speed/results.json`, and prints the table of docs/performance.md.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.ingest.__main__ import peers_python
from bench.speed import data, peer_data, tables
from bench.speed.cloud import BUCKET, PROJECT, SlowS3, slow_s3
from bench.speed.plot import plot

PEERS = {"LangChain": ("langchain", "run_langchain"), "LlamaIndex": ("llama-index", "run_llama_index")}
Result = dict[str, Any]


def write_peer_data(passages: int) -> None:
    peer_data.FOLDER.mkdir(parents=True, exist_ok=True)
    if not (peer_data.FOLDER / f"{passages}.questions.npy").exists():
        for batch in data.batches(passages):
            first = batch.chunks[0].ordinal
            vectors = np.frombuffer(batch.vectors, dtype=np.float32).reshape(-1, data.DIMENSIONS)
            texts = np.array([chunk.text for chunk in batch.chunks])
            np.savez(peer_data.FOLDER / f"{passages}-{first:08}.npz", vectors=vectors, texts=texts)
        np.save(peer_data.FOLDER / f"{passages}.questions.npy", data.questions(passages, tables.QUESTIONS)[0])


def process(python: Path, module: str, arguments: list[str], environment: dict[str, str]) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    ended = subprocess.run(
        [str(python), "-m", f"bench.speed.{module}", *arguments],
        cwd=PROJECT,
        env=own | environment | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise SystemExit(f"{module} {arguments} broke:\n{ended.stderr[-3000:]}")
    return ended.stdout


def measure_grail(cloud: SlowS3, passages: int, runs: int) -> list[Result]:
    cloud.upload(tables.built(passages), tables.owner_of(passages))
    arguments = [str(passages), BUCKET]
    python = Path(sys.executable)
    return [json.loads(process(python, "run_grail", arguments, cloud.environment)) for _ in range(runs)]


def measure_peer(cloud: SlowS3, name: str, passages: int, count: int, runs: int) -> list[Result]:
    prefix, module = PEERS[name]
    folder = tables.BUILT / f"{prefix}-{passages}"
    if not folder.exists():
        write_peer_data(passages)
        process(peers_python(), module, ["build", str(folder), str(passages)], {})
    cloud.upload(folder, f"{prefix}-{passages}")
    arguments = ["ask", BUCKET, str(passages), str(count)]
    return [json.loads(process(peers_python(), module, arguments, cloud.environment)) for _ in range(runs)]


def middle(runs: list[Result]) -> Result:
    """The run with the median of the warm medians: its figures belong together."""
    return sorted(runs, key=lambda run: float(run["warm_ms"]["p50"]))[len(runs) // 2]


def total(counted: dict[str, float], what: str) -> float:
    return sum(count for name, count in counted.items() if name.endswith(what))


def line(passages: int, name: str, run: Result) -> str:
    recall = f"{run['recall']:.3f}" if "recall" in run else "exact"
    return (
        f"| {passages:,} | {name} | {run['first_s']:.2f} | {total(run['cold'], 'requests'):.0f} "
        f"| {total(run['cold'], 'bytes') / 1e6:.1f} | {run['warm_ms']['p50']:.1f} | {run['warm_ms']['p95']:.1f} "
        f"| {total(run['warm'], 'requests'):.1f} | {total(run['warm'], 'bytes') / 1e6:.3f} | {recall} |"
    )


HEAD = (
    "| passages | system | first query, s | its requests | its MB | warm p50, ms | p95 | requests | MB | recall@10 |\n"
    + "|---" * 10
    + "|"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 20_000, 200_000, 1_000_000])
    parser.add_argument("--peers-up-to", type=int, default=20_000, help="the largest table the peers are measured with")
    parser.add_argument("--milliseconds", type=float, default=20.0, help="added to each request to S3")
    parser.add_argument("--runs", type=int, default=3, help="fresh processes of each, the median counts")
    options = parser.parse_args()
    for passages in options.sizes:
        tables.built(passages)
    results: dict[str, dict[str, Result]] = {}
    with slow_s3(options.milliseconds) as cloud:
        for passages in options.sizes:
            found = {"Grail": middle(measure_grail(cloud, passages, options.runs))}
            if passages <= options.peers_up_to:
                for name in PEERS:
                    found[name] = middle(measure_peer(cloud, name, passages, 30, options.runs))
            results[str(passages)] = found
    print(HEAD)
    for passages, found in results.items():
        for name, run in found.items():
            print(line(int(passages), name, run))
    print("\nA search by vector alone, as the peers' stores do, warm p50, ms, and how many times as long theirs take:")
    for passages, found in results.items():
        one = found["Grail"]["vector_ms"]["p50"]
        times = [f"{name} {found[name]['warm_ms']['p50'] / one:.1f}" for name in PEERS if name in found]
        print(f"- {int(passages):,}: {one:.1f}; {', '.join(times) or 'peers not measured'}")
    own = {passages: found["Grail"] for passages, found in results.items()}
    print("\nGrail beyond the least request's own time, warm p50, ms:")
    for passages, run in own.items():
        print(
            f"- {int(passages):,}: {run['warm_ms']['p50'] - run['request_ms']:.1f} (a request: {run['request_ms']:.1f})"
        )
    (tables.BUILT / "results.json").write_text(json.dumps(results, indent=1))
    (PROJECT / "docs" / "performance.svg").write_text(plot(results))


if __name__ == "__main__":
    main()
