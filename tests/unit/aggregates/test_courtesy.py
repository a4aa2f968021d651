"""What people say before and after they ask: it changes no result, and no condition is taken for it."""

import pytest

from chalicelib.rag.aggregates.values import Computed
from tests.unit.aggregates.library import ask

VANS = """Van | Town | Price
A1 | Ulm | 100
A2 | Bonn | 300
A3 | Ulm | 200
"""
XE = """Xe | Thành phố | Giá
X1 | Huế | 100
X2 | Đà Lạt | 300
X3 | Huế | 200
"""


def value(question: str) -> object:
    computed = ask(question, {"Vans.txt": XE if "xe" in question else VANS})
    return computed.value if isinstance(computed, Computed) else None


@pytest.mark.parametrize(
    "question",
    [
        "My boss wonders how many vans are in Ulm.",
        "Sorry to bother you, how many vans are in Ulm?",
        "Hello, I was asked for the number of vans in Ulm, thanks.",
        "Could somebody check how many vans are in Ulm, please?",
        "For our budget, how many vans are in Ulm?",
        "Đồng nghiệp hỏi tôi có bao nhiêu xe ở Huế.",
        "Phiền bạn kiểm tra giúp có bao nhiêu xe ở Huế nhé?",
        "Bạn có biết có bao nhiêu xe ở Huế không?",
        "We were just wondering whether somebody could tell us how many vans are in Ulm.",
        "Our new auditor would like to know how many vans are in Ulm, if you don't mind.",
        "I don't remember how many vans are in Ulm.",
        "Ban giám đốc muốn biết có bao nhiêu xe ở Huế.",
        "Em không nhớ rõ là có bao nhiêu xe ở Huế.",
    ],
)
def test_courtesy_changes_no_result(question: str) -> None:
    assert value(question) == 2


@pytest.mark.parametrize(
    "question",
    [
        "In Oslo, how many vans are there?",
        "For our head office in Oslo, how many vans are there?",
        "My boss wonders how many red vans are in Ulm.",
        "How many rented vans are there?",
        "How many vans in Ulm are available?",
        "I need the green ones: how many vans?",
        "Sorry to bother you, without Oslo, how many vans are there?",
        "Lỗi nào xe ở Huế có bao nhiêu?",
        "Ở Vinh có bao nhiêu xe?",
        "Sếp hỏi có bao nhiêu xe màu đỏ ở Huế nhé.",
        "Could you tell me of the red ones how many vans are in Ulm?",
        "I would like to know for Oslo how many vans there are.",
        "Since 2020 we want to know how many vans there are.",
        "I need the vans without a driver: how many vans are in Ulm?",
        "Tôi muốn biết ở Vinh có bao nhiêu xe.",
        "Xe màu đỏ thì có bao nhiêu xe ở Huế?",
    ],
)
def test_conditions_are_no_courtesy(question: str) -> None:
    assert value(question) is None
