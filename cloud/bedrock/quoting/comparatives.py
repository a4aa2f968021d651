"""Questions which of two things is heavier: documents state weights, and none says `heavier`."""

from __future__ import annotations

import re

_BETWEEN = re.compile(
    r"\b(?:or|than|which|oder|als|welche[rs]?|ou|que|quel(?:le)?|cuál|o|qual)\b|\b(?:hay|hoặc|hơn|nào)\b", re.IGNORECASE
)
_MEASURE_OF = tuple(
    (re.compile(rf"\b(?:{adjectives})\b", re.IGNORECASE), measure)
    for adjectives, measure in (
        ("heavier|lighter", "weight"),
        ("longer|shorter", "length"),
        ("faster|slower|quicker", "speed"),
        ("louder|noisier|quieter", "noise"),
        ("taller|higher", "height"),
        ("deeper|shallower", "depth"),
        ("wider|narrower", "width"),
        ("bigger|larger|smaller", "size"),
        ("cheaper|dearer|pricier|more expensive|less expensive", "price"),
        ("schwerer|leichter", "Gewicht"),
        ("länger|kürzer", "Länge"),
        ("schneller|langsamer", "Geschwindigkeit"),
        ("lauter|leiser", "Geräusch"),
        ("breiter|schmaler", "Breite"),
        ("tiefer", "Tiefe"),
        ("billiger|günstiger|teurer", "Preis"),
        ("plus lourde?|plus légère?|moins lourde?", "poids"),
        ("plus longue?|plus courte?", "longueur"),
        ("plus rapide|plus lente?", "vitesse"),
        ("plus ch(?:er|ère)|moins ch(?:er|ère)", "prix"),
        ("más pesad[oa]|más liger[oa]", "peso"),
        ("más larg[oa]|más cort[oa]", "longitud"),
        ("más rápid[oa]|más lent[oa]", "velocidad"),
        ("más car[oa]|más barat[oa]", "precio"),
        ("mais pesad[oa]|mais leve", "peso"),
        ("mais longo|mais longa|mais curt[oa]", "comprimento"),
        ("mais rápid[oa]|mais lent[oa]", "velocidade"),
        ("mais car[oa]|mais barat[oa]", "preço"),
        ("nặng hơn|nhẹ hơn", "trọng lượng"),
        ("dài hơn|ngắn hơn", "chiều dài"),
        ("nhanh hơn|chậm hơn", "tốc độ"),
        ("ồn hơn|êm hơn", "độ ồn"),
        ("cao hơn|thấp hơn", "chiều cao"),
        ("rộng hơn|hẹp hơn", "chiều rộng"),
        ("rẻ hơn|đắt hơn", "giá"),
    )
)
_LASTING = re.compile(
    r"\b(?:no longer|nicht länger|guarantee|warranty|contract|lease|term|notice|leave|break|stay|wait|lasts?|take[sn]?"
    r"|took|valid|time|hours?|days?|weeks?|months?|years?|garantie|vertrag|frist|urlaub|pause|dauert|gilt|zeit|jahre?"
    r"|tage?|stunden?)\b|bảo hành|hợp đồng|thời (?:gian|hạn)",
    re.IGNORECASE,
)
"""What is longer in time has no length."""


def with_measures(question: str) -> str:
    """The question with the measure in place of the comparative: `Which is heavier, A or B?` asks for weights."""
    if not _BETWEEN.search(question) or _LASTING.search(question):
        return question
    for adjectives, measure in _MEASURE_OF:
        question = adjectives.sub(measure, question, count=1)
    return question


_TWO_NAMES = re.compile(
    r"(?P<one>[^\W\d_a-zà-ÿ][\w’'-]*(?: [^\W\d_a-zà-ÿ][\w’'-]*)*),? (?:or|than|oder|als|ou|que|o|hay|hoặc|hơn)"
    r" (?:the |der |die |das |dem |le |la |el |a |o )?(?P<other>[^\W\d_a-zà-ÿ][\w’'-]*(?: [^\W\d_a-zà-ÿ][\w’'-]*)*)"
)


def two_names(question: str) -> tuple[str, str] | None:
    """The names of two things that a question asks to compare: `Which is deeper, Brendal or Skarholm?`."""
    match = _TWO_NAMES.search(question)
    return (match["one"], match["other"]) if match else None
