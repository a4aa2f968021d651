"""The numbers of ordered lists, as browsers count them."""

from collections.abc import Iterator

from lxml import etree

_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
)
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST = 1 << 31


def numbers(ordered: etree._Element, begin: str | None = None) -> Iterator[str]:
    """The marks of an <ol> from one item on: `4. `, `5. ` or `iv. `."""
    down = ordered.get("reversed") is not None
    first = sum(1 for _ in ordered.iterchildren("li")) if down else 1
    number = _whole(begin, _whole(ordered.get("start"), first))
    while True:
        yield _written(number, ordered.get("type") or "1") + ". "
        number += -1 if down else 1


def _whole(text: str | None, otherwise: int) -> int:
    try:
        value = int((text or "")[:12])
    except ValueError:
        return otherwise
    return value if abs(value) < _LARGEST else otherwise


def _written(number: int, kind: str) -> str:
    if kind in ("a", "A") and number > 0:
        text = ""
        while number:
            number, letter = divmod(number - 1, 26)
            text = chr(97 + letter) + text
    elif kind in ("i", "I") and 0 < number < 4000:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
    else:
        return str(number)
    return text.upper() if kind.isupper() else text
