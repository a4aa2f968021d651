"""What words of a question tell of it, in each language that has routes, and what they must not take for more."""

import pytest

from chalicelib.rag.routes.cues import cues, topic_of


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("Summarise the meeting in three points.", "summary"),
        ("can you give me a quick overview of the annual report", "summary"),
        ("What are the key takeaways?", "summary"),
        ("What is meeting-2026-05.md about?", "about"),
        ("Compare the two contracts.", "comparison"),
        ("How did the late fee change from 2024 to 2026?", "comparison"),
        ("What is new in the rules of 2026?", "comparison"),
        ("Which documents have I uploaded?", "list"),
        ("list all my files", "list"),
        ("How many documents do I have?", "count"),
        ("Which is the newest of the reading room rules?", "newest"),
        ("Who wrote the handbook?", "authors"),
        ("How many pages does the manual have?", "pages"),
        ("When was the handbook written?", "written"),
        ("When was the handbook uploaded?", "uploaded"),
        ("Tóm tắt biên bản cuộc họp", "summary"),
        ("So sánh quy định năm 2024 và năm 2026", "comparison"),
        ("Tôi có những tài liệu nào?", "list"),
        ("Có bao nhiêu tài liệu?", "count"),
        ("Sổ tay này có bao nhiêu trang?", "pages"),
        ("Fasse das Protokoll zusammen.", "summary"),
        ("Worin unterscheiden sich die beiden Fassungen?", "comparison"),
        ("Welche Dokumente habe ich?", "list"),
        ("Résume le rapport en trois points.", "summary"),
        ("Quelle est la différence entre les deux contrats ?", "comparison"),
        ("Haz un resumen del manual.", "summary"),
        ("Compara los dos informes.", "comparison"),
        ("Faça um resumo do manual.", "summary"),
        ("この文書を要約してください", "summary"),
        ("二つの契約の違いは何ですか", "comparison"),
        ("请总结这份文件", "summary"),
        ("这两份合同有什么区别", "comparison"),
    ],
)
def test_words_tell_what_is_asked_for(question: str, cue: str) -> None:
    assert cue in cues(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the tyre pressure of the C3?",
        "Which documents must I bring to the registration?",
        "How many documents must be signed?",
        "Who is the treasurer of the friends of the library?",
        "How many guests may the holder of a Plus pass bring?",
        "When does the reading room close on Saturdays?",
        "Wie lange gilt die Garantie auf den Rahmen?",
        "Thủ thư là ai?",
        "Phạt trễ hạn là bao nhiêu?",
        "返却期限はいつですか",
    ],
)
def test_a_plain_question_has_no_cue_of_its_own(question: str) -> None:
    assert not cues(question).keys() - {"between", "documents", "many"}


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("Please give me a short summary of the Lantern handbook", "en", {"lantern", "handbook"}),
        ("Which documents do I have?", "en", set()),
        ("Hãy tóm tắt ngắn gọn tài liệu này cho tôi", "vi", set()),
        ("Gib mir bitte einen kurzen Überblick über das Protokoll", "de", {"protokol"}),
    ],
)
def test_the_topic_is_what_is_left(question: str, language: str, topic: set[str]) -> None:
    assert topic_of(question, language) == topic


def test_a_long_question_costs_its_first_characters() -> None:
    assert "summary" not in cues("x " * 400 + "Summarise the meeting.")
