"""What the thing asked for looks like: a telephone number has digits, a weight has kilograms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chalicelib.rag.text.languages import MONTHS, NUMBER_WORDS
from cloud.bedrock.quoting.language import content_words
from cloud.bedrock.quoting.question import NAME, NUMBER, Question, covered_share
from cloud.bedrock.quoting.units import Unit
from cloud.bedrock.quoting.words import matches, stem, words

_AGE = re.compile(r"\bhow old\b|\bwie alt\b", re.IGNORECASE)
_DATES = re.compile(r"\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b|\b\d{1,2}:\d\d\b")
"""Years, dates and times: their digits are no telephone number's."""

_FORMS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(form, re.IGNORECASE))
    for asked, form in (
        (
            r"\b(?:tele|mobile )?phone number|\btelefon(?:nummer)?\b|số điện thoại|numéro de téléphone|電話番号"
            r"|전화번호|电话",
            r"\d(?:[\s()/+-]?\d){4}",
        ),
        (r"\be-?mail address|\be-?mail-adresse|địa chỉ (?:e-?mail|thư điện tử)|メールアドレス", r"@"),
        (r"\bweb ?(?:site|page)'? address|\burl\b|địa chỉ trang web", r"www\.|https?:|\w\.[a-z]{2,}"),
    )
)
_MEASURES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(form, re.IGNORECASE))
    for asked, form in (
        (
            r"\bhow (?:heavy|much (?:does|do|did) .{1,60} weigh)\b|\bwie schwer\b|nặng bao nhiêu|nặng mấy",
            r"\d\s?(?:kg|g|mg|t|tons?|tonnes?|kilos?|pounds?|lbs?|ounces?|oz|kilogram\w*|gram\w*|tonnen?|gramm"
            r"|tấn|tạ|ký)\b|weigh|gewicht|wiegt|nặng",
        ),
        (
            r"\bhow (?:loud|noisy|quiet)\b|\bwie laut\b|ồn (?:bao nhiêu|thế nào)",
            r"\bdb\b|db\(a\)|decibel|dezibel|noise|loud|laut|ồn",
        ),
        (
            r"\bhow (?:hot|warm|cold)\b|\bwie (?:heiß|warm|kalt)\b|nóng bao nhiêu|bao nhiêu độ",
            r"°|degrees?|celsius|fahrenheit|\bgrad\b|\bđộ\b|\bhot|\bwarm|\bcold|heiß|kalt",
        ),
        (
            r"\bhow fast\b|\bwie schnell\b|nhanh bao nhiêu",
            r"km/h|mph|m/s|an hour|per hour|mbit|\bfast|speed|schnell|stundenkilometer|nhanh|tốc độ"
            r"|\b(?:second|minute|hour|day|week|sekunde|minute|stunde|tag)",
        ),
        (
            r"\bhow deep\b|\bwie tief\b|sâu bao nhiêu",
            r"\d\s?(?:m|cm|mm|km|ft|metres?|meters?|feet|mét|meter)\b|deep|depth|tief|sâu",
        ),
        (
            r"\bhow old\b|\bwie alt\b|bao nhiêu tuổi",
            r"\d\s(?:years?|months?|weeks?|days?|jahre?|monate?|tuổi|năm)\b|\b(?:aged?|old|born|founded|built|since|alt|geboren"
            r"|gebaut|gegründet|sinh|tuổi|xây)\b|\b1\d{3}\b",
        ),
        (
            r"\bhow (?:tall|high)\b|cao bao nhiêu",
            r"\d\s?(?:m|cm|mm|km|ft|metres?|meters?|feet|inch(?:es)?|mét|stor(?:ey|ie)s?|floors?|%|euros?|pounds?|dollars?)"
            r"|[%$€£]\s?\d|\b(?:high|height|tall|cao)\b|\d",
        ),
    )
)


