"""`make dev`: Grail on this machine, until Ctrl-C."""

import contextlib
import logging
import signal
import sys
import threading
import time
import webbrowser

from watchfiles import PythonFilter, watch

from cloud import PROJECT, loopback
from cloud.laptop.chosen_model import with_chosen_model
from cloud.laptop.demo import prepare_demo
from cloud.laptop.home import NO_ROOM, no_room
from cloud.laptop.model_servers import with_model_servers
from cloud.laptop.options import DEMO_EMAIL, DEMO_PASSWORD, Options
from cloud.laptop.processes import StartError, raise_open_files
from cloud.laptop.resources import in_child
from cloud.laptop.start import Cloud
from cloud.models.offer import NONE_FOUND

log = logging.getLogger("cloud")


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("cloud").setLevel(logging.INFO)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    loopback.bypass_proxies()
    raise_open_files()
    began = time.monotonic()
    log.info("Starting Grail …")
    cloud: Cloud | None = None
    try:
        cloud = Cloud(_with_models(Options.from_env(), ending))
        cloud.start()
        ids = (cloud.environment[name] for name in ("USER_POOL_CLIENT_ID", "USER_POOL_ID"))
        in_child(prepare_demo, cloud.options, *ids)
        _greet(cloud.options, time.monotonic() - began)
        _serve(cloud, ending)
    except StartError as error:
        log.error("%s", error)
        return 1
    except OSError as error:
        if cloud is None or error.errno not in NO_ROOM:
            raise
        log.error("%s", no_room(cloud.options.home, 0))
        return 1
    finally:
        if cloud is not None:
            log.info("Stopping …")
            cloud.stop()
    log.info("Stopped. What was stored is in %s.", cloud.options.home)
    return 0


def _with_models(options: Options, ending: threading.Event) -> Options:
    """The options with the models of this machine: those of servers that run, and the one that MODEL names."""
    options, lines = with_model_servers(options)
    chosen = with_chosen_model(options, ending)
    for line in lines:
        if line != NONE_FOUND or chosen is options:
            log.info("%s", line)
    return chosen


def _greet(options: Options, seconds: float) -> None:
    log.info("")
    log.info("  Grail is ready after %.0f s:  %s", seconds, options.web_url)
    log.info("  Sign in as %s with the password %s", DEMO_EMAIL, DEMO_PASSWORD)
    log.info("  REST %s · logs %s · Ctrl-C stops everything", options.api_url, options.home / "logs")
    log.info("")
    if options.open_browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(options.web_url)


def _serve(cloud: Cloud, ending: threading.Event) -> None:
    """Until the end is asked for or a part ends by itself; changed code is loaded meanwhile."""
    watched = (PROJECT / "chalicelib", PROJECT / "app.py", PROJECT / ".chalice" / "config.json")
    filters = PythonFilter(extra_extensions=[".json"])
    for changes in watch(*watched, watch_filter=filters, stop_event=ending, rust_timeout=1000, yield_on_timeout=True):
        if changes and cloud.options.watch:
            cloud.refresh()
            log.info("Changed code is live.")
        if name := cloud.processes.ended():
            raise StartError(f"{name} has ended by itself; see {cloud.options.home / 'logs' / f'{name}.log'}.")


if __name__ == "__main__":
    sys.exit(main())
