"""Whether an account may still do anything, whatever its token says.

A token is good for an hour, so an account that has ended is refused by a record of its own: REST reads it with each
call, embedding and answering read it with the day's usage, and sockets and questions meet it in the conditions of the
writes that they make anyway. Who ends an account in the user pool itself writes no such record; so the pool is asked
now and then, by the owner's next call or by upkeep for owners whose sockets are open.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chalicelib.accounts.roles import (
    AccountRecords,
    AnswerStopper,
    OpenSockets,
    RunningAnswers,
    SocketCloser,
    UserPool,
)
from chalicelib.errors import AccountEndedError, MessageNotFoundError, SessionExpiredError, StoreBusyError
from chalicelib.models import Account, AccountEnd, Identity

log = logging.getLogger(__name__)

CONFIRM_SECONDS = 300  # The pool's word is good for so long.
RETURN_SECONDS = 60  # So often the pool is asked whether an account that it had disabled may come back.


@dataclass(frozen=True)
class Admission:
    """So many `idle_seconds` after its last use a session ends, 0: never. `now` gives the time in Unix seconds."""

    accounts: AccountRecords
    pool: UserPool
    open_sockets: OpenSockets
    sockets: SocketCloser
    questions: RunningAnswers
    answers: AnswerStopper
    idle_seconds: int = 0
    now: Callable[[], float] = time.time

    def admit(self, identity: Identity) -> None:
        """Raises AccountEndedError, and SessionExpiredError where nobody has used the account for too long."""
        account = self.accounts.find(identity.owner_id)
        if self._was_left(account, identity):
            raise SessionExpiredError
        if not self._is_in(account, identity.username or account.username):  # A program knows no name.
            raise AccountEndedError

    def check(self, owner_id: str) -> None:
        """Whether work for an owner may go on; the pool is not asked. Raises AccountEndedError."""
        if self.accounts.find(owner_id).ended:
            raise AccountEndedError

    def sweep(self, more: Callable[[], bool] = lambda: True) -> int:
        """Have the pool asked about everybody whose socket is open; returns how many accounts had ended."""
        owners = sorted(set(self.open_sockets.owners()))
        ended = 0
        for account in self.accounts.find_each(owners).values():
            if not more():
                break
            if not self._is_in(account, account.username):
                self.stop(account.owner_id)  # Once more: a first time may have been cut off.
                ended += 1
        return ended

    def end(self, owner_id: str, how: AccountEnd, *, by_pool: bool = False) -> None:
        """Refuse an account from here on, close its sockets and stop its answers. Done again it changes nothing."""
        self.accounts.end(owner_id, how, by_pool=by_pool)
        self.stop(owner_id)

    def stop(self, owner_id: str) -> None:
        """Close an owner's sockets and stop its answers; no new ones begin."""
        for message_id in self.questions.shut(owner_id):
            with suppress(MessageNotFoundError):
                self.answers.request_stop(owner_id, message_id)
        error = AccountEndedError()
        for connection_id in self.open_sockets.shut(owner_id):
            self.sockets.end(connection_id, {"code": error.code, "message": str(error)})

    def reopen(self, owner_id: str) -> None:
        """Let a disabled account in again."""
        self.accounts.reopen(owner_id)
        self.questions.reopen(owner_id)
        self.open_sockets.reopen(owner_id)

    def _was_left(self, account: Account, identity: Identity) -> bool:
        """The pool is asked with each use, every five minutes; a later sign-in begins anew. Programs have tokens."""
        if not self.idle_seconds or not account.confirmed_at or identity.scopes is not None:
            return False
        left = self.now() - account.confirmed_at > self.idle_seconds + CONFIRM_SECONDS
        return left and identity.signed_in_at < account.confirmed_at

    def _is_in(self, account: Account, username: str | None) -> bool:
        if account.ended and not (account.ended == "disabled" and account.by_pool):
            return False
        age = self.now() - account.confirmed_at
        if username is None or age < (RETURN_SECONDS if account.ended else CONFIRM_SECONDS):
            return not account.ended
        known = self.pool.may_sign_in(username)
        if known is None:  # Its token is good, and the pool does not answer: a busy pool must not shut everybody out.
            return not account.ended
        if not known:
            log.warning("An account was ended in the user pool", extra={"owner": account.owner_id})
            self.end(account.owner_id, "disabled", by_pool=True)
            return False
        if account.ended:
            self.reopen(account.owner_id)
        self.accounts.confirm(account.owner_id, username, self._groups_of(username))
        return True

    def _groups_of(self, username: str) -> Sequence[str] | None:
        """None while the pool does not say: those that were known stay."""
        try:
            return self.pool.groups_of(username)
        except StoreBusyError as error:
            log.warning("The user pool did not say in which groups an account is", exc_info=error)
            return None
