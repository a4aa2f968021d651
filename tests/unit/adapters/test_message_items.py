"""Answers as items of DynamoDB, and back: quotes and headings are read from the sources."""

from dataclasses import replace

from chalicelib.adapters.dynamo import messages
from chalicelib.models import Citation, Message, Passage, Section

TEXT = "## Lions\n\nThey sleep.\n\n## Pandas\n\nThey eat."
SOURCE = Passage("p", "d", "zoo.md", 3, None, ("Zoo", "Lions"), 10, 10 + len(TEXT), TEXT, 0.5, hit_start=10, hit_end=30)
SECTIONS = (Section(10, ("Zoo", "Lions")), Section(10 + TEXT.index("## Pandas"), ("Zoo", "Pandas")))
START = 10 + TEXT.index("They eat.")
CITATION = Citation(1, "p", "d", "zoo.md", None, START, START + 9, "They eat.", 0, 9, True, ("Zoo", "Pandas"))
ANSWER = Message("m", "c", "o", "assistant", "They eat. [1]", "complete", "t", citations=(CITATION,))


def test_message_is_read_as_it_was_stored() -> None:
    answer = replace(ANSWER, sources=(replace(SOURCE, sections=SECTIONS),))
    assert messages.message_of(messages.message_item(answer), messages.sources_item(answer.sources)) == answer


def test_sources_of_an_older_function_have_no_hit() -> None:
    stored = messages.sources_item([SOURCE]) | {"beside": None}
    del stored["beside"]
    (source,) = messages.message_of(messages.message_item(ANSWER), stored).sources
    assert source == replace(SOURCE, hit_start=None, hit_end=None)


def test_an_older_function_reads_no_field_that_it_does_not_know() -> None:
    older = set(Passage.__dataclass_fields__) - {"hit_start", "hit_end", "sections"}
    assert all(set(item) <= older for item in messages.sources_item([replace(SOURCE, sections=SECTIONS)])["sources"])
    known = set(Citation.__dataclass_fields__) - {"heading"}
    assert all(set(item) <= known for item in messages.message_item(ANSWER)["citations"])


def test_sections_with_too_long_headings_are_not_stored() -> None:
    long = tuple(Section(number, ("word" * 50,)) for number in range(41))
    stored = messages.sources_item([replace(SOURCE, sections=long)])
    (source,) = messages.message_of(messages.message_item(ANSWER), stored).sources
    assert source.sections == ()
