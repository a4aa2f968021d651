"""Questions on the quarterly reports of the measuring data: key facts of each, and figures of two compared.

The figures are those of the reports' own tables; a report is 24,000 to 54,000 tokens.
"""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from measure.data import data_path
from measure.kinds.questions import Question

NAME = "filings"
COMPARISONS = 60
KEY_FACTS = 5
FACTS = ("revenue", "net", "operating", "eps", "cash")
"""What a summary of a quarter should have besides its events, the most important first."""

METRICS = {
    "revenue": ("revenue", "net sales", "doanh thu"),
    "rnd": ("research and development expense", "R&D spending", "chi phí nghiên cứu và phát triển"),
    "operating": ("operating income", "operating result", "lợi nhuận hoạt động"),
    "net": ("net income", "profit after tax", "lợi nhuận ròng"),
    "inventories": ("inventories", "stock of inventory", "hàng tồn kho"),
    "cash": ("cash and cash equivalents", "cash", "tiền và tương đương tiền"),
    "assets": ("total assets", "total assets", "tổng tài sản"),
    "eps": ("diluted earnings per share", "EPS (diluted)", "lãi trên mỗi cổ phiếu pha loãng"),
    "current": ("total current assets", "current assets", "tổng tài sản ngắn hạn"),
    "debt": ("long-term debt", "long-term debt", "nợ dài hạn"),
}
PHRASES = (
    ("en", "compare the {metric} of {one} and {other}"),
    ("en", "{metric}: {one} vs {other}?"),
    ("en", "Did {one} or {other} have the larger {metric}?"),
    ("en", "how does {metric} of {one} compare with that of {other}"),
    ("en", "What was the difference in {metric} between {one} and {other}?"),
    ("vi", "So sánh {metric} của {one} và {other}"),
    ("en", "Which was higher, the {metric} of {one} or of {other}?"),
    ("vi", "{one} và {other}: {metric} của bên nào lớn hơn?"),
)
SUMMARIES = ("Summarise this report.", "what are the key figures of {one}?", "give me a summary of {one}", "tldr {one}")


def contents() -> dict[str, bytes]:
    """The reports by file name; raises MissingDataError."""
    return {path.name: path.read_bytes() for path in sorted(data_path("filings").glob("*.pdf"))}


def questions() -> Iterator[Question]:
    """A summary of each report, and sixty comparisons of two. All pairs come; the figures take turns."""
    reports = json.loads(Path(__file__).with_name("filings.json").read_text())
    for number, (filename, report) in enumerate(reports.items()):
        one = f"the report of {report['company']} for {report['period']}"
        stated = [figure(report["figures"][name]) for name in FACTS if name in report["figures"]]
        needs = [*stated[: KEY_FACTS - len(report["events"])], *map(figure, report["events"])]
        phrase = SUMMARIES[number % len(SUMMARIES)]
        yield Question(
            id=f"filings-summary-{number + 1}",
            kind="summary of a report",
            turns=(phrase.format(one=one),),
            needs=tuple(needs),
            library=NAME,
            selected=() if "{one}" in phrase else (filename,),
            right=filename,
        )
    pairs = list(combinations(reports.values(), 2))
    for number in range(COMPARISONS):
        yield _comparison(number, *pairs[(number * 5) % len(pairs)])


def _comparison(number: int, one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> Question:
    shared = [name for name in METRICS if name in one["figures"] and name in other["figures"]]
    metric = shared[(number * 3 + number // 28) % len(shared)]
    language, phrase = PHRASES[number % len(PHRASES)]
    words = METRICS[metric][2 if language == "vi" else number % 2]
    names = [f"{report['company']} {report['period']}" for report in (one, other)]
    return Question(
        id=f"filings-comparison-{number + 1}",
        kind="comparison of reports",
        turns=(phrase.format(metric=words, one=names[0], other=names[1]),),
        needs=tuple(figure(report["figures"][metric]) for report in (one, other)),
        library=NAME,
        language=language,
    )


def figure(text: str) -> str:
    """A pattern of a figure in millions as tables have it, or of an event by its words. Billions count if they are
    rounded to three digits at least.
    """
    if not re.fullmatch(r"[\d,]+", text):
        return re.escape(text) if not re.fullmatch(r"[\d.]+", text) else rf"(?<![\d.]){re.escape(text)}(?!\d)"
    value = int(text.replace(",", "")) / 1000
    rounded = {f"{value:.2f}", f"{value:.1f}"} if value >= 10 else {f"{value:.2f}"} if value >= 1 else set()
    billions = [rf"\${re.escape(number)} billion" for number in sorted(rounded)]
    return "|".join([rf"(?<![\d,.]){text}(?![\d]|,\d)", *billions])
