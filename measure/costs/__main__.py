"""`python -m measure.costs` counts what an answer, a question and a document ask of AWS; `--write` keeps it.

It prints DynamoDB's write units of one answer of five seconds, and the calls of a running laptop cloud. The estimate of
`make deploy FLAGS=--dry-run` reads the counts that `--write` keeps in cloud/aws/counted.json.
"""

import argparse
import json
import os

import boto3
from moto import mock_aws

from cloud.aws.cost import COUNTED
from cloud.stack import stack
from measure.costs.answer import units_of_an_answer
from measure.costs.calls import PAGES, counted_calls


def answer_units() -> dict[str, float]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws():
        units, flushes = units_of_an_answer(stack.environment(stack.apply(boto3.client, "test", {"Cloud": "laptop"})))
    for name, count in units.most_common():
        print(f"{count:6} {name}")
    print(f"{units.total():6} write units for an answer of {flushes} flushes")
    return {"flushes": flushes, "DynamoDB, writes": units.total()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m measure.costs", description=__doc__)
    parser.add_argument("--units", action="store_true", help="only the write units of an answer")
    parser.add_argument("--write", action="store_true", help=f"keep the counts in {COUNTED.name}")
    options = parser.parse_args()
    counted = {"answer": answer_units()}
    if not options.units:
        counted |= counted_calls()
        counted["document"]["pages"] = PAGES
        print(json.dumps(counted, indent=2))
    if options.write:
        COUNTED.write_text(json.dumps(counted, indent=2) + "\n")


if __name__ == "__main__":
    main()
