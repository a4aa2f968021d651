"""What measurements generate: the same for a seed, and with the evidence where it is said to be."""

from chalicelib.models import Passage
from measure.contradictions.pairs import WORDS, pairs
from measure.hops.run import holds
from measure.hops.world import make


def test_world_has_the_evidence_of_its_questions() -> None:
    world = make(3)
    shown = [
        Passage(name, name, name, 0, None, (), 0, len(data), data.decode(), 1.0)
        for name, data in world.documents.items()
    ]
    assert all(holds(shown, question.evidence) for question in world.questions)
    assert not any("{" in question.question for question in world.questions)
    asked = [question for question in world.questions if question.shape != "plain"]
    assert sum(not question.held for question in asked) >= 200
    assert all(len(question.evidence) == 2 for question in asked)
    assert make(3).documents == world.documents


def test_held_phrasings_are_others_than_those_seen() -> None:
    world = make(3)
    assert not {q.question for q in world.questions if q.held} & {q.question for q in world.questions if not q.held}
    assert not {frame.question for frame in WORDS.held} & {frame.question for frame in WORDS.seen}


def test_pairs_differ_as_they_say() -> None:
    made = list(pairs(WORDS.seen, 3, 6))
    assert len(made) >= 200
    assert {pair.relation for pair in made} == {"contradiction", "agreement", "subject", "year"}
    assert all(pair.newer in ((None,) if pair.reason is None else (1, 2)) for pair in made)
    assert not any("{" in passage.text for pair in made for passage in pair.sources)
