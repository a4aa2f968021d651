"""The life of a document: its states, every change that is allowed, and how long each thing may take.

All that decides about a document's state is in this file, and nothing in it reads a clock or a store. A transition is
a value. The registry applies it in one conditional write, or refuses it: then the document has moved on meanwhile.
The tables of docs/documents.md are made of this file.
"""

from dataclasses import replace

from chalicelib.rag.change import TIMER, AnyOf, Check
from chalicelib.rag.documents.counting import as_arrived, newest_alone, none, with_new_size, without_missing
from chalicelib.rag.documents.transition import Guard, Request, State, Transition

# Times, in seconds.

FUNCTION_SECONDS = 300  # The longest life of a function.
WORKERS_ENDED_SECONDS = 2 * FUNCTION_SECONDS  # A worker that began longer ago has ended for sure.
LEASE_SECONDS = 90  # A lease's length: short, so that the work of a killed worker soon goes on.
HEARTBEAT_SECONDS = 25.0  # Time between two heartbeats. Two of them may fail before the lease ends.
SWEEP_SECONDS = 60  # Time between two sweeps.
UPLOAD_CHECK_SECONDS = 60  # After it the sweeper looks for a file of which S3 has sent no event.
FORM_SECONDS = 3600  # Time in which an upload's form can be used.
ARRIVAL_SECONDS = FORM_SECONDS + 600  # A file that has not come by then never will. A slow line takes its time.
QUEUE_SECONDS = 120  # A queued document that no worker has claimed by then may have lost its message.
START_SECONDS = 24 * 3600  # A queued document that no worker could claim by then has failed.
SHORTEST_PAUSE, LONGEST_PAUSE = 60, 3600  # Pauses of the sweeper between two messages for one document.
PURGE_SECONDS = WORKERS_ENDED_SECONDS + 120  # After it what a last worker left of a deleted document is removed.

MAINTENANCE_LEASE_SECONDS = FUNCTION_SECONDS + 30
MAINTENANCE_STEP_SECONDS = 120.0  # Time that a step of maintenance may take: none begins with less left.
MAINTENANCE_LOST_SECONDS = 900  # A maintenance message that did nothing by then is lost.
MAINTENANCE_AGAIN_SECONDS = 60  # Pause before maintenance that ran out of time goes on.
MAINTENANCE_COMMITS = 20  # With this many commits a table is maintained at once, else after PURGE_SECONDS.

# Counts.

MAX_ATTEMPTS = 3  # Attempts in a row that achieve nothing.
MAX_HOPS = 8  # Messages in a row that workers send. Lambda ends a chain of a function and a queue after 16 calls.

WORKED_ON: tuple[State, ...] = ("extracting", "embedding", "indexing")
WORKING: tuple[State, ...] = ("queued", *WORKED_ON)
KEPT: tuple[State, ...] = ("uploading", *WORKING, "ready", "failed")
EVERY: tuple[State, ...] = (*KEPT, "deleting")
AT_REST: tuple[State, ...] = ("ready", "failed")

# What a person is told in each state, and what happens by itself. A row of docs/documents.md each.
STATES: tuple[tuple[str, State, str, str], ...] = (
    (
        "`uploading`",
        "uploading",
        "after a minute without a file: the file has not arrived, and to upload it again if that broke off",
        "Grail makes up for a lost event of S3; "
        f"after {ARRIVAL_SECONDS // 60} minutes without a file it is `failed` (`upload_missing`)",
    ),
    (
        "`queued`",
        "queued",
        f"after {QUEUE_SECONDS // 60} minutes: other documents come first; or that the last attempt broke off",
        "begins when its turn comes, from where the last attempt stopped; "
        f"after {START_SECONDS // 3600} hours without a beginning it is `failed` (`not_started`)",
    ),
    (
        "`extracting`, `embedding`, `indexing`",
        "embedding",
        "`progress` in pages or parts, then passages",
        f"goes on over several calls of the function; another worker takes over {LEASE_SECONDS} s after one was killed",
    ),
    (
        "the same, waiting",
        "embedding",
        "that the embedding model or the storage is busy, or today's budget used up",
        "tries again after growing pauses: for a day (the storage: an hour, the budget: a week), then it is `failed`",
    ),
    (
        "`ready`",
        "ready",
        "if pages are pictures that could not be read: which ones, and that a clearer copy would help; "
        "if the file was not read to its end: how far, and why",
        f"after {WORKERS_ENDED_SECONDS // 60} minutes upkeep removes what other attempts have left",
    ),
    (
        "`failed`",
        "failed",
        "the reason, and in `retryable` whether the same file may succeed at another time",
        "stays; where an operator can help, its message rests in the dead-letter queue. "
        "What an earlier version held is still searched",
    ),
    (
        "`deleting`",
        "deleting",
        "",
        "no search shows it from the first moment on; 404 once text and file are deleted",
    ),
)

