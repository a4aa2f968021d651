"""Equations of Office files."""

from pathlib import Path

import pytest

from chalicelib.adapters.extraction.readers.office.omml import MOST_LEVELS
from tests.extraction.office import make_docx
from tests.extraction.reading import read


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("omml", "text"),
    [
        (run("E=mc²"), "E=mc²"),
        (f"<m:f><m:num>{run('a')}</m:num><m:den>{run('b+c')}</m:den></m:f>", r"\frac{a}{b+c}"),
        (f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('10')}</m:sup></m:sSup>", "x^{10}"),
        (f"<m:rad><m:deg>{run('3')}</m:deg><m:e>{run('x')}</m:e></m:rad>", r"\sqrt[3]{x}"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{run("i=1")}</m:sub><m:sup>{run("n")}</m:sup>'
            f"<m:e>{run('i')}</m:e></m:nary>",
            r"\sum_{i=1}^n i",
        ),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{run("a")}</m:e></m:d>', "[a]"),
        (f"<m:m><m:mr><m:e>{run('a')}</m:e><m:e>{run('b')}</m:e></m:mr></m:m>", r"\begin{matrix}a & b\end{matrix}"),
        (f"<m:f><m:num><w:r><w:t>{'top'}</w:t></w:r></m:num><m:den>{run('b')}</m:den></m:f>", r"\frac{top}{b}"),
        ("<m:d><m:e>" * 80 + run("deep") + "</m:e></m:d>" * 80, "(" * MOST_LEVELS + "deep" + ")" * MOST_LEVELS),
    ],
)
def test_equation_is_read_as_tex(tmp_path: Path, omml: str, text: str) -> None:
    body = f"<w:p><w:r><w:t>Since </w:t></w:r><m:oMath>{omml}</m:oMath></w:p>"
    assert read(make_docx(tmp_path / "a.docx", body)).text == f"Since {text}\n\n"
