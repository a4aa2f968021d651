"""Conversations in DynamoDB as moto plays it, with the stage's tables made by the template."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.conversations import DynamoConversations
from infra import stack


@contextmanager
def conversations_on_moto() -> Iterator[DynamoConversations]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        names = stack.environment(stack.apply(boto3.client("cloudformation"), "test", {}))
        dynamo = boto3.resource("dynamodb", region_name="us-east-1")
        yield DynamoConversations(dynamo, names["CONVERSATIONS_TABLE"], names["MESSAGES_TABLE"], parallel=1_000)
