"""What is talk and what is a question, and the language of the reply."""

import json

import pytest

from chalicelib.rag.text.languages import REFUSALS
from chalicelib.rag.text.talk import SAID, Talk, reply_to, talk_of
from cloud import PROJECT

DATA = json.loads((PROJECT / "chalicelib/rag/text/talk.json").read_text())


@pytest.mark.parametrize(
    ("message", "said", "language"),
    [
        ("hello", "greeting", "en"),
        ("Good morning!", "greeting", "en"),
        ("Hellooo Grail :-)", "greeting", "en"),
        ("Great, thank you very much.", "thanks", "en"),
        ("Thanks a lot for your help!!", "thanks", "en"),
        ("Ok thanks, bye", "goodbye", "en"),
        ("OK.", "agreement", "en"),
        ("That's great 👍", "agreement", "en"),
        ("Xin chào!", "greeting", "vi"),
        ("cam on ban nhieu", "thanks", "vi"),
        ("Được rồi, cảm ơn bạn!", "thanks", "vi"),
        ("Guten Tag", "greeting", "de"),
        ("Vielen Dank für die schnelle Antwort!", "thanks", "de"),
        ("Tschüss, bis morgen", "goodbye", "de"),
        ("Bonjour à tous !", "greeting", "fr"),
        ("d’accord, merci beaucoup", "thanks", "fr"),
        ("¡Muchas gracias!", "thanks", "es"),
        ("Obrigada pela ajuda", "thanks", "pt"),
        ("Grazie mille", "thanks", "it"),
        ("Dank u wel", "thanks", "nl"),
        ("Dzień dobry", "greeting", "pl"),
        ("Спасибо большое!", "thanks", "ru"),
        ("Дуже дякую", "thanks", "uk"),
        ("teşekkür ederim", "thanks", "tr"),
        ("ありがとうございます。", "thanks", "ja"),
        ("了解しました", "agreement", "ja"),
        ("안녕하세요!", "greeting", "ko"),
        ("非常感谢！", "thanks", "zh"),
        ("شكراً جزيلاً", "thanks", "ar"),
        ("बहुत धन्यवाद", "thanks", "hi"),
        ("ขอบคุณมากค่ะ", "thanks", "th"),
        ("Terima kasih banyak", "thanks", "id"),
    ],
)
def test_talk_is_recognised_in_its_language(message: str, said: str, language: str) -> None:
    assert talk_of(message) == Talk(said, language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message", ["???", "...", "🚲", "!!!", "👩‍🚀❤️", "—", "a", "X?", "ж", "あ", "( )", "？", "\u200b"]
)
def test_message_without_a_word_is_no_question(message: str) -> None:
    assert talk_of(message) == Talk(None, None)
    assert talk_of(message, "de") == Talk(None, "de")
    assert reply_to(Talk(None, "de")) == DATA["de"]["replies"]["unclear"]


@pytest.mark.parametrize(
    "message",
    [
        "Hello, what does E17 mean?",
        "Thanks. And in Ghent?",
        "E17",
        "7",
        "C++",
        "C#",
        "猫",
        "물",
        "保修",
        "Why?",
        "yes",
        "no",
        "for your help",
        "Welche Öffnungszeiten?",
        "okra",
        "Hallo Effekt",
        "Xin chào, giá thuê xe là bao nhiêu?",
        "thank you " * 20,
    ],
)
def test_question_is_no_talk(message: str) -> None:
    assert talk_of(message) is None


def test_reply_follows_the_conversation() -> None:
    assert talk_of("ok") == Talk("agreement", "en")
    assert talk_of("ok", "vi") == Talk("agreement", "vi")
    assert talk_of("danke", "vi") == Talk("thanks", "de")


def test_every_language_with_a_refusal_has_all_replies() -> None:
    assert DATA.keys() == REFUSALS.keys()
    for name, entry in DATA.items():
        assert {*SAID, "filler", "replies"} == entry.keys(), name
        assert {*SAID, "unclear"} == entry["replies"].keys(), name
        for said in SAID:
            phrase = entry[said].split(",")[0].strip()
            talk = talk_of(phrase, name)
            assert talk is not None, phrase
            assert reply_to(talk) == entry["replies"][talk.said], phrase
