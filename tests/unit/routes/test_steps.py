"""Questions of several steps: what a model's calls may do, what they find, and when rules search in their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from chalicelib.errors import StoreBusyError
from chalicelib.models import Evidence, Passage, StoredPassage, ToolCall
from chalicelib.rag.routes.gather import Gathering
from chalicelib.rag.routes.gathered import Asked, Gathered
from chalicelib.rag.routes.rounds import Chosen, Finding, ToolRound
from chalicelib.rag.routes.steps import MOST_CALLS, MOST_TOKENS
from chalicelib.rag.routes.tools import QUERY_CHARACTERS
from chalicelib.rag.search.ranking import AbsentTerm, Query
from chalicelib.rag.search.search import SearchResult
from chalicelib.rag.text.tokens import estimate_tokens
from tests.unit.routes.making import Shelf, Texts, chunks_of, document

TEXTS: Texts = {
    "depots.md": ["Jonas Kern is the safety officer of the depot in Lund. ", "Mia Falk runs the depot in Umea."],
    "prices.md": ["A C3 costs 40 euros in Lund and 55 euros in Umea."],
    "diary.md": ["The weather in Lund was mild. " * 120, "A gull sat on the roof. " * 120],
    "register.csv": ["bike | price\nA1 | 10 euros\nB2 | 30 euros\nC3 | 50 euros\n"],
}
QUESTION = "What does a C3 cost in the city where Jonas Kern is the safety officer?"
WIDE = 60_000


@dataclass
class Scripted:
    """Asks for its rounds, one after the other, whatever was found; `seen` is what it was shown."""

    rounds: Sequence[Sequence[ToolCall]] = ()
    seen: list[tuple[Sequence[Passage], Sequence[ToolRound], int]] = field(default_factory=list)

    def choose(self, question: str, seen: Sequence[Passage], rounds: Sequence[ToolRound], most: int) -> Chosen:
        self.seen.append((seen, rounds, most))
        return Chosen(tuple(self.rounds[len(rounds)])) if len(rounds) < len(self.rounds) else Chosen()

    @property
    def found(self) -> list[Finding]:
        """What it was told of its first round."""
        return [one for round_ in self.seen[1][1] for one in round_.findings]


@dataclass
class Unsure(Shelf):
    """One whose first search is never enough; of a `missing` term it says that no document has it."""

    evidence: Evidence = "weak"
    missing: str = ""

    def search(self, owner_id: str, query: Query) -> SearchResult:
        absent = (AbsentTerm(self.missing),) if self.missing else ()
        return replace(super().search(owner_id, query), evidence=self.evidence, absent=absent)


@pytest.fixture
def shelf() -> Unsure:
    return Unsure([document(name, passages=len(texts)) for name, texts in TEXTS.items()], TEXTS)


def call(name: str, id_: str = "t1", **arguments: object) -> ToolCall:
    return ToolCall(id_, name, arguments)


def ask(shelf: Shelf, chooser: Scripted | None, text: str = "Who guards the gate?", **asked: object) -> Gathered:
    shelf.told = []
    values = {"wide_tokens": WIDE, **asked}
    return Gathering(shelf, shelf, shelf).gather(
        Asked("o", text, **values),  # type: ignore[arg-type]
        lambda *step: shelf.told.append(step),
        chooser,
    )


def told(shelf: Shelf, *calls: ToolCall, text: str = "Who sat in Lund?", **asked: object) -> list[Finding]:
    """What the calls of a first round found."""
    chooser = Scripted([calls, [call("list_documents", "last")]])
    ask(shelf, chooser, text, **asked)
    return chooser.found


def test_a_chain_of_two_searches_finds_both_passages(shelf: Unsure) -> None:
    chooser = Scripted([[call("search", query="officer Kern")], [call("search", "t2", query="C3 euros")]])
    gathered = ask(shelf, chooser, "Where is the gull?")
    assert gathered.route == "steps"
    assert shelf.told == [("steps", "officer Kern"), ("steps", "C3 euros")]
    texts = " ".join(passage.text for passage in gathered.passages)
    assert "Jonas Kern" in texts
    assert "40 euros" in texts
    assert (len(shelf.queries), gathered.embedded_tokens) == (3, 15)
    first, second = chooser.seen
    assert (first[1:], second[2]) == (((), MOST_CALLS), MOST_CALLS - 1)
    assert [one.call.id for one in second[1][0].findings] == ["t1"]


def test_enough_of_one_search_asks_no_model(shelf: Unsure) -> None:
    shelf.evidence = "enough"
    chooser = Scripted([[call("search", query="C3")]])
    plain = ask(shelf, None, "How is the weather in Lund?")
    assert ask(shelf, chooser, "How is the weather in Lund?") == plain
    assert (plain.route, chooser.seen, len(shelf.queries)) == ("plain", [], 2)


def test_a_question_of_two_passages_asks_the_model(shelf: Unsure) -> None:
    """The rules see that something is missing; the model says what."""
    shelf.evidence = "enough"
    apart = Unsure(shelf.documents[:1], TEXTS, evidence="enough")
    chooser = Scripted([[call("search", query="A C3 in Lund")]])
    assert ask(apart, chooser, QUESTION).route == "steps"
    assert len(chooser.seen) == 2


def test_a_model_without_calls_leaves_it_to_the_rules(shelf: Unsure) -> None:
    apart = Unsure(shelf.documents[:1], TEXTS, evidence="enough")
    by_rules = ask(apart, None, QUESTION)
    assert by_rules.route == "steps"
    queries = [query.text for query in apart.queries]
    apart.queries.clear()
    assert ask(apart, Scripted(), QUESTION) == by_rules
    assert [query.text for query in apart.queries] == queries


def test_an_absent_term_is_not_looked_up(shelf: Unsure) -> None:
    shelf.missing = "C9"
    chooser = Scripted([[call("search", query="C9")]])
    ask(shelf, chooser, "What does a C9 cost in Lund?")
    assert chooser.seen == []


def test_nothing_found_is_not_looked_up() -> None:
    chooser = Scripted([[call("list_documents")]])
    assert ask(Unsure([], {}, evidence="none"), chooser).passages == ()
    assert chooser.seen == []


@pytest.mark.parametrize("wide", [3_200, 9_000])
def test_a_small_budget_leaves_it_to_the_rules(shelf: Unsure, wide: int) -> None:
    """Three prompts with all sources must cost no more than the one that may have most of them."""
    chooser = Scripted([[call("search", query="Lund")]])
    assert ask(shelf, chooser, "How is Lund?", wide_tokens=wide).route == "plain"
    assert chooser.seen == []


def test_rounds_and_calls_are_bounded(shelf: Unsure) -> None:
    many = [call("search", f"t{number}", query=f"Lund {number}") for number in range(9)]
    chooser = Scripted([many[:3], many[3:], many])
    ask(shelf, chooser, "How is Lund?")
    assert [left for _, _, left in chooser.seen] == [4, 1]
    assert len(shelf.queries) == 1 + MOST_CALLS


def test_sources_stay_within_the_budget(shelf: Unsure) -> None:
    calls = [call("open", f"t{number}", document="diary.md", ordinal=number) for number in range(2)]
    calls += [call("search", "t3", query="Lund"), call("search", "t4", query="gull")]
    gathered = ask(shelf, Scripted([calls]), "How is Lund?")
    assert sum(estimate_tokens(passage.text) for passage in gathered.passages) <= MOST_TOKENS
    spans = [(passage.document_id, passage.ordinal) for passage in gathered.passages]
    assert len(set(spans)) == len(spans)


def test_the_same_call_is_made_once(shelf: Unsure) -> None:
    twice = [call("search", "t1", query="Lund"), call("search", "t2", query="Lund"), call("search", "t1", query="Umea")]
    chooser = Scripted([twice, [call("search", "t9", query="Lund")]])
    ask(shelf, chooser, "How is Lund?")
    assert [one.call.id for one in chooser.found] == ["t1"]
    assert len(shelf.queries) == 2


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        (call("delete_documents"), "no such tool"),
        (ToolCall("t1", "search", None), "no JSON object"),
        (call("search"), "query is a text"),
        (call("search", query="   "), "query is a text"),
        (call("search", query=7), "query is a text"),
        (call("search", query="x" * (QUERY_CHARACTERS + 1)), "query is a text"),
        (call("search", query="Lund", document="of another owner.md"), "no document of this name"),
        (call("search", query="Lund", document={"id": "diary.md"}), "document is a text"),
        (call("open", document="diary.md"), "either page or ordinal"),
        (call("open", document="diary.md", page=1, ordinal=1), "either page or ordinal"),
        (call("open", document="diary.md", ordinal=-1), "whole number"),
        (call("open", document="diary.md", ordinal=True), "whole number"),
        (call("open", document="diary.md", ordinal=10**30), "whole number"),
        (call("open", document="diary.md", ordinal=99), "no text there"),
        (call("open", document="diary.md", page=3), "no text there"),
        (call("open", document="../prices.md", ordinal=0), "no document of this name"),
        (call("count", question="What is a gull?"), "cannot be counted"),
        (call("search", query="zzz"), "Nothing was found"),
    ],
)
def test_a_wrong_call_is_told_to_the_model(shelf: Unsure, asked_for: ToolCall, said: str) -> None:
    [found] = told(shelf, asked_for)
    assert said in found.sentence
    assert found.passages == ()


def test_a_search_keeps_to_the_documents_of_the_question(shelf: Unsure) -> None:
    within = told(shelf, call("search", query="C3 euros"), document_ids=("depots.md", "diary.md"))
    assert within[0].sentence == "Nothing was found."
    refused = told(shelf, call("search", query="C3", document="prices.md"), document_ids=("depots.md", "diary.md"))
    assert "no document of this name" in refused[0].sentence
    one = told(shelf, call("search", query="Lund", document="PRICES.md"))
    assert {passage.document_id for passage in one[0].passages} == {"prices.md"}


def test_a_document_opens_at_a_place(shelf: Unsure) -> None:
    [found] = told(shelf, call("open", document="depots.md", ordinal=1.0))
    assert [passage.ordinal for passage in found.passages] == [1]


@dataclass
class Paged(Unsure):
    """Every chunk of the diary is a page from 3 on, two chunks a page."""

    def read(self, owner_id: str, document_id: str, generation: int, first: int, limit: int) -> list[StoredPassage]:
        chunks = [replace(one, page=3 + one.ordinal // 2) for one in chunks_of(document_id, self.texts[document_id])]
        return chunks[first : first + limit]


@pytest.mark.parametrize(("page", "ordinal"), [(1, 0), (3, 0), (4, 2), (12, 18), (52, 98), (53, None)])
def test_a_document_opens_at_a_page(page: int, ordinal: int | None) -> None:
    texts = {"diary.md": [f"Day {number} in Lund. " * 40 for number in range(100)]}
    [found] = told(Paged([document("diary.md", passages=100)], texts), call("open", document="diary.md", page=page))
    assert [passage.ordinal for passage in found.passages][:1] == ([] if ordinal is None else [ordinal])


def test_documents_are_listed_by_what_is_known(shelf: Unsure) -> None:
    [found] = told(shelf, call("list_documents"))
    assert {passage.filename for passage in found.passages} == set(TEXTS)
    assert all(passage.profile for passage in found.passages)
    assert found.sentence.startswith("There are 4 documents")


def test_a_count_is_a_source_of_its_own(shelf: Unsure) -> None:
    shelf.texts = {"register.csv": TEXTS["register.csv"]}
    shelf.documents = [one for one in shelf.documents if one.id == "register.csv"]
    [found] = told(shelf, call("count", question="How many bikes are there?"), text="Is a bike 10 euros?")
    assert found.passages[0].profile
    assert "3" in found.passages[0].text
    assert "B2" in found.passages[1].text


def test_a_list_that_does_not_fit_is_refused(shelf: Unsure) -> None:
    rows = "\n".join(f"Bike of the long name number {number} | {number} euros" for number in range(300))
    texts: Texts = {"register.csv": [f"bike | price\n{rows}\n"]}
    one = Unsure([document("register.csv", passages=1)], texts)
    [found] = told(one, call("count", question="List all bikes."), text="Is a bike 10 euros?", wide_tokens=15_000)
    assert (found.passages, found.sentence[:10]) == ((), "Code found")


def test_a_busy_store_is_told_to_the_model(shelf: Unsure) -> None:
    class Busy(Unsure):
        def read(self, *_: object) -> list[StoredPassage]:
            if self.queries:
                raise StoreBusyError("busy")
            return []

        def search(self, owner_id: str, query: Query) -> SearchResult:
            self.queries.append(query)
            passages = (Passage("p", "diary.md", "diary.md", 0, None, (), 0, 4, "Lund", 1.0),)
            return SearchResult(passages, "weak", {"total": 1})

    [found] = told(Busy(shelf.documents, TEXTS), call("open", document="diary.md", ordinal=0))
    assert found.sentence == "This could not be looked up now."


def test_each_call_is_told_by_its_route(shelf: Unsure) -> None:
    question = "How many bikes are there?"
    calls = [call("search", "a", query="Lund"), call("open", "b", document="diary.md", ordinal=0)]
    calls += [call("list_documents", "c"), call("count", "d", question=question)]
    ask(shelf, Scripted([calls]), "How is Lund?")
    assert shelf.told == [("steps", "Lund"), ("steps", "diary.md"), ("library", ""), ("aggregate", question)]


def test_arguments_are_shown_as_one_line(shelf: Unsure) -> None:
    arguments: Mapping[str, object] = {"query": "red\u202e\npandas", "document": "diary.md"}
    ask(shelf, Scripted([[ToolCall("t1", "search", arguments)]]), "How is Lund?")
    assert shelf.told == [("steps", "redpandas · diary.md")]
