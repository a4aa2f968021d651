"""Words of a query that nothing has, respelled as the documents write them."""

import pytest

from chalicelib.rag.search.spelling import _unknown, respelled

TEXTS = [
    "The frame has a guarantee of five years.",
    "Señor Ibáñez bakes the bread. Der Schlüssel liegt beim Hausmeister.",
]


@pytest.mark.parametrize(
    ("question", "restored"),
    [
        ("How long is the garantee on the fraem?", "How long is the guarantee on the frame?"),
        ("What does Ibanez bake?", "What does Ibáñez bake?"),
        ("Wo liegt der Schlussel?", "Wo liegt der Schlüssel?"),
        ("Wo ist der Hausmeisster?", "Wo ist der Hausmeister?"),
        ("Which dynasty ruled Bohemia?", "Which dynasty ruled Bohemia?"),
        ("Who bakes frames?", "Who bakes frames?"),
        ("When does it bark?", "When does it bark?"),
    ],
)
def test_unknown_word_is_spelled_as_the_texts_spell_it(question: str, restored: str) -> None:
    assert respelled(question, _unknown(question, TEXTS), TEXTS) == restored
