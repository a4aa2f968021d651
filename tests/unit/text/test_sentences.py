"""Where sentences end."""

from chalicelib.rag.text.sentences import sentences


def test_the_day_of_a_date_ends_no_sentence() -> None:
    text = "Die Halle wurde am 2. Mai 2022 gemietet. Sie hat 12. Das Tor ist neu."
    spans = [text[start:end] for start, end in sentences(text)]
    assert spans == ["Die Halle wurde am 2. Mai 2022 gemietet.", "Sie hat 12.", "Das Tor ist neu."]
