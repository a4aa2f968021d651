"""The contract of the passage store, on LanceDB: in a folder, on the running copy's S3, and read from copies."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.errors import UnstorableError
from chalicelib.models import PassageBatch, Section, WordBox
from tests.contracts.passages import (
    DIMENSIONS,
    MODEL,
    batch,
    chunks_at,
    search_forms,
    search_literal,
    search_similar,
    search_text,
    search_vector,
    vector_of,
)


def test_an_owner_without_a_table_has_no_passages(store: LancePassages) -> None:
    assert search_vector(store, "owner", [1, 0, 0, 0], 3) == []
    assert search_text(store, "owner", "apple", 3) == []
    assert store.read("owner", "d", 1, 0, 10) == []
    assert store.clean("owner", "d", live=0, newest=9) == 0
    list(store.maintain("owner", timedelta(0)))


def test_added_passages_are_found_by_both_searches(store: LancePassages) -> None:
    store.add("owner", "d1", 1, [batch(0, 3), batch(3, 2)])
    store.add("owner", "d2", 7, [batch(0, 2, "river")])
    near = search_vector(store, "owner", list(vector_of("river")), 2)
    assert {(passage.document_id, passage.generation) for passage in near} == {("d2", 7)}
    assert near[0].score == pytest.approx(1.0)
    assert {passage.document_id for passage in search_text(store, "owner", "river", 5)} == {"d2"}
    assert search_text(store, "owner", "river", 5, ["d1"]) == []
    with store.snapshot("owner") as view:
        vector, words = list(vector_of("river")), "number 1"
        both = view.search_both(vector, words, 4, None)
        assert both == (view.search_vector(vector, 4, None), view.search_text(words, 4, None))
        assert {passage.id for passage in both[0]} & {passage.id for passage in both[1]}
        assert view.search_both((), "", 4, None) == ([], [])
    passages = store.read("owner", "d1", 1, 1, 3)
    assert [passage.ordinal for passage in passages] == [1, 2, 3]
    first = passages[0]
    assert first.text == "apple number 1"
    assert (first.page, first.heading) == (1, ("Part", "apple"))
    assert (first.start, first.end) == (10, 19)
    assert store.read("owner", "d1", 1, 0, 1)[0].page is None


def test_chunks_are_read_by_their_keys(store: LancePassages) -> None:
    assert chunks_at(store, "owner", [("d1", 1, 0)]) == []
    store.add("owner", "d1", 1, [batch(0, 5)])
    store.add("owner", "d1", 2, [batch(0, 5)])
    store.add("owner", "d2", 1, [batch(0, 5, "river")])
    keys = [("d1", 1, 3), ("d2", 1, 0), ("d1", 2, 3), ("d1", 1, 9), ("none", 1, 0)]
    chunks = chunks_at(store, "owner", keys)
    assert sorted(chunk.key for chunk in chunks) == [("d1", 1, 3), ("d1", 2, 3), ("d2", 1, 0)]
    assert {chunk.document_id: chunk.text for chunk in chunks}["d2"] == "river number 0"
    assert chunks_at(store, "another", keys) == []


LANGUAGES = {
    "東京都は日本の首都であり、世界最大級の都市圏を形成している。": "日本の首都はどこですか",
    "长城是中国古代的军事防御工程，修建于不同的朝代。": "长城修建于什么时候",
    "부산은 대한민국 제2의 도시이며 큰 항구가 있다.": "항구가 있는 도시",
    "เชียงใหม่เป็นเมืองใหญ่ทางภาคเหนือของประเทศไทยมีวัดมาก": "วัดในเชียงใหม่",
    "Cửa hàng mở cửa lúc chín giờ sáng.": "cửa hàng mở lúc nào",
    "The founders were building bridges in many cities.": "who founded and built the bridge",
}


def test_full_text_finds_words_of_any_script(store: LancePassages) -> None:
    for number, text in enumerate(LANGUAGES):
        chunk = replace(batch(0, 1).chunks[0], text=text)
        store.add("owner", f"d{number}", 1, [PassageBatch((chunk,), vector_of("apple").tobytes())])
    for text, question in LANGUAGES.items():
        assert search_text(store, "owner", question, 1)[0].text == text


CODES = (
    "Part PX-7731-B costs 1,249.50 EUR.",
    "Part PX-7731-D was ordered on 2024-03-04.",
    "Der Schlüssel liegt unter dem frame.",
)


def test_forms_find_chunks_with_all_of_their_words(store: LancePassages) -> None:
    assert search_forms(store, "owner", ["PX 7731"]) == search_similar(store, "owner", ["fraem"]) == set()
    for number, text in enumerate(CODES):
        chunk = replace(batch(0, 1).chunks[0], text=text)
        store.add("owner", f"d{number}", 1, [PassageBatch((chunk,), vector_of("apple").tobytes())])
    assert search_forms(store, "owner", ["PX 7731 B"]) == {CODES[0]}
    assert search_forms(store, "owner", ["PX-7731", 'no "such" (form)']) == set(CODES[:2])
    assert search_forms(store, "owner", ["1 249 50", "2024 03 04"]) == set(CODES[:2])
    assert search_forms(store, "owner", ["PX7731", "", "- -"]) == set()
    assert search_literal(store, "owner", ["px-7731-b", "it's 100 %"]) == {CODES[0]}
    assert search_literal(store, "owner", ["PX-7731"], ["d1", "o'clock"]) == {CODES[1]}
    assert search_literal(store, "owner", ["PX_7731"]) == search_literal(store, "owner", ["PX"], []) == set()
    list(store.maintain("owner", timedelta(0)))  # Rows that are not indexed yet are not searched for similar words.
    assert search_similar(store, "owner", ["fraem"]) == search_similar(store, "owner", ["Schlussel"]) == {CODES[2]}
    assert search_similar(store, "owner", ["zebra"]) == set()


def test_full_text_finds_words_of_documents_and_headings(store: LancePassages) -> None:
    store.add("owner", "d1", 1, [batch(0, 3)], "2022 Q3 Harbour\nQuarterly report of the harbour of Hội An")
    store.add("owner", "d2", 1, [batch(0, 3)], "2023 Q3 Station")
    hits = search_text(store, "owner", "apple harbour Q3", 9)
    assert [hit.document_id for hit in hits] == ["d1"] * 3 + ["d2"] * 3
    assert {hit.text for hit in hits} == {f"apple number {number}" for number in range(3)}
    assert len(search_text(store, "owner", "part", 9, ["d2"])) == 3
    assert [passage.text for passage in store.read("owner", "d1", 1, 0, 1)] == ["apple number 0"]
    assert [passage.text for passage in chunks_at(store, "owner", [("d1", 1, 2)])] == ["apple number 2"]
    assert search_vector(store, "owner", list(vector_of("apple")), 1, ["d1"])[0].text.startswith("apple number")


def test_first_passage_is_found_by_the_documents_names(store: LancePassages) -> None:
    store.add("owner", "d1", 1, [batch(0, 2), batch(2, 2)], "Harbour", "Tides of the Tay\nInes Holt")
    hits = search_text(store, "owner", "Ines Holt", 9)
    assert [(hit.ordinal, hit.text) for hit in hits] == [(0, "apple number 0")]
    assert len(search_text(store, "owner", "Harbour", 9)) == 4


def test_a_table_without_leads_is_read_and_added_to(store: LancePassages) -> None:
    plain = batch(0, 3)
    chunks = tuple(replace(chunk, heading=()) for chunk in plain.chunks)
    store.add("owner", "old", 1, [PassageBatch(chunks, plain.vectors)])
    table = store._tables.find("owner")
    assert table is not None
    table.drop_columns(["lead"])
    assert [passage.text for passage in store.read("owner", "old", 1, 1, 1)] == ["apple number 1"]
    assert len(search_text(store, "owner", "apple", 9)) == 3
    store.add("owner", "new", 1, [batch(0, 2)], "Harbour")
    assert {passage.document_id for passage in search_text(store, "owner", "harbour", 9)} == {"new"}
    list(store.maintain("owner", timedelta(0)))
    hits = search_text(store, "owner", "apple", 9)
    assert sorted((hit.document_id, hit.text) for hit in hits) == [
        *(("new", f"apple number {number}") for number in range(2)),
        *(("old", f"apple number {number}") for number in range(3)),
    ]


def test_chunks_keep_their_sections(store: LancePassages) -> None:
    """Rows of a table that had no such column are read as before."""
    plain = batch(0, 2)
    parts = (Section(0, ("Part",)), Section(4, ("Part", "apple")))
    store.add("owner", "old", 1, [plain])
    table = store._tables.find("owner")
    assert table is not None
    table.drop_columns(["sections"])
    assert store.read("owner", "old", 1, 0, 1)[0].sections == ()
    chunks = (replace(plain.chunks[0], sections=parts), plain.chunks[1])
    store.add("owner", "new", 1, [PassageBatch(chunks, plain.vectors)])
    assert [passage.sections for passage in store.read("owner", "new", 1, 0, 2)] == [parts, ()]
    assert {passage.sections for passage in search_text(store, "owner", "apple", 9)} == {parts, ()}
    assert [passage.sections for passage in chunks_at(store, "owner", [("old", 1, 0), ("new", 1, 0)])] in (
        [parts, ()],
        [(), parts],
    )


def test_chunks_of_scans_keep_their_words_and_how_sure_they_are(store: LancePassages) -> None:
    """A search tells how sure recognition is; the words come with a document's passages alone."""
    plain = batch(0, 3)
    store.add("owner", "old", 1, [plain])
    table = store._tables.find("owner")
    assert table is not None
    table.drop_columns(["words", "confidence"])
    assert store.read("owner", "old", 1, 0, 1)[0].confidence is None
    words = (WordBox(10, 15, 100, 200, 300, 250, 90), WordBox(16, 17, 320, 200, 340, 250, 60))
    chunks = (plain.chunks[0], replace(plain.chunks[1], words=words), plain.chunks[2])
    store.add("owner", "new", 1, [PassageBatch(chunks, plain.vectors)])
    stored = store.read("owner", "new", 1, 0, 3)
    assert [passage.words for passage in stored] == [(), words, ()]
    assert [passage.confidence for passage in stored] == [None, 0.85, None]
    hits = search_text(store, "owner", "apple", 9)
    assert {passage.confidence for passage in hits} == {None, 0.85}
    assert {passage.words for passage in hits} == {None}


