"""`make account`: the laptop cloud with nothing in it, to deploy a stage to; until Ctrl-C."""

import logging
import signal
import sys
import threading

from local import loopback
from local.cloud import Cloud
from local.options import Options
from local.processes import StartError, raise_open_files

log = logging.getLogger("local")


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    loopback.bypass_proxies()
    raise_open_files()
    cloud = Cloud(Options.from_env())
    try:
        cloud.start_account()
        log.info("An empty account is ready at %s. Deploy to it: make deploy STAGE=local-aws", cloud.options.aws_url)
        while not ending.wait(1):
            if name := cloud.processes.ended():
                raise StartError(f"{name} has ended by itself; see {cloud.options.home / 'logs' / f'{name}.log'}.")
    except StartError as error:
        log.error("%s", error)
        return 1
    finally:
        cloud.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
