"""The search finds what was asked, better than plain ways to search; the judged set is sound and the scorer counts."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from phaen.loaders.snapshot import current_snapshot
from tests.search.baselines import Search, bigrams, contains, newmm, texts
from tests.search.corpus import GOLD, gold_store, rows
from tests.search.judged import RANKED, SETS, ndcg, read_queries, recall
from tests.search.score import Rankings, rankings, scores, searches

FLOOR = 0.90
"""The mean nDCG@10 over all judged queries below which a change is a loss."""
BASELINES = ("CONTAINS", "newmm words", "bigrams")


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Store:
    snapshot = current_snapshot(sample_store)
    found = gold_store(snapshot.open())
    snapshot.close()
    return found


@pytest.fixture(scope="module")
def found(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Rankings]:
    queries = read_queries(*SETS)
    folder = tmp_path_factory.mktemp("quality") / "index"
    return {name: rankings(search, queries) for name, search in searches(store, folder, RANKED).items()}


# --- quality ----------------------------------------------------------------------------------------------------------


def test_the_search_ranks_as_well_as_was_promised(found: Mapping[str, Rankings]) -> None:
    assert scores(found["phaen"], read_queries(*SETS))[0] >= FLOOR


@pytest.mark.parametrize("baseline", BASELINES)
@pytest.mark.parametrize("name", SETS)
def test_the_search_ranks_better_than_a_plain_one(found: Mapping[str, Rankings], name: str, baseline: str) -> None:
    queries = read_queries(name)
    assert scores(found["phaen"], queries) > scores(found[baseline], queries)


def test_no_thing_is_found_twice_by_one_query(found: Mapping[str, Rankings]) -> None:
    for ranking in found["phaen"].values():
        assert [iri for iri, times in Counter(ranking).items() if times > 1] == []


# --- the judged set ---------------------------------------------------------------------------------------------------


def test_every_judged_thing_is_in_the_store(store: Store) -> None:
    for judged in read_queries(*SETS):
        for iri in judged.grades:
            assert next(store.quads_for_pattern(NamedNode(iri), None, None, None), None), (judged.id, iri)


def test_every_query_asks_for_something_and_nothing_has_two_grades() -> None:
    for name in SETS:
        for line in (GOLD / f"queries-{name}.jsonl").read_text(encoding="utf-8").splitlines():
            judgements = json.loads(line)["judgements"]
            graded = [key for keys in judgements.values() for key in keys]
            assert len(set(graded)) == len(graded), line
            assert judgements["3"], line


def test_the_halves_are_alike_and_share_no_query() -> None:
    dev, test = (read_queries(name) for name in SETS)
    assert not {judged.query for judged in dev} & {judged.query for judged in test}
    classes = [Counter(judged.class_ for judged in half) for half in (dev, test)]
    assert all(abs(classes[0][name] - classes[1][name]) <= 1 for name in classes[0] | classes[1])
    assert len(dev) + len(test) >= 320


def test_the_statements_are_many_different_and_of_many_places() -> None:
    assert len({row["id"] for row in rows()}) == len({row["label"] for row in rows()}) == len(rows()) >= 700
    assert len({(row["organisation"], row["province"]) for row in rows()}) >= 40
    assert len({row["province"] for row in rows()}) >= 30


# --- the scorer -------------------------------------------------------------------------------------------------------


def test_a_perfect_order_scores_one_and_a_turned_one_less() -> None:
    grades = {"a": 3, "b": 2, "c": 1, "d": 0}
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["x", "a"], {"a": 3}) == pytest.approx(0.6309, abs=1e-4)
    assert ndcg(["c", "b", "a"], grades) < 1.0
    assert ndcg([], grades) == 0.0


def test_the_same_thing_twice_gains_once() -> None:
    assert ndcg(["a", "a", "b"], {"a": 3, "b": 3}) < ndcg(["a", "b"], {"a": 3, "b": 3})


def test_recall_counts_what_is_relevant_and_asks_no_more_than_fits() -> None:
    assert recall(["a", "c"], {"a": 3, "b": 2, "c": 1}) == 0.5
    assert recall([str(n) for n in range(50)], {str(n): 3 for n in range(80)}) == 1.0


# --- the baselines ----------------------------------------------------------------------------------------------------

TEXTS = {
    "e:red": ["ทาสีแดง", "ทาสีแดงที่ขอบทาง"],
    "e:waste": ["คัดแยกขยะ เทศบาลเมืองเลย"],
    "e:road": ["ซ่อมถนนลาดยาง"],
}


@pytest.mark.parametrize(
    ("make", "query", "expected"),
    [
        (contains, "สี", ["e:red"]),
        (contains, "เลย ขยะ", ["e:waste"]),
        (contains, "ไม่มี", []),
        (contains, "\\", []),
        (newmm, "ขยะ", ["e:waste"]),
        (newmm, '"แยกขยะ"', []),
        (bigrams, "ลาดยาว", ["e:road"]),
        (bigrams, "?", []),
    ],
)
def test_a_plain_search_finds_what_it_can(
    make: Callable[[Mapping[str, list[str]]], Search], query: str, expected: list[str]
) -> None:
    assert make(TEXTS)(query) == expected


def test_a_plain_search_reads_the_name_of_the_owner_of_a_statement(store: Store) -> None:
    owned = [own for iri, own in texts(store).items() if "/plan/municipality-town-42-" in iri]
    assert owned
    assert all(own[-1] == "เทศบาลเมืองเลย" for own in owned)
