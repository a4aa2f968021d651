"""Whether a follow-up is seen to lean on the conversation: `stands_alone` beside a person's rewrites (MTRAG).

A turn leans if the person's rewrite takes a word from an earlier turn that the turn itself lacks; it needs nothing if
the rewrite has no other words than the turn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.rag.answers.rewrite import stands_alone
from chalicelib.rag.search.coverage import question_stems
from measure.data import data_path
from measure.kinds.outside import read_lines, turns_of


@dataclass(frozen=True)
class FollowUp:
    """A later turn of a conversation, with a person's rewrite of it that can be understood by itself."""

    domain: str
    earlier: tuple[str, ...]
    turn: str
    rewrite: str

    @property
    def borrowed(self) -> frozenset[str]:
        """The stems of the rewrite that only earlier turns have."""
        said = frozenset[str]().union(*map(question_stems, self.earlier))
        return (question_stems(self.rewrite) - question_stems(self.turn)) & said

    @property
    def leans(self) -> bool:
        return bool(self.borrowed)

    @property
    def needs_nothing(self) -> bool:
        return question_stems(self.rewrite) <= question_stems(self.turn)


def follow_ups() -> Iterator[FollowUp]:
    """The later turns of all domains; raises MissingDataError."""
    folder = data_path("mtrag")
    for path in sorted(folder.glob("*_rewrite.jsonl")):
        domain = path.name.removesuffix("_rewrite.jsonl")
        rewrites = {line["_id"]: turns_of(line["text"])[-1] for line in read_lines(folder, path.name)}
        for line in read_lines(folder, f"{domain}_questions.jsonl"):
            *earlier, turn = turns_of(line["text"])
            if earlier and line["_id"] in rewrites:
                yield FollowUp(domain, tuple(earlier), turn, rewrites[line["_id"]])


def report(turns: list[FollowUp], shown: int = 0) -> str:
    """How often the decision is wrong, by domain, as Markdown; `shown` turns that were missed are listed."""
    lines = [
        "| domain | later turns | lean | of these called alone | need nothing | of these rewritten |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for domain in [*dict.fromkeys(turn.domain for turn in turns), "**all**"]:
        of_domain = [turn for turn in turns if domain in (turn.domain, "**all**")]
        leaning = [turn for turn in of_domain if turn.leans]
        whole = [turn for turn in of_domain if turn.needs_nothing]
        missed = sum(stands_alone(turn.turn) for turn in leaning)
        rewritten = sum(not stands_alone(turn.turn) for turn in whole)
        cells = [domain, len(of_domain), len(leaning), _share(missed, leaning), len(whole), _share(rewritten, whole)]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    alone = [turn for turn in turns if turn.leans and stands_alone(turn.turn)]
    lines += [f"{turn.turn!r} lacks {sorted(turn.borrowed)}" for turn in alone[:shown]]
    return "\n".join(lines)


def _share(count: int, turns: list[FollowUp]) -> str:
    return f"{count}, {count / len(turns):.0%}" if turns else "0"
