"""Conversations in DynamoDB, with the stage's tables made by the template: wherever they are, or as moto plays them."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import boto3
import pytest
import yaml  # type: ignore[import-untyped]
from moto import mock_aws

from chalicelib.adapters.dynamo.answers import DynamoAnswers
from chalicelib.adapters.dynamo.client import dynamo_resource
from chalicelib.adapters.dynamo.conversations import DynamoConversations
from chalicelib.adapters.dynamo.messages import DynamoMessages
from chalicelib.adapters.dynamo.questions import DynamoQuestions
from chalicelib.adapters.dynamo.stage_budget import StageBudget
from chalicelib.adapters.dynamo.stage_records import DynamoStageRecords
from chalicelib.models import Accepted, Caps, Conversation, Message, Question, StageCaps, new_id, timestamp
from cloud.stack import stack
from tests.support import moto_answers, moto_transactions

MANY = Caps(100_000, 100_000.0, parallel_answers=1_000, stage=StageCaps(1_000_000, 1_000_000.0))


@dataclass(frozen=True)
class Chats:
    """The stores of questions and answers."""

    conversations: DynamoConversations
    questions: DynamoQuestions
    answers: DynamoAnswers


def chats_in(
    dynamo: Any,
    names: Mapping[str, str],
    caps: Caps = MANY,
    now: Callable[[], float] = time.time,
    answer_price: float = 0.0,
) -> Chats:
    """`names` are the tables', as a stage's environment has them."""
    usage = names["USAGE_TABLE"]
    messages = DynamoMessages(dynamo, names["MESSAGES_TABLE"])
    conversations = DynamoConversations(dynamo, names["CONVERSATIONS_TABLE"], messages)
    return Chats(
        conversations,
        DynamoQuestions(dynamo, conversations, messages, usage, caps, now, lambda _: answer_price),
        DynamoAnswers(messages, StageBudget(dynamo, usage, caps.stage), DynamoStageRecords(dynamo, usage, now), now),
    )


def put_question(chats: Chats, owner_id: str, request_id: str | None = None, text: str = "Why?") -> Accepted:
    """Ask in a new conversation."""
    now = timestamp()
    conversation = Conversation(new_id(), owner_id, "A chat", now, now)
    user_id, answer_id = sorted((new_id(), new_id()))
    user = Message(user_id, conversation.id, owner_id, "user", text, "complete", now)
    answer = replace(user, id=answer_id, role="assistant", text="", status="streaming", reply_to=user.id)
    answer = replace(answer, request_id=request_id or new_id())
    return chats.questions.ask(conversation, user, answer, "connection", Question(answer.request_id or "", text))


@contextmanager
def stage_on_moto() -> Iterator[dict[str, str]]:
    """The laptop's stage, made by the template on moto; the names of its resources as environment variables."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        moto_transactions.install(patch)
        moto_answers.install(patch)
        patch.setattr(yaml, "Loader", getattr(yaml, "CLoader", yaml.Loader))  # Moto reads the template by it.
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield stack.environment(stack.apply(boto3.client, "test", {"Cloud": "laptop"}))


@contextmanager
def chats_on_moto() -> Iterator[Chats]:
    with stage_on_moto() as names:
        yield chats_in(dynamo_resource(region_name="us-east-1"), names)
