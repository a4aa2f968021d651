"""`python -m measure.speed.beside_ingesting`: how much later the first words come while others ingest without a pause.

Two owners ask, by turns alone and beside five who ingest, on a laptop cloud of its own. The ratio holds where other
work on the machine is the same in both.
"""

import argparse
import tempfile
from pathlib import Path

from measure.running import RunningGrail
from measure.speed.load import run
from measure.speed.watching import spread

ASKING = 2
INGESTING = 5
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=25, help="of each half of each of the rounds")
    options = parser.parse_args()
    firsts: dict[int, list[float]] = {0: [], INGESTING: []}
    ingested = 0
    with tempfile.TemporaryDirectory(prefix="grail-beside-") as folder:
        grail = RunningGrail(Path(folder))
        grail.start()
        try:
            run(grail.api_url, ASKING, 1, 0)  # What starts now is not measured.
            for _ in range(ROUNDS):
                for ingesting, first in firsts.items():
                    seen = run(grail.api_url, ASKING, ingesting, options.seconds)
                    first += [answer["first_delta"] for answer in seen.answers]
                    ingested += seen.ingested
        finally:
            grail.stop()
    alone, beside = (spread(first) for first in firsts.values())
    print(f"{len(firsts[0])} answers alone, {len(firsts[INGESTING])} beside {ingested} documents.")
    for name, before in alone.items():
        print(
            f"First words, {name}: {before:.0f} ms alone, {beside[name]:.0f} beside, ratio {beside[name] / before:.2f}."
        )


if __name__ == "__main__":
    main()
