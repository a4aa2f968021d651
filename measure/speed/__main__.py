"""`python -m measure.speed`: searching passages on S3, Grail beside LangChain's and LlamaIndex's LanceDB stores.

Each process stands for a function that has just been started: it asks a first question and then others. All use the
same local S3 through a proxy that counts requests and makes each one take as long as a real one. The tables are built
in `.grail/measure/speed`. Writes docs/performance.svg and `.grail/measure/speed/results.json`, and prints the table of
docs/performance.md.
"""

import argparse
import json
import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

from chalicelib.models import Document, timestamp
from cloud import PROJECT
from measure import peers
from measure.speed import data, peer_data, tables
from measure.speed.cloud import BUCKET, SlowS3, slow_s3
from measure.speed.plot import plot
from measure.speed.proxy import DYNAMO

PEERS = {"LangChain": "langchain", "LlamaIndex": "llama-index"}
RUN_PEER = "measure.speed.run_peer"
PEERS_QUESTIONS = 30
Result = dict[str, Any]


def write_peer_data(passages: int) -> None:
    peer_data.FOLDER.mkdir(parents=True, exist_ok=True)
    if not (peer_data.FOLDER / f"{passages}.questions.npy").exists():
        for batch in data.batches(passages):
            first = batch.chunks[0].ordinal
            texts = np.array([chunk.text for chunk in batch.chunks])
            np.savez(peer_data.FOLDER / f"{passages}-{first:08}.npz", vectors=data.vectors_of(batch), texts=texts)
        np.save(peer_data.FOLDER / f"{passages}.questions.npy", data.questions(passages, tables.QUESTIONS)[0])


def put_grail(cloud: SlowS3, passages: int) -> None:
    """The table on S3, and in the registry its document and its last change."""
    owner = tables.owner_of(passages)
    cloud.upload(tables.built(passages), owner)
    registry = cloud.registry()
    now = timestamp()
    document = Document(owner, tables.DOCUMENT, "a", "text/plain", 1, "ready", now, now, live_generation=1)
    registry.create(document)
    cloud.maintenance().rows_changed(owner)


def put_peer(cloud: SlowS3, name: str, passages: int) -> None:
    folder = tables.BUILT / f"{PEERS[name]}-{passages}"
    write_peer_data(passages)
    if not folder.exists():
        peers.output(peers.start(peers.interpreter(), RUN_PEER, PEERS[name], "build", folder, passages))
    cloud.upload(folder, folder.name)


def measure(cloud: SlowS3, name: str, passages: int) -> Result:
    """One system in a process of its own."""
    if name in PEERS:
        arguments = (RUN_PEER, PEERS[name], "ask", BUCKET, passages, PEERS_QUESTIONS)
        process = peers.start(peers.interpreter(), *arguments, environment=cloud.environment)
    else:
        process = peers.start(peers.OWN, "measure.speed.run_grail", passages, BUCKET, environment=cloud.environment)
    result: Result = json.loads(peers.output(process))
    return result


def measure_all(cloud: SlowS3, passages: int, names: Sequence[str], runs: int) -> dict[str, list[Result]]:
    """Systems take turns, so that a busy machine slows all alike."""
    put_grail(cloud, passages)
    for name in names[1:]:
        put_peer(cloud, name, passages)
    rounds = [{name: measure(cloud, name, passages) for name in names} for _ in range(runs)]
    return {name: [results[name] for results in rounds] for name in names}


def middle(runs: list[Result]) -> Result:
    """The run with the median of the warm medians: its figures belong together."""
    return sorted(runs, key=lambda run: float(run["warm_ms"]["p50"]))[len(runs) // 2]


def total(counted: dict[str, float], what: str) -> float:
    """Requests or bytes of S3."""
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
    ratios = sorted(theirs["warm_ms"]["p50"] / ours[what]["p50"] for theirs, ours in zip(peer, own, strict=True))
    return f"{statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"


HEAD = (
    "| passages | system | first query, s | its requests | its MB | warm p50, ms | p95 | requests | MB | recall@10 |\n"
    + "|---" * 10
    + "|"
)


def _print(measured: dict[int, dict[str, list[Result]]]) -> None:
    print(HEAD)
    for passages, systems in measured.items():
        for name, runs in systems.items():
            print(line(passages, name, middle(runs)))
    print("\nGrail's warm query, ms: beyond the least request's own time; a search by vector alone; by step")
    for passages, systems in measured.items():
        run = middle(systems["Grail"])
        print(
            f"- {passages:,}: a request {run['request_ms']:.1f}, the query {run['warm_ms']['p50']:.1f}, "
            f"by vector alone {run['vector_ms']['p50']:.1f}, steps {run['steps_ms']}; the second query "
            f"{run['meanwhile_ms']:.0f}, copied {run['copied_s']:.1f} s after the first"
        )
    print(
        "\nHow many times as long as Grail's whole query, and as its search by vector alone (least to most of rounds):"
    )
    for passages, systems in measured.items():
        own = systems["Grail"]
        for name in systems.keys() - {"Grail"}:
            whole, vector = (times(systems[name], own, what) for what in ("warm_ms", "vector_ms"))
            print(f"- {passages:,}, {name}: {whole}, {vector}")


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
    measured: dict[int, dict[str, list[Result]]] = {}
    with slow_s3(options.milliseconds, options.dynamo) as cloud:
        for passages in options.sizes:
            if passages <= options.peers_up_to:
                measured[passages] = measure_all(cloud, passages, ["Grail", *PEERS], options.runs)
            else:
                measured[passages] = measure_all(cloud, passages, ["Grail"], 1)
    results = {
        str(passages): {name: middle(runs) for name, runs in systems.items()} for passages, systems in measured.items()
    }
    _print(measured)
    (tables.BUILT / "results.json").write_text(json.dumps(results, indent=1))
    (PROJECT / "docs" / "performance.svg").write_text(plot(results))


if __name__ == "__main__":
    main()
