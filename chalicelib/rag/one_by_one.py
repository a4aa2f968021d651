"""Work on items of several owners, one by one: what goes wrong with one of them does not keep the others waiting."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chalicelib.errors import GrailError, UnreadableRowError

log = logging.getLogger(__name__)

ASIDE_SECONDS = 3600  # Time after which an item that stopped its reader is looked at again.


def one_by_one[T](
    items: Iterable[T],
    work: Callable[[T], object],
    set_aside: Callable[[T], None],
    described: Callable[[T], Mapping[str, Any]],
    more: Callable[[], bool] = lambda: True,
) -> int:
    """Do the work on each item; returns how many there were that had some to be done.

    An item that fails for a moment comes again in a minute. One that cannot be read, or whose fault nobody foresaw, is
    `set_aside`, so that it does not fail each minute. `work` returns False for an item that needs none. `described`
    names the item in the log. Once `more` is False no further item is begun.
    """
    count = 0
    for item in items:
        if not more():
            break
        try:
            count += _attempt(item, work, set_aside, described)
        except GrailError as error:
            log.warning("Upkeep comes back to this", exc_info=error, extra=dict(described(item)))
    return count


def _attempt[T](
    item: T, work: Callable[[T], object], set_aside: Callable[[T], None], described: Callable[[T], Mapping[str, Any]]
) -> bool:
    try:
        return work(item) is not False
    except UnreadableRowError:
        set_aside(item)  # Its reader has told the operator.
    except GrailError:
        raise
    except Exception:
        # The edge between owners: one item's fault is the operator's to read, and no other item's.
        log.exception("Upkeep could not deal with this", extra=dict(described(item)))
        set_aside(item)
    return True
