"""The digits of an amount in the places of a number format: `#,##0.00`, `00-00`, `0.0E+00`, `# ?/?`."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_MOST_DIGITS = 30
Token = tuple[str, str]
"""A kind and a text: places, signs such as points and commas, literals."""

_MARKS = {("sign", "."), ("sign", ",")}

Shower = Callable[[Decimal], str]
"""Shows an amount, which is not below zero."""


def filler(section: list[Token]) -> Shower:
    """What fills the places of a section."""
    percents = 2 * min(section.count(("sign", "%")), 3)
    if any(kind == "power" for kind, _ in section):
        return lambda amount: _scientific(section, amount.scaleb(percents))
    if ("sign", "/") in section:
        return lambda amount: _fraction(section, amount)
    return _usual(section, percents) or (lambda amount: _decimal(section, amount.scaleb(percents)))


def _usual(section: list[Token], percents: int) -> Shower | None:
    """Nearly all formats: one run of places, all behind the point needed. A tenth of the time of the others."""
    places = [at for at, (kind, _) in enumerate(section) if kind == "place"]
    run = section[places[0] : places[-1] + 1]
    before, _, behind = "".join(text for _, text in run).partition(".")
    is_plain = all(token[0] == "place" or token in _MARKS for token in run)
    outside = section[: places[0]] + section[places[-1] + 1 :]
    if not is_plain or behind.strip("0") or not before or set(outside) & _MARKS:
        return None
    width, step = before.count("0"), Decimal(1).scaleb(-min(len(behind), _MOST_DIGITS))
    form = ",f" if "," in before else "f"
    if width > 1 and form == ",f":
        return None
    prefix = "".join(text for _, text in section[: places[0]])
    suffix = "".join(text for _, text in section[places[-1] + 1 :])

    def show(amount: Decimal) -> str:
        if amount.adjusted() > _MOST_DIGITS - len(behind) - percents - 4:
            return prefix + f"{amount.scaleb(percents):.15g}" + suffix
        digits = format(amount.scaleb(percents).quantize(step, ROUND_HALF_UP), form)
        if width > 1:
            digits = digits.zfill(width + (len(behind) + 1 if behind else 0))
        elif not width and digits[0] == "0":
            digits = digits[1:]
        return prefix + digits + suffix

    return show


def _decimal(section: list[Token], amount: Decimal) -> str:
    places = [at for at, (kind, _) in enumerate(section) if kind == "place"]
    point = next((at for at, token in enumerate(section) if token == ("sign", ".")), None)
    last = max(at for at in places if point is None or at < point) if point is None or places[0] < point else -1
    commas = [at for at, token in enumerate(section) if token == ("sign", ",")]
    grouped = any(places[0] < at < last for at in commas)
    amount = amount.scaleb(-3 * sum(at > last for at in commas))
    decimals = sum(point is not None and at > point for at in places)
    if amount.adjusted() > _MOST_DIGITS:
        return f"{amount:.15g}"
    rounded = amount.quantize(Decimal(1).scaleb(-min(decimals, _MOST_DIGITS)), ROUND_HALF_UP)
    whole, _, rest = f"{rounded:f}".partition(".")
    shown = dict(_whole(section, [at for at in places if at <= last], "" if whole == "0" else whole, grouped=grouped))
    shown |= _rest(section, [at for at in places if at > last], rest)
    out = "".join(shown.get(at, "" if token == ("sign", ",") else token[1]) for at, token in enumerate(section))
    return out if last >= 0 else out.replace(".", (whole if whole != "0" else "") + ".", 1)


def _whole(section: list[Token], places: list[int], digits: str, *, grouped: bool) -> list[tuple[int, str]]:
    """What stands in each place before the point; the first one takes the digits that are left."""
    shown: list[tuple[int, str]] = []
    count = 0
    for at in reversed(places):
        take = len(digits) if at == places[0] else 1
        taken = digits[-take:] if digits and take else ""
        digits = digits[: len(digits) - len(taken)]
        text = taken or ("0" if section[at][1] == "0" else "")
        out = ""
        for digit in reversed(text):
            out = digit + ("," if grouped and count and count % 3 == 0 else "") + out
            count += 1
        shown.append((at, out))
    return shown


def _rest(section: list[Token], places: list[int], digits: str) -> dict[int, str]:
    """What stands in each place behind the point: no zeros at the end but where the format asks for them."""
    needed = max((number + 1 for number, at in enumerate(places) if section[at][1] == "0"), default=0)
    kept = max(needed, len(digits.rstrip("0")))
    return {at: digits[number] if number < min(kept, len(digits)) else "" for number, at in enumerate(places)}


def _scientific(section: list[Token], amount: Decimal) -> str:
    power = next(at for at, (kind, _) in enumerate(section) if kind == "power")
    point = next((at for at, token in enumerate(section) if token == ("sign", ".")), power)
    decimals = sum(kind == "place" for kind, _ in section[point:power])
    digits, _, exponent = f"{amount:.{min(decimals, _MOST_DIGITS)}E}".partition("E")
    width = sum(kind == "place" for kind, _ in section[power:])
    sign = "-" if exponent.startswith("-") else "+" if section[power][1][1] == "+" else ""
    return f"{digits}E{sign}{exponent.lstrip('+-').zfill(width)}"


def _fraction(section: list[Token], amount: Decimal) -> str:
    slash = section.index(("sign", "/"))
    width = sum(kind == "place" for kind, _ in section[slash:])
    whole, rest = divmod(Fraction(amount), 1)
    near = rest.limit_denominator(10 ** min(max(width, 1), 4) - 1)
    if near == 1:
        whole, near = whole + 1, Fraction(0)
    parts = [str(whole)] if whole or not near else []
    return " ".join([*parts, f"{near.numerator}/{near.denominator}"] if near else parts)
