"""`python -m measure.speed`: searching passages on S3, Grail beside LangChain's and LlamaIndex's LanceDB stores.

Each process stands for a function that has just been started: it asks a first question and then others. All go to the
same local S3 through a proxy that counts what is asked and makes each request take as long as a real one. The peers are
installed into `.grail/measure/venv` the first time, the tables built in `.grail/measure/speed`. Writes
docs/performance.svg and `.grail/measure/speed/results.json`, and prints the table of docs/performance.md.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.models import Document, timestamp
from cloud import PROJECT
from measure.ingest.__main__ import peers_python
from measure.speed import data, peer_data, tables
from measure.speed.cloud import BUCKET, SlowS3, slow_s3
from measure.speed.plot import plot
from measure.speed.proxy import DYNAMO

PEERS = {"LangChain": ("langchain", "run_langchain"), "LlamaIndex": ("llama-index", "run_llama_index")}
PEERS_QUESTIONS = 30
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
        [str(python), "-m", f"measure.speed.{module}", *arguments],
        cwd=PROJECT,
        env=own | environment | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise SystemExit(f"{module} {arguments} broke:\n{ended.stderr[-3000:]}")
    return ended.stdout


def put_grail(cloud: SlowS3, passages: int) -> None:
    """The table on S3, and in the registry its document, and the word that it is there."""
    owner = tables.owner_of(passages)
    cloud.upload(tables.built(passages), owner)
    registry = cloud.registry()
    now = timestamp()
    document = Document(owner, tables.DOCUMENT, "a", "text/plain", 1, "ready", now, now, live_generation=1)
    registry.create(document)
    registry.rows_changed(owner)


def put_peer(cloud: SlowS3, name: str, passages: int) -> None:
    prefix, module = PEERS[name]
    folder = tables.BUILT / f"{prefix}-{passages}"
    write_peer_data(passages)
    if not folder.exists():
        process(peers_python(), module, ["build", str(folder), str(passages)], {})
    cloud.upload(folder, f"{prefix}-{passages}")


def measure(cloud: SlowS3, name: str, passages: int) -> Result:
    """A fresh process of one system."""
    if name in PEERS:
        arguments = ["ask", BUCKET, str(passages), str(PEERS_QUESTIONS)]
        return json.loads(process(peers_python(), PEERS[name][1], arguments, cloud.environment))  # type: ignore[no-any-return]
    return json.loads(process(Path(sys.executable), "run_grail", [str(passages), BUCKET], cloud.environment))  # type: ignore[no-any-return]


def measure_all(cloud: SlowS3, passages: int, names: Sequence[str], runs: int) -> dict[str, list[Result]]:
    """In turns, so that a machine that others use too is unfair to none."""
    put_grail(cloud, passages)
    for name in names[1:]:
        put_peer(cloud, name, passages)
    rounds = [{name: measure(cloud, name, passages) for name in names} for _ in range(runs)]
    return {name: [each[name] for each in rounds] for name in names}


def middle(runs: list[Result]) -> Result:
    """The run with the median of the warm medians: its figures belong together."""
    return sorted(runs, key=lambda run: float(run["warm_ms"]["p50"]))[len(runs) // 2]


def total(counted: dict[str, float], what: str) -> float:
    """Of S3."""
    return sum(count for name, count in counted.items() if name.endswith(what) and not name.startswith(DYNAMO))


def line(passages: int, name: str, run: Result) -> str:
    recall = f"{run['recall']:.3f}" if "recall" in run else "exact"
    return (
        f"| {passages:,} | {name} | {run['first_s']:.2f} | {total(run['cold'], 'requests'):.0f} "
        f"| {total(run['cold'], 'bytes') / 1e6:.1f} | {run['warm_ms']['p50']:.1f} | {run['warm_ms']['p95']:.1f} "
        f"| {total(run['warm'], 'requests'):.1f} | {total(run['warm'], 'bytes') / 1e6:.3f} | {recall} |"
    )


def times(peer: list[Result], own: list[Result], what: str) -> str:
    """How many times as long the peer took, over rounds: the median, the least and the most."""
    found = sorted(theirs["warm_ms"]["p50"] / ours[what]["p50"] for theirs, ours in zip(peer, own, strict=True))
    return f"{statistics.median(found):.1f} ({found[0]:.1f} to {found[-1]:.1f})"


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
    parser.add_argument("--dynamo", type=float, default=5.0, help="milliseconds added to each request to DynamoDB")
    parser.add_argument(
        "--runs", type=int, default=5, help="rounds of fresh processes beside the peers; the median counts"
    )
    options = parser.parse_args()
    for passages in options.sizes:
        tables.built(passages)
    found: dict[int, dict[str, list[Result]]] = {}
    with slow_s3(options.milliseconds, options.dynamo) as cloud:
        for passages in options.sizes:
            if passages <= options.peers_up_to:
                found[passages] = measure_all(cloud, passages, ["Grail", *PEERS], options.runs)
            else:
                found[passages] = measure_all(cloud, passages, ["Grail"], 1)
    results = {str(passages): {name: middle(runs) for name, runs in each.items()} for passages, each in found.items()}
    print(HEAD)
    for passages, each in found.items():
        for name, runs in each.items():
            print(line(passages, name, middle(runs)))
    print("\nGrail's warm query, ms: beyond the least request's own time; a search by vector alone; by step")
    for passages, each in found.items():
        run = middle(each["Grail"])
        print(
            f"- {passages:,}: a request {run['request_ms']:.1f}, the query {run['warm_ms']['p50']:.1f}, "
            f"by vector alone {run['vector_ms']['p50']:.1f}, steps {run['steps_ms']}; the second query "
            f"{run['meanwhile_ms']:.0f}, copied {run['copied_s']:.1f} s after the first"
        )
    print(
        "\nHow many times as long as Grail's whole query, and as its search by vector alone (least to most of rounds):"
    )
    for passages, each in found.items():
        own = each["Grail"]
        for name in each.keys() - {"Grail"}:
            whole, vector = (times(each[name], own, what) for what in ("warm_ms", "vector_ms"))
            print(f"- {passages:,}, {name}: {whole}, {vector}")
    (tables.BUILT / "results.json").write_text(json.dumps(results, indent=1))
    (PROJECT / "docs" / "performance.svg").write_text(plot(results))


if __name__ == "__main__":
    main()
