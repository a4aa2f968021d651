"""A search in two rounds: when there is a second one, what it asks, and what is shown of both."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from chalicelib.errors import ModelBusyError, StoreBusyError
from chalicelib.models import Passage, Section
from chalicelib.rag.search.hops import search_in_hops
from chalicelib.rag.search.ranking import AbsentTerm, Query
from chalicelib.rag.search.search import SearchResult
from chalicelib.rag.search.second_hop import second_queries
from chalicelib.rag.text.tokens import estimate_tokens

BRIDGE = "Any battery that was dropped is brought to the safety officer: in Ghent Pieter Claes, in Freiburg Jonas Kern."
QUESTION = "What does a C3 cost for a week in the city where Jonas Kern is the safety officer?"


def passage(text: str, name: str = "a", heading: tuple[str, ...] = (), start: int = 0) -> Passage:
    return Passage(f"{name}.{start}", name, f"{name}.md", 0, None, heading, start, start + len(text), text, 1.0)


@dataclass
class Finder:
    """Finds what its lists have for a query, by a word of it; first what stands first."""

    found: dict[str, Sequence[Passage]]
    asked: list[Query] = field(default_factory=list)
    absent: tuple[AbsentTerm, ...] = ()

    def search(self, owner_id: str, query: Query) -> SearchResult:
        self.asked.append(query)
        passages = next(passages for word, passages in self.found.items() if word in query.text)
        return SearchResult(tuple(passages), "weak", {"total": 5}, embedded_tokens=10, absent=self.absent)


HANDBOOK, GHENT, FREIBURG = (
    passage(BRIDGE, "handbook"),
    passage("In Ghent a C3 costs 139 euros a week.", "ghent"),
    passage("In Freiburg a C3 costs 155 euros a week.", "freiburg"),
)


def finder() -> Finder:
    return Finder({"Jonas": [GHENT, HANDBOOK], "Freiburg": [FREIBURG, GHENT], "": [GHENT]})


def test_second_round_asks_with_the_name_that_the_first_found() -> None:
    search = finder()
    result = search_in_hops(search, "o", Query(QUESTION))
    assert [query.text for query in search.asked][:2] == [QUESTION, "What does a C3 cost for a week in Freiburg?"]
    assert len(search.asked) <= 3
    assert {passage.document_id for passage in result.passages} == {"handbook", "freiburg", "ghent"}
    assert [result.hop_of(passage.id) for passage in (HANDBOOK, GHENT, FREIBURG)] == [1, 1, 2]
    query = result.sub_queries[0]
    assert (query.name, query.source, query.passages) == ("Freiburg", HANDBOOK.id, (FREIBURG.id,))
    assert (result.embedded_tokens, result.timings_ms) == (10 * len(search.asked), {"total": 10})


@pytest.mark.parametrize("question", ["What does a C3 cost in Ghent?", "Where is Jonas Kern the safety officer?"])
def test_plain_question_is_searched_for_once(question: str) -> None:
    search = finder()
    assert search_in_hops(search, "o", Query(question)) == SearchResult(
        tuple(next(found for word, found in search.found.items() if word in question)),
        "weak",
        {"total": 5},
        embedded_tokens=10,
    )
    assert len(search.asked) == 1


@pytest.mark.parametrize("error", [ModelBusyError("busy"), StoreBusyError("busy")])
def test_busy_second_round_leaves_the_first(error: Exception) -> None:
    class Busy(Finder):
        def search(self, owner_id: str, query: Query) -> SearchResult:
            if query.text != QUESTION:
                raise error
            return super().search(owner_id, query)

    search = Busy({"": [GHENT, HANDBOOK]})
    result = search_in_hops(search, "o", Query(QUESTION))
    assert result.passages == (GHENT, HANDBOOK)
    assert result.sub_queries == ()


def test_what_the_first_round_has_is_named_and_not_searched_for() -> None:
    search = Finder({"": [HANDBOOK, GHENT, FREIBURG]})
    result = search_in_hops(search, "o", Query(QUESTION))
    assert len(search.asked) == 1
    assert [(query.text, query.passages, query.searched) for query in result.sub_queries] == [
        ("What does a C3 cost for a week in Freiburg?", (FREIBURG.id,), False)
    ]
    assert result.hop_of(FREIBURG.id) == 1


def test_passage_that_answers_alone_needs_no_other() -> None:
    text = f"{BRIDGE} There a C3 costs 155 euros for a week."
    assert second_queries(QUESTION, [passage(text), GHENT]) == ()


def test_absent_term_is_not_looked_for_in_a_second_round() -> None:
    search = finder()
    search.absent = (AbsentTerm("Jonas Kern"),)
    search_in_hops(search, "o", Query(QUESTION))
    assert len(search.asked) == 1


def test_namesake_is_another() -> None:
    other = passage("The safety officer in Utrecht is Jonas Kernberg.")
    assert second_queries(QUESTION, [other]) == ()


def test_sentence_under_a_heading_is_of_whom_it_names() -> None:
    text = "## Ivo Lasker\n\nHe was born in Utvik.\n\n## Helga Voss\n\nChair of the board. She was born in Lerhavn."
    second = text.index("## Helga")
    people = replace(passage(text, "people"), sections=(Section(0, ("Ivo Lasker",)), Section(second, ("Helga Voss",))))
    question = "Who is the harbour master in the town where Helga Voss was born?"
    assert [query.name for query in second_queries(question, [people])] == ["Lerhavn"]


def test_description_without_a_name_finds_its_passage() -> None:
    minutes = "Present: Rosa Hjelm (chair), Emil Varga, Tess Oduya.\n\nThe friends pay 2,500 euros for the roof. "
    meeting = passage(minutes, "minutes", ("Meeting of the friends",))
    (query,) = second_queries("How did the chair of the meeting vote on the roof?", [meeting])[:1]
    assert query.text == "How did Rosa Hjelm vote on the roof?"


def test_each_compared_thing_that_was_missed_is_asked_for() -> None:
    question = "Is a C3 cheaper for a week in Ghent or in Freiburg?"
    assert [query.name for query in second_queries(question, [GHENT])] == ["Freiburg"]
    assert second_queries(question, [GHENT, FREIBURG]) == ()


def test_year_that_is_described_is_put_in() -> None:
    chronicle = passage("The Ulven Bridge was opened in 1931. A toll was paid.")
    (query,) = second_queries("Who was the mayor in the year in which the Ulven Bridge was opened?", [chronicle])
    assert query.text == "Who was the mayor in 1931?"


def test_both_rounds_share_passages_and_tokens() -> None:
    long = [passage("A C3 costs something somewhere. " * 20, f"long{number}") for number in range(8)]
    search = Finder({"Jonas": [*long[:4], HANDBOOK], "": [FREIBURG, *long[4:]]})
    size = estimate_tokens(long[0].text)
    result = search_in_hops(search, "o", Query(QUESTION, k=4, tokens=3 * size))
    assert result.passages[:2] == (HANDBOOK, FREIBURG)
    assert len(result.passages) <= 4
    assert sum(estimate_tokens(passage.text) for passage in result.passages) <= 3 * size


def test_passages_of_two_rounds_do_not_overlap() -> None:
    wider = passage(FREIBURG.text + " The deposit is 200 euros.", "freiburg")
    part = passage(wider.text[10:], "freiburg", start=10)
    search = Finder({"Jonas": [GHENT, HANDBOOK, passage("Deposits.", "freiburg", start=500)], "": [wider, part]})
    shown = search_in_hops(search, "o", Query(QUESTION)).passages
    assert [passage.start for passage in shown if passage.document_id == "freiburg"] in ([0, 500], [500, 0])


def test_long_passages_are_read_in_linear_time() -> None:
    import time

    def seconds(sentences: int) -> float:
        texts = [passage("The mill of Ulven Tamor was sold to Elan Marrow. " * sentences, str(at)) for at in range(8)]
        began = time.process_time()
        second_queries(QUESTION, [HANDBOOK, *texts])
        return time.process_time() - began

    seconds(10)
    assert seconds(4_000) < 20 * seconds(100) + 0.5


def test_names_in_one_rank_with_the_question_are_not_what_it_describes() -> None:
    text = "The doors of the Alder and the Birch are painted in June. Ida Holm orders it from Kronlack."
    asked = second_queries("Who is the contact at the firm that will paint the doors of the Alder?", [passage(text)])
    assert [one.name for one in asked] == ["Ida Holm", "Kronlack"]


def test_what_is_described_is_searched_for_where_the_first_round_missed_it() -> None:
    contract = passage("The yard Talvik repairs the main pumps of the Alder, the Birch and the Cedar.", "contract")
    phone = passage("Talvik: Ida Holm, telephone 55 10 20.", "phone")
    log = passage("The pumps of the Cedar were switched off twice.", "log")
    question = "What is the telephone number of the firm that repairs the pumps of the Cedar?"
    search = Finder({"of Talvik": [phone], "What": [log], "the firm": [contract]})
    result = search_in_hops(search, "o", Query(question))
    assert search.asked[1].text == "the firm that repairs the pumps of the Cedar"
    assert {passage.document_id for passage in result.passages} == {"log", "contract", "phone"}
    assert result.embedded_tokens == 10 * len(search.asked)


def test_a_search_for_what_is_described_that_names_nothing_changes_nothing() -> None:
    log = passage("The pumps of the Cedar were switched off twice.", "log")
    other = passage("we mend pumps and doors.", "other")
    search = Finder({"What": [log], "the firm": [other]})
    question = "What is the telephone number of the firm that repairs the pumps of the Cedar?"
    assert search_in_hops(search, "o", Query(question)).passages == (log,)