def test_the_nearest_part_of_a_chunk_says_how_near_it_is(store: LancePassages) -> None:
    """Of a chunk on two subjects one part is as near as can be; its mean is as near to none as to others."""
    plain = batch(0, 2)
    chunks = (replace(plain.chunks[0], cuts=(5,)), plain.chunks[1])
    river, stone = list(vector_of("river")), list(vector_of("stone"))
    mixed = array("f", [0.0, 0.8, 0.0, 0.6])
    vectors = b"".join(array("f", vector).tobytes() for vector in (river, stone)) + mixed.tobytes()
    store.add("owner", "d", 1, [PassageBatch(chunks, vectors)])
    with store.snapshot("owner") as view:
        found, words = view.search_vector(river, 9, None), view.search_text("apple", 9, None)
        assert [(hit.ordinal, round(hit.score, 2)) for hit in found] == [(1, 0.8), (0, 0.71)]
        hits = view.by_nearest_part(river, found, words)
        assert [(hit.ordinal, round(hit.score, 2)) for hit in hits] == [(0, 1.0), (1, 0.8)]
        assert view.by_nearest_part(river, [], words) == hits
        assert view.by_nearest_part(river, [], []) == []


def test_rows_that_were_stored_without_parts_keep_their_score(store: LancePassages) -> None:
    store.add("owner", "old", 1, [batch(0, 1)])
    table = store._tables.find("owner")
    assert table is not None
    table.drop_columns(["parts"])
    river = list(vector_of("river"))
    store.add("owner", "new", 1, [batch(0, 1, "river")])
    with store.snapshot("owner") as view:
        found, words = view.search_vector(river, 9, None), view.search_text("apple", 9, None)
        hits = view.by_nearest_part(river, found, words)
        assert [(hit.document_id, round(hit.score, 2)) for hit in hits] == [("new", 1.0), ("old", 0.0)]
        assert view.by_nearest_part(river, [], words) == []


