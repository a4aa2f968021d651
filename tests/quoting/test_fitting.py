"""How the quoting model's judge is fitted: its thresholds come from articles that it has not seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cloud.bedrock.quoting import weights
from cloud.bedrock.quoting.features import SCENE_FIGURES, UNIT_FIGURES
from cloud.bedrock.quoting.language import Language
from cloud.bedrock.quoting.prompt import GroundedPrompt, Source
from measure.quoting import fit
from measure.quoting.data import SOURCES, Case, Kind
from measure.quoting.fit import FOLDS, MAX_REFUSED, Scored, fit_all, fit_once, held_out, thresholds
from measure.quoting.silence import Sureness, table

ARTICLES = [f"Article {n}" for n in range(48)]
SETS = ("xquad-en", "xquad-vi", "squad2")
SHORT = 60
CHANCE = np.random.default_rng(0)


def scored(name: str, number: int, article: str, kind: Kind) -> Scored:
    """A case of three sentences, the first of them right if there is an answer; its figures lean to its kind."""
    answerable = kind == "answerable"
    prompt = GroundedPrompt("Who?", tuple(Source(n, "", "") for n in range(SOURCES)))
    case = Case(name, number, article, kind, prompt, (), 1 if answerable else None)
    figures = CHANCE.normal(float(answerable), 1, (3, len(UNIT_FIGURES)))
    return Scored(case, figures, [0.0] * len(SCENE_FIGURES), np.array([answerable, False, False]))


def flipped(item: Scored) -> Scored:
    """The same figures, as if the truth were the other way round."""
    kind: Kind = "off-topic" if item.case.kind == "answerable" else "answerable"
    return replace(item, case=replace(item.case, kind=kind, gold=1), right=~item.right)


KINDS: tuple[Kind, Kind] = ("answerable", "off-topic")
CASES = [scored(name, n, article, kind) for name in SETS for n, article in enumerate(ARTICLES) for kind in KINDS]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "CHOICE_STEPS", SHORT)
    monkeypatch.setattr(fit, "JUDGE_STEPS", SHORT)


def test_a_judge_is_asked_about_unseen_articles_alone() -> None:
    before = held_out(CASES, CASES)
    for article in ARTICLES[:3]:
        own = np.array([item.case.article == article for item in CASES])
        others = [flipped(item) if mine else item for item, mine in zip(CASES, own, strict=True)]
        after = held_out(others, CASES)
        assert before[own] == pytest.approx(after[own])
        assert not np.allclose(before[~own], after[~own])


def test_folds_cover_every_article_and_have_one_size() -> None:
    parts = fit._parts(set(ARTICLES))
    sizes = [list(parts.values()).count(part) for part in range(FOLDS)]
    assert sizes == [len(ARTICLES) // FOLDS] * FOLDS
    assert (held_out(CASES, CASES) != 0).all()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_threshold_refuses_its_share_of_each_language(language: Language) -> None:
    sure = CHANCE.normal(0, 1, len(CASES))
    mine = np.array([(item.case.set, item.case.kind) == (f"xquad-{language}", "answerable") for item in CASES])
    refused = sure[mine] < thresholds(CASES, sure, 0.25)[language]
    assert refused.mean() == 0.25


def test_thresholds_have_the_scale_of_the_stored_judge() -> None:
    """Scores leave the judge's bias out, log odds do not."""
    _, bias = fit_once(CASES)
    odds = held_out(CASES, CASES)
    wanted = {name: thresholds(CASES, odds - bias, share) for name, share in MAX_REFUSED.items()}
    assert fit_all(CASES, CASES).judge.thresholds == wanted
    assert abs(bias) > 0


def test_the_fitted_weights_are_written_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fit_all(CASES, CASES)
    monkeypatch.setattr(weights, "FILE", tmp_path / "weights.json")
    weights.save(made)
    read = weights.load()
    weights.load.cache_clear()
    assert read.choice == pytest.approx(made.choice, abs=1e-4)
    assert read.judge.outer == pytest.approx(made.judge.outer, abs=1e-4)
    assert read.judge.thresholds == made.judge.thresholds


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_strict_threshold_is_the_higher_one(language: Language) -> None:
    shipped = weights.load().judge.thresholds
    assert shipped["strict"][language] > shipped["default"][language]


def test_what_silence_costs_is_counted_with_and_without_squad() -> None:
    odd = [
        Sureness("xquad-vi", "answerable", "vi", 0.1),
        Sureness("xquad-vi", "answerable", "vi", 0.3),
        Sureness("xquad-vi", "off-topic", "vi", -1.0),
    ]
    squad = [Sureness("squad2", "answerable", "en", 0.1), Sureness("squad2", "unanswerable", "en", -1.0)]
    limits: dict[float, dict[Language, float]] = {0.025: {"en": 0.0, "vi": 0.2}}
    assert table(odd, limits).splitlines()[2] == "| 2.5% | 1 of 2, 50.0% | 1 of 1, 100.0% |"
    assert table([*odd, *squad], limits).endswith("| 0 of 1, 0.0% | 1 of 1, 100.0% | 1.00 |")
