"""What a second search must ask, by the question's words and the passages of the first one: no model.

`What does a C3 cost in the city where Jonas Kern is the safety officer?` needs two passages. The one that the first
search finds has the name that the question describes; with the name in place of the description, the question finds
the other one. Of two things that are compared, each that the first search missed is asked for by itself.
"""

from collections.abc import Sequence

from chalicelib.models import Passage
from chalicelib.rag.search.comparisons import compared
from chalicelib.rag.search.described import DescribingQuestion, HopQuery
from chalicelib.rag.search.descriptions import descriptions

MOST_QUERIES = 4  # Sub-queries of a question.


def needs_two(question: str) -> bool:
    """Whether the words of a question say that it may need two passages. For all others the rest costs nothing."""
    return bool(descriptions(question) or compared(question))


def second_queries(question: str, passages: Sequence[Passage]) -> tuple[HopQuery, ...]:
    """The sub-queries of a second search; none where one passage answers, or the first search has both already.

    `passages` are those of the first search, best first. Takes time linear in their text.
    """
    if not passages or not needs_two(question):
        return ()
    asked = DescribingQuestion(question, passages)
    for description in sorted(descriptions(question), key=lambda one: not asked.names_in(one)):
        if queries := asked.named(description):
            return tuple(queries)[:MOST_QUERIES]
    return tuple(asked.missing_of(compared(question)))[:MOST_QUERIES]


def undescribed(question: str, passages: Sequence[Passage]) -> str | None:
    """The description in a question that no sentence of the passages has all words of, though it has a name.

    Then the passage that names the described thing is not among them, and must be searched for by itself.
    """
    if not passages or not needs_two(question):
        return None
    asked = DescribingQuestion(question, passages)
    return next((text for one in descriptions(question) if (text := asked.undescribed(one))), None)
