"""What `verified` takes for a holding quote and what not, in several languages."""

import pytest

from chalicelib.rag.citations.cite import Source
from chalicelib.rag.citations.verify import Words
from tests.unit.citations.test_cite import passage

BRIDGE = "The bridge was opened in 1932 by the mayor John Lang. It is 1,149 metres long and not open to trucks."
VIETNAM = "Cầu Long Biên được khánh thành năm 1902. Cầu dài 1.682 mét và không cho phép xe tải đi qua."
HOUSE = "Das Haus kostet 1.250 Euro und ist nicht teuer. Es wiegt 1.234.567 kg."
TOWER = "塔は1958年に完成した。高さは333メートルで、入場は無料ではない。"


def verified(claim: str, source: str) -> bool:
    return Source(passage(source)).quote(Words(claim))[2]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (BRIDGE, "The bridge was opened in 1932."),
        (BRIDGE, "The bridge was opened by the mayor John Lang."),
        (BRIDGE, "It is 1149 metres long."),
        (BRIDGE, "The bridge is not open to trucks."),
        ("The zoo keeps four red pandas.", "The zoo keeps 4 red pandas."),
        (VIETNAM, "Cầu Long Biên được khánh thành năm 1902."),
        (VIETNAM, "Cầu dài 1682 mét."),
        ("Revenue was 1.234 billion dollars.", "Revenue was 1.234 billion dollars."),
        (HOUSE, "Das Haus kostet 1250 Euro."),
        (HOUSE, "Es wiegt 1,234,567 kg."),
        ("Take 0.250 mg, which is 1,234.5 units.", "Take 0,250 mg, which is 1.234,5 units."),
        (TOWER, "塔は1958年に完成した。"),
        ("Die Brücke wurde 1932 eröffnet. Sie ist 503 Meter lang.", "Die Brücke wurde 1932 eröffnet."),
    ],
)
def test_claim_in_the_source_is_verified(source: str, claim: str) -> None:
    assert verified(claim, source)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (BRIDGE, "The bridge was opened in 1923."),
        (BRIDGE, "The bridge was opened in 1,149."),
        (BRIDGE, "The bridge was opened in 1932 by the mayor Jack Lang."),
        (BRIDGE, "The bridge was not opened in 1932 by the mayor John Lang."),
        (BRIDGE, "It is 1,149 metres long and open to trucks."),
        (BRIDGE, "Bananas are rich in potassium."),
        ("Denver beat Carolina in the final.", "Carolina beat Denver in the final."),
        ("Ana scored 15 goals and Eva scored 3.", "Ana scored 3 goals and Eva scored 15."),
        (VIETNAM, "Cầu Long Biên được khánh thành năm 1903."),
        (VIETNAM, "Cầu Trường Tiền được khánh thành năm 1902."),
        (VIETNAM, "Cầu dài 1.682 mét và cho phép xe tải đi qua."),
        (TOWER, "塔は1985年に完成した。"),
        (TOWER, "高さは333メートルで、入場は無料だ。"),
        ("Revenue was 1.234 billion dollars.", "Revenue was 1,234 billion dollars."),
        ("Revenue was 1,234 billion dollars.", "Revenue was 1.234 billion dollars."),
        ("What was the revenue? It was 1.234 billion dollars.", "It was 1234 billion dollars."),
        ("Take 1.250 mg of it each day.", "Take 1,250 mg of it each day."),
        (VIETNAM, "Cầu dài 1,682 mét."),
        ("Die Brücke wurde nicht 1932 eröffnet.", "Die Brücke wurde 1932 eröffnet."),
    ],
)
def test_claim_altered_in_one_thing_is_not_verified(source: str, claim: str) -> None:
    assert not verified(claim, source)


def test_vietnamese_space_and_aviation_are_no_negations() -> None:
    assert Words("không gian và hàng không").negations == ()
    assert Words("không có gì").negations == (0,)


def test_claim_without_words_is_not_verified() -> None:
    assert not verified("[1]", BRIDGE)
    assert not verified("…", BRIDGE)


def test_claim_in_other_words_is_verified_a_mixture_not() -> None:
    source = (
        "The bridge of Runmaro was designed by the engineer Ada Long and was opened to traffic in 1932. "
        "It is painted grey, and a ferry leaves from the pier below it every morning."
    )
    assert verified("The engineer who designed the bridge of Runmaro was Ada Long.", source)
    assert not verified("The engineer who designed the bridge of Runmaro was every morning.", source)
    assert not verified("The engineer who designed the bridge of Runmaro was Ada Long in 1933.", source)
    assert not verified("The engineer who did not design the bridge of Runmaro was Ada Long.", source)
