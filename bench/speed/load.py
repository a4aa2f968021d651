"""`python -m bench.speed.load`: many owners ask and some ingest at once, on a laptop cloud of its own.

Every owner is an account with documents of its own, and speaks the contract as a browser does. Counted are answers,
errors, and rows that are not as they should be. The overhead of an answer is the time from `ask` to the first delta,
less what the models took of it, which the answer itself tells: embedding the question and the first token of the chat.
"""

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bench.speed.watching import spread
from local.client import Client
from tests.running import RunningGrail

PASSWORD = "correct-horse-1"
PATIENCE = 300.0  # Of a client, for one answer or document: the machine is to be busy.


@dataclass
class Seen:
    """What all owners saw."""

    answers: list[dict[str, float]] = field(default_factory=list)
    ingested: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    wrong_rows: int = 0
    deltas: list[int] = field(default_factory=list)

    def overhead(self) -> list[float]:
        return [each["first_delta"] - each["models"] for each in self.answers]


def text_of(owner: int, number: int) -> str:
    """A document whose every sentence is its own."""
    lines = (
        f"Report {number} of owner {owner}: section {part} was written by the team of harbour {part * 7 + number}, "
        f"which counted {part * 31 + owner} ships and named the pier after captain Lund {part}."
        for part in range(12)
    )
    return "\n\n".join(lines)


class Owner:
    def __init__(self, api_url: str, number: int) -> None:
        self.number = number
        self.client = Client(api_url, timeout=PATIENCE)
        email = f"{uuid4().hex}@example.org"
        self.client.sign_up(email, PASSWORD)
        self.client.sign_in(email, PASSWORD)
        self.documents: list[str] = []

    def ingest(self) -> None:
        """One document, to the end."""
        number = len(self.documents)
        document = self.client.upload(f"report {number}.txt", text_of(self.number, number).encode())
        ready = self.client.wait(document["id"], seconds=PATIENCE)
        if ready["status"] != "ready":
            raise RuntimeError(f"{ready['status']}: {ready['failure']}")
        self.documents.append(document["id"])

    def ask_until(self, end: Callable[[], bool], seen: Seen) -> None:
        """Question after question, each in a conversation of its own."""
        with self.client.socket() as socket:
            count = 0
            while not end():
                count += 1
                question = f"Who is the pier of section {count % 12} named after?"
                answer = socket.ask(uuid4().hex, question, seconds=PATIENCE)
                if answer.end["type"] != "done":
                    seen.errors[answer.end["error"]["code"]] += 1
                    continue
                if any(each["document_id"] not in self.documents for each in answer.sources):
                    seen.errors["source_of_another"] += 1
                timings = answer.end["message"]["timings_ms"]
                models = (timings.get("embed", 0) + timings.get("first_token", 0)) / 1000
                if answer.first_delta_after is not None:
                    seen.answers.append({"first_delta": answer.first_delta_after, "models": models})
                    seen.deltas.append(sum(each["type"] == "delta" for each in answer.frames))

    def wrong_rows(self) -> int:
        """Passages that are missing, doubled or out of order, over all of the owner's documents."""
        wrong = 0
        for document_id in self.documents:
            document = self.client.call("GET", f"/documents/{document_id}")
            found = self.client.call("GET", f"/documents/{document_id}/passages", limit=100)
            ordinals = [each["ordinal"] for each in found["items" if "items" in found else "passages"]]
            wrong += ordinals != list(range(document["passages"]))
        return wrong


def run(api_url: str, asking: int, ingesting: int, seconds: float) -> Seen:
    seen = Seen()
    owners = [Owner(api_url, number) for number in range(asking + ingesting)]
    for owner in owners:
        owner.ingest()
    until = time.monotonic() + seconds

    def end() -> bool:
        return time.monotonic() > until

    def ingest(owner: Owner) -> None:
        while not end():
            owner.ingest()
            seen.ingested += 1

    def work(owner: Owner) -> None:
        try:
            if owner.number < asking:
                owner.ask_until(end, seen)
            else:
                ingest(owner)
        except Exception as error:  # noqa: BLE001  Whatever goes wrong is what is counted here.
            seen.errors[f"{type(error).__name__}: {error}"[:200]] += 1

    threads = [threading.Thread(target=work, args=(owner,)) for owner in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.wrong_rows = sum(owner.wrong_rows() for owner in owners)
    return seen


def told(seen: Seen, seconds: float) -> str:
    overhead = spread(seen.overhead())
    first = spread([each["first_delta"] for each in seen.answers])
    deltas = sorted(seen.deltas)[len(seen.deltas) // 2]
    return (
        f"{len(seen.answers)} answers and {seen.ingested} documents in {seconds:.0f} s, "
        f"{sum(seen.errors.values())} errors {dict(seen.errors)}, {seen.wrong_rows} documents with wrong rows.\n"
        f"First delta p50 {first['p50']:.0f} ms, p95 {first['p95']:.0f} ms; without the models: "
        f"p50 {overhead['p50']:.0f} ms, p95 {overhead['p95']:.0f} ms. Deltas an answer, median: {deltas}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asking", type=int, default=50)
    parser.add_argument("--ingesting", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="grail-load-") as folder:
        grail = RunningGrail(Path(folder))
        grail.start()
        try:
            seen = run(grail.api_url, options.asking, options.ingesting, options.seconds)
        finally:
            grail.stop()
    print(told(seen, options.seconds))
    print(json.dumps({"overhead_ms": spread(seen.overhead()), "errors": seen.errors, "wrong_rows": seen.wrong_rows}))


if __name__ == "__main__":
    main()
