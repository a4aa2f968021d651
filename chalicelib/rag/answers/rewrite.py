"""Follow-ups: which questions stand alone, and how a model puts the others together with what was said before.

A question leans on the conversation if it has a word that points back, begins as a follow-up does, speaks of "the song"
without saying which, or carries too few words of its own. A language that is not known here is left to the model: a
call too many costs a little, one too few the answer.
"""

import re
from collections.abc import Callable, Sequence

from chalicelib.errors import ModelBusyError
from chalicelib.models import ModelEnd, TextPart, Turn, Usage
from chalicelib.rag.answers.ending import WHOLE
from chalicelib.rag.answers.prompts import REWRITE, rewrite_turns
from chalicelib.rag.answers.roles import ChatModel
from chalicelib.rag.text.languages import LANGUAGES, language_of, unspaced_letters
from chalicelib.rag.text.words import written_words

REWRITTEN_TOKENS = 256

_UNSPACED_POINTING = re.compile(
    "[它他她这那此该]|其中|其他|呢[?？]?$|[これそあ]れ|[こそあ]の|そこ|ここ|彼|では|じゃ|それ|그(?![가-힯])|그것|이것|저것|거기|여기|그럼"
)
# `the song` and nothing that says which: one that was spoken of. `the song of the year` says it, `the oldest` too.
_DEFINITE = re.compile(
    r"\bthe (?!(?:[a-z]+est|first|last|only|most|least|next|worst)\b)[a-z][a-z-]+"
    r"(?=\s*(?:[?.!,;]|$)| (?:was|is|are|were|did|does|do|has|have|had|came|can|will|when|while|if)\b)"
)
_UNSPACED_ENOUGH = 9  # Letters of a Japanese, Korean or Chinese question that may stand alone.


def stands_alone(question: str) -> bool:
    """Whether a question can be searched for as it is; in doubt it cannot."""
    text = question.casefold()
    if letters := unspaced_letters(text):
        return letters >= _UNSPACED_ENOUGH and not _UNSPACED_POINTING.search(text)
    name = language_of(text)
    if name not in LANGUAGES:
        return False
    words, language = set(written_words(text)), LANGUAGES[name]
    if language.pointing & words:
        return False
    if name == "en" and _DEFINITE.search(question):
        return False
    if any(text.lstrip("¿¡ ").startswith((f"{opener} ", f"{opener},", f"{opener}?")) for opener in language.openers):
        return False
    return len(words - language.stop_words) >= language.enough


def rewrite(chat: ChatModel, spend: Callable[[Usage], None], history: Sequence[Turn], question: str, model: str) -> str:
    """The question as a query that stands alone: with the names that it leaves to the conversation before it.

    Raises ModelBusyError, ModelInterruptedError or ModelError.
    """
    if not history or stands_alone(question):
        return question
    turns = rewrite_turns(history, question)
    text, end, busy = "", None, False
    try:
        for event in chat.stream(model, REWRITE, turns, REWRITTEN_TOKENS):
            if isinstance(event, TextPart):
                text += event.text
            elif isinstance(event, ModelEnd):
                end = event
    except ModelBusyError:
        busy = True
        raise
    finally:
        if not busy:  # A busy model bills nothing.
            spend(end.usage if end else chat.estimate(model, REWRITE, turns, text))
    # A search for half a question, or for the words of a guardrail, would find something else.
    return (text.strip() if end and end.reason in WHOLE else "") or question
