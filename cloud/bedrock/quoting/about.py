"""Questions about a document itself: what it is about, and what its lines of metadata say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cloud.bedrock.quoting.forms import LEAST_ABOUT
from cloud.bedrock.quoting.lines import metadata_words, names_document
from cloud.bedrock.quoting.question import Question, covered_share
from cloud.bedrock.quoting.units import Unit, stems_of

_ABOUT = re.compile(
    r"\babout\b|\bworum\b|\bthema\b|về (?:cái )?gì|nói gì|de quoi|sobre qué|sobre o que|di cosa|何について",
    re.IGNORECASE,
)


def opening(question: Question, units: Sequence[Unit], able: Sequence[int]) -> list[int] | None:
    """The title and the first sentence of a document whose content is asked for by its file's name or its title."""
    if not _ABOUT.search(question.text):
        return None
    asked = question.text.casefold()
    named = next((u for u in units if u.title and u.title.split(" › ")[0].casefold() in asked), None)
    named = named or _titled(question, units)
    if named is None:
        return None
    own = [i for i, unit in enumerate(units) if unit.n == named.n]
    title = next((i for i in own if units[i].sort == "heading"), None)
    body = next((i for i in own if i in able and not units[i].is_row), None)
    return [i for i in (title, body) if i is not None]


def _titled(question: Question, units: Sequence[Unit]) -> Unit | None:
    """The first unit of the document whose title has every word of a question but `about` and `report`."""
    terms = [term for term in question.terms if not names_document(term)]
    return next((unit for unit in units if terms and stems_of(unit.title).issuperset(terms)), None)


def metadata_line(
    question: Question, units: Sequence[Unit], able: Sequence[int], sets: Sequence[frozenset[int]]
) -> int | None:
    """The line of metadata that a question asks for, of the document that it names; in `sets` rather than elsewhere."""
    asked = [i for i in able if units[i].sort == "metadata"]
    asked = [i for i in asked if any(i in about for about in sets)] or asked
    kinds = metadata_words(question.text)
    rest = [term for term in question.terms if term not in kinds and not names_document(term)]
    shares = {i: covered_share(rest, units[i].stems | units[i].context | stems_of(units[i].title)) for i in asked}
    best = max(shares, key=lambda i: shares[i], default=None)
    return best if best is not None and (not rest or shares[best] > LEAST_ABOUT) else None
