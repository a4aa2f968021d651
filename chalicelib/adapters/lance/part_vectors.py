"""The vectors of a chunk's parts, one behind the other in the bytes of a column.

Each has a byte a dimension: it keeps its direction, which is all that a cosine needs, and loses its length. Searches
return the same passages as by single precision (docs/decisions/0028-vectors-of-parts.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

HIGHEST = 127  # Of a signed byte, with as much below 0.


def pack(vectors: NDArray[np.float32]) -> bytes:
    """`vectors` has a row a part; a row of zeros stays one."""
    highest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled = vectors * (HIGHEST / np.where(highest > 0, highest, 1))
    return np.rint(scaled).astype(np.int8).tobytes()


def nearest(vector: Sequence[float], packed: Sequence[bytes]) -> list[float]:
    """For each of `packed` the cosine of `vector` and the part that is nearest to it, at most 1.

    Linear in the parts of all. None of them may be empty.
    """
    if not packed:
        return []
    query = np.asarray(vector, np.float32)
    parts = np.frombuffer(b"".join(packed), np.int8).reshape(-1, len(query)).astype(np.float32)
    lengths = np.linalg.norm(parts, axis=1) * np.linalg.norm(query)
    cosines = products(parts, query) / np.where(lengths > 0, lengths, 1)
    firsts = np.cumsum([0, *(len(bytes_) // len(query) for bytes_ in packed[:-1])])
    return [float(best) for best in np.maximum.reduceat(cosines, firsts)]


def products(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The dot product of each row and the vector.

    By one thread: NumPy's `@` shares so small a task among the threads of BLAS, which wait for each other in a loop.
    That takes fifteen times as much of a processor, and milliseconds where another process has it.
    """
    result: NDArray[np.float32] = np.einsum("ij,j->i", rows, vector)
    return result
