"""What admins are given. Only the edge of REST uses it."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.administration.admins import Admins
    from chalicelib.administration.people import People
    from chalicelib.administration.retrying import BulkRetry
    from chalicelib.rag.documents.library import Library


class Administration:
    def __init__(self, adapters: Adapters, library: "Callable[[], Library]") -> None:
        self._adapters = adapters
        self._library = library

    @cached_property
    def admins(self) -> "Admins":
        from chalicelib.administration.admins import Admins

        return Admins(self._adapters.user_pool)

    @cached_property
    def people(self) -> "People":
        from chalicelib.administration.people import People

        adapters = self._adapters
        stored = adapters.documents.stored
        return People(adapters.user_pool, adapters.accounts, stored, adapters.usage, adapters.choices)

    @cached_property
    def bulk_retry(self) -> "BulkRetry":
        from chalicelib.administration.retrying import BulkRetry

        return BulkRetry(self._adapters.troubles, self._library(), self._adapters.acts)
