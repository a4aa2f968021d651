"""Ends functions' processes that have had nothing to do for a while, as Lambda does; MiniStack keeps one of each.

They are a few hundred megabytes of a laptop's memory. What a person would wait for stays for longest; opening the page
starts it anew (`WarmJob`), before a question is typed.
"""

import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

USUAL_SECONDS = 60.0
SECONDS = {
    "grail-local-answer": 600.0,
    "grail-local-websocket_connect": 600.0,
    "grail-local-websocket_message": 600.0,
    "grail-local-upkeep": 15.0,  # It is called each minute, and would stay for ever.
}


def end_idle(_: float | None = None) -> int:
    """MiniStack calls this every 30 s. Returns how many processes were ended."""
    now = time.time()
    ended: list[lambda_runtime.Worker] = []
    with lambda_runtime._lock:
        for key, workers in list(lambda_runtime._workers.items()):
            stay = [worker for worker in workers if not _is_idle(worker, now)]
            ended += [worker for worker in workers if worker not in stay]
            if stay:
                lambda_runtime._workers[key] = stay
            else:
                del lambda_runtime._workers[key]
    lambda_runtime.kill_workers(ended)
    return len(ended)


def _is_idle(worker: lambda_runtime.Worker, now: float) -> bool:
    return not worker.in_use and now - worker.last_used > SECONDS.get(worker.func_name, USUAL_SECONDS)


def install() -> None:
    lambda_svc.reap_idle_workers = end_idle  # type: ignore[assignment, attr-defined]
