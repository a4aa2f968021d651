"""What a document and a question ask of AWS, counted at the edge of a laptop cloud that runs for it.

The functions' calls go through a proxy. REST's do not, since the laptop serves REST from another process: they are few.
Lambda's own polls of queues make no request here; cloud/aws/cost.py has their number.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from starlette.requests import Request
from starlette.responses import Response

from cloud.laptop.options import REGION
from measure.costs.write_units import WRITES, WriteUnits
from measure.faulty_aws import FaultyAws, sent_through
from measure.running import RunningGrail, new_client, run_upkeep

PAGES = 10
PAGE_CHARACTERS = 3_000
PARAGRAPH = (
    "The keeper of lighthouse {number} wrote that the lamp was lit for {number} hours in the fog of that night. "
)
QUESTION = "For how many hours was the lamp of lighthouse 77 lit?"
READ_UNIT_BYTES = 4096
TITAN = "amazon.titan-embed-text-v2:0"  # The model of a stage; the local Bedrock answers with hashed words.
SENT = [f"grail-local-{name}" for name in ("websocket_message", "answer", "embed", "on_s3_event", "upkeep")]


class CountingAws(FaultyAws):
    """Never fails; counts each request under the name that AWS bills it as."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.counted: Counter[str] = Counter()
        self._units = WriteUnits(boto3.Session("test", "test", region_name=REGION), target)

    async def forward(self, request: Request) -> Response:
        service, _, operation = request.headers.get("x-amz-target", "").partition(".")
        body = await request.body()
        written = self._units.before(json.loads(body)) if operation in WRITES else []
        answer = await super().forward(request)
        if answer.status_code == 200 and operation in WRITES:
            self._units.after(operation, written)
        elif service.startswith("DynamoDB"):
            self.counted["DynamoDB, reads"] += read_units(json.loads(body), len(bytes(answer.body)))
        else:
            self.counted[kind_of(request)] += 1
        return answer

    def taken(self) -> dict[str, float]:
        """The counts since the last call."""
        counted = {**self.counted, "DynamoDB, writes": self._units.units.total()}
        self.counted.clear()
        self._units.units.clear()
        return {name: float(count) for name, count in sorted(counted.items())}


def read_units(body: Mapping[str, Any], answered_bytes: int) -> int:
    """Units of a consistent read, one at least for each key; the answer's JSON is longer than what AWS counts."""
    keys = sum(len(request["Keys"]) for request in body["RequestItems"].values()) if "RequestItems" in body else 1
    return max(keys, -(-answered_bytes // READ_UNIT_BYTES))


def kind_of(request: Request) -> str:
    if "/s3/" in request.headers.get("authorization", ""):
        if request.method in ("PUT", "POST") or "list-type" in request.url.query:
            return "S3, writes and lists"
        return "S3, deletes" if request.method == "DELETE" else "S3, reads"
    if "sqs" in request.headers.get("x-amz-target", "").lower():
        return "SQS, sent"
    return "API Gateway, frames" if "/@connections/" in request.url.path else "Lambda, started by functions"


def counted_calls() -> dict[str, dict[str, float]]:
    """Counts for a document of ten pages, a first and a next question about it, and upkeep with nothing to do."""
    with tempfile.TemporaryDirectory() as home:
        grail = RunningGrail(Path(home), BEDROCK="stand-ins", EMBEDDING_MODEL=TITAN)
        grail.start()
        try:
            return _count(grail)
        finally:
            grail.stop()


def _count(grail: RunningGrail) -> dict[str, dict[str, float]]:
    aws = CountingAws(grail.aws_url)
    with aws.running(), sent_through(aws, grail.aws("lambda"), SENT), new_client(grail) as client:
        document = client.add_content("lighthouses.txt", text().encode())
        ready = client.wait(document.id, seconds=300)
        if ready.status != "ready":
            raise RuntimeError(f"The document is {ready.status}.")
        counted = {"document": {**aws.taken(), "tokens": ready.tokens or 0, "passages": ready.passages or 0}}
        with client.socket() as socket:
            for name in ("first question", "next question"):
                answer = socket.ask(name, QUESTION)
                if answer.end["type"] != "done":
                    raise RuntimeError(f"The answer ended as {answer.end}.")
                counted[name] = aws.taken()
        run_upkeep(grail)  # Does what is left to do.
        aws.taken()
        run_upkeep(grail)
        counted["upkeep"] = aws.taken()
    return counted


def text() -> str:
    """Ten pages, no two sentences alike."""
    sentences, number = "", 0
    while len(sentences) < PAGES * PAGE_CHARACTERS:
        number += 1
        sentences += PARAGRAPH.format(number=number) + ("\n\n" if number % 8 == 0 else "")
    return sentences