LEASE = ("lease_token", "lease_until")
WAITING = ("note", "waits", "waiting_since")


def same(name: str) -> Guard:
    return lambda request: (Check(name, "eq", getattr(request.document, name)),)


def lease_free(request: Request) -> AnyOf:
    return Check("lease_until", "not_exists"), Check("lease_until", "lt", request.now)


def newer_event(request: Request) -> AnyOf:
    return Check("sequencer", "not_exists"), Check("sequencer", "lt", request.values["sequencer"])


def other_content(request: Request) -> AnyOf:
    etag = request.values["etag"]
    return Check("status", "eq", "uploading"), Check("etag", "not_exists"), Check("etag", "ne", etag)


def same_content(request: Request) -> AnyOf:
    return (Check("etag", "eq", request.values["etag"]),)


def workers_ended(request: Request) -> AnyOf:
    return (Check("since", "lte", request.now - WORKERS_ENDED_SECONDS),)


HOLDS_LEASE = (same("lease_token"), same("generation"))
NOT_WORKED_ON = (same("revision"), lease_free)
NEWEST_EVENT = (same("version"), newer_event)

# What a person does

CREATE = Transition("create", "person", (), "uploading", enters=True, wakes=UPLOAD_CHECK_SECONDS)
DESCRIBE = Transition("describe", "person", EVERY, takes=("filename", "tags", "address"))
REPLACE = Transition(
    "replace", "person", KEPT, "uploading",
    guards=(same("version"),),
    takes=("size",),
    sets={"attempts": 0},
    clears=(*LEASE, *WAITING, "failure", "progress", "sequencer", "etag"),
    counts={"version": 1},
    enters=True,
    wakes=UPLOAD_CHECK_SECONDS,
    counted=with_new_size,
)  # fmt: skip
RETRY = Transition(
    "retry", "person", ("failed",), "queued",
    guards=(same("revision"),), sets={"attempts": 0}, clears=(*LEASE, *WAITING, "failure", "progress"),
    counts={"restarts": 0}, enters=True, wakes=QUEUE_SECONDS,
)  # fmt: skip
RESTART = replace(RETRY, name="restart", counts={"restarts": 1})  # What was staged may be part of the failure.
DELETE = Transition(
    "delete", "person", KEPT, "deleting",
    clears=(*LEASE, *WAITING, "progress"), enters=True, wakes=QUEUE_SECONDS, counted=none,
)  # fmt: skip

# What an operator does

REQUEUE_DEAD = replace(RESTART, name="requeue_dead", by="operator", guards=(same("generation"),))
REBUILD = replace(RESTART, name="rebuild", by="operator", sources=("ready",))

# What S3 says

UPLOAD = Transition(
    "upload", "S3", KEPT, "queued",
    guards=(*NEWEST_EVENT, other_content),
    takes=("sequencer", "etag", "size", "note"),
    sets={"attempts": 0},
    clears=(*LEASE, *WAITING, "failure", "progress"),
    enters=True,
    wakes=QUEUE_SECONDS,
    counted=as_arrived,
)  # fmt: skip
# The same content again: the event counts in their order all the same, or an older one would pass for newer.
UPLOAD_AGAIN = Transition(
    "upload_again", "S3", KEPT, guards=(*NEWEST_EVENT, same_content), takes=("sequencer", "etag")
)  # fmt: skip
LOSE_FILE = Transition(
    "lose_file", "S3", KEPT, "failed",
    guards=NEWEST_EVENT,
    takes=("sequencer", "failure"),
    clears=(*LEASE, *WAITING, "progress", "etag"),
    enters=True,
    wakes=WORKERS_ENDED_SECONDS,
)  # fmt: skip

