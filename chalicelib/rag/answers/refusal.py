"""The refusal "the documents do not say" in the question's language, without a model, for an empty search result.

It costs nothing, comes at once, and no text of a document can talk it into something else.
"""

from chalicelib.rag.text.languages import REFUSALS, likely_language


def refusal(question: str) -> str:
    """In English where the language is not known here."""
    return REFUSALS[likely_language(question) or "en"]
