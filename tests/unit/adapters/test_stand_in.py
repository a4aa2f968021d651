"""What stands in for the client that LanceDB loads and never uses here."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from chalicelib.adapters.lance.stand_in import LANCEDB
from cloud import PROJECT

# In a process of its own: here another test may have loaded LanceDB, or the client.
WORKS_WITHOUT = """
import sys
from datetime import timedelta
from chalicelib.adapters.lance.model_tables import ModelTables
from chalicelib.adapters.lance.store import LancePassages
from tests.contracts.passages import batch, search_text, search_vector

def is_loaded():
    return "lance_namespace_urllib3_client.api_client" in sys.modules

store = LancePassages(sys.argv[1], "fake.words", 4)
store.add("owner", "d", 1, [batch(0, 300)])
list(store.maintain("owner", timedelta(0)))
assert len(search_text(store, "owner", "apple", 9)) == len(search_vector(store, "owner", [1, 0, 0, 0], 9)) == 9
assert store.clean("owner", "d", live=0, newest=1) == 300
assert not is_loaded()
assert len(ModelTables(sys.argv[1], "another", 4).others("owner")) == 1
assert is_loaded()
assert ModelTables(sys.argv[1], "another", 4).drop_others("owner") == 1
assert search_text(store, "owner", "apple", 9) == []
"""
STANDS_IN = """
import chalicelib.adapters.lance, sys
import lance_namespace_urllib3_client.models as models
from lance_namespace_urllib3_client.models.list_tables_response import ListTablesResponse
assert not isinstance("text", ListTablesResponse)
assert "pydantic" not in sys.modules
response = models.ListTablesResponse(tables=["a"])
assert response.tables == ["a"]
assert isinstance(response, ListTablesResponse) and isinstance(response, models.ListTablesResponse)
assert not isinstance("text", ListTablesResponse)
assert ListTablesResponse.from_dict({"tables": ["b"]}).tables == ["b"]
from lance_namespace_urllib3_client.models import ListTablesResponse as Itself
assert type(response) is Itself
"""


def run(code: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=PROJECT, check=True)


def test_the_stand_in_was_tried_with_this_lancedb() -> None:
    assert version("lancedb") == LANCEDB, (
        f"LanceDB is now {version('lancedb')}, and its import was trimmed for {LANCEDB}. Run the other tests here and "
        "those of tests/contracts, look at the table of `python -m measure.speed.cold_start`, then write the new "
        "version into chalicelib/adapters/lance/stand_in.py."
    )


def test_passages_are_stored_and_searched_without_the_client(tmp_path: Path) -> None:
    run(WORKS_WITHOUT, str(tmp_path))


def test_a_class_of_the_client_is_loaded_when_it_is_used() -> None:
    run(STANDS_IN)