def test_too_few_vectors_for_the_parts_are_refused(store: LancePassages) -> None:
    plain = batch(0, 1)
    with pytest.raises(UnstorableError):
        store.add("owner", "d", 1, [PassageBatch((replace(plain.chunks[0], cuts=(5,)),), plain.vectors)])


def test_owners_are_apart(store: LancePassages) -> None:
    store.add("owner", "d", 1, [batch(0, 2)])
    assert search_text(store, "another", "apple", 5) == []
    assert store.read("another", "d", 1, 0, 5) == []
    assert store.clean("another", "d", live=0, newest=9) == 0
    assert store.stored_generations("owner") == {("d", 1): 2}


def test_an_add_is_one_commit(store: LancePassages) -> None:
    store.add("owner", "d", 1, [batch(0, 1)])
    table = store._tables.find("owner")
    assert table is not None
    before = table.version
    store.add("owner", "d", 2, (batch(number * 50, 50) for number in range(40)))
    assert table.version == before + 1
    assert store.stored_generations("owner")["d", 2] == 2000


def test_an_add_that_breaks_leaves_nothing(store: LancePassages) -> None:
    class BrokenError(Exception):
        pass

    def batches() -> Iterator[PassageBatch]:
        yield batch(0, 100)
        raise BrokenError

    store.add("owner", "d", 1, [batch(0, 2)])
    with pytest.raises(BrokenError):
        store.add("owner", "d", 2, batches())
    assert store.stored_generations("owner") == {("d", 1): 2}


