"""Accounts and what they let others see, each built on first use."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.accounts.admission import Admission
    from chalicelib.accounts.contributing import Contributing
    from chalicelib.accounts.deletion import Deletion
    from chalicelib.accounts.export import Export
    from chalicelib.accounts.linking import Linking
    from chalicelib.accounts.sharing import Sharing
    from chalicelib.accounts.sweep import AccountSweep
    from chalicelib.rag.documents.library import Library


class AccountServices:
    """What decides who is let in, and to what."""

    def __init__(self, adapters: Adapters, library: "Callable[[], Library]") -> None:
        self._adapters = adapters
        self._library = library

    @cached_property
    def admission(self) -> "Admission":
        from chalicelib.accounts.admission import Admission

        adapters = self._adapters
        return Admission(
            accounts=adapters.accounts,
            pool=adapters.user_pool,
            open_sockets=adapters.connections,
            sockets=adapters.sockets,
            questions=adapters.questions,
            answers=adapters.answers,
            idle_seconds=60 * adapters.settings.session_idle_minutes,
        )

    @cached_property
    def deletion(self) -> "Deletion":
        from chalicelib.accounts.deletion import Deletion

        adapters = self._adapters
        return Deletion(
            admission=self.admission,
            accounts=adapters.accounts,
            tasks=adapters.account_tasks,
            queue=adapters.ingest_queue,
            pool=adapters.user_pool,
            belongings=adapters.belongings,
        )

    @cached_property
    def export(self) -> "Export":
        from chalicelib.accounts.export import Export

        adapters = self._adapters
        return Export(
            admission=self.admission,
            tasks=adapters.account_tasks,
            queue=adapters.ingest_queue,
            limits=adapters.rate_limits,
            stored=adapters.documents.stored,
            archives=adapters.archives,
            held=(adapters.held_rows, adapters.held_files, lambda: adapters.held_passages),
            most_bytes=adapters.settings.export_bytes,
        )

    @cached_property
    def sweep(self) -> "AccountSweep":
        from chalicelib.accounts.sweep import AccountSweep

        return AccountSweep(self._adapters.account_tasks, self._adapters.ingest_queue, self.deletion)

    @cached_property
    def sharing(self) -> "Sharing":
        from chalicelib.accounts.sharing import Sharing

        adapters = self._adapters
        return Sharing(adapters.grants, adapters.collections, adapters.documents)

    @cached_property
    def contributing(self) -> "Contributing":
        from chalicelib.accounts.contributing import Contributing

        adapters = self._adapters
        return Contributing(self.sharing, adapters.grants, adapters.collections, self._library())

    @cached_property
    def linking(self) -> "Linking":
        from chalicelib.accounts.linking import Linking

        adapters = self._adapters
        return Linking(adapters.links, adapters.conversations, adapters.accounts, self.sharing.among)