_AGGREGATE = re.compile(
    r"\b(?:together|altogether|in total|total|sum|average|mean of|cheapest|dearest|most expensive|least|lowest|highest"
    r"|smallest|largest|biggest|longest|shortest|fewest|zusammen|insgesamt|durchschnitt\w*|billigste\w*|teuerste\w*"
    r"|kleinste\w*|größte\w*)\b"
    r"|tổng cộng|trung bình|rẻ nhất|đắt nhất|lớn nhất|nhỏ nhất",
    re.IGNORECASE,
)
_SAYING_WORDS = (
    "mean means meaning say says tell explain describe stand define definition called happen happened bedeutet"
    " heißt steht sagt geschah geschehen passiert passierte nghĩa passé ocurrió pasó successo aconteceu"
)
SAYING = frozenset(map(stem, _SAYING_WORDS.split()))
_HOW_MANY = re.compile(r"\bhow many\b|\bwie ?viele\b|bao nhiêu|\bmấy\b", re.IGNORECASE)
_QUANTITY = re.compile(
    rf"{NUMBER.pattern}|\b(?:no|none|all|both|several|few|single|every|each|only|keine?|alle|beide|mehrere)\b",
    re.IGNORECASE,
)
LEAST_ABOUT = 0.5
"""Share of a question's other words that must stand with what it names, more than this."""
NUMBERS = frozenset(NUMBER_WORDS)
_COST = re.compile(
    r"\bcosts?\b|\bprice\b|\bhow expensive\b|\bkoste[tn]\b|\bpreis\b"
    r"|\bgiá (?:bao nhiêu|vé|tiền|thuê|của|là)\b|bao nhiêu tiền",
    re.IGNORECASE,
)
_AMOUNTS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(form, re.IGNORECASE))
    for asked, form in (
        (
            r"\bcosts?\b|\bprice\b|\bhow expensive\b|\bkoste[tn]\b|\bpreis\b"
            r"|\bgiá (?:bao nhiêu|vé|tiền|thuê|của|là)\b|bao nhiêu tiền",
            r"[€$£¥元円원₫]|\b(?:eur|euros?|pounds?|dollars?|pence|cents?|gbp|usd|chf|vnd|đồng|francs?|franken|yen)\b"
            r"|\b(?:costs?|price|fee|fare|rent|free|no charge|included|kostet|preis|gratis)\b|\bgiá\b|miễn phí",
        ),
        (
            r"\b(?:what|which) colou?r\b|\bwelche farbe\b|màu gì",
            r"\b(?:red|green|blue|yellow|white|black|grey|gray|brown|orange|pink|purple|violet|silver|gold\w*|beige)\b"
            r"|\bcolou?r|\b(?:rot|grün|blau|gelb|weiß|schwarz|grau|braun)|\bfarb|màu",
        ),
    )
)
_ASKS_WHO = re.compile(r"\W*(?:(?:and|but|so|und|aber|còn)\s+)?(?:who(?:m|se|s)?|we[rmn]|ai)\b", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:by|von|durch|bởi|do|par|por)\s+\w|\b(?:he|she|they|we|you|i|er|sie|wir|ông|bà|anh|chị)\b", re.IGNORECASE
)
_TIMES = frozenset(
    [
        *MONTHS,
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    ]
)
_ASKS_WHEN = re.compile(
    r"\W*(?:(?:and|but|so|since|until|till|by|from|und|aber|ab|seit|bis)\s+)*(?:when|wann)\b", re.IGNORECASE
)
_TELLS_WHEN = re.compile(
    rf"{NUMBER.pattern}|\b(?:{'|'.join(sorted(_TIMES))})|second|minute|hour|day|night|week|month|year|decade|centur|season"
    r"|spring|summer|autumn|winter|morning|noon|evening|dawn|dusk|sunrise|sunset|daily|annual|sekunde|stunde|\btag|tags\b"
    r"|nacht|nächt|woche|wöch|monat|jahr|jähr|frühling|frühjahr|sommer|herbst|morgen|mittag|abend|täglich|ostern"
    r"|weihnacht|pfingst|\b(?:time|times|always|never|immediately|soon|later|earlier|now|today|tomorrow|before|after|during"
    r"|while|until|till|since|once|when|whenever|if|upon|vor|nach|während|bis|seit|sobald|wenn|falls|nie|immer|sofort|heute"
    r"|jetzt|zuerst|zuletzt)\b",
    re.IGNORECASE,
)
_FORM_WORD_LIST = """
telephone phone mobile number telefon telefonnummer nummer email mail address adresse website web page site url
heavy weigh loud noisy quiet hot warm cold fast deep tall high old cost price expensive
schwer laut heiß warm kalt schnell tief alt kostet kosten preis
số điện thoại địa chỉ nặng ồn nóng nhanh sâu cao giá mấy
"""
_FORM_WORDS = frozenset(map(stem, _FORM_WORD_LIST.split()))


def without_form(terms: Sequence[str]) -> list[str]:
    """A question's words but those that name the form: what the number or the weight is of."""
    return [term for term in terms if term not in _FORM_WORDS]


def measures(question: str) -> bool:
    """Whether a question asks how heavy, loud, hot, fast, deep or high a thing is: few answers say that very word."""
    return any(asked.search(question) for asked, _ in _MEASURES)


def asks_for_form(question: str) -> bool:
    """Whether a question asks for what is told by its looks."""
    return any(asked.search(question) for asked, _ in (*_FORMS, *_MEASURES)) or bool(_COST.search(question))


def asks_for_aggregate(question: str) -> bool:
    """Whether a question asks for a sum, a mean or an extreme: no row says it."""
    return bool(_AGGREGATE.search(question))


def has_form_asked_for(question: str, unit: str) -> bool:
    """Whether a unit has what the thing asked for looks like: a telephone number, an address on the web, a measure."""
    if _HOW_MANY.search(question) and NUMBERS.isdisjoint(words(unit)) and not _QUANTITY.search(_DATES.sub(" ", unit)):
        return False
    text = unit if _AGE.search(question) else _DATES.sub(" ", unit)
    return all(form.search(text) for asked, form in (*_FORMS, *_MEASURES, *_AMOUNTS) if asked.search(question))


def leaves_open_when(question: str, unit: str) -> bool:
    """Whether a question asks when, and a unit has nothing that tells a time."""
    return bool(_ASKS_WHEN.match(question)) and not _TELLS_WHEN.search(unit)


def is_of_form_asked_for(question: Question, unit: Unit, about: frozenset[str]) -> bool:
    """Whether a unit with a telephone number, say, is about that whose number is asked for; or names somebody."""
    if _ASKS_WHO.match(question.text) and not _could_name_somebody(question, unit):
        return False
    rest = without_form(question.terms)
    if _HOW_MANY.search(question.text) and not any(matches(term, unit.stems) for term in rest):
        return False
    return not (asks_for_form(question.text) and rest) or covered_share(rest, about) > LEAST_ABOUT


def _could_name_somebody(question: Question, unit: Unit) -> bool:
    """Whether a unit has a name that is no day's or month's, says by whom something is done, or begins with who does.

    "Tools were stolen in August" names nobody who stole tools; "The driver pays the fines" does who pays fines.
    """
    names = (word for name in NAME.finditer(unit.text) if name.start() or " " in name[0] for word in words(name[0]))
    if _SOMEBODY.search(unit.text) or any(name not in _TIMES for name in names):
        return True
    content = [stem(word) for word in content_words(unit.text, question.stop_words)]
    first = content[0] if content else ""
    return first.isalpha() and first not in _TIMES and not matches(first, frozenset(question.terms))
