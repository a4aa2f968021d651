"""What the words of a question say about the passages that it needs."""

import pytest

from chalicelib.rag.search.comparisons import compared
from chalicelib.rag.search.descriptions import LONGEST_QUESTION, descriptions


@pytest.mark.parametrize(
    ("question", "begun"),
    [
        ("What does a cargo bike cost in the city where Jonas Kern is the safety officer?", "the city where"),
        ("When was the author of The Silver Reed born?", "the author of"),
        ("How long is the bridge that Ulven Tamor designed?", "the bridge that"),
        ("What is the height of the tower designed by Ulven Tamor?", "the tower designed by"),
        ("How did the chair of the meeting vote on the roof?", "the chair of"),
        ("In the city where Jonas Kern works, what does a bike cost?", "the city where"),
        ("How old is Anna Berg's employer according to the register?", "Anna Berg's employer"),
        ("Who manages the branch where the Calmelette was built?", "the branch where"),
        ("Giá thuê xe ở thành phố nơi Jonas Kern làm việc là bao nhiêu?", "thành phố nơi"),
        ("Tác giả của cuốn Lau Bạc sinh năm nào?", "Tác giả của"),
        ("Ai là giám đốc của công ty sửa mái nhà kho số 3?", "công ty sửa mái nhà"),
        ("What are the opening hours of the museum showing the Tamor maps?", "the museum showing t"),
        ("Điện thoại của người phụ trách kho Long Khê là số nào?", "người p"),
    ],
)
def test_description_of_a_thing_is_seen(question: str, begun: str) -> None:
    found = descriptions(question)
    assert found, question
    assert question[found[0].start :].startswith(begun)


@pytest.mark.parametrize(
    "question",
    [
        "When was the colony of New South Wales founded?",
        "What is the name of the quarterback who was 38 in Super Bowl XXXIII?",
        "Who wrote the novel A Harvest for Ulrosdale?",
        "What does a C3 cost in Freiburg?",
        "Who is the director of the museum?",
        "Ai là tác giả của Lau Bạc?",
        "Giá thuê xe ở Huế là bao nhiêu?",
        "",
        "the city where Jonas Kern works " * LONGEST_QUESTION,
    ],
)
def test_question_for_a_thing_itself_describes_no_other(question: str) -> None:
    assert descriptions(question) == []


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who was born earlier, Ulven Tamor or Elan Marrow?", ["Ulven Tamor", "Elan Marrow"]),
        ("Is Harlow Bridge longer than Mill Bridge?", ["Harlow Bridge", "Mill Bridge"]),
        ("Compare the prices of Ghent, Utrecht and Freiburg.", ["Ghent", "Utrecht", "Freiburg"]),
        ("How do Ghent and Utrecht differ in price?", ["Ghent", "Utrecht"]),
        ("Giá thuê xe ở Huế hay Đà Nẵng rẻ hơn?", ["Huế", "Đà Nẵng"]),
        ("Công ty Mai Kiều hay Công ty Uyên Trạch giao hàng nhanh hơn?", ["Công ty Mai Kiều", "Công ty Uyên Trạch"]),
        ("Which treaty did Ghent and Utrecht sign?", []),
        ("What does a C3 cost in Freiburg?", []),
    ],
)
def test_compared_names_are_seen(question: str, named: list[str]) -> None:
    assert [name.text for name in compared(question)] == named
