"""What a document and a question ask of AWS, counted anew, against what the estimate rests on."""

import json

import pytest

from cloud.aws.cost import COUNTED
from measure.costs.calls import counted_calls

MARGIN = 0.35  # How often a document is looked at while it waits depends on how busy the machine is.


# Write units of a question are those of a paced answer (tests/contracts/test_write_units.py): here they follow how fast
# the local model happens to be.
COMPARED = {
    "document": ("DynamoDB, writes", "S3, reads", "S3, writes and lists", "SQS, sent", "tokens"),
    # How often a table's versions are listed depends on what the copy on the disk already has.
    "first question": ("S3, reads",),
    "upkeep": ("DynamoDB, reads", "DynamoDB, writes"),
}


def test_fresh_count_agrees_with_the_kept_one() -> None:
    kept, fresh = json.loads(COUNTED.read_text()), counted_calls()
    for kind, uses in COMPARED.items():
        for use in uses:
            expected = kept[kind].get(use, 0)
            assert fresh[kind].get(use, 0) == pytest.approx(expected, rel=MARGIN, abs=3), (kind, use)
