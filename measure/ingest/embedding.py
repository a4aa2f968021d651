"""The embedder that all systems are measured with: it costs next to nothing and counts its calls.

The same vector for the same text, of unit length; nothing of a model's speed is in the figures.
"""

import hashlib
from array import array

DIMENSIONS = 512


def vector(text: str) -> list[float]:
    """512 floats out of the text's hash."""
    seed = hashlib.blake2b(text.encode(), digest_size=64).digest()
    numbers = array("b", seed * (DIMENSIONS // 64))
    length = sum(number * number for number in numbers) ** 0.5 or 1.0
    return [number / length for number in numbers]


class Calls:
    """How often the model was called, and with how many texts in all."""

    def __init__(self) -> None:
        self.calls = 0
        self.texts = 0

    def embed(self, texts: list[str]) -> list[list[float]]:
        self.calls += 1
        self.texts += len(texts)
        return [vector(text) for text in texts]
