"""DynamoDB's write units of an answer: what a stage pays for most, after its models."""

import pytest

from cloud.aws.cost import CALLS
from measure.costs.answer import units_of_an_answer
from measure.costs.write_units import index_units, size_of

BEFORE = 297  # Of the same answer at commit 9768901, when the index of a conversation held whole messages.


def test_answer_takes_at_most_forty_percent_of_its_units_before(aws: dict[str, str]) -> None:
    units, flushes = units_of_an_answer(aws)
    assert flushes == CALLS["answer"]["flushes"]
    assert flushes < units.total() <= 0.4 * BEFORE, units
    assert units.total() == pytest.approx(CALLS["answer"]["DynamoDB, writes"], rel=0.05), (
        "python -m measure.costs --write"
    )


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"id": {"S": "ä"}}, 4),
        ({"n": {"N": "-12.50"}}, 1 + 2 + 1 + 1),
        ({"l": {"L": [{"S": "ab"}, {"BOOL": True}]}}, 1 + 3 + 3 + 2),
        ({"m": {"M": {"k": {"S": "v"}}}}, 1 + 3 + 1 + 1 + 1),
        ({"s": {"SS": ["ab", "c"]}}, 1 + 3),
    ],
)
def test_size_of_an_item_follows_the_rules_of_dynamodb(item: dict[str, dict[str, object]], size: int) -> None:
    assert size_of(item) == size


@pytest.mark.parametrize(
    ("kind", "before", "after", "units"),
    [
        ("ALL", "old", "new", 2),
        ("KEYS_ONLY", "old", "new", 0),
        ("KEYS_ONLY", None, "new", 1),
        ("KEYS_ONLY", "old", None, 1),
    ],
)
def test_index_takes_units_for_a_changed_entry_alone(
    kind: str, before: str | None, after: str | None, units: int
) -> None:
    def item(text: str | None) -> dict[str, dict[str, str]] | None:
        return {"id": {"S": "1"}, "k": {"S": "k"}, "text": {"S": text * 500}} if text else None

    index = {"KeySchema": [{"AttributeName": "k"}], "Projection": {"ProjectionType": kind}}
    assert index_units(index, ["id"], item(before), item(after)) == units


def test_index_entry_whose_key_changes_is_deleted_and_written() -> None:
    index = {"KeySchema": [{"AttributeName": "k"}], "Projection": {"ProjectionType": "KEYS_ONLY"}}
    old, new = ({"id": {"S": "1"}, "k": {"S": key}} for key in ("a", "b"))
    assert index_units(index, ["id"], old, new) == 2
