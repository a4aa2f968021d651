"""The command line's sources: what is listed, added, run and ended, and when it asks."""

import json

import pytest

from chalicelib.models import Failure, SourceItem, SweepCounts, SweepResult
from tests.support.service import NOW, Service
from tests.unit.grail.conftest import Run, typed

pytestmark = pytest.mark.usefixtures("home")
URL = "https://example.org/docs/"


def added(grail: Run, address: str = URL) -> str:
    code, out, told = grail("sources", "add", address, "--json")
    assert code == 0, told
    return str(json.loads(out)["id"])


def test_a_source_is_added_and_waited_for(grail: Run, service: Service) -> None:
    assert grail("sources", "add", URL, "--tag", "law", "--every", "0") == (0, "", "Done: 3 added.\n")
    (source,) = service.sources.values()
    assert (source.address, source.tags) == (URL, ("law",))


def test_a_dry_run_only_looks_and_pauses(grail: Run, service: Service) -> None:
    service.result = SweepResult("complete", True, NOW, NOW, SweepCounts(added=9, price_usd=0.0123))
    assert grail("sources", "add", URL, "--dry-run") == (0, "", "Would be: 9 added. About $0.0123.\n")
    assert [run["dry"] for run in service.runs] == [True]
    assert [source.paused for source in service.sources.values()] == [True]


def test_sources_are_listed(grail: Run, service: Service) -> None:
    ids = [added(grail, f"{URL}{number}") for number in range(4)]
    lines = grail("sources", "list")[1].splitlines()
    assert [line.split()[0] for line in lines] == ids[::-1]
    assert [json.loads(line)["id"] for line in grail("sources", "list", "--json")[1].splitlines()] == ids[::-1]


def test_a_run_that_asks_says_how_to_go_ahead(grail: Run, service: Service) -> None:
    source = added(grail)
    service.result = SweepResult("asks", False, NOW, NOW, SweepCounts(unchanged=7), 10, 10, 3)
    code, _, told = grail("sources", "run", URL)
    assert code == 1
    assert "3 of 10 documents would be deleted. If that is right, run it with --allow-deletions 3." in told
    service.result = SweepResult("complete", False, NOW, NOW, SweepCounts(deleted=3), 7, 10, 3)
    assert grail("sources", "run", source, "--allow-deletions", "3") == (0, "", "Done: 3 deleted.\n")
    assert service.runs[-1]["allow_deletions"] == 3


def test_a_run_that_fails_says_why(grail: Run, service: Service) -> None:
    added(grail)
    failure = Failure("unreachable", "example.org cannot be reached.", retryable=True)
    service.result = SweepResult("failed", False, NOW, NOW, failure=failure)
    code, _, told = grail("sources", "run", URL)
    assert (code, told.splitlines()[-1]) == (1, "grail: example.org cannot be reached.")


def test_pages_that_could_not_be_read_are_listed(grail: Run, service: Service) -> None:
    added(grail)
    failure = Failure("gone", "example.org has removed this page.", retryable=False)
    service.items = {
        "a": SourceItem("s", "o", "a", f"{URL}a", "kept", document_id="d"),
        "b": SourceItem("s", "o", "b", f"{URL}b", "missing", failure=failure),
    }
    assert len(grail("sources", "pages", URL)[1].splitlines()) == 2
    (line,) = grail("sources", "pages", URL, "--failed")[1].splitlines()
    assert line.split(maxsplit=3) == ["missing", "-", f"{URL}b", "example.org has removed this page."]


def test_a_source_ends_with_a_yes_alone(grail: Run, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    added(grail)
    typed(monkeypatch, "")
    assert grail("sources", "end", URL, "--documents", "keep")[0] == 130
    assert service.ended == []
    assert grail("sources", "end", URL, "--documents", "keep", "--yes") == (0, "", f"Removing {URL}.\n")
    assert service.ended == ["keep"]


def test_an_address_of_no_source_or_of_several_is_refused(grail: Run) -> None:
    code, _, told = grail("sources", "run", URL)
    assert (code, told.startswith(f"grail: You have no source {URL}.")) == (1, True)
    one, two = added(grail), added(grail)
    assert grail("sources", "run", URL)[2] == (
        f"grail: 2 sources have the address {URL}. Say the id of one: {two}, {one}.\n"
    )


def test_a_source_is_changed(grail: Run, service: Service) -> None:
    added(grail)
    assert grail("sources", "change", URL, "--every", "0", "--pause") == (0, "", f"{URL}: paused.\n")
    (source,) = service.sources.values()
    assert (source.every_hours, source.paused) == (0, True)
    assert grail("sources", "change", URL, "--resume")[0] == 0
    assert [source.paused for source in service.sources.values()] == [False]
    code, _, told = grail("sources", "change", URL)
    assert (code != 0, "Say what to change" in told) == (True, True)
