"""What a model is told of the search beside the sources: a note before the question, or none."""

from collections.abc import Sequence

from chalicelib.models import Evidence
from chalicelib.rag.search.ranking import AbsentTerm

WEAK = (
    "The search is not sure that these sources are about the question. If one of them answers it, answer from that "
    "one. If none does, say that the documents do not."
)
MOST_CHARACTERS = 100  # Of a term, and of what looks like it.


def note_of(evidence: Evidence, absent: Sequence[AbsentTerm]) -> str:
    """One line for each term that no document has, or a line on weak evidence; empty where all is well."""
    if absent:
        return "\n".join(map(_absent, absent))
    return "" if evidence == "enough" else WEAK


def _absent(term: AbsentTerm) -> str:
    text = f'"{term.text[:MOST_CHARACTERS]}" is in none of the documents.'
    if not term.similar:
        return f"{text} Say so."
    others = ", ".join(name[:MOST_CHARACTERS] for name in term.similar)
    return f"{text} Similar: {others}. That is something else: say so, and answer nothing from what is said of it."
