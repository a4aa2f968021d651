"""`python -m bench.costs`: DynamoDB's write units of one answer of five seconds, by table and operation."""

import os

import boto3
from moto import mock_aws

from bench.costs.answer import PARTS, units_of_an_answer
from infra import stack


def main() -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws():
        names = stack.environment(stack.apply(boto3.client("cloudformation"), "test", {}))
        units = units_of_an_answer(names)
    for what, count in units.most_common():
        print(f"{count:6} {what}")
    print(f"{units.total():6} write units for an answer of {PARTS} flushes")


if __name__ == "__main__":
    main()
