"""The main points of whole documents: from each section the sentence that says most, in the order of reading."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from chalicelib.rag.text.languages import NUMBER_WORDS
from chalicelib.rag.text.main_points import main_points, says
from cloud.bedrock.quoting.evidence import Reply
from cloud.bedrock.quoting.prompt import GroundedPrompt
from cloud.bedrock.quoting.question import Question
from cloud.bedrock.quoting.quotes import joined
from cloud.bedrock.quoting.refusals import silent
from cloud.bedrock.quoting.units import Unit, units_of

POINTS = 8
MOST_POINTS = 15

_ASKED_POINTS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(NUMBER_WORDS)})\s+(?:\w+\s+)?"
    r"(?:points?|sentences?|bullets?|lines?|điểm|câu|ý|punkten?|sätzen?|phrases?|puntos|frases|pontos)\b",
    re.IGNORECASE,
)


def overview(prompt: GroundedPrompt, points: int | None = None) -> Reply:
    """The main points of the sources, as quotes in their order; a refusal where no sentence makes one.

    There are as many `points` as the question asks for, unless a number is given.
    """
    units = units_of(prompt.sources)
    able = [i for i, unit in enumerate(units) if unit.sort == "text"] or [
        i for i, unit in enumerate(units) if unit.sort == "row"
    ]
    chosen = sorted(_chosen(units, able, points or _points(prompt.question)))
    if not chosen:
        return Reply(said=silent(Question(prompt.question).reply_language))
    return Reply([joined(units, [i]) for i in chosen])


def _points(question: str) -> int:
    """How many points are asked for."""
    asked = _ASKED_POINTS.search(question)
    number = NUMBER_WORDS.get(asked[1].casefold(), asked[1]) if asked else ""
    return min(int(number), MOST_POINTS) if number.isdigit() and int(number) else POINTS


def _chosen(units: Sequence[Unit], able: Sequence[int], points: int) -> list[int]:
    """The main points of each source's sections."""
    sections: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i in able:
        sections[units[i].n, units[i].heading].append(i)
    return main_points(list(sections.values()), lambda i, opens: says(units[i].text, opens=opens), points)
