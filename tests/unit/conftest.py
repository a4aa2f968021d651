"""What several unit tests share."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.dynamo.conversations import DynamoConversations
from tests.support.stores import conversations_on_moto


@pytest.fixture(scope="module")
def conversations() -> Iterator[DynamoConversations]:
    """One store for a module: every conversation in it has a new id, so no test meets another's."""
    with conversations_on_moto() as made:
        yield made
