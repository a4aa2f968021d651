"""`make bench-quick`: what a retrieval asks of AWS and computes, held against thresholds; at most five minutes.

Requests, bytes and recall are held: they are the same on any machine. Seconds of a processor are told beside them.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from measure.speed.__main__ import measure, put_grail, total
from measure.speed.cloud import slow_s3

PASSAGES = (1_000, 20_000)
# By passages: requests of a first query, its bytes, and of each later one the requests to S3 and DynamoDB.
MOST: Mapping[int, Mapping[str, float]] = {
    1_000: {"first requests": 8, "first bytes": 3.8e6, "S3 requests": 0, "DynamoDB requests": 1},
    20_000: {"first requests": 22, "first bytes": 80.5e6, "S3 requests": 0, "DynamoDB requests": 1},
}
LEAST_RECALL = 0.99


def figures(run: Mapping[str, Any]) -> dict[str, float]:
    warm = run["warm"]
    return {
        "first requests": total(run["cold"], "requests"),
        "first bytes": total(run["cold"], "bytes"),
        "S3 requests": total(warm, "requests"),
        "DynamoDB requests": warm.get("dynamo requests", 0),
    }


def exceeded(found: Mapping[int, Mapping[str, float]]) -> list[str]:
    """What is more than it may be."""
    return [
        f"{passages:,} passages: {name} {found[passages][name]:,.1f}, at most {most:,.1f}"
        for passages, limits in MOST.items()
        if passages in found
        for name, most in limits.items()
        if found[passages][name] > most
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=PASSAGES)
    options = parser.parse_args()
    found, wrong = {}, []
    with slow_s3(20.0, 5.0) as cloud:
        for passages in options.sizes:
            put_grail(cloud, passages)
            run = measure(cloud, "Grail", passages)
            found[passages] = figures(run)
            told = {name: run[name] for name in ("recall", "warm_cpu_ms", "warm_ms", "vector_ms")}
            print(json.dumps({"passages": passages, **found[passages], **told}))
            if run["recall"] < LEAST_RECALL:
                wrong.append(f"{passages:,} passages: recall {run['recall']:.3f}, at least {LEAST_RECALL}")
    wrong += exceeded(found)
    print("\n".join(wrong) or "All within their thresholds.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
