"""Vietnamese typed without diacritics, restored to the spelling of the documents."""

import pytest

from chalicelib.models import StoredPassage
from chalicelib.rag.search.ranking import Query
from chalicelib.rag.search.search import Retriever
from chalicelib.rag.text.diacritics import restored
from tests.support.fakes import FakeEmbedder
from tests.unit.search.doubles import Documents, Store, document

TEXTS = [
    "Thành phố Hồ Chí Minh là thành phố đông dân nhất Việt Nam. Mỗi phường có một bưu điện.",
    "Bưu điện thành phố mở cửa lúc bảy giờ sáng. Thành quả của hợp tác xã là những phở bò ngon, thanh và nhẹ.",
    "Sáng nay có ba người hỏi mấy giờ thì cửa hàng mở máy.",
]


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        ("Buu dien thanh pho mo cua luc may gio?", "Bưu điện thành phố mở cửa lúc mấy giờ?"),
        ("thanh pho ho chi minh", "thành phố hồ chí minh"),
        ("THANH PHO, Ho Chi Minh: 7 gio", "Thành Phố, Hồ Chí Minh: 7 giờ"),
    ],
)
def test_the_documents_show_the_spelling(typed: str, spelled: str) -> None:
    """Neighbours decide: the texts have `thanh` and `hợp` as words of their own too."""
    assert restored(typed, TEXTS) == spelled


@pytest.mark.parametrize(
    "typed",
    [
        "Bưu điện thành phố mở cửa lúc mấy giờ?",
        "When does the post office of Ho Chi Minh City open?",
        "?",
        "",
    ],
)
def test_other_questions_stay_as_they_are(typed: str) -> None:
    assert restored(typed, TEXTS) == typed


def test_texts_in_another_language_restore_nothing() -> None:
    assert restored("resume of the cafe", ["Résumé of the café"]) == "resume of the cafe"
    assert restored("thanh pho", []) == "thanh pho"


def test_a_restored_question_is_searched_again() -> None:
    first = StoredPassage("first", "d", 1, 0, None, (), 0, len(TEXTS[1]), TEXTS[1], 0.9)
    better = StoredPassage("better", "d", 1, 5, None, (), 0, 4, "text", 0.9)
    asked: list[str] = []

    class Embedder(FakeEmbedder):
        def embed_query(self, text: str) -> list[float]:
            asked.append(text)
            return super().embed_query(text)

    store = Store([[first], [better]])
    retriever = Retriever(Documents([document()]), Embedder(), store)
    result = retriever.search("o", Query("gio mo cua"))
    assert asked == ["gio mo cua", "giờ mở cửa"]
    assert [passage.id for passage in result.passages] == ["better"]
    assert result.embedded_tokens > retriever.search("o", Query("giờ mở cửa")).embedded_tokens
