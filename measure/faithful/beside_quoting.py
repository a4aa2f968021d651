"""A small language model beside the quoting model alone: the same questions, the same sources, in this process.

    python -m measure.evaluate --set off-topic-en --model model.gguf --limit 26
    python -m measure.evaluate --set people --model model.gguf

Both have the product's extraction, chunks, search and prompts. Of a set of cases (`people`) all are asked, or so many
from its beginning to its end as `--limit` says; of a set of questions those with an odd number, on which nothing was
fitted. `--prompt whole` gives the language model the product's own prompt instead of the one for small models.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.models import Message
from cloud.bedrock.chat.base import ChatModel
from cloud.bedrock.chat.llama import FileChat
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.chat.small import SmallChat
from measure.answers.metrics import contains
from measure.answers.questions import Question, QuestionSet, cases_folder, load
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.asking import Library
from measure.faithful.cases import load as load_cases
from measure.faithful.judge import judge
from measure.faithful.local_chat import Timing
from measure.faithful.run import FOLDERS

CONTEXT = 8_192  # As `make dev MODEL=` gives a model.


@dataclass
class Counted:
    """What one model's answers are worth. `right` of cases, `contained` and `cited` of questions with an answer."""

    name: str
    asked: int = 0
    right: int = 0
    wrong_and_cited: int = 0
    answerable: int = 0
    contained: int = 0
    cited: int = 0
    refused: int = 0
    unanswerable: int = 0
    refused_rightly: int = 0
    timings: list[Timing] = field(default_factory=list)

    def add(self, question: Question, answer: Message) -> None:
        """`cited`: a citation's quote has the answer. Refused is what cites nothing."""
        self.asked += 1
        if question.unanswerable:
            self.unanswerable += 1
            self.refused_rightly += not answer.citations
            return
        self.answerable += 1
        self.contained += contains(answer.text, question.answers)
        self.cited += any(contains(citation.quote, question.answers) for citation in answer.citations)
        self.refused += not answer.citations

    def row(self) -> str:
        first = statistics.median(timing.first for timing in self.timings)
        words = sum(timing.words for timing in self.timings)
        speed = words / sum(timing.whole for timing in self.timings)
        cells = [self.name, self.asked]
        if self.answerable or self.unanswerable:
            cells += [f"{self.contained}/{self.answerable}", f"{self.cited}/{self.answerable}"]
            cells += [f"{self.refused}/{self.answerable}", f"{self.refused_rightly}/{self.unanswerable}"]
        else:
            cells += [self.right, self.wrong_and_cited]
        return f"| {' | '.join(map(str, [*cells, f'{first:.1f} s', f'{speed:.1f}']))} |"


QUESTIONS_HEAD = "| model | asked | contained | cited | refused, answerable | refused, absent | first word | words/s |"
CASES_HEAD = "| model | asked | right | wrong and cited | first word | words/s |"


def main() -> int:
    options = arguments()
    embedder = CachedEmbedder()
    file = FileChat(str(options.model.resolve()), CONTEXT)
    written: ChatModel = file if options.prompt == "whole" else SmallChat(file, embedder.model)
    models = {"quoting": QuotingChat(embedder.model), options.model.stem: written}
    folder = cases_folder(options.set)
    if folder:
        rows = [_of_cases(folder, name, model, embedder, options.limit) for name, model in models.items()]
        head = CASES_HEAD
    else:
        questions = load(options.set)
        rows = [_of_questions(questions, name, model, embedder, options.limit) for name, model in models.items()]
        head = QUESTIONS_HEAD
    print("\n".join([head, "|---" * (head.count("|") - 1) + "|", *(row.row() for row in rows)]))
    return 0


def _of_questions(questions: QuestionSet, name: str, model: ChatModel, embedder: CachedEmbedder, limit: int) -> Counted:
    library = Library(questions.documents, embedder, model)
    counted = Counted(name, timings=library.timings)
    for question in spread_out(questions.questions[1::2], limit):
        answer, _ = library.ask([question.question])
        counted.add(question, answer)
        _show(name, question.question, answer, library.timings)
    return counted


def _of_cases(folder: Path, name: str, model: ChatModel, embedder: CachedEmbedder, limit: int) -> Counted:
    counted = Counted(name)
    libraries: dict[tuple[tuple[str, bytes], ...], Library] = {}
    for case, contents in spread_out(list(load_cases(folder, FOLDERS)), limit):
        key = tuple(sorted(contents.items()))
        library = libraries.get(key) or libraries.setdefault(key, Library(contents, embedder, model))
        library.timings = counted.timings
        answer, sent = library.ask(case.turns)
        verdict = judge(case.judge, case.turns[-1], answer, sent)
        counted.asked += 1
        counted.right += verdict == "right"
        counted.wrong_and_cited += verdict != "right" and bool(answer.citations)
        _show(f"{name} {verdict}", case.turns[-1], answer, counted.timings)
    return counted


def spread_out[T](things: Sequence[T], limit: int) -> list[T]:
    """So many of the things, from the first to the last at equal distances; all where `limit` is 0."""
    if not limit or limit >= len(things):
        return list(things)
    return [things[number * len(things) // limit] for number in range(limit)]


def _show(name: str, question: str, answer: Message, timings: Sequence[Timing]) -> None:
    seconds = f"{timings[-1].first:.1f}/{timings[-1].whole:.1f} s" if timings else "no model"
    print(f"{time.strftime('%H:%M:%S')} {name} ({seconds}) {question[-90:]}\n    {answer.text[:200]!r}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="measure.evaluate", description=__doc__)
    parser.add_argument("--set", default="people")
    parser.add_argument("--model", type=Path, required=True, help="a model's GGUF file")
    parser.add_argument("--limit", type=int, default=0, help="ask so many; 0: all")
    parser.add_argument("--prompt", choices=("small", "whole"), default="small")
    return parser.parse_args()
