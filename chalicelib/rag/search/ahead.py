"""The registry's documents, asked for before the hits are known.

A search needs two things of the registry: the name of the last change, and the documents of its hits. Hits are mostly
of documents that this process has found before, so both are asked for in one request, while the passages are searched.
Nothing is remembered of the documents but their ids. The request begins when the view is open already: what it tells
is as new as what would be asked for after the search. Documents that were not foreseen are asked for then.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from chalicelib.models import Document
from chalicelib.rag.search.roles import HitDocuments, Registry

THREADS = 16
OWNERS = 256  # Whose documents are foreseen: those who asked last.
FORESEEN = 20  # Documents of an owner: those of the last hits.

type Answer = tuple[str | None, dict[str, Document]]


class DocumentsAhead:
    """Foresees the documents of each owner's next search."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._ids: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="documents-ahead")

    def look(self, owner_id: str) -> "Look":
        """For one search."""
        return Look(self._registry, self._pool, owner_id, self._ids.get(owner_id, ()))

    def remember(self, owner_id: str, ids: Sequence[str]) -> None:
        """A search had hits in these documents, best first."""
        with self._lock:
            known = dict.fromkeys([*ids, *self._ids.pop(owner_id, ())])
            self._ids[owner_id] = tuple(islice(known, FORESEEN))
            while len(self._ids) > OWNERS:
                self._ids.popitem(last=False)


class Look(HitDocuments):
    """What one search asks of the registry; until it has `begun`, documents are asked for when they are needed."""

    def __init__(self, registry: Registry, pool: ThreadPoolExecutor, owner_id: str, foreseen: Sequence[str]) -> None:
        self._registry = registry
        self._pool = pool
        self._owner_id = owner_id
        self._foreseen = foreseen
        self._answer: Future[Answer] | None = None

    def begin(self) -> Callable[[], str | None]:
        """Ask for the last change and the foreseen documents; the returned function waits for the name of the change.

        To be called when the passages that are searched can change no more.
        """
        answer = self._answer = self._pool.submit(self._registry.get_with_change, self._owner_id, self._foreseen)
        return lambda: answer.result()[0]

    def get_many(self, owner_id: str, ids: Sequence[str]) -> dict[str, Document]:
        if self._answer is None or owner_id != self._owner_id:
            return self._registry.get_many(owner_id, ids)
        answer = self._answer.result()[1]
        others = [id_ for id_ in ids if id_ not in self._foreseen]
        known = {id_: answer[id_] for id_ in ids if id_ in answer}
        return known | (self._registry.get_many(owner_id, others) if others else {})
