"""Figures of a run, held against thresholds and the last run, and a page with every question's trace."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from measure.answers import metrics
from measure.answers.run import Asked, Run

Figures = dict[str, float]
AT_MOST = frozenset({"answerable refused", "answers that failed", "price_usd", "seconds to the first text, median"})


def figures(run: Run) -> Figures:
    """Every figure of a run by name, shares from 0 to 1, rounded to four places."""
    answerable = [each for each in run.asked if not each.question.unanswerable and each.question.evidence]
    counted: Figures = {"questions": len(run.asked)}
    for mode in run.asked[0].found if answerable else ():
        results = [each.found[mode] for each in answerable]
        counted[f"{mode} hit@1"] = metrics.hit(results, 1)
        counted[f"{mode} hit@5"] = metrics.hit(results, 5)
        counted[f"{mode} recall@5"] = metrics.recall(results, 5)
        counted[f"{mode} recall@10"] = metrics.recall(results, 10)
        counted[f"{mode} MRR"] = metrics.mean_reciprocal_rank(results)
        counted[f"{mode} nDCG@10"] = metrics.ndcg(results)
        counted[f"{mode} evidence covered@5"] = metrics.covered(results)
    counted |= _answered([each for each in run.asked if each.answer])
    return {name: round(value, 4) for name, value in counted.items()}


def _answered(asked: Sequence[Asked]) -> Figures:
    if not asked:
        return {}
    answerable = [each for each in asked if not each.question.unanswerable]
    unanswerable = [each for each in asked if each.question.unanswerable]
    told = [each for each in answerable if not refused(each)]
    firsts = sorted(each.answer.first_delta_after or 0 for each in asked if each.answer)
    counted = {
        "answers": float(len(asked)),
        "answers that failed": float(
            sum(each.answer is not None and each.answer.end["type"] == "failed" for each in asked)
        ),
        "answer holds an accepted one": share([metrics.contains(_text(each), each.question.answers) for each in told]),
        "answer exact match": share([metrics.exact_match(_text(each), each.question.answers) for each in told]),
        "answer word F1": share([metrics.word_f1(_text(each), each.question.answers) for each in told]),
        "answerable refused": share([refused(each) for each in answerable]),
        **_cited(asked, told),
        "seconds to the first text, median": firsts[len(firsts) // 2],
        "seconds to the first text, of 95 in 100": firsts[int(len(firsts) * 0.95)],
        "price_usd": sum(_end(each)["usage"]["price_usd"] for each in asked),
    }
    if unanswerable:
        counted["unanswerable refused"] = share([refused(each) for each in unanswerable])
        counted["refusal F1"] = _refusal_f1(answerable, unanswerable)
    return counted


def _cited(asked: Sequence[Asked], told: Sequence[Asked]) -> Figures:
    """Of citations: whether they are within their sets, true to their documents, and lead to a right passage."""
    every = [(each, citation) for each in asked for citation in _end(each)["citations"]]
    verified = [(each, citation) for each, citation in every if citation["verified"]]
    right = [[_right(each, citation["n"]) for citation in _end(each)["citations"]] for each in told]
    return {
        "citations": float(len(every)),
        "citations within their set": share(
            [1 <= n <= len(_sources(each)) for each in asked for n in metrics.marks(_text(each))]
        ),
        "citations at their words": share([_at_its_words(each, citation) for each, citation in every]),
        "citations verified": share([citation["verified"] for _, citation in every]),
        "verified that hold the claim's words": share([_holds_its_claim(*each) for each in verified]),
        "citation precision": share([each for answer in right for each in answer]),
        "citation recall": share([any(answer) for answer in right]),
    }


def _refusal_f1(answerable: Sequence[Asked], unanswerable: Sequence[Asked]) -> float:
    """Of refusing where the documents do not say: as good as its precision and its recall together."""
    right = sum(map(refused, unanswerable))
    all_refused = right + sum(map(refused, answerable))
    return 2 * right / (all_refused + len(unanswerable)) if right else 0.0


def refused(asked: Asked) -> bool:
    """An answer that cites nothing claims nothing."""
    return not _end(asked)["citations"]


def shortfalls(counted: Figures, thresholds: Mapping[str, float]) -> list[str]:
    """A sentence for every figure that misses its threshold: at least so much, or at most for those of AT_MOST."""
    missed = []
    for name, least in thresholds.items():
        upper = name in AT_MOST
        value = counted.get(name)
        if value is not None and (value > least if upper else value < least):
            missed.append(f"{name} is {value}, {'at most' if upper else 'at least'} {least} is wanted.")
    return missed


def compare(counted: Figures, last: Mapping[str, float]) -> str:
    """A table of the figures, with their change since the last run."""
    lines = []
    for name, value in counted.items():
        change = f"{value - last[name]:+.4f}" if name in last and value != last[name] else ""
        lines.append(f"{name:40} {value:>10.4f}  {change}")
    return "\n".join(lines)


def write_page(run: Run, counted: Figures, path: Path) -> None:
    rows = "".join(_row(each) for each in run.asked)
    table = "".join(f"<tr><td>{escape(name)}<td>{value}" for name, value in counted.items())
    style = "body{font:15px system-ui;max-width:70em;margin:2em auto}td{vertical-align:top;padding:.2em .6em}"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>{escape(run.name)}</title><style>{style}</style>"
        f"<h1>{escape(run.name)}</h1><table>{table}</table><h2>Questions</h2>{rows}"
    )


def save(counted: Figures, path: Path) -> None:
    path.write_text(json.dumps(counted, indent=1))


def share(values: Sequence[float | bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _row(asked: Asked) -> str:
    question = asked.question
    found = "".join(
        f"<li>{'✓' if right else '·'} {escape(passage['filename'])} {passage['start']}–{passage['end']} "
        f"({passage['score']:.3f}) <small>{escape(json.dumps(passage.get('explain')))}</small>"
        for passage, right in zip(asked.passages, next(iter(asked.found.values())).right, strict=True)
    )
    answer = _answer_trace(asked) if asked.answer else ""
    wanted = "does not say" if question.unanswerable else " / ".join(question.answers)
    title = f"<summary>{escape(question.question)}</summary><p><i>{escape(wanted)}</i></p>"
    return f"<details>{title}{answer}<ol>{found}</ol></details>"


def _answer_trace(asked: Asked) -> str:
    message = _end(asked)
    citations = "".join(
        f"<li>[{each['n']}] {'verified' if each['verified'] else 'not verified'}: {escape(each['filename'])} "
        f"{each['quote_start']}–{each['quote_end']} <q>{escape(each['quote'])}</q>"
        for each in message["citations"]
    )
    figures = {name: message.get(name) for name in ("status", "evidence", "model", "usage", "timings_ms", "error")}
    told = f"<p>{escape(_text(asked))}</p><ul>{citations}</ul>"
    return f"{told}<p><small>{escape(json.dumps(figures))}</small></p>"


def _end(asked: Asked) -> dict[str, Any]:
    """The message of an answer; of one that failed an empty one."""
    assert asked.answer is not None
    error = asked.answer.end.get("error")
    failed: dict[str, Any] = {"status": "failed", "citations": [], "usage": {"price_usd": 0.0}, "error": error}
    message: dict[str, Any] = asked.answer.end.get("message", failed)
    return message


def _sources(asked: Asked) -> list[dict[str, Any]]:
    return asked.answer.sources if asked.answer else []


def _at_its_words(asked: Asked, citation: dict[str, Any]) -> bool:
    """Whether the quote stands in the cited source, at the characters that the citation names."""
    source = _sources(asked)[citation["n"] - 1]
    start, end = citation["quote_start"] - source["start"], citation["quote_end"] - source["start"]
    same = (citation["passage_id"], citation["document_id"]) == (source["id"], source["document_id"])
    return same and bool(source["text"][start:end] == citation["quote"])


def _holds_its_claim(asked: Asked, citation: dict[str, Any]) -> bool:
    return metrics.holds_words(citation["quote"], _text(asked)[citation["answer_start"] : citation["answer_end"]])


def _text(asked: Asked) -> str:
    return asked.answer.text if asked.answer else ""


def _right(asked: Asked, number: int) -> bool:
    assert asked.answer is not None
    source = asked.answer.sources[number - 1]
    return metrics.retrieved(asked.question, [source]).first == 1
