"""The two languages that the model was fitted on, and their stop words."""

from __future__ import annotations

import re
from typing import Literal

from chalicelib.rag.text.languages import VIETNAMESE
from cloud.bedrock.quoting.words import words

type Language = Literal["en", "vi"]

_VIETNAMESE_WORD = re.compile(r"\b(?:gì|nào|các|và)\b", re.IGNORECASE)
"""Words that almost every question without such a letter has, as in `Các nhánh là gì?`."""

_ENGLISH_STOP_WORDS = """
a an the of in on at by for from to into onto with without within about between among during after before
since until as and or but nor so than then that this these those it its he she they them his her their we
you i is are was were be been being am do does did done doing have has had having can could may might must
shall should will would there here what which who whom whose when where why how many much often long far
old kind type sort name tell me please not no any some other such same also only just very more most if
all each every s t up out over per your our my us now
hi hello hey thanks thank whats whos wheres whens hows whys im ive id youre dont doesnt didnt isnt arent cant wont
pls plz ok
"""
_VIETNAMESE_STOP_WORDS = """
là của và có các những được cho trong với một này đó khi thì mà ở từ ra vào lên xuống đã đang sẽ bị bởi do
để về như cũng còn nào gì ai đâu sao bao nhiêu mấy thế vì tại theo trên dưới giữa hay hoặc nhưng nếu rằng
việc sự cái con người ta ông bà họ nó tôi bạn chúng không phải rất nhất hơn qua lại đến tới sau trước cùng
đều vậy tên loại hãy làm nơi thời gian năm
"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_ENGLISH_STOP_WORDS.split()),
    "vi": frozenset(_VIETNAMESE_STOP_WORDS.split()),
}


def language_of(text: str) -> Language:
    """Vietnamese if the text has letters or words that only Vietnamese has, otherwise English."""
    return "vi" if VIETNAMESE.search(text) or _VIETNAMESE_WORD.search(text) else "en"


def content_words(text: str, stop_words: frozenset[str]) -> list[str]:
    """The words that carry the meaning of a question; all its words if none does."""
    all_words = words(text)
    return [word for word in all_words if word not in stop_words] or all_words
