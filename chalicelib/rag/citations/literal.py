"""Where in a growing Markdown text nothing is a marker: code, formulas and addresses.

A Markdown parser reads a text that is whole; this follows one while it streams, as far as a bracket needs.
"""

import re

_TOKEN = re.compile(
    r"(?P<line>\n)|(?P<blank>[ \t]+)|(?P<ticks>`+|~{3,})|(?P<formula>\$\$?|\\[\[\]()])|(?P<word>\\[^\n]|[^\s`~$\\]+|.)",
    re.DOTALL,
)
_UNDECIDED = re.compile(r"(?:`+|~+|\$+|\\)\Z")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\Z")
_FORMULA_ENDS = {"$": "$", "$$": "$$", "\\[": "\\]", "\\(": "\\)"}
_CODE_INDENT, _ITEM_INDENT, _TAB = 4, 2, 4  # Columns.
_TAIL = 40  # Characters of the line that are kept.
_LONGEST_WAIT = 40  # Signs of one run that are waited for.


class LiteralText:
    """The state after all that was read. `line_tail` is the end of the last line."""

    def __init__(self) -> None:
        self.line_tail = ""
        self._fence = ""
        self._code_span = 0  # Ticks that close it.
        self._formula = ""  # The sign that closes it.
        self._indented = False
        self._in_list = False
        self._address = False
        self._after_blank_line = True
        self._begin_line()

    def protects(self) -> bool:
        """Whether the next character stands in code, a formula or an address."""
        indented = self._indented or (self._at_start and self._indent >= _CODE_INDENT and self._may_indent())
        return bool(self._fence or self._code_span or self._formula or self._address or indented)

    def decided_until(self, text: str, start: int) -> int:
        """Up to where `text` can be read now, from `start` on: a run of signs at its end may yet grow."""
        run = _UNDECIDED.search(text, max(start, len(text) - _LONGEST_WAIT))
        return run.start() if run else len(text)

    def read(self, text: str) -> None:
        for token in _TOKEN.finditer(text):
            kind, sign = token.lastgroup, token[0]
            if kind == "line":
                self._end_line()
                continue
            if kind == "blank":
                self._read_blank(sign)
            elif kind == "ticks":
                self._read_ticks(sign)
            elif kind == "formula":
                self._read_formula(sign, text[token.end() : token.end() + 1])
            else:
                self._read_word(sign)
            self.line_tail = (self.line_tail + sign)[-_TAIL:]

    def _begin_line(self) -> None:
        self._at_start, self._indent = True, 0
        self._empty, self._is_item = True, False
        self.line_tail = ""

    def _end_line(self) -> None:
        if self._empty:
            self._formula = ""
        self._after_blank_line = self._empty
        self._code_span, self._address = 0, False
        if self._formula == "$":
            self._formula = ""
        self._begin_line()

    def _read_blank(self, blank: str) -> None:
        self._address = False
        if self._at_start:
            self._indent += sum(_TAB if sign == "\t" else 1 for sign in blank)

    def _read_ticks(self, ticks: str) -> None:
        first, was_start = ticks[0], self._at_start
        self._begin_content()
        if self._fence:
            if was_start and first == self._fence[0] and len(ticks) >= len(self._fence):
                self._fence = ""
        elif was_start and len(ticks) >= 3 and not self._indented:
            self._fence = ticks
        elif first == "`" and not self._formula:
            self._code_span = 0 if self._code_span == len(ticks) else self._code_span or len(ticks)

    def _read_formula(self, sign: str, following: str) -> None:
        self._begin_content()
        if self._fence or self._code_span:
            return
        if self._formula:
            self._formula = "" if sign == self._formula else self._formula
        elif sign in _FORMULA_ENDS and (sign != "$" or self._opens_formula(following)):
            self._formula = _FORMULA_ENDS[sign]

    def _opens_formula(self, following: str) -> bool:
        """Pandoc's rule: `$x$` is a formula, `$5` and `5$` are money."""
        return bool(following) and not following.isspace() and not following.isdigit() and following != "$"

    def _read_word(self, word: str) -> None:
        item = self._at_start and _ITEM.match(word)
        if item and not self._fence:
            self._in_list = self._is_item = True
            self._empty, self._indent = False, 0
            return
        if word == ">" and self._at_start:
            self._empty, self._indent = False, 0
            return
        self._begin_content()
        self._address = self._address or "://" in _unbroken(self.line_tail + word)

    def _begin_content(self) -> None:
        """The first sign of a line that is neither a blank nor the mark of a list or a quotation."""
        if self._at_start:
            self._indented = self._indent >= _CODE_INDENT and self._may_indent()
            if self._after_blank_line and self._indent < _ITEM_INDENT:
                self._in_list = self._is_item
        self._at_start = self._empty = False

    def _may_indent(self) -> bool:
        return not self._in_list and (self._after_blank_line or self._indented)


def _unbroken(text: str) -> str:
    """The end of a text after its last blank."""
    return "" if text[-1:].isspace() else text.split()[-1]
