"""`python -m bench.speed.cold_start`: what each function loads before it can work: seconds, and memory held then."""

import json
import os
import statistics
import subprocess
import sys

from chalicelib.config import REQUIRED
from local.options import PROJECT

# What each function needs of the services.
FUNCTIONS = {
    "on_connect": ["tickets", "connections"],
    "on_message": ["connections", "asking", "sockets", "answer_queue"],
    "on_disconnect": ["connections"],
    "on_s3_event": ["library"],
    "REST (app)": ["tickets", "tokens", "documents"],
    "answer": ["answering"],
    "embed": ["ingesting"],
    "upkeep": ["upkeep"],
}
RUNS = 5
CODE = """
import json, resource, sys, time
began = time.perf_counter()
import app
from chalicelib.wiring import services
for name in json.loads(sys.argv[1]):
    getattr(services(), name)
seconds = time.perf_counter() - began
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(names: list[str]) -> tuple[float, float]:
    """Seconds and megabytes, the medians of several processes."""
    settings = dict.fromkeys(REQUIRED, "x") | {"AWS_DEFAULT_REGION": "us-east-1"}
    settings |= {"EMBEDDING_MODEL": "amazon.titan-embed-text-v2:0", "WEBSOCKET_URL": "wss://example.org/api"}
    command = [sys.executable, "-c", CODE, json.dumps(names)]
    runs = [
        json.loads(
            subprocess.run(command, cwd=PROJECT, env=os.environ | settings, capture_output=True, check=True).stdout
        )
        for _ in range(RUNS)
    ]
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


if __name__ == "__main__":
    print("| function | s | MB |\n|---|---|---|")
    for function, names in FUNCTIONS.items():
        seconds, megabytes = measure(names)
        print(f"| `{function}` | {seconds:.2f} | {megabytes:.0f} |")
