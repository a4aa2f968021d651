"""Long documents and questions with the exact characters that answer them."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from measure.data import data_path


@dataclass(frozen=True)
class Question:
    """`evidence` are character ranges in the text of `corpus`; `even` questions are for fitting, odd for reporting."""

    text: str
    corpus: str
    evidence: tuple[tuple[int, int], ...]
    even: bool


def corpora() -> dict[str, Path]:
    """Name → file of each long document; raises MissingDataError."""
    return {path.stem: path for path in sorted(data_path("spans/corpora").glob("*.md"))}


def questions() -> list[Question]:
    """All questions in file order, numbered from 0; raises MissingDataError."""
    csv.field_size_limit(1 << 24)
    with data_path("spans/questions.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [_question(row, number) for number, row in enumerate(rows)]


def _question(row: dict[str, str], number: int) -> Question:
    spans = tuple((span["start_index"], span["end_index"]) for span in json.loads(row["references"]))
    return Question(row["question"], row["corpus_id"], spans, number % 2 == 0)
