"""Sentences over the end of a page: which go on, where their halves stand, and how they read as one."""

import pytest

from chalicelib.rag.text.page_breaks import halves, joined, whole

CHINESE = (
    "港口管理处保存所有船只的登记册，并在收到来信后十个工作日内答复。"
    + "船主每年三月缴纳停泊费，不缴者不得使用北码头。"
)
GOES_ON = [
    ("The lock was mended. The keeper of the lower", "lock opens it at high tide. He writes it down."),
    ("The keeper opens the lower lock,", "and closes it at low tide."),
    ("The keeper of the lower lock is respon-", "sible for the gates."),
    ("Người giữ cửa cống ở hạ lưu phải mở", "cửa khi nước lên."),
    ("The keeper of the lower\n\nPage 1 of 4\n\n", "River Trust Review\n\nlock opens it at high tide."),
    ("The keeper of the lower\n\n4 See Holt (1931).\n\n17", "2031\n\nReview\n\nlock opens it at high tide."),
    (CHINESE + CHINESE[:25], CHINESE[25:] + CHINESE),
]


@pytest.mark.parametrize(("before", "after"), GOES_ON)
def test_a_sentence_that_goes_on_has_two_halves(before: str, after: str) -> None:
    found = halves(before, after)
    assert found
    assert before[slice(*found.first)].startswith(("The keeper", "Người giữ", "港口管理处"))
    assert after[slice(*found.second)].startswith(("lock", "and", "sible", "cửa", CHINESE[25:30]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The lock was mended in May.", "the keeper opens it."),
        ("The keeper of the lower lock", "The keeper opens it."),
        ("Pump | 3\nSeal | 5 and a half", "gasket | 7"),
        ("Contents", "of the report are secret."),
        ("", "lock opens it at high tide."),
        ("The keeper of the lower", ""),
        ("The keeper of the lower", "A long paragraph that begins anew. " * 5 + "\n\nlock opens it."),
    ],
)
def test_other_pages_have_none(before: str, after: str) -> None:
    assert halves(before, after) is None


def test_a_text_is_made_whole_where_its_halves_stand() -> None:
    text = "Review\n\nlock opens it at high tide. It was mended. The keeper of the upper\n\n17"
    assert whole(text, "The keeper of the lower", "one is respon-") == (
        "Review\n\nThe keeper of the lower lock opens it at high tide. It was mended. "
        "The keeper of the upper one is respon-\n\n17"
    )


def test_a_text_whose_sentences_are_whole_stays() -> None:
    assert whole("The lock was mended.", "", "") == "The lock was mended."


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("respon-", "sible", "responsible"),
        ("Jean-", "Marie", "Jean- Marie"),
        ("十个工", "作日", "十个工作日"),
        ("봄에는", "밀이", "봄에는 밀이"),
        ("at high", "tide", "at high tide"),
    ],
)
def test_halves_are_joined_as_their_script_writes_them(first: str, second: str, both: str) -> None:
    assert joined(first, second) == both
