"""`python -m measure.speed.programs`: what the programs' endpoint adds to a search, on a running copy of Grail.

The same questions go to `POST /search` and to the tool `search` in turn, one after the other, by one program's token.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from measure.running import RunningGrail, new_client

WARM = 30
FACT = "The lighthouse number {n} of Skarhamn was built in 19{n}4. Its keeper is called Signe Lund {n}. "
DOCUMENTS = 5


def bodies(question: str) -> dict[str, Any]:
    """The same search, by REST and by the endpoint."""
    call = {"name": "search", "arguments": {"query": question}}
    return {
        "/search": {"query": question, "k": 8},
        "/mcp": {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
    }


def times(http: httpx.Client, number: int) -> dict[str, list[float]]:
    """Milliseconds of each call, in either order, once both are warm."""
    taken: dict[str, list[float]] = {"/search": [], "/mcp": []}
    for count in range(WARM + number):
        calls = list(bodies(f"Who keeps lighthouse number {count % DOCUMENTS}?").items())
        for path, body in calls if count % 2 else reversed(calls):
            began = time.perf_counter()
            answer = http.post(path, json=body).raise_for_status().json()
            if count >= WARM:
                taken[path].append((time.perf_counter() - began) * 1000)
            if path == "/mcp" and answer["result"]["isError"]:
                raise RuntimeError(answer)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=200)
    number = parser.parse_args().searches
    with tempfile.TemporaryDirectory(prefix="grail-programs-") as folder:
        grail = RunningGrail(Path(folder))
        grail.start()
        try:
            with new_client(grail) as client:
                for n in range(DOCUMENTS):
                    client.wait(client.add_content(f"{n}.txt", (FACT.format(n=n) * 20).encode()).id)
                made = client.call("POST", "/tokens", {"name": "Measured", "scopes": ["read"], "days": 1})
                headers = {"Authorization": f"Bearer {made['token']}"}
                with httpx.Client(base_url=grail.api_url, headers=headers, trust_env=False, timeout=30) as http:
                    for path, taken in times(http, number).items():
                        cut = statistics.quantiles(taken, n=100)
                        print(
                            f"{path:8} {len(taken)} searches: median {cut[49]:.0f} ms, 95th percentile {cut[94]:.0f} ms"
                        )
        finally:
            grail.stop()


if __name__ == "__main__":
    main()
