"""Public sets in the measuring data as questions of this kind: FinanceBench by its pages, MTRAG by its passages."""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure.answers.questions import figures
from measure.data import MissingDataError, data_path
from measure.kinds.questions import PageRef, Question

TURN = re.compile(r"^\|user\|: ", re.M)
FIRST_WORDS = 14  # Words of a passage by which it is known among the sources.


def financebench() -> tuple[dict[str, bytes], list[Question]]:
    """Its reports and questions, each of the whole store; those whose report is missing are left out.

    `financebench/` has `financebench_open_source.jsonl`, in its `data/` as well, and the reports as PDF. Needed is
    every page that the set names as evidence (counted from 0 there). Raises MissingDataError.
    """
    folder = data_path("financebench")
    contents = {path.name: path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}
    asked = []
    for line in read_lines(folder, "financebench_open_source.jsonl"):
        pages = {PageRef(f"{part['doc_name']}.pdf", int(part["evidence_page_num"]) + 1) for part in line["evidence"]}
        if all(page.document in contents for page in pages):
            named = figures(line["answer"], line["question"])
            asked.append(
                Question(
                    id=line["financebench_id"],
                    kind=line.get("question_type", "financebench"),
                    turns=(line["question"],),
                    pages=tuple(sorted(pages, key=lambda page: (page.document, page.page))),
                    holds=tuple(map(re.escape, named)),
                    library="financebench",
                )
            )
    return contents, asked


def mtrag(domain: str) -> tuple[dict[str, bytes], list[Question]]:
    """The conversations of a domain, and its passages as one document for each source page.

    `mtrag/` has `DOMAIN_questions.jsonl` (all turns of the person so far), `DOMAIN_corpus.jsonl` (passages with `_id`,
    `title` and `text`) and `DOMAIN_qrels.tsv`; the repository has these in `retrieval_tasks`, `corpora/passage_level`
    and `qrels/dev.tsv`. One relevant passage among the sources is enough. Raises MissingDataError.
    """
    folder = data_path("mtrag")
    passages = {line["_id"]: line for line in read_lines(folder, f"{domain}_corpus.jsonl")}
    pages: defaultdict[str, list[str]] = defaultdict(list)
    for passage in passages.values():
        pages[passage.get("title") or passage["_id"].split("-")[0]].append(passage["text"])
    contents = {f"{_filename(title)}.txt": "\n\n".join(texts).encode() for title, texts in pages.items()}
    relevant = _relevant(folder / f"{domain}_qrels.tsv")
    return contents, [
        Question(
            id=line["_id"],
            kind=domain,
            turns=tuple(turns_of(line["text"])),
            needs=tuple(_beginning(passages[id_]["text"]) for id_ in relevant[line["_id"]] if id_ in passages),
            needs_some=1,
            holds=(),
            library=f"mtrag-{domain}",
        )
        for line in read_lines(folder, f"{domain}_questions.jsonl")
        if any(id_ in passages for id_ in relevant[line["_id"]])
    ]


def turns_of(text: str) -> list[str]:
    """What the person said, turn by turn: `|user|: …` begins each."""
    return [turn.strip() for turn in TURN.split(text) if turn.strip()]


def read_lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The JSON lines of a file in a folder or in its `data`; raises MissingDataError."""
    path = next((found for found in (folder / name, folder / "data" / name) if found.exists()), None)
    if path is None:
        raise MissingDataError(f"{folder / name} is missing.")
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _relevant(path: Path) -> defaultdict[str, list[str]]:
    """The relevant passages of each question: columns `query-id`, `corpus-id`, `score`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    if not path.exists():
        raise MissingDataError(f"{path} is missing.")
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if float(row["score"]) > 0:
                found[row["query-id"]].append(row["corpus-id"])
    return found


def _beginning(text: str) -> str:
    """A pattern of a passage's first words, however they are parted."""
    return r"\s+".join(map(re.escape, text.split()[:FIRST_WORDS]))


def _filename(title: str) -> str:
    return re.sub(r"[^\w.-]+", " ", title).strip()[:80] or "page"
