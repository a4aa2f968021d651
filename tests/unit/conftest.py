"""What several unit tests share."""

from collections.abc import Iterator

import pytest

from tests.support.stores import Chats, chats_on_moto


@pytest.fixture(scope="module")
def chats() -> Iterator[Chats]:
    """One store for a module: every conversation in it has a new id, so no test meets another's."""
    with chats_on_moto() as made:
        yield made
