"""The laptop's AWS: MiniStack, in which calls of a function share a few processes and wait for one another.

AWS has a machine for each call that comes meanwhile. MiniStack starts a process for each asynchronous one: fifty people
who come at once would be fifty processes with LanceDB, and two processors load it for so long that nobody is answered
meanwhile. It does the opposite for sockets: their calls all go to one process, one after the other. Here a function
has as many processes as the machine has processors, those that wait for models some more, and what finds them busy
waits its turn: answers before the copies that are fetched for questions to come, and in the order of their coming, but
for an owner who has some being made already.

MiniStack itself could only refuse (`ReservedConcurrentExecutions`), since a function that calls itself and waits for
the answer might wait for ever. None of Grail's does.

And where MiniStack reads binary frames of a socket as text, they end the socket here: a client that sends such frames
is to fail on the laptop, not only on AWS.
"""

import os
import queue
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ministack.app import app as ministack
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
from starlette.types import Message, Receive, Scope, Send

from cloud.laptop import cognito, fair_queue, forked, idle, moved_queues, program_sign_in
from cloud.laptop.turns import Turns

UNSUPPORTED_DATA = 1003  # A close code of RFC 6455.
PROCESSES = os.cpu_count() or 2
ANSWERING = 5  # They wait for models; one owner may have as many made at once (`PARALLEL_ANSWERS`).

LOG_SECONDS = 0.005  # After a call its last lines are waited for so long: they come by another pipe than its result.

_turns: defaultdict[str, Turns] = defaultdict(lambda: Turns(PROCESSES))
_turns["grail-local-answer"] = Turns(max(PROCESSES, ANSWERING))
_execute = lambda_svc._execute_function_warm


def _execute_in_turn(func: dict[str, Any], event: dict[str, Any], request_id: str) -> dict[str, Any]:
    """All but sockets. Called in a thread of its own; a call's time is counted from its turn."""
    owner, urgent = _weight(event)
    with _turns[func["config"]["FunctionName"]].turn(owner, urgent=urgent):
        return _execute(func, event, request_id)


def _weight(event: Any) -> tuple[str, bool]:
    """The owner of a call of `answer`, and whether somebody waits for it; an event may be any JSON."""
    fields = event if isinstance(event, dict) else {}
    return str(fields.get("owner_id", "")), "warm" not in fields


def _last_lines(worker: lambda_runtime.Worker, *_: float) -> str:
    """What the function has logged. MiniStack looks each millisecond, for 50 of them where there is nothing."""
    lines = []
    try:
        while True:
            lines.append(worker._stderr_queue.get(timeout=LOG_SECONDS))
    except queue.Empty:
        return "\n".join(lines)


class _FreeWorker:
    """For sockets: stands for whichever process is free when it is called."""

    def __init__(self, function: str, config: dict[str, Any], code: bytes, qualifier: str = "$LATEST") -> None:
        self._function = function
        self._arguments = (function, config, code, qualifier)

    def invoke(self, event: Any, request_id: str) -> Any:
        with _turns[self._function].turn(), _leased(*self._arguments) as worker:
            return worker.invoke(event, request_id)


@contextmanager
def _leased(*arguments: Any) -> Iterator[Any]:
    worker, _ = lambda_runtime.acquire_worker(*arguments)
    try:
        yield worker
    finally:
        lambda_runtime.release_worker(worker)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """MiniStack, with sockets that take text only, as API Gateway's do.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
    """

    async def receive_text() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or message.get("text") is not None:
            return message
        await send({"type": "websocket.close", "code": UNSUPPORTED_DATA})
        return {"type": "websocket.disconnect", "code": UNSUPPORTED_DATA}

    await ministack(scope, receive_text if scope["type"] == "websocket" else receive, send)  # type: ignore[no-untyped-call]


lambda_svc._execute_function_warm = _execute_in_turn
lambda_runtime.Worker._drain_stderr_bounded = _last_lines  # type: ignore[assignment, method-assign]
lambda_runtime.get_or_create_worker = _FreeWorker  # type: ignore[assignment]
fair_queue.install()
forked.install()
idle.install()
moved_queues.install()
cognito.install()
program_sign_in.install()
