"""Figures of a run, compared with thresholds and the last run, and a page with every question's trace."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from cloud import PROJECT
from grail.messages import Citation
from grail.values import Passage
from measure.answers import metrics
from measure.answers.run import Outcome, Run

Figures = dict[str, float]
RESULTS = PROJECT / ".grail" / "measure" / "answers"
THRESHOLDS = Path(__file__).with_name("thresholds.json")
AT_MOST = frozenset(
    {
        "answerable refused",
        "answers that failed",
        "price_usd",
        "seconds to the first text, median",
        "wrong and cited",
        "partial as if whole",
        "identifiers look-alikes",
        "dates and amounts look-alikes",
        "cross-language rows below vectors",
    }
)


def figures(run: Run) -> Figures:
    """Every figure of a run by name, shares from 0 to 1, rounded to four places."""
    answerable = [
        outcome for outcome in run.outcomes if not outcome.question.unanswerable and outcome.question.evidence
    ]
    counted: Figures = {"questions": len(run.outcomes)}
    for mode in run.outcomes[0].retrieved if answerable else ():
        results = [outcome.retrieved[mode] for outcome in answerable]
        counted[f"{mode} hit@1"] = metrics.hit(results, 1)
        counted[f"{mode} hit@5"] = metrics.hit(results, 5)
        counted[f"{mode} tokens shown@1"] = metrics.tokens_shown(results, 1)
        counted[f"{mode} tokens shown@5"] = metrics.tokens_shown(results, 5)
        counted |= {f"{mode} hit in {budget:,} tokens": share for budget, share in metrics.hit_within(results).items()}
        counted[f"{mode} recall@5"] = metrics.recall(results, 5)
        counted[f"{mode} recall@10"] = metrics.recall(results, 10)
        counted[f"{mode} MRR"] = metrics.mean_reciprocal_rank(results)
        counted[f"{mode} nDCG@10"] = metrics.ndcg(results)
        counted[f"{mode} evidence covered@5"] = metrics.covered(results)
    counted |= _answered([outcome for outcome in run.outcomes if outcome.answer])
    return {name: round(value, 4) for name, value in counted.items()}


def _answered(outcomes: Sequence[Outcome]) -> Figures:
    if not outcomes:
        return {}
    answerable = [outcome for outcome in outcomes if not outcome.question.unanswerable]
    unanswerable = [outcome for outcome in outcomes if outcome.question.unanswerable]
    answered = [outcome for outcome in answerable if not refused(outcome)]
    firsts = sorted(outcome.answer.first_text_after or 0 for outcome in outcomes if outcome.answer)
    counted = {
        "answers": float(len(outcomes)),
        "answers that failed": float(
            sum(outcome.answer is not None and outcome.answer.error is not None for outcome in outcomes)
        ),
        "answer holds an accepted one": share(
            [metrics.contains(_text(outcome), outcome.question.answers) for outcome in answered]
        ),
        "answer exact match": share(
            [metrics.exact_match(_text(outcome), outcome.question.answers) for outcome in answered]
        ),
        "answer word F1": share([metrics.word_f1(_text(outcome), outcome.question.answers) for outcome in answered]),
        "answerable refused": share([refused(outcome) for outcome in answerable]),
        **_cited(outcomes, answered),
        "seconds to the first text, median": firsts[len(firsts) // 2],
        "seconds to the first text, of 95 in 100": firsts[int(len(firsts) * 0.95)],
        "price_usd": sum(map(_price_usd, outcomes)),
    }
    if unanswerable:
        counted["unanswerable refused"] = share([refused(outcome) for outcome in unanswerable])
        counted["refusal F1"] = _refusal_f1(answerable, unanswerable)
    return counted


def _cited(outcomes: Sequence[Outcome], answered: Sequence[Outcome]) -> Figures:
    """Whether citations are within their sets, true to their documents, and lead to a right passage."""
    every = [(outcome, citation) for outcome in outcomes for citation in _citations(outcome)]
    verified = [(outcome, citation) for outcome, citation in every if citation.verified]
    right = [[_right(outcome, citation.n) for citation in _citations(outcome)] for outcome in answered]
    return {
        "citations": float(len(every)),
        "citations within their set": share(
            [1 <= n <= len(_sources(outcome)) for outcome in outcomes for n in _numbers(outcome)]
        ),
        "citations at their words": share([_at_its_words(outcome, citation) for outcome, citation in every]),
        "citations verified": share([citation.verified for _, citation in every]),
        "verified that hold the claim's words": share(
            [_holds_its_claim(outcome, citation) for outcome, citation in verified]
        ),
        "citation precision": share([leads for answer in right for leads in answer]),
        "citation recall": share([any(answer) for answer in right]),
    }


def _refusal_f1(answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]) -> float:
    """The F1 of refusing where the documents do not say."""
    right = sum(map(refused, unanswerable))
    all_refused = right + sum(map(refused, answerable))
    return 2 * right / (all_refused + len(unanswerable)) if right else 0.0


def refused(outcome: Outcome) -> bool:
    """An answer that cites nothing claims nothing."""
    return not _citations(outcome)


def thresholds(name: str) -> Figures:
    """Those of a set; none where it has none."""
    all_: dict[str, Figures] = json.loads(THRESHOLDS.read_text())
    return all_.get(name, {})


def shortfalls(counted: Figures, thresholds: Mapping[str, float]) -> list[str]:
    """A sentence for every figure that misses its threshold, which is a minimum, or a maximum for those of AT_MOST."""
    missed = []
    for name, least in thresholds.items():
        upper = name in AT_MOST
        value = counted.get(name)
        if value is not None and (value > least if upper else value < least):
            missed.append(f"{name} is {value}, {'at most' if upper else 'at least'} {least} is required.")
    return missed


def compare(counted: Figures, last: Mapping[str, float]) -> str:
    """A table of the figures, with their change since the last run."""
    lines = []
    for name, value in counted.items():
        change = f"{value - last[name]:+.4f}" if name in last and value != last[name] else ""
        lines.append(f"{name:40} {value:>10.4f}  {change}")
    return "\n".join(lines)


def write_page(run: Run, counted: Figures, path: Path) -> None:
    rows = "".join(_row(outcome) for outcome in run.outcomes)
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


def _row(outcome: Outcome) -> str:
    question = outcome.question
    passages = "".join(
        f"<li>{'✓' if right else '·'} {escape(passage['filename'])} {passage['start']}–{passage['end']} "
        f"({passage['score']:.3f}) <small>{escape(json.dumps(passage.get('explain')))}</small>"
        for passage, right in zip(outcome.passages, next(iter(outcome.retrieved.values())).right, strict=True)
    )
    answer = _answer_trace(outcome) if outcome.answer else ""
    expected = "does not say" if question.unanswerable else " / ".join(question.answers)
    title = f"<summary>{escape(question.question)}</summary><p><i>{escape(expected)}</i></p>"
    return f"<details>{title}{answer}<ol>{passages}</ol></details>"


def _answer_trace(outcome: Outcome) -> str:
    citations = "".join(
        f"<li>[{citation.n}] {'' if citation.verified else 'not '}verified: {escape(citation.filename)} "
        f"{citation.quote_start}–{citation.quote_end} <q>{escape(citation.quote or '')}</q>"
        for citation in _citations(outcome)
    )
    answer = f"<p>{escape(_text(outcome))}</p><ul>{citations}</ul>"
    return f"{answer}<p><small>{escape(json.dumps(_ending(outcome)))}</small></p>"


def _ending(outcome: Outcome) -> dict[str, Any]:
    """How an answer ended: what was told of it besides its words."""
    assert outcome.answer is not None
    if (message := outcome.answer.message) is None:
        return {"status": "failed", "error": str(outcome.answer.error)}
    names = ("status", "evidence", "model", "usage", "timings_ms")
    return {name: msgspec.to_builtins(getattr(message, name)) for name in names}


def _price_usd(outcome: Outcome) -> float:
    message = outcome.answer.message if outcome.answer else None
    return message.usage.price_usd if message else 0.0


def _citations(outcome: Outcome) -> list[Citation]:
    """None of an answer that failed."""
    return (outcome.answer and outcome.answer.message and outcome.answer.message.citations) or []


def _sources(outcome: Outcome) -> list[Passage]:
    return outcome.answer.sources if outcome.answer else []


def _at_its_words(outcome: Outcome, citation: Citation) -> bool:
    """Whether the cited source has the quote at the characters that the citation names."""
    source = _sources(outcome)[citation.n - 1]
    start, end = citation.quote_start - source.start, citation.quote_end - source.start
    same = (citation.passage_id, citation.document_id) == (source.id, source.document_id)
    return same and source.text[start:end] == citation.quote


def _holds_its_claim(outcome: Outcome, citation: Citation) -> bool:
    return metrics.holds_words(citation.quote or "", _text(outcome)[citation.answer_start : citation.answer_end])


def _text(outcome: Outcome) -> str:
    return outcome.answer.text if outcome.answer else ""


def _numbers(outcome: Outcome) -> list[int]:
    return outcome.answer.cited if outcome.answer else []


def _right(outcome: Outcome, number: int) -> bool:
    assert outcome.answer is not None
    source = msgspec.to_builtins(outcome.answer.sources[number - 1])
    return metrics.retrieved(outcome.question, [source]).first == 1
