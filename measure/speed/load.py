"""`python -m measure.speed.load`: many owners ask and some ingest at once, on a laptop cloud of its own.

Every owner is an account with documents of its own, and speaks the contract as a browser does. Counted are answers,
errors, and rows that are not as they should be. The overhead of an answer is the time from `ask` to the first delta,
less what the models took of it, which the answer itself tells: embedding the question and the first token of the chat.
Where more ask than the laptop can answer at once, most of it is waiting for a turn; so it is told apart, too.
"""

import argparse
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from measure.page_client import PageClient
from measure.processes import PROC, Part, parts
from measure.running import RunningGrail
from measure.speed.watching import spread

PASSWORD = "correct-horse-1"
PATIENCE = 300.0  # Of a person, in seconds, for one answer or document: the machine is to be busy.
LOOK_SECONDS = 1.0  # Between two looks at a document: a page is told by its socket and need not look at all.
CALL_SECONDS = 29.0  # For a call or a socket to open: API Gateway gives them no longer.


@dataclass
class Seen:
    """What all owners saw."""

    answers: list[dict[str, float]] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    ingested: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    wrong_rows: int = 0
    used: dict[str, Part] = field(default_factory=dict)
    deltas: list[int] = field(default_factory=list)

    def overhead(self) -> list[float]:
        return [answer["first_delta"] - answer["models"] for answer in self.answers]

    def times(self) -> dict[str, dict[str, float]]:
        """Median and 95th percentile of each time a person waits for, in milliseconds."""
        of = self.answers
        return {
            "socket opened": spread(self.opened),
            "accepted": spread([answer["accepted"] for answer in of]),
            "waiting for a turn": spread([answer["begun"] - answer["accepted"] for answer in of]),
            "overhead in its turn": spread(
                [answer["first_delta"] - answer["begun"] - answer["models"] for answer in of]
            ),
            "overhead in all": spread(self.overhead()),
            "first delta": spread([answer["first_delta"] for answer in of]),
        }


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
        self.client = PageClient(api_url, timeout=CALL_SECONDS, look=LOOK_SECONDS)
        email = f"{uuid4().hex}@example.org"
        self.client.sign_up(email, PASSWORD)
        self.client.sign_in(email, PASSWORD)
        self.documents: list[str] = []

    def ingest(self) -> None:
        """One document, to the end."""
        number = len(self.documents)
        document = self.client.add_content(f"report {number}.txt", text_of(self.number, number).encode())
        ready = self.client.wait(document.id, seconds=PATIENCE)
        if ready.status != "ready":
            raise RuntimeError(f"{ready.status}: {ready.failure}")
        self.documents.append(document.id)

    def ask_until(self, end: Callable[[], bool], seen: Seen) -> None:
        """Question after question, at least one, each in a conversation of its own."""
        began = time.monotonic()
        with self.client.socket() as socket:
            seen.opened.append(time.monotonic() - began)
            count = 0
            while count == 0 or not end():
                count += 1
                question = f"Who is the pier of section {count % 12} named after?"
                answer = socket.ask(uuid4().hex, question, seconds=PATIENCE)
                if answer.end["type"] != "done":
                    seen.errors[answer.end["error"]["code"]] += 1
                    continue
                if any(source["document_id"] not in self.documents for source in answer.sources):
                    seen.errors["source_of_another"] += 1
                timings = answer.end["message"]["timings_ms"]
                models = (timings.get("embed", 0) + timings.get("first_token", 0)) / 1000
                if answer.first_delta_after is not None and answer.begun_after is not None:
                    seen.answers.append(
                        {
                            "accepted": answer.accepted_after,
                            "begun": answer.begun_after,
                            "first_delta": answer.first_delta_after,
                            "models": models,
                        }
                    )
                    seen.deltas.append(sum(frame["type"] == "delta" for frame in answer.frames))

    def wrong_rows(self) -> int:
        """Passages that are missing, doubled or out of order, over all of the owner's documents."""
        wrong = 0
        for document_id in self.documents:
            document = self.client.call("GET", f"/documents/{document_id}")
            found = self.client.call("GET", f"/documents/{document_id}/passages", limit=100)
            ordinals = [passage["ordinal"] for passage in found["items" if "items" in found else "passages"]]
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
        while True:
            owner.ingest()
            seen.ingested += 1
            if end():
                return

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


def report(seen: Seen, seconds: float) -> str:
    lines = [
        f"{len(seen.answers)} answers and {seen.ingested} documents in {seconds:.0f} s, "
        f"{sum(seen.errors.values())} errors {dict(seen.errors)}, {seen.wrong_rows} documents with wrong rows."
    ]
    if seen.answers:
        lines += [
            f"{name}: p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms" for name, times in seen.times().items()
        ]
        lines += [f"Deltas an answer, median: {sorted(seen.deltas)[len(seen.deltas) // 2]}."]
    if seen.used:
        used = sorted(seen.used.items(), key=lambda part: -part[1].seconds)
        lines += ["Seconds of a processor: " + ", ".join(f"{name} {part.seconds:.0f}" for name, part in used)]
    lines += [f"Load average of the last 15 minutes: {os.getloadavg()[2]:.1f}."]
    return "\n".join(lines)


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
            seen.used = parts(grail.process_id) if PROC.exists() else {}
        finally:
            grail.stop()
    print(report(seen, options.seconds))


if __name__ == "__main__":
    main()
