"""`python -m measure.speed.cold_start`: what each function loads before it can work.

Told are seconds, those of a processor (which others on the machine change less), and the memory held then, with modules
compiled beforehand as in the image. The first row is what no function that speaks to DynamoDB through boto3 can be
without.
"""

import json
import os
import statistics
import subprocess
import sys
from tempfile import TemporaryDirectory

from chalicelib.config import REQUIRED
from cloud import PROJECT

# What each function needs of the services.
FUNCTIONS = {
    "on_connect": ["adapters.tickets", "adapters.connections"],
    "on_message": ["adapters.connections", "asking", "adapters.sockets", "adapters.answer_queue"],
    "on_disconnect": ["adapters.connections"],
    "on_s3_event": ["library"],
    "REST (app)": ["adapters.tickets", "adapters.tokens", "adapters.documents"],
    "answer": ["answering"],
    "embed": ["ingesting"],
    "upkeep": ["upkeep"],
}
RUNS = 5
TIMED = """
import json, resource, sys, time
began, computed = time.perf_counter(), time.process_time()
{code}
times = time.perf_counter() - began, time.process_time() - computed
print(json.dumps([*times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
BOTO3 = "import boto3; boto3.resource('dynamodb').Table('x')"
SERVICES = """
import app, operator
operator.attrgetter(*{names})(app.services)
"""


def measure(code: str, compiled: str) -> list[float]:
    """Seconds, seconds of a processor, and megabytes: the medians of several processes.

    `compiled` is a folder for compiled modules, which a first process fills.
    """
    settings = dict.fromkeys(REQUIRED, "x") | {"AWS_DEFAULT_REGION": "us-east-1"}
    settings |= {"EMBEDDING_MODEL": "amazon.titan-embed-text-v2:0", "WEBSOCKET_URL": "wss://example.org/api"}
    settings |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    command = [sys.executable, "-c", TIMED.format(code=code)]
    _, *runs = [
        json.loads(
            subprocess.run(command, cwd=PROJECT, env=os.environ | settings, capture_output=True, check=True).stdout
        )
        for _ in range(1 + RUNS)
    ]
    return [statistics.median(values) for values in zip(*runs, strict=True)]


if __name__ == "__main__":
    print("| function | s | of a processor | MB |\n|---|---|---|---|")
    codes = {"boto3 and one table": BOTO3} | {
        f"`{function}`": SERVICES.format(names=names) for function, names in FUNCTIONS.items()
    }
    with TemporaryDirectory() as compiled:
        for name, code in codes.items():
            seconds, computed, megabytes = measure(code, compiled)
            print(f"| {name} | {seconds:.2f} | {computed:.2f} | {megabytes:.0f} |")