# What a worker does. All but a claim need the lease.

CLAIM = Transition(
    "claim", "worker", WORKING,
    guards=(lease_free,),
    takes=("lease_token",),
    clears=("note",),
    counts={"generation": 1, "attempts": 1},
    leases=LEASE_SECONDS,
    wakes=LEASE_SECONDS + 5,
)  # fmt: skip
HEARTBEAT = Transition(
    "heartbeat", "worker", WORKING, guards=HOLDS_LEASE, leases=LEASE_SECONDS, wakes=LEASE_SECONDS + 5
)
PROGRESS = replace(HEARTBEAT, name="progress", takes=("status", "progress", "pages"))
# Something is staged that need not be done again. This attempt still counts: it may break off at the next step.
ACHIEVE = replace(PROGRESS, name="achieve", sets={"attempts": 1}, clears=WAITING)
ACCEPT_FILE = replace(HEARTBEAT, name="accept_file", takes=("etag", "size"))
HAND_OVER = Transition(
    "hand_over", "worker", WORKING, guards=HOLDS_LEASE, takes=("attempts",), clears=LEASE, enters=True
)
WAIT = replace(HAND_OVER, name="wait", takes=("note", "waiting_since"), counts={"waits": 1, "attempts": -1})
PUBLISH = Transition(
    "publish", "worker", WORKING, "ready",
    guards=HOLDS_LEASE,
    takes=(
        "pages", "passages", "tokens", "language", "profile", "partial", "note", "live_generation", "live_version",
        "ready_at",
    ),
    sets={"attempts": 0},
    clears=(*LEASE, *WAITING, "progress", "failure", "profile", "partial"),
    enters=True,
    wakes=WORKERS_ENDED_SECONDS,
)  # fmt: skip
FAIL = Transition(
    "fail", "worker", WORKING, "failed",
    guards=HOLDS_LEASE,
    takes=("failure",), clears=(*LEASE, *WAITING, "progress"), enters=True, wakes=WORKERS_ENDED_SECONDS,
)  # fmt: skip

# What the sweeper does to documents that no worker holds, if they have not moved since it read them

REQUEUE = Transition(
    "requeue", "sweeper", WORKED_ON, "queued",
    guards=NOT_WORKED_ON, takes=("note",), clears=LEASE, enters=True, wakes=QUEUE_SECONDS,
)  # fmt: skip
RELEASE = replace(REQUEUE, name="release", sources=("queued",), to=None, enters=False)
GIVE_UP = replace(
    FAIL, name="give_up", by="sweeper", sources=("uploading", *WORKING), guards=NOT_WORKED_ON, counted=without_missing
)
POSTPONE = Transition("postpone", "sweeper", EVERY, guards=NOT_WORKED_ON, takes=("note",))
SETTLE = Transition("settle", "sweeper", AT_REST, guards=(same("revision"),), clears=TIMER, counted=newest_alone)
# Its rows were lost with a damaged version of the owner's table.
REMAKE = replace(REBUILD, name="remake", by="sweeper")
REMOVE = Transition("remove", "sweeper", ("deleting",), "deleted", enters=True, wakes=PURGE_SECONDS, counted=none)
POSTPONE_PURGE = Transition("postpone_purge", "sweeper", ("deleted",), wakes=LONGEST_PAUSE)
PURGE = Transition("purge", "sweeper", ("deleted",), guards=(workers_ended,), purges=True)

# What `python -m operations check --mend` does

LOSE_LIVE_FILE = replace(GIVE_UP, name="lose_live_file", by="operator", sources=("ready",))

TRANSITIONS = tuple(value for value in globals().values() if isinstance(value, Transition))
