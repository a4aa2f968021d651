"""Web pages are read as people see them: formulas, lists, tables, forms, and all text but for navigation."""

from pathlib import Path

import pytest

from tests.extraction.reading import written

PROSE = "<p>" + "The mill race was dug by hand and lined with larch planks. " * 6 + "</p>"
MATHML = "<math><semantics><mrow><mi>F</mi><mo>=</mo><mi>m</mi><mi>a</mi></mrow>{}</semantics></math>"
TEX = '<annotation encoding="application/x-tex">F=ma</annotation>'


@pytest.mark.parametrize(
    "formula",
    [
        MATHML.format(""),
        MATHML.format(TEX),
        '<span class="katex"><span class="katex-mathml">' + MATHML.format(TEX) + "</span>"
        '<span class="katex-html" aria-hidden="true"><span>F</span><span>=</span><span>ma</span></span></span>',
        '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
        + MATHML.format("").replace("<math>", r'<math alttext="{\displaystyle F=ma}">')
        + '</span><img alt="{\\displaystyle F=ma}" aria-hidden="true" src="x.svg"></span>',
        '<span class="MathJax_Preview"></span><script type="math/tex">F=ma</script>',
        '<mjx-container><mjx-math aria-hidden="true">F=ma</mjx-math><mjx-assistive-mml>'
        + MATHML.format("")
        + "</mjx-assistive-mml></mjx-container>",
    ],
)
def test_a_formula_is_read_once(tmp_path: Path, formula: str) -> None:
    page = f"<h1>Force</h1><p>So {formula} holds.</p>"
    assert written(tmp_path / "a.html", page).text == "Force\n\nSo F=ma holds.\n\n"


@pytest.mark.parametrize(
    ("mathml", "shown"),
    [
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow></mfrac>", "a/(b+c)"),
        ("<msqrt><mn>12</mn></msqrt><mo>&#x2062;</mo><msup><mi>x</mi><mn>2</mn></msup>", "√12x^2"),
        ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>", "∑_(i=1)^n"),
        ("<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd></mtr></mtable>", "1, 2; 3"),
    ],
)
def test_mathml_is_written_on_a_line(tmp_path: Path, mathml: str, shown: str) -> None:
    assert written(tmp_path / "a.html", f"<h1>x</h1><math>{mathml}</math>").text == f"x\n\n{shown}\n\n"


def test_text_that_screen_readers_pass_over_is_read(tmp_path: Path) -> None:
    page = (
        '<h1>Fees</h1><p>Fee: <span aria-hidden="true">40 crowns</span><i class="icon" aria-hidden="true">home</i></p>'
    )
    assert written(tmp_path / "a.html", page).text == "Fees\n\nFee: 40 crowns\n\n"


def test_a_button_in_a_heading_is_its_title(tmp_path: Path) -> None:
    page = "<h1>Help</h1><h3><button>May dogs come along?</button></h3><p>Yes.</p><button>Send</button>"
    slice_ = written(tmp_path / "a.html", page)
    assert [heading.title for heading in slice_.headings] == ["Help", "May dogs come along?"]
    assert "Send" not in slice_.text


@pytest.mark.parametrize("name", ["main", "article"])
def test_what_stands_beside_the_main_text_is_read(tmp_path: Path, name: str) -> None:
    links = "".join(f'<a href="/{word}">{word}</a> ' for word in ("Home", "Shop", "Imprint"))
    page = (
        f"<div>{links}</div><h1>Mill</h1><{name}>{PROSE}</{name}><section><h2>Cost</h2><p>Ninety crowns.</p></section>"
        f"<div><p>Written by Ines.</p></div><footer>All rights reserved. {links}</footer>"
    )
    slice_ = written(tmp_path / "a.html", page)
    assert [heading.title for heading in slice_.headings] == ["Mill", "Cost"]
    assert slice_.text.endswith("Ninety crowns.\n\nWritten by Ines.\n\n")
    assert "Imprint" not in slice_.text


LINKS = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Ada", "Leo", "Ines", "Paul"))


@pytest.mark.parametrize(
    "before", ["<h2>Keepers</h2>", '<div class="head"><h2>Keepers</h2></div>', "<p>The keepers are:</p>"]
)
def test_links_that_are_announced_are_no_menu(tmp_path: Path, before: str) -> None:
    text = written(tmp_path / "a.html", f"<h1>Mill</h1>{PROSE}{before}<ul>{LINKS}</ul>").text
    assert "- Ada\n- Leo\n- Ines\n- Paul\n" in text
    assert "Ada" not in written(tmp_path / "b.html", f"<ul>{LINKS}</ul><h1>Mill</h1>{PROSE}").text
    assert "Ada" not in written(tmp_path / "c.html", f"<h1>M</h1>{PROSE}<aside>{before}<ul>{LINKS}</ul></aside>").text


def test_a_page_of_nothing_but_navigation_is_read(tmp_path: Path) -> None:
    assert "Paul" in written(tmp_path / "a.html", f"<nav><ul role='menu'>{LINKS}</ul></nav><p>Go.</p>").text