def test_rows_with_bad_vectors_are_refused(store: LancePassages) -> None:
    whole = batch(0, 2)
    with pytest.raises(UnstorableError):
        store.add("owner", "d", 1, [PassageBatch(whole.chunks, whole.vectors[:-4])])
    with pytest.raises(UnstorableError):
        store.add("owner", "d", 1, [PassageBatch(whole.chunks, array("f", [math.nan] * 8).tobytes())])
    assert store.stored_generations("owner") == {}


def test_clean_keeps_the_live_and_newer_generations(store: LancePassages) -> None:
    for generation in (1, 2, 3, 4):
        store.add("owner", "d", generation, [batch(0, generation)])
    store.add("owner", "other", 1, [batch(0, 5)])
    table = store._tables.find("owner")
    assert table is not None
    assert store.clean("owner", "d", live=2, newest=3) == 4
    assert store.stored_generations("owner") == {("d", 2): 2, ("d", 4): 4, ("other", 1): 5}
    before = table.version
    assert store.clean("owner", "d", live=2, newest=3) == 0
    assert table.version == before  # Nothing to delete is no commit.
    store.remove("owner", "d", 2)
    assert store.stored_generations("owner") == {("d", 4): 4, ("other", 1): 5}


@pytest.mark.parametrize("deleted", [1, 30])
def test_deleted_rows_are_in_no_file_of_the_newest_version(tmp_path: Path, deleted: int) -> None:
    """Even a small part of a file: LanceDB by itself keeps deletions of less than a tenth."""
    store = LancePassages(str(tmp_path), MODEL, DIMENSIONS)
    store.add("owner", "kept", 1, [batch(0, 500)])
    store.add("owner", "secret", 1, [batch(0, deleted, "river")])
    list(store.maintain("owner", timedelta(0)))
    store.clean("owner", "secret", live=0, newest=9)
    list(store.maintain("owner", timedelta(0), rewrite=True))
    list(store.maintain("owner", timedelta(0)))
    assert store.stored_generations("owner") == {("kept", 1): 500}
    left = [path for path in tmp_path.rglob("*.lance") if path.is_file() and b"river" in path.read_bytes()]
    assert left == []


@pytest.mark.parametrize("query", ["' OR '1'='1", '"', "apple AND (", "*", "текст'); drop", "\x00"])
def test_a_query_has_no_query_syntax(store: LancePassages, query: str) -> None:
    store.add("owner", "d", 1, [batch(0, 2)])
    search_text(store, "owner", query, 5)
    assert search_text(store, "owner", "apple", 5, [query]) == []
    assert store.read("owner", query, 1, 0, 5) == []
    assert store.clean("owner", query, live=0, newest=9) == 0


def test_a_large_table_is_indexed_and_finds_the_same(store: LancePassages) -> None:
    store.add("owner", "d", 1, [batch(0, 4000), batch(4000, 500, "river")])
    list(store.maintain("owner", timedelta(minutes=10)))
    store.add("owner", "d", 2, [batch(0, 3, "stone")])
    table = store._tables.find("owner")
    assert table is not None
    assert {index.columns[0] for index in table.list_indices()} == {"text", "vector", "id", "document_id"}
    assert {passage.text.split()[0] for passage in search_vector(store, "owner", list(vector_of("river")), 20)} == {
        "river"
    }
    assert len(search_vector(store, "owner", list(vector_of("stone")), 3, ["d"])) == 3
    assert [passage.generation for passage in chunks_at(store, "owner", [("d", 2, 1), ("d", 1, 4400)])] in (
        [1, 2],
        [2, 1],
    )
