"""`python -m measure.archives`: an account is taken from one Grail into an empty one; both are asked the same things.

Its documents are the articles of XQuAD in English and Vietnamese and the filings of `GRAIL_DATA`; the questions are
theirs, in equal parts. A query agrees if its passages are the same in the same order: document, place, text and file.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from cloud import PROJECT
from measure.data import MissingDataError, data_path
from measure.page_client import PageClient
from measure.running import RunningGrail, new_client, owner_of, run_upkeep

LANGUAGES = ("en", "vi")
SHOWN = ("document_id", "filename", "ordinal", "page", "start", "end", "text")
K = 8
PATIENCE = 3_600.0
NO_LIMITS = {
    "SEARCHES_PER_MINUTE": "100000", "REQUESTS_PER_MINUTE": "100000", "DAILY_PRICE_USD": "1000",
    "STAGE_DAILY_PRICE_USD": "1000",
}  # fmt: skip

type Found = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Taken:
    """Seconds until the archive was ready and until it was taken in, and its bytes; what each query found in both."""

    documents: int
    passages: int
    export_seconds: float
    import_seconds: float
    bytes: int
    embedded: int
    before: Found
    after: Found

    @property
    def same(self) -> int:
        return sum(one == other for one, other in zip(self.before, self.after, strict=True))


def articles(language: str) -> Any:
    return json.loads(data_path(f"xquad/xquad.{language}.json").read_text("utf-8"))["data"]


def documents() -> Iterator[tuple[str, bytes]]:
    for language in LANGUAGES:
        for article in articles(language):
            text = "\n\n".join(part["context"] for part in article["paragraphs"])
            yield f"{language} {article['title']}.txt", text.encode()
    for path in sorted(data_path("filings").glob("*.pdf")):
        yield path.name, path.read_bytes()


def questions(count: int) -> list[str]:
    """Of each source a part, spread over all that it has."""
    sources = [
        [asked["question"] for article in articles(language) for part in article["paragraphs"] for asked in part["qas"]]
        for language in LANGUAGES
    ]
    with data_path("filings/questions.csv").open(encoding="utf-8-sig", newline="") as file:
        filed = [row["Question"] for row in csv.DictReader(file)]
    of_filings = filed[: count // 3]
    share, more = divmod(count - len(of_filings), 2)
    spread = [
        list(islice(source[:: max(len(source) // (share + more), 1)], share + (more if first else 0)))
        for first, source in zip((True, False), sources, strict=True)
    ]
    return [*spread[0], *spread[1], *of_filings]


def found(client: PageClient, asked: list[str]) -> Found:
    return [
        [{name: getattr(passage, name) for name in SHOWN} for passage in client.search(query, K).passages]
        for query in asked
    ]


def filled(client: PageClient) -> int:
    """How many documents are ready."""
    sent = [client.add_content(name, data).id for name, data in documents()]
    ended = [client.wait(document_id, seconds=PATIENCE) for document_id in sent]
    unread = [one.filename for one in ended if one.status != "ready"]
    if unread:
        raise RuntimeError(f"Not ready: {unread}")
    return len(ended)


def at_rest(running: RunningGrail, client: PageClient) -> None:
    """Until the table of passages is in its final form, as some minutes after the last change: ranks by words depend on
    the parts that a text index has. The minutes are let pass at once.
    """
    table = running.dynamo().Table("grail-local-documents")
    key = {"owner_id": f"tidy#{owner_of(client)}", "id": "tidy"}
    until = time.monotonic() + PATIENCE
    while "open" in (item := table.get_item(Key=key, ConsistentRead=True)["Item"]):
        if time.monotonic() > until:
            raise RuntimeError("The table of passages does not come to rest")
        if "lease_until" not in item:
            table.update_item(Key=key, UpdateExpression="SET check_at = :now", ExpressionAttributeValues={":now": 1})
        run_upkeep(running)
        time.sleep(1.0)


def taken(client: PageClient, file: Path) -> None:
    """As a person takes everything along."""
    state = client.call("POST", "/account/export")
    while state["state"] == "running":
        time.sleep(0.2)
        state = client.call("GET", "/account/export")
    if state["state"] != "ready":
        raise RuntimeError(f"No archive: {state}")
    with httpx.stream("GET", state["link"]["url"], trust_env=False) as answer, file.open("wb") as written:
        for chunk in answer.iter_bytes():
            written.write(chunk)


def put(running: RunningGrail, client: PageClient, file: Path) -> None:
    command = [sys.executable, "-m", "operations", "import", str(file), "--owner", owner_of(client)]
    environment = {**running.environment, "GRAIL_HOME": str(running.home)}
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)


def embedded(client: PageClient) -> int:
    return sum(day["embedded_tokens"] for day in client.call("GET", "/usage")["days"])


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def measured(folder: Path, count: int) -> Taken:
    asked, file = questions(count), folder / "all.zip"
    first = RunningGrail(folder / "first", **NO_LIMITS)
    first.start()
    try:
        client = new_client(first)
        ready = filled(client)
        at_rest(first, client)
        passages = sum(document.passages or 0 for document in client.documents())
        before = found(client, asked)
        exported = seconds(lambda: taken(client, file))
        tokens = embedded(client)
    finally:
        first.stop()
    second = RunningGrail(folder / "second", **NO_LIMITS)
    second.start()
    try:
        other = new_client(second)
        imported = seconds(lambda: put(second, other, file))
        again = embedded(other) - tokens
        at_rest(second, other)
        return Taken(ready, passages, exported, imported, file.stat().st_size, again, before, found(other, asked))
    finally:
        second.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="grail-archives-") as folder:
            result = measured(Path(folder), options.queries)
    except MissingDataError as error:
        print(error)
        return 1
    print(
        f"{result.same} of {len(result.before)} queries found the same passages at the same places "
        f"({result.documents} documents, {result.passages} passages, {sum(map(len, result.before))} passages found). "
        f"Archive of {result.bytes / 1e6:.1f} MB made in {result.export_seconds:.1f} s, taken in within "
        f"{result.import_seconds:.1f} s, {result.embedded} tokens embedded for it."
    )
    return 0 if result.same == len(result.before) else 1


if __name__ == "__main__":
    raise SystemExit(main())
