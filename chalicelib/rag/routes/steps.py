"""Questions of several steps: a model that calls tools decides what is looked up beside the first search.

At most two rounds and four calls, those of a round side by side. All that they find comes together as sources of one
prompt, so that the answer is written, cited and checked as every other one.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from chalicelib.models import Evidence, Passage, ToolCall
from chalicelib.rag.routes.gathered import Asked, Gathered, Tell
from chalicelib.rag.routes.roles import ToolChooser
from chalicelib.rag.routes.rounds import Finding, ToolRound
from chalicelib.rag.routes.tools import ToolBox, step_of
from chalicelib.rag.search.hops import GRADES, lacks_a_passage, shared_out
from chalicelib.rag.search.search import SearchResult

MOST_ROUNDS, MOST_CALLS = 2, 4
PROMPTS = MOST_ROUNDS + 1  # Prompts that have what was found before them: the rounds', and the answer's.
MOST_TOKENS = 9_600  # Estimated tokens of all sources: those of three plain questions.
MOST_SOURCES = 40


def tokens_of(asked: Asked) -> tuple[int, int]:
    """Estimated tokens of all sources, and of those that one call may find.

    All prompts together cost no more than one prompt of the most that an answer may be given.
    """
    every = min(MOST_TOKENS, asked.wide_tokens // PROMPTS)
    return every, max(0, every - asked.tokens) // MOST_CALLS


def is_multi_step(asked: Asked, first: SearchResult) -> bool:
    """Whether one search is not enough, and there is room for what others find.

    Where nothing has an exact term of the question, no other search has it either.
    """
    if first.absent or not first.passages or tokens_of(asked)[1] < asked.tokens // (2 * MOST_CALLS):
        return False
    return first.evidence != "enough" or lacks_a_passage(asked.query, first)


def looked_up(chooser: ToolChooser, asked: Asked, box: ToolBox, first: SearchResult, tell: Tell) -> Gathered | None:
    """What the first search and the model's calls have found; None where it called nothing."""
    rounds = _rounds(chooser, asked, box, first.passages, tell)
    findings = [one for round_ in rounds for one in round_.findings]
    if not findings:
        return None
    results = [one.result for one in findings if one.result is not None]
    return Gathered(
        "steps",
        _sources(asked, first.passages, findings),
        max((first.evidence, *map(_evidence, findings)), key=GRADES.index),
        _timings(first, rounds),
        sum(result.embedded_tokens for result in (first, *results)),
        sum(result.reranked for result in (first, *results)),
        documents=tuple({one.id: one for one in (*first.documents, *box.documents)}.values()),
    )


def _sources(asked: Asked, first: Sequence[Passage], findings: Sequence[Finding]) -> tuple[Passage, ...]:
    """Passages by turns, those that were listed last: few questions are about the documents themselves."""
    query = replace(asked.query, k=MOST_SOURCES, tokens=tokens_of(asked)[0])
    listed = [passage for one in findings if one.call.name == "list_documents" for passage in one.passages]
    others = [one.passages for one in findings if one.call.name != "list_documents"]
    return shared_out(query, [[*shared_out(query, [first, *others]), *listed]])


def _rounds(
    chooser: ToolChooser, asked: Asked, box: ToolBox, seen: Sequence[Passage], tell: Tell
) -> tuple[ToolRound, ...]:
    rounds: tuple[ToolRound, ...] = ()
    left = MOST_CALLS
    while left and len(rounds) < MOST_ROUNDS:
        chosen = chooser.choose(asked.text, seen, rounds, left)
        calls = _new(chosen.calls, rounds)[:left]
        if not calls:
            break
        for call in calls:
            tell(*step_of(call))
        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            rounds = (*rounds, ToolRound(tuple(pool.map(box.look_up, calls)), chosen.thoughts))
        left -= len(calls)
    return rounds


def _new(calls: Sequence[ToolCall], rounds: Sequence[ToolRound]) -> list[ToolCall]:
    """Those that were not made before, each with an id of its own."""
    made = [finding.call for round_ in rounds for finding in round_.findings]
    new: list[ToolCall] = []
    for call in calls:
        others = [*made, *new]
        if call.id and all(call.id != one.id and _asked_for(call) != _asked_for(one) for one in others):
            new.append(call)
    return new


def _asked_for(call: ToolCall) -> tuple[str, Mapping[str, object] | None]:
    return call.name, call.arguments


def _evidence(finding: Finding) -> Evidence:
    """How well a call's passages fit: a search knows, code counts exactly, and what was opened nobody has graded."""
    if finding.result is not None:
        return finding.result.evidence
    if not finding.passages:
        return "none"
    return "enough" if finding.call.name == "count" else "weak"


def _timings(first: SearchResult, rounds: Sequence[ToolRound]) -> dict[str, int]:
    """Of searches side by side the longest one counts."""
    searches = [[one.result.timings_ms for one in round_.findings if one.result is not None] for round_ in rounds]
    return {
        name: time + sum(max((took.get(name, 0) for took in round_), default=0) for round_ in searches)
        for name, time in first.timings_ms.items()
    }
