"""A question of a guide is answered by what the default search for it finds: on files that Grail ships, and others."""

import os

import pytest

from measure.chunking.embedding import CachedEmbedder
from measure.guides.run import LIBRARIES, asked_of
from measure.kinds.libraries import library

LEAST = 0.9  # Share of the questions.
IN_CI = ("samples",)  # The others are read and embedded by `make test-long`.


@pytest.mark.parametrize("name", LIBRARIES if os.environ.get("GRAIL_LONG") else IN_CI)
def test_the_first_passages_hold_what_a_question_was_made_from(name: str) -> None:
    contents = library(name)
    asked = asked_of(contents, CachedEmbedder())
    assert len(asked) >= 2 * len(contents)
    missed = [one for one in asked if not one.own]
    assert len(missed) <= (1 - LEAST) * len(asked), missed
    assert sum(one.first for one in asked) >= LEAST * len(asked)
