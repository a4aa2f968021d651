"""Whether a question stands alone, so that no model has to put it together with what was said before.

It leans on the conversation if it has a word that points back, begins as a follow-up does, or carries too few words of
its own. A language that is not known here is left to the model: a call too many costs a little, one too few the answer.
"""

import re

from chalicelib.rag.text.languages import LANGUAGES, language_of, unspaced_letters
from chalicelib.rag.text.words import written_words

_UNSPACED_POINTING = re.compile(
    "[它他她这那此该]|其中|其他|呢[?？]?$|[これそあ]れ|[こそあ]の|そこ|ここ|彼|では|じゃ|それ|그(?![가-힯])|그것|이것|저것|거기|여기|그럼"
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
    if any(text.lstrip("¿¡ ").startswith((f"{opener} ", f"{opener},", f"{opener}?")) for opener in language.openers):
        return False
    return len(words - language.stop_words) >= language.enough
