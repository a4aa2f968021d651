"""A language that is recognised in a question has all that the rules ask of it."""

import json

import pytest

from chalicelib.rag.answers.refusal import refusal
from chalicelib.rag.text.languages import LANGUAGES, REFUSALS, language_of, sentence, thousands_sign
from cloud import PROJECT

DATA = json.loads((PROJECT / "chalicelib/rag/text/languages.json").read_text())
RECOGNISED = sorted(name for name, data in DATA.items() if "pointing" in data or "script" in data)


@pytest.mark.parametrize("name", RECOGNISED)
def test_language_has_a_refusal_and_a_thousands_sign(name: str) -> None:
    missing = {"refusal", "thousands"} - DATA[name].keys()
    assert not missing, f"languages.json has no {missing} of {name}"
    question = " ".join(sorted(LANGUAGES[name].stop_words)) if name in LANGUAGES else DATA[name]["script"][0]
    assert language_of(question) == name
    assert refusal(question) == DATA[name]["refusal"]
    assert thousands_sign(question) == DATA[name]["thousands"]


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_language_with_a_refusal_has_the_sentences_beside_it(name: str) -> None:
    assert "{term}" in sentence("not_mentioned", name)
    assert "{terms}" in sentence("similar", name)
    assert "{count}" in sentence("count", name)
    assert name == "en" or sentence("partial", name) != sentence("partial", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2023年8月18日に何をしましたか？", "ja"),
        ("KT-530Rの電池は何ですか？", "ja"),
        ("1층에 무엇이 있습니까?", "ko"),
        ("E17", None),
    ],
)
def test_digits_hide_no_letters_of_a_language_without_blanks(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_sentence_of_an_unknown_language_is_english() -> None:
    assert sentence("partial", None) == sentence("partial", "xx") == sentence("partial", "en")
