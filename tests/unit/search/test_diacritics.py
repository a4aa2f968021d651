"""Vietnamese typed without accents, as the documents write it."""

import pytest

from chalicelib.models import StoredPassage
from chalicelib.rag.search.diacritics import accented
from chalicelib.rag.search.search import Query, Retrieving
from tests.support.fakes import FakeEmbedder
from tests.unit.search.test_search import Documents, Store, document

TEXTS = [
    "Thành phố Hồ Chí Minh là thành phố đông dân nhất Việt Nam. Mỗi phường có một bưu điện.",
    "Bưu điện thành phố mở cửa lúc bảy giờ sáng. Thành quả của hợp tác xã là những phở bò ngon, thanh và nhẹ.",
    "Sáng nay có ba người hỏi mấy giờ thì cửa hàng mở máy.",
]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Buu dien thanh pho mo cua luc may gio?", "Bưu điện thành phố mở cửa lúc mấy giờ?"),
        ("thanh pho ho chi minh", "thành phố hồ chí minh"),
        ("THANH PHO, Ho Chi Minh: 7 gio", "Thành Phố, Hồ Chí Minh: 7 giờ"),
    ],
)
def test_the_documents_say_how_it_is_written(typed: str, written: str) -> None:
    """Neighbours decide: `thanh` and `hợp` stand there as words of their own too."""
    assert accented(typed, TEXTS) == written


@pytest.mark.parametrize(
    "typed",
    [
        "Bưu điện thành phố mở cửa lúc mấy giờ?",
        "When does the post office of Ho Chi Minh City open?",
        "?",
        "",
    ],
)
def test_what_has_accents_or_is_another_language_stays(typed: str) -> None:
    assert accented(typed, TEXTS) == typed


def test_texts_in_another_language_change_nothing() -> None:
    assert accented("resume of the cafe", ["Résumé of the café"]) == "resume of the cafe"
    assert accented("thanh pho", []) == "thanh pho"


def test_a_question_is_searched_for_as_it_is_written() -> None:
    found = StoredPassage("first", "d", 1, 0, None, (), 0, len(TEXTS[1]), TEXTS[1], 0.9)
    better = StoredPassage("better", "d", 1, 5, None, (), 0, 4, "text", 0.9)
    asked: list[str] = []

    class Embedder(FakeEmbedder):
        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            return super().embed_query(text)

    store = Store([[found], [better]])
    retrieving = Retrieving(Documents([document()]), Embedder(), store)  # type: ignore[arg-type]
    result = retrieving.search("o", Query("gio mo cua"))
    assert asked == ["gio mo cua", "giờ mở cửa"]
    assert [each.id for each in result.passages] == ["better"]
    assert result.embedded_tokens > retrieving.search("o", Query("giờ mở cửa")).embedded_tokens
