import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.models import MARKER
from chalicelib.rag.citations.markers import MarkerFilter, without_markers

CODE = """```python
values = [1, 2]
first = values[0]
second = values[1]
third = row[3]
```
"""
PLAIN = ("Owls hunt mice.", "They fly.", "They see well.")


def filtered(
    pieces: Sequence[str], sources: Sequence[str] = PLAIN, *, written: bool = True
) -> tuple[str, tuple[int, ...]]:
    markers = MarkerFilter(sources, written=written)
    text, positions = "", list[int]()
    for marked in (*map(markers.feed, pieces), markers.end()):
        positions += [len(text) + at for at in marked.markers]
        text += marked.text
    return text, tuple(positions)


def cited(text: str, sources: Sequence[str] = PLAIN) -> list[str]:
    """The markers of an answer, which is checked to come out the same however it is cut."""
    shown, positions = whole = filtered([text], sources)
    for size in (1, 2, 3, 7):
        assert filtered([text[at : at + size] for at in range(0, len(text), size)], sources) == whole
    return [MARKER.match(shown, at)[0] for at in positions]  # type: ignore[index]


def unchanged(text: str, sources: Sequence[str] = PLAIN) -> bool:
    return filtered([text], sources) == (text, ()) and cited(text, sources) == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("So 【1】.", "So [1]."),
        ("So【2】【3】.", "So[2][3]."),
        ("So 【1, 2】.", "So [1][2]."),
        ("So 【1†zoo.txt】.", "So [1]."),
        ("So 【9】.", "So ."),
        ("So [1, 2].", "So [1][2]."),
        ("So [1-3].", "So [1][2][3]."),
        ("So ［３］.", "So [3]."),
        ("So [¹].", "So [1]."),
        ("So [^2].", "So [2]."),
        ("So [[3]].", "So [3]."),
        ("So [source 1].", "So [1]."),
        ("So [Nguồn 2].", "So [2]."),
        ("So [1][2].", "So [1][2]."),
        ("**So**[1] and `so`[2] and (so [3]).", "**So**[1] and `so`[2] and (so [3])."),
        ("梟は鼠を狩る[1]。飛ぶ【2】。", "梟は鼠を狩る[1]。飛ぶ[2]。"),
        ("| owl | [1] |\n| bat | [2] |", "| owl | [1] |\n| bat | [2] |"),
        ("- Owls [1]\n    - Bats [2]", "- Owls [1]\n    - Bats [2]"),
        ("It costs $5 [1], not $6 [2].", "It costs $5 [1], not $6 [2]."),
    ],
)
def test_every_form_of_a_marker_comes_out_as_one(written: str, shown: str) -> None:
    text, positions = filtered([written])
    assert text == shown
    assert cited(written) == [f"[{number}]" for number in MARKER.findall(shown)]
    assert [shown[at] for at in positions] == ["["] * len(positions)


@pytest.mark.parametrize(
    "text",
    [
        "See [the list], [1a], [] and an open [12",
        "Nobody knows [7] or [0] or [1, 9] or [2019].",
        CODE,
        f"So:\n\n- first\n\n  {CODE}",
        "~~~\nvalues[1]\n```\nvalues[2]\n~~~\n",
        "Use `values[0]` and then `values[1]`, never ``a`[2]``.",
        "So:\n\n    first = values[1]\n    second = [1, 2]\n",
        "The set $x[1]$ and \\[ y[1] \\] and \\(z[2]\\) and $$\nA[1] [2]\n$$",
        "See https://example.org/a[1] and [[1, 2], [2, 3]].",
        "x = [1] and a_[1] and x^[2] and <a>[1]</a> and y ∈ [1, 2]",
        "The vector [1]x is [3]rd.",
        "A task: - [ ] open, - [x] done",
    ],
)
def test_brackets_of_code_formulas_and_addresses_stay(text: str) -> None:
    assert unchanged(text)


def test_brackets_of_a_source_stay_beside_a_citation() -> None:
    paper = "The gain lies in [1, 2]. As shown by Moravec [1], the press is stable.\n[2] Moravec, 2019."
    assert cited("The gain lies in [1, 2]. 【1】", [paper, "x"]) == ["[1]"]
    assert cited("The gain lies in [1, 2] [2].", [paper, "x"]) == ["[2]"]
    assert cited("As Moravec [1] says, it is stable [2].", [paper, "x"]) == ["[2]"]
    assert unchanged("[2] Moravec, 2019.", [paper, "x"])
    assert unchanged("values[1] is the valve", ["values[1] is the valve", "x"])
    assert cited("values[1] is the valve 【1】", ["values[1] is the valve", "x"]) == ["[1]"]
    assert cited("第1章 【1】概要 【2】", ["【1】概要と目的", "x"]) == ["[2]"]


def test_marker_asked_for_makes_other_brackets_of_the_sources_text() -> None:
    sources = ["Set a[1] first.", "x"]
    assert cited("First it is set [1].", sources) == ["[1]"]
    assert cited("First it is set 【1】. Then [1] is read.", sources) == ["[1]"]


def test_marker_is_never_a_link_nor_its_address() -> None:
    assert filtered(["So [1](https://evil.example)."]) == ("So [1] (https://evil.example).", (3,))
    assert filtered(["So.\n[1]: https://evil.example\n"]) == ("So.\n[1] : https://evil.example\n", (4,))
    assert filtered(["As they say [1]: nothing."]) == ("As they say [1]: nothing.", (12,))


def test_model_that_cites_by_itself_writes_no_markers() -> None:
    assert filtered(["In values[1] and 【1】 [2]."], written=False) == ("In values[1] and 【1】 [2].", ())
    markers = MarkerFilter(PLAIN, written=False)
    assert markers.feed("Owls hunt [1].") == ("Owls hunt [1].", ())
    assert markers.cite((1, 3)) == (" [1][3]", (1, 4))


def test_words_of_an_answer_are_those_without_its_markers() -> None:
    text, positions = filtered(["Set values[1] = 2 [1][2]. Then `a[2]` [3]."], ["values[1] = 2", "y", "z"])
    assert without_markers(text, positions) == "Set values[1] = 2 . Then `a[2]` ."


@given(st.lists(st.text(alphabet="ab [0123]9.【】¹,-\n(:`$\\|= ", max_size=6), max_size=14), st.integers(0, 12))
def test_markers_lead_to_sources_however_text_is_cut(pieces: list[str], sources: int) -> None:
    texts = ["a [1] b[2] [1, 2]"] * sources
    shown, positions = filtered(pieces, texts)
    assert (shown, positions) == filtered(["".join(pieces)], texts)
    for at in positions:
        marker = MARKER.match(shown, at)
        assert marker is not None
        assert 1 <= int(marker[1]) <= sources


@given(st.text(alphabet="ab [0123]9.¹,-\n(:`$\\|= ~*>", max_size=60))
def test_text_is_never_changed_but_for_markers(text: str) -> None:
    shown, positions = filtered([text], written=False)
    assert (shown, positions) == (text, ())
    shown, positions = filtered([text], [])
    assert (shown, positions) == (text, ())


def test_long_answers_take_linear_time() -> None:
    def seconds(size: int) -> float:
        text = "Owls hunt `a[1]` [1] and [ " * size
        began = time.process_time()
        filtered([text[at : at + 50] for at in range(0, len(text), 50)])
        return time.process_time() - began

    seconds(100)
    assert seconds(4_000) < 12 * seconds(1_000)
