"""Documents and questions made by a seeded generator: no name in them is of this world, so that no model knows one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Literal

from measure.hops.domains import WORDS, Domain, Kind, Phrasings

INSTANCES = 24  # Of each domain: what is asked of one could be said of the others.
NOTES_A_FILE = 3  # At most.
_PARTS = WORDS.names
type Shape = Literal["bridge", "comparison", "plain"]


@dataclass(frozen=True)
class Asked:
    """A question and the sentences that answer it, each with its file's name."""

    question: str
    evidence: tuple[tuple[str, str], ...]
    shape: Shape
    language: str
    held: bool = False


@dataclass
class World:
    documents: dict[str, bytes] = field(default_factory=dict)
    questions: list[Asked] = field(default_factory=list)


@dataclass(frozen=True)
class _Fact:
    x: str
    y: str
    value: str
    relation: tuple[str, str]
    valued: tuple[str, str]


def make(seed: int = 1, bridges: int = 10, comparisons: int = 7, plain: int = 16) -> World:
    """So many questions of each shape in each domain, half of them in the phrasings that were held back."""
    random = Random(seed)
    world = World()
    fresh = _Names(random)
    numbers = count(1)
    for domain in WORDS.domains:
        facts = _write(world, domain, fresh, random, numbers)
        random.shuffle(facts)
        for held, phrasings in ((False, domain.seen), (True, domain.held)):
            world.questions += _bridges(domain, phrasings, facts, bridges, held)
            world.questions += _comparisons(domain, phrasings, facts, comparisons, held)
        world.questions += _plain(domain, facts, plain)
    return world


def _bridges(domain: Domain, phrasings: Phrasings, facts: list[_Fact], number: int, held: bool) -> Iterator[Asked]:
    for at in range(number):
        fact = facts[(at + 12 * held) % len(facts)]
        described, asked = (texts[at % len(texts)] for texts in (phrasings.described, phrasings.asked))
        question = _begun(asked.replace("{Y}", described.replace("{X}", fact.x)))
        yield Asked(question, (fact.relation, fact.valued), "bridge", domain.language, held)


def _comparisons(domain: Domain, phrasings: Phrasings, facts: list[_Fact], number: int, held: bool) -> Iterator[Asked]:
    for at in range(number):
        one, other = facts[(2 * at + held) % len(facts)], facts[(2 * at + held + 1) % len(facts)]
        question = phrasings.compared[at % len(phrasings.compared)].replace("{Y}", one.y).replace("{Z}", other.y)
        yield Asked(_begun(question), (one.valued, other.valued), "comparison", domain.language, held)


def _plain(domain: Domain, facts: list[_Fact], number: int) -> Iterator[Asked]:
    for at in range(number):
        fact = facts[at % len(facts)]
        if at % 2:
            yield Asked(domain.plain.replace("{X}", fact.x), (fact.relation,), "plain", domain.language)
        else:
            asked = domain.seen.asked[at // 2 % len(domain.seen.asked)].replace("{Y}", fact.y)
            yield Asked(_begun(asked), (fact.valued,), "plain", domain.language)


def _begun(question: str) -> str:
    return question[0].upper() + question[1:]


def _write(world: World, domain: Domain, fresh: "_Names", random: Random, numbers: Iterator[int]) -> list[_Fact]:
    """The notes of a domain, each of one fact among others that are none, some of them together in a file."""
    notes: list[tuple[int, int, str, str]] = []
    values: list[tuple[str, str, str]] = []
    for at in range(INSTANCES):
        x, y = (fresh.name(domain.language, kind) for kind in domain.kinds)
        value = str(random.randint(*domain.unit))
        values.append((x, y, value))
        for which, sentence in enumerate((domain.relation, domain.value)):
            text = sentence.replace("{X}", x).replace("{Y}", y).replace("{V}", value)
            notes.append((at, which, text, _around(text, (x, y)[which], domain.language, random)))
    notes += [(-1, 0, "", _around("", random.choice(values)[0], domain.language, random)) for _ in range(INSTANCES)]
    random.shuffle(notes)
    where: dict[tuple[int, int], tuple[str, str]] = {}
    while notes:
        size = random.randint(1, NOTES_A_FILE)
        filename = f"note-{next(numbers):04d}.md"
        own, notes = notes[:size], notes[size:]
        world.documents[filename] = "\n\n".join(text for _, _, _, text in own).encode()
        where |= {(at, which): (filename, sentence) for at, which, sentence, _ in own}
    return [_Fact(*value, where[at, 0], where[at, 1]) for at, value in enumerate(values)]


def _around(sentence: str, name: str, language: str, random: Random) -> str:
    noise = random.sample(WORDS.noise[language], 4)
    said = [text.replace("{N}", name).replace("{A}", str(random.randint(11, 999))) for text in noise]
    said.insert(random.randint(0, 3), sentence)
    return " ".join(filter(None, said))


class _Names:
    """Names that were not given before."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def name(self, language: str, kind: Kind) -> str:
        while True:
            name = self._vietnamese(kind) if language == "vi" else self._english(kind)
            if name not in self._given:
                self._given.add(name)
                return name

    def _word(self, kind: str) -> str:
        start = self._pick(_PARTS.syllables) + self._pick(_PARTS.syllables)
        return f"{start}{self._pick(_PARTS.endings[kind])}".capitalize()

    def _pick(self, words: str) -> str:
        return self._random.choice(words.split())

    def _title(self, language: str, place: str) -> str:
        return self._random.choice(_PARTS.titles[language]).format(self._pick(_PARTS.title_words[language]), place)

    def _english(self, kind: Kind) -> str:
        match kind:
            case "person":
                return f"{self._word('person')} {self._word('person')}"
            case "firm":
                return f"{self._word('person')} {self._pick(_PARTS.firms)}"
            case "title":
                return self._title("en", self._word("place"))
        return self._word(kind)

    def _vietnamese(self, kind: Kind) -> str:
        match kind:
            case "person":
                return f"{self._pick(_PARTS.family)} {self._pick(_PARTS.middle)} {self._pick(_PARTS.given)}"
            case "firm":
                return f"Công ty {self._pick(_PARTS.given)} {self._pick(_PARTS.place_ends)}"
            case "title":
                return self._title("vi", self._vietnamese("place"))
            case "ship":
                words = f"{self._pick(_PARTS.given)} {self._pick(_PARTS.title_words['vi'])}"
                return f"{words} {self._random.randint(10, 99)}"
        return f"{self._pick(_PARTS.places)} {self._pick(_PARTS.place_ends)}"
