"""The few sentences of a document that say most, in the order of reading."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from chalicelib.models import GuideSentence
from chalicelib.rag.routes.guide.sentences import Sentence
from chalicelib.rag.text.languages import content_stems
from chalicelib.rag.text.main_points import main_points, says

POINTS = 5
SEVERAL = 3  # Sentences that have a word of the document's subject.
CENTRAL = 1.5  # The weight of a sentence all of whose words are of the subject.


def summary_of(sentences: Sequence[Sentence]) -> tuple[GuideSentence, ...]:
    """The main points, of different sections where there are several. No sentence twice."""
    first_of = {sentence.text: number for number, sentence in reversed([*enumerate(sentences)])}
    sections: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in sorted(first_of.values()):
        if not sentences[number].text.endswith("?"):
            sections[sentences[number].heading].append(number)
    shared = _shared_words(sentences)

    def weigh(number: int, opens: bool) -> float:
        text = sentences[number].text
        return says(text, opens=opens) + CENTRAL * _share(content_stems(text), shared)

    chosen = sorted(main_points(list(sections.values()), weigh, POINTS))
    return tuple(_shown(sentences[number]) for number in chosen)


def _shared_words(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Stems that several sentences have: what the document is about."""
    counts = Counter(stem for sentence in sentences for stem in content_stems(sentence.text))
    return frozenset(stem for stem, count in counts.items() if count >= SEVERAL)


def _share(stems: frozenset[str], shared: frozenset[str]) -> float:
    return len(stems & shared) / len(stems) if stems else 0.0


def _shown(sentence: Sentence) -> GuideSentence:
    return GuideSentence(sentence.text, sentence.start, sentence.end, sentence.page, sentence.chunk)
