"""Which language a text is in, by py3langid: a small model within the package, and NumPy.

Of version 0.3: 0.4 has a larger model that takes 105 MB and 0.8 s to load in place of 30 MB and 0.1 s.
"""

from functools import cached_property
from typing import Any

SURE = 0.6
LEAST_LETTERS = 20


class Languages:
    @cached_property
    def _identifier(self) -> Any:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

        return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)

    def detect(self, text: str) -> str | None:
        """ISO 639-1; None where there is too little text, or too little in favour of one language."""
        if sum(map(str.isalpha, text)) < LEAST_LETTERS:
            return None
        language, probability = self._identifier.classify(text)
        return str(language) if probability >= SURE else None
