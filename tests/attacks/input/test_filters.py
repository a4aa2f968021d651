"""What stands in a filter or a query is a value, never part of a statement."""

import ast

import pytest

from cloud import PROJECT
from grail import ServiceError
from measure.page_client import PageClient
from tests.attacks.conftest import SECRET, Attacks, Victim

INJECTIONS = (
    "' OR '1'='1",
    "x' OR 1=1 --",
    "') OR ('1'='1",
    "document_id IS NOT NULL",
    '" OR "1"="1',
    "%' OR text LIKE '%",
    "x'; DROP TABLE passages; --",
    "\\' OR \\'1\\'=\\'1",
    "${jndi:ldap://127.0.0.1}",
    "{{7*7}}",
    "$ne",
)
ADAPTERS = PROJECT / "chalicelib" / "adapters"


@pytest.mark.parametrize("text", INJECTIONS)
def test_filters_hold_nothing_but_values(text: str, thief: PageClient, victim: Victim, attacks: Attacks) -> None:
    own = thief.add_content("own.txt", b"The colour of the door is red.", tags=["house"])
    thief.wait(own.id)
    for body in (
        {"document_ids": [text]},
        {"document_ids": [own.id, text]},
        {"document_ids": [f"{own.id}' OR document_id = '{victim.document_id}"]},
    ):
        with pytest.raises(ServiceError) as refused:
            thief.call("POST", "/search", {"query": "vault", **body})
        attacks.refused("filters", refused.value.status in (400, 404), body)
    attacks.refused("filters", thief.search("door", tags=[text]).passages == [], text)
    for mode in ("hybrid", "vector", "text"):
        found = thief.search(f"{text} vault {SECRET}", mode=mode)
        attacks.refused("filters", all(passage.document_id == own.id for passage in found.passages), found)


def test_no_filter_is_built_from_text() -> None:
    """Of LanceDB's calls that take a statement none is given a string: all are expressions."""
    calls = [
        call
        for path in ADAPTERS.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ("where", "delete")
    ]
    assert any(call.args for call in calls)
    for call in calls:
        for argument in call.args:
            texts = [node for node in ast.walk(argument) if isinstance(node, ast.JoinedStr | ast.Mod)]
            assert not texts
            assert not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)), ast.dump(call)
