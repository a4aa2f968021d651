"""Cuts answers at random moments and stops silent ones, on a running Grail: `python -m measure.streaming --cuts 200`.

Every cut answer has to have the same text in the end, by the frames heard and by REST. Of stops, the times are printed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from uuid import uuid4

from measure.page_client import PageClient
from measure.streaming.listening import answer_with_cuts, stop_times

PASSWORD = "measured-streams-1"
DOCUMENT = "\n\n".join(
    f"The lighthouse of Cape {name} was built in {1820 + 7 * number}. Its lamp stands {20 + number} metres above the "
    f"sea and is seen {10 + number} miles away. The keeper of Cape {name} was {keeper}."
    for number, (name, keeper) in enumerate([("Arden", "Ada Brook"), ("Bering", "Ben Cole"), ("Corvo", "Cy Dahl")])
)
SOCKETS = 28  # That an account opens: 30 a minute are allowed (TICKETS_PER_MINUTE).
QUESTIONS = [
    "When was the lighthouse of Cape Arden built?",
    "How far away is the lamp of Cape Bering seen?",
    "Who was the keeper of Cape Corvo?",
]


def main() -> int:
    parser = argparse.ArgumentParser(prog="measure.streaming", description=__doc__)
    parser.add_argument("--api", default="http://localhost:8000", help="the running Grail's REST address")
    parser.add_argument("--bedrock", default="http://localhost:4567", help="its local Bedrock")
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--stops", type=int, default=20)
    options = parser.parse_args()
    accounts = Accounts(options.api)
    different = cut(accounts.client, options.cuts, Random(7)) if options.cuts else 0
    if options.stops:
        stop(accounts.client(options.stops), options.bedrock, options.stops)
    return 1 if different else 0


class NotReadyError(Exception):
    """The document that is asked about could not be read."""


class Accounts:
    """New accounts with the document, as many as are needed: an owner may open so many sockets a minute."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        self._left = 0

    def client(self, sockets: int) -> PageClient:
        """One that may still open so many sockets."""
        if self._left < sockets:
            self._client, self._left = self._new(), SOCKETS
        self._left -= sockets
        return self._client

    def _new(self) -> PageClient:
        client = PageClient(self._api_url, timeout=120)
        email = f"streams-{uuid4().hex}@example.org"
        client.sign_up(email, PASSWORD)
        client.sign_in(email, PASSWORD)
        made = client.wait(client.add_content("lighthouses.txt", DOCUMENT.encode()).id)
        if made.status != "ready":
            raise NotReadyError(made.failure)
        return client


def cut(client_for: Callable[[int], PageClient], cuts: int, random: Random) -> int:
    """How many answers ended with another text than they should have."""
    began, made, answers, different = time.monotonic(), 0, 0, 0
    while made < cuts:
        here = min(random.randint(1, 6), cuts - made)
        client = client_for(here + 1)
        accepted, heard = answer_with_cuts(client, QUESTIONS[answers % len(QUESTIONS)], here, random)
        stored = client.conversation(accepted["conversation_id"]).messages[-1]
        different += not (heard.ended and heard.text == stored.text and heard.last == max(heard.frames))
        made, answers = made + here, answers + 1
    print(f"{made} cuts of {answers} answers in {time.monotonic() - began:.0f} s: {different} texts differ")
    return different


def stop(client: PageClient, bedrock_url: str, stops: int) -> None:
    times = [stop_times(client, bedrock_url, QUESTIONS[0]) for _ in range(stops)]
    for name, values in (
        ("answer", [measured[0] for measured in times]),
        ("model call", [measured[1] for measured in times]),
    ):
        middle, most = statistics.median(values), max(values)
        print(f"{stops} stops of a silent model: {name} ended after {middle:.2f} s (median), {most:.2f} s (longest)")


if __name__ == "__main__":
    sys.exit(main())
