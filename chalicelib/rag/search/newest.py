"""Reading optimistically: first what this process has, then what is newest."""

from collections.abc import Callable

from chalicelib.errors import StoreBusyError
from chalicelib.rag.search.roles import AskForChange, PassageSearch, PassageView

SNAPSHOTS = 3  # Newest versions that are tried after the cached one.


class OutdatedError(Exception):
    """The view is older than what the registry says: an attempt on it would show less than there is."""


def on_newest[T](
    store: PassageSearch, owner_id: str, attempt: Callable[[PassageView, bool], T], ask: AskForChange | None = None
) -> T:
    """What `attempt(view, last)` returns for the owner's newest passages.

    It begins on the cached view, while the store finds out what is newest. It is repeated on a newer view when the
    first one was not the newest, when upkeep deleted its version meanwhile (StoreBusyError), and when the attempt
    raises OutdatedError. The errors of the last attempt are raised. `ask` asks for the last change beside the first.
    """
    for remaining in range(SNAPSHOTS, -1, -1):
        first = remaining == SNAPSHOTS
        with store.cached_snapshot(owner_id, ask) if first else store.snapshot(owner_id) as view:
            try:
                result = attempt(view, remaining == 0)
                if remaining == 0 or view.is_newest():
                    return result
            except (OutdatedError, StoreBusyError):
                if remaining == 0:
                    raise
    raise AssertionError("The last attempt returns or raises.")
