"""The saved queries about similar statements and about editions give what the graphs of those links hold."""

from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat, Store

Rows = list[dict[str, str]]
Run = Callable[..., Rows]
Pick = Callable[[Rows, str], list[tuple[str, ...]]]
LINKS = """
@prefix phaen: <https://w3id.org/phaen/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/phaen/id/> .
<similarity/1> a phaen:Similarity ; phaen:score 0.9 ;
    phaen:comparedStatement <plan/pao-51/undated/strategy/1>, <plan/pao-52/undated/strategy/1> .
<similarity/2> a phaen:Similarity ; phaen:score 0.7 ;
    phaen:comparedStatement <plan/pao-51/undated/strategy/2>, <plan/pao-52/undated/strategy/2> .
<similarity/3> a phaen:Similarity ; phaen:score 1.0 ;
    phaen:comparedStatement <plan/pao-51/undated/strategy/1>, <plan/pao-99/undated/strategy/gone> .
<cluster/strategy/a> a phaen:Cluster ; skos:prefLabel "โครงสร้างพื้นฐาน"@th .
<plan/pao-51/undated/strategy/1> phaen:inCluster <cluster/strategy/a> .
<plan/pao-52/undated/strategy/1> phaen:inCluster <cluster/strategy/a> .
<plan/pao-99/undated/strategy/gone> phaen:inCluster <cluster/strategy/a> .
"""


@pytest.fixture
def linked(store: Store) -> Store:
    store.load(LINKS.encode(), format=RdfFormat.TURTLE)
    return store


def test_alike_statements_come_with_the_most_alike_first_and_without_those_that_are_gone(
    run: Run, pick: Pick, linked: Store
) -> None:
    rows = pick(
        run("alike-statements", {"kind": "strategy"}, on=linked), "score first_number second_number second_organisation"
    )
    assert rows == [
        ("0.9", "1", "1", "องค์การบริหารส่วนจังหวัดลำปาง"),
        ("0.7", "2", "2", "องค์การบริหารส่วนจังหวัดลำปาง"),
    ]


def test_alike_statements_are_chosen_by_kind_and_score(run: Run, pick: Pick, linked: Store) -> None:
    assert run("alike-statements", on=linked) == [], "guidelines are asked for by default"
    rows = run("alike-statements", {"kind": "strategy", "threshold": "0.8"}, on=linked)
    assert pick(rows, "score") == [("0.9",)]


def test_common_statements_count_what_there_is_now(run: Run, pick: Pick, linked: Store) -> None:
    rows = run("common-statements", on=linked)
    assert pick(rows, "cluster organisations statements") == [("โครงสร้างพื้นฐาน", "2", "2")]
    assert run("common-statements", {"kind": "project"}, on=linked) == []


CHANGES = """
@prefix phaen: <https://w3id.org/phaen/ontology#> .
@base <https://w3id.org/phaen/id/> .
<comparison/1> a phaen:Comparison ; phaen:formerVersion <plan/pao-50/2561-2565> ;
    phaen:laterVersion <plan/pao-50/2566-2570> .
<change/1> a phaen:Change ; phaen:inComparison <comparison/1> ; phaen:changeKind "moved", "reworded" ;
    phaen:formerVersion <plan/pao-50/2561-2565/g/1> ; phaen:laterVersion <plan/pao-50/2566-2570/g/1.1> .
<change/2> a phaen:Change ; phaen:inComparison <comparison/1> ; phaen:changeKind "dropped" ;
    phaen:formerVersion <plan/pao-50/2561-2565/goal/1> .
"""


def test_the_changes_between_editions_are_listed(run: Run, pick: Pick, editions: Store) -> None:
    editions.load(CHANGES.encode(), format=RdfFormat.TURTLE)
    rows = run("edition-changes", {"province": "50"}, on=editions)
    assert pick(rows, "change former_statement later_statement") == [
        ("dropped", "มีน้ำใช้", ""),
        ("moved", "ขุดสระ", "ทำประปา"),
        ("reworded", "ขุดสระ", "ทำประปา"),
    ]
    assert run("edition-changes", {"province": "51"}, on=editions) == []
