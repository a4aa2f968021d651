"""Whether what was found is about the question."""

from chalicelib.models import StoredPassage
from chalicelib.rag.evidence import weigh


def hit(text: str, n: int = 0) -> StoredPassage:
    return StoredPassage(str(n), "d", 1, n, None, (), 0, len(text), text)


HITS = [
    hit("The frame of a Lantern bike is guaranteed for five years."),
    hit("Wearing parts are guaranteed for one year from the day of the sale.", 1),
    hit("The shop is open on weekdays from nine to five.", 2),
]


def test_words_that_stand_there_are_enough() -> None:
    assert weigh("How long is the frame guaranteed?", HITS, HITS) == "enough"


def test_another_subject_is_none() -> None:
    assert weigh("Which dynasty ruled Bohemia after Ottokar?", HITS, HITS) == "none"


def test_nothing_found_is_none() -> None:
    assert weigh("How long is the frame guaranteed?", [], []) == "none"
    assert weigh("?!", HITS, HITS) == "none"
