"""`make account`: the laptop cloud with nothing in it, to deploy a stage to; until Ctrl-C."""

import logging
import signal
import sys
import threading

from cloud import loopback
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError, raise_open_files
from cloud.laptop.start import Cloud

log = logging.getLogger("cloud")


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    loopback.bypass_proxies()
    raise_open_files()
    cloud: Cloud | None = None
    try:
        cloud = Cloud(Options.from_env())
        cloud.start_account()
        log.info("An empty account is ready at %s. Deploy to it: make deploy STAGE=local-aws", cloud.options.aws_url)
        while not ending.wait(1):
            if name := cloud.processes.ended():
                raise StartError(f"{name} has ended by itself; see {cloud.options.home / 'logs' / f'{name}.log'}.")
    except StartError as error:
        log.error("%s", error)
        return 1
    finally:
        if cloud is not None:
            cloud.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
