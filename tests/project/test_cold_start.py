"""What a function does not use it does not load: told by the names of modules, which hold on any machine."""

import json
import os
import subprocess
import sys

import pytest

from chalicelib.config import REQUIRED
from cloud import PROJECT

SLOW = {"lancedb", "pyarrow", "numpy", "semantic_text_splitter", "py3langid", "pypdfium2", "lxml", "pydantic"}
# What each function needs of the services, and of what is slow to load.
FUNCTIONS = {
    "on_connect": (["adapters.tickets", "adapters.connections"], set[str]()),
    "on_disconnect": (["adapters.connections"], set[str]()),
    "on_message": (["adapters.connections", "asking", "adapters.sockets", "adapters.answer_queue"], set[str]()),
    "on_s3_event": (["adapters.files", "adapters.documents", "adapters.ingest_queue", "adapters.sockets"], set[str]()),
    "upkeep": (["upkeep"], set[str]()),
    "answer": (["answering"], SLOW - {"pypdfium2", "lxml", "semantic_text_splitter", "py3langid"}),
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_loads_only_what_it_uses(function: str) -> None:
    services, allowed = FUNCTIONS[function]
    code = (
        "import json, operator, sys, app\n"
        f"operator.attrgetter(*{services})(app.services)\n"
        "names = sys.modules.keys() | {name.split('.')[0] for name in sys.modules}\n"
        "print(json.dumps(sorted(names)))\n"
    )
    settings = dict.fromkeys(REQUIRED, "x") | {"AWS_DEFAULT_REGION": "us-east-1"}
    settings |= {"EMBEDDING_MODEL": "amazon.titan-embed-text-v2:0", "WEBSOCKET_URL": "wss://example.org/api"}
    made = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=os.environ | settings, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    assert set(json.loads(made.stdout)) & SLOW <= allowed
    if function != "answer":
        assert not {"chalicelib.rag.search", "chalicelib.rag.routes"} & set(json.loads(made.stdout))
    assert "lance_namespace_urllib3_client.api_client" not in json.loads(made.stdout)
