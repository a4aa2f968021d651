"""Accounts and what they let others see, each built on first use."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.config import Settings
from chalicelib.wiring.adapters import Adapters

if TYPE_CHECKING:
    from chalicelib.accounts.admission import Admission
    from chalicelib.accounts.deletion import Deletion
    from chalicelib.accounts.export import Export
    from chalicelib.accounts.linking import Linking
    from chalicelib.accounts.sharing import Sharing
    from chalicelib.accounts.sweep import AccountSweep


class AccountServices:
    """What decides who is let in, and to what."""

    def __init__(self, adapters: Adapters) -> None:
        self.adapters = adapters

    @property
    def settings(self) -> Settings:
        """Raises SettingsError."""
        return self.adapters.settings

    @cached_property
    def admission(self) -> "Admission":
        from chalicelib.accounts.admission import Admission

        adapters = self.adapters
        return Admission(
            accounts=adapters.accounts,
            pool=adapters.user_pool,
            open_sockets=adapters.connections,
            sockets=adapters.sockets,
            questions=adapters.questions,
            answers=adapters.answers,
            idle_seconds=60 * self.settings.session_idle_minutes,
        )

    @cached_property
    def deletion(self) -> "Deletion":
        from chalicelib.accounts.deletion import Deletion

        adapters = self.adapters
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

        adapters = self.adapters
        return Export(
            admission=self.admission,
            tasks=adapters.account_tasks,
            queue=adapters.ingest_queue,
            limits=adapters.rate_limits,
            stored=adapters.documents.stored,
            archives=adapters.archives,
            held=(adapters.held_rows, adapters.held_files, lambda: adapters.held_passages),
            most_bytes=self.settings.export_bytes,
        )

    @cached_property
    def account_sweep(self) -> "AccountSweep":
        from chalicelib.accounts.sweep import AccountSweep

        return AccountSweep(self.adapters.account_tasks, self.adapters.ingest_queue, self.deletion)

    @cached_property
    def sharing(self) -> "Sharing":
        from chalicelib.accounts.sharing import Sharing

        adapters = self.adapters
        return Sharing(adapters.grants, adapters.collections, adapters.documents)

    @cached_property
    def linking(self) -> "Linking":
        from chalicelib.accounts.linking import Linking

        adapters = self.adapters
        return Linking(adapters.links, adapters.conversations, adapters.accounts, self.sharing.among)
