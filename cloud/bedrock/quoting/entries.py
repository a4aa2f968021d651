"""Entries of a list by a term: `E17: brake worn. Replace the pads.`"""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.rag.text.exact import ExactTerm, exact_terms
from cloud.bedrock.quoting.quotes import MAX_CHARACTERS, line_of, rounded
from cloud.bedrock.quoting.scope import CODES
from cloud.bedrock.quoting.units import Unit

ENTRY_WITHIN = 24
"""Characters of a line within which the term stands that the line is an entry for: `E17: …`."""


def entry_for(units: Sequence[Unit], chosen: int, terms: Sequence[ExactTerm]) -> list[int]:
    """The whole line where it is the entry for a term, else the sentence."""
    line = line_of(units, chosen)
    beginning = units[line[0]].text[:ENTRY_WITHIN].casefold()
    named = {term.value for term in exact_terms(units[line[0]].text) if term.start < ENTRY_WITHIN}
    entry = any(term.kind in CODES and (term.value in named or term.text.casefold() in beginning) for term in terms)
    short = sum(len(units[i].text) for i in line) <= MAX_CHARACTERS
    return line if entry and short and len(line) > 1 else rounded(units, chosen)
