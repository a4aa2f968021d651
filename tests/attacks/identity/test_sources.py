"""Another owner's source does as one that never was; no source asks what only the service can reach."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.attacks.conftest import UNKNOWN, Attacks, Victim
from tests.attacks.identity.test_collections import told

Call = tuple[str, Any]  # Path and body.

# For each route, what is called with the id of a source.
OF_SOURCES: dict[tuple[str, str], Callable[[str], list[Call]]] = {
    ("GET", "/sources/{source_id}"): lambda s: [(f"/sources/{s}", None)],
    ("PATCH", "/sources/{source_id}"): lambda s: [
        (f"/sources/{s}", {"paused": False}),
        (f"/sources/{s}", {"path": "/", "follow": "page"}),
        (f"/sources/{s}", {}),
    ],
    ("DELETE", "/sources/{source_id}"): lambda s: [
        (f"/sources/{s}?documents=keep", None),
        (f"/sources/{s}?documents=remove", None),
    ],
    ("POST", "/sources/{source_id}/runs"): lambda s: [
        (f"/sources/{s}/runs", {}),
        (f"/sources/{s}/runs", {"dry": True}),
        (f"/sources/{s}/runs", {"allow_deletions": 1000}),
    ],
    ("GET", "/sources/{source_id}/items"): lambda s: [
        (f"/sources/{s}/items", None),
        (f"/sources/{s}/items?limit=1", None),
    ],
}


@pytest.fixture(scope="module")
def source_id(victim: Victim) -> str:
    """A source of the victim that does nothing by itself."""
    wish = {"address": "https://castle.example/", "paused": True, "every_hours": 0}
    return str(victim.client.call("POST", "/sources", wish)["id"])


@pytest.mark.parametrize("route", OF_SOURCES, ids=" ".join)
def test_another_owners_source_equals_an_unknown_one(
    route: tuple[str, str],
    call: Callable[..., httpx.Response],
    victim: Victim,
    source_id: str,
    attacks: Attacks,
) -> None:
    before = victim.client.call("GET", f"/sources/{source_id}")
    for (path, body), (unknown_path, unknown_body) in zip(
        OF_SOURCES[route](source_id), OF_SOURCES[route](UNKNOWN), strict=True
    ):
        got, expected = call(route[0], path, body), call(route[0], unknown_path, unknown_body)
        attacks.refused("isolation", told(got) == told(expected) and got.status_code == 404, (route, path, got.text))
    after = victim.client.call("GET", f"/sources/{source_id}")
    attacks.refused("isolation", after == before, f"{route} changed something")


def test_lists_show_no_source_of_others(call: Callable[..., httpx.Response], source_id: str, attacks: Attacks) -> None:
    answer = call("GET", "/sources", None)
    attacks.refused("isolation", answer.json()["items"] == [], answer.text)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "http://name@example.org/", "http://example.org:6379/", "http://2130706433/",
        "http://[::1%25lo]/", "http://exa mple.org/", "gopher://example.org/", "s3://bucket/", "//example.org",
        "http://" + "a" * 2500,
    ],
)  # fmt: skip
def test_no_source_has_an_odd_address(address: str, call: Callable[..., httpx.Response], attacks: Attacks) -> None:
    answer = call("POST", "/sources", {"address": address})
    attacks.refused("an odd address", answer.status_code == 400, answer.text)


@pytest.mark.parametrize("address", ["http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/"])
def test_a_source_reaches_nothing_inside(address: str, call: Callable[..., httpx.Response], attacks: Attacks) -> None:
    """The address is well formed; a run is what asks, and is refused before it connects."""
    made = call("POST", "/sources", {"address": address, "every_hours": 0}).json()
    ends = time.monotonic() + 120
    while not (source := call("GET", f"/sources/{made['id']}", None).json())["last"]:
        assert time.monotonic() < ends, source
        time.sleep(0.2)
    failure = source["last"]["failure"]
    attacks.refused(
        "a source inside", (source["last"]["outcome"], failure["code"]) == ("failed", "address_refused"), source
    )
    assert call("DELETE", f"/sources/{made['id']}?documents=remove", None).status_code == 202