def test_text_to_be_found_is_no_hidden_text(tmp_path: Path) -> None:
    page = "<h1>Q</h1><p hidden='until-found'>Yes.</p><p hidden>No.</p><details><summary>More</summary>Well.</details>"
    assert written(tmp_path / "a.html", page).text == "Q\n\nYes.\n\nMore\n\nWell.\n\n"


@pytest.mark.parametrize(("body", "titles"), [("<p>Wet.</p>", ["Rain"]), ("<h1>Snow</h1><p>Wet.</p>", ["Snow"])])
def test_the_title_is_the_heading_of_a_page_without_one(tmp_path: Path, body: str, titles: list[str]) -> None:
    slice_ = written(tmp_path / "a.html", f"<html><head><title>Rain</title></head><body>{body}</body></html>")
    assert [heading.title for heading in slice_.headings] == titles


@pytest.mark.parametrize(
    ("list_", "shown"),
    [
        ("<ol><li>a<li>b</ol>", "1. a\n2. b\n"),
        ("<ol start=9><li>a<li value=20>b<li>c</ol>", "9. a\n20. b\n21. c\n"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b\n"),
        ("<ol type=a start=26><li>a<li>b</ol>", "z. a\naa. b\n"),
        ("<ol type=I start=4><li><p>a</p><li>b<ul><li>c</ul><li>d</ol>", "IV. a\nV. b\n- c\nVI. d\n"),
        ("<ul><li></li></ul><p>a</p>", "a\n\n"),
    ],
)
def test_lists_keep_their_numbers(tmp_path: Path, list_: str, shown: str) -> None:
    assert written(tmp_path / "a.html", "<h1>x</h1>" + list_).text == "x\n\n" + shown


def test_merged_cells_keep_their_columns(tmp_path: Path) -> None:
    page = (
        "<h1>x</h1><table><caption>Catch</caption>"
        "<tr><th rowspan=2>Place<th colspan=2>2031</tr><tr><th>Eel<th>Pike</tr>"
        "<tr><td rowspan=2>Weir<td>4<td>9</tr><tr><td>5<td>8</tr><tr><td>Lock<td colspan=2>7</tr></table>"
    )
    assert written(tmp_path / "a.html", page).text == (
        "x\n\nCatch\n\nPlace | 2031\nPlace | Eel | Pike\nWeir | 4 | 9\nWeir | 5 | 8\nLock | 7\n\n"
    )


def test_a_table_of_wild_spans_is_bounded(tmp_path: Path) -> None:
    cells = "<td colspan=1000 rowspan=65000>a</td>" * 300
    assert "a" in written(tmp_path / "a.html", "<table>" + f"<tr>{cells}</tr>" * 20 + "</table>").text


def test_fields_and_their_labels_stand_apart(tmp_path: Path) -> None:
    page = (
        "<h1>x</h1><form><label>Berth</label><input value='North 7'><label>Notes</label><textarea>Ring first</textarea>"
        "<input type=hidden value=no><input type=submit value=no><input type=password value=no></form>"
    )
    assert written(tmp_path / "a.html", page).text == "x\n\nBerth\nNorth 7\nNotes\nRing first\n\n"


def test_alternative_texts_of_pictures_are_read(tmp_path: Path) -> None:
    page = "<h1>x</h1><p>See<img alt='Map of the weir'>now.<img alt='img_1.png'><img role=presentation alt='no'></p>"
    assert written(tmp_path / "a.html", page).text == "x\n\nSee Map of the weir now.\n\n"


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("in 1931<sup>4</sup>", "in 1931^4"),
        ("10<sup>6</sup> m<sup>2</sup>", "10^6 m^2"),
        ("in 1931<sup><a href='#4'>4</a></sup> and", "in 1931 4 and"),
        ("the 1<sup>st</sup>", "the 1st"),
        ("CO<sub>2</sub>", "CO2"),
    ],
)
def test_raised_numbers_stand_apart(tmp_path: Path, html: str, shown: str) -> None:
    assert written(tmp_path / "a.html", f"<h1>x</h1><p>{html}</p>").text == f"x\n\n{shown}\n\n"


def test_a_merged_cell_is_not_said_without_end(tmp_path: Path) -> None:
    cells = f"<td rowspan=65000>{'long words ' * 20}</td>" * 100
    page = f"<table><tr>{cells}<td>x</td></tr>" + "<tr><td>y</td></tr>" * 2_000 + "</table>"
    text = written(tmp_path / "a.html", page).text
    assert text.count("y") == 2_000
    assert len(text) < 20 * len(page)


def test_pictures_without_words_cost_no_time(tmp_path: Path) -> None:
    """Each raised mark looks back to the last word: at once, however many pictures stand between."""
    page = "<h1>x</h1><p>" + "<img alt=''><sup></sup>" * 30_000 + "end</p>"
    assert written(tmp_path / "a.html", page).text == "x\n\nend\n\n"
