"""The shapes of similar statements, clusters and changes let good data pass and catch what they are there for."""

import pytest
from pyoxigraph import RdfFormat, parse

from phaen.loaders.validation import check
from phaen.ontology.assets import sparql_prologue

GOOD = """
<a> phaen:similarTo <b> ; phaen:inCluster <c> . <b> phaen:similarTo <a> ; phaen:inCluster <c> .
<s> a phaen:Similarity ; phaen:comparedStatement <a>, <b> ; phaen:score 0.75 .
<c> a phaen:Cluster ; skos:prefLabel "ถนน"@th ; phaen:statementCount 2 ; phaen:organisationCount 2 .
<g> phaen:threshold 0.6 . <r> phaen:snapshot "20261122T000000Z" .
<v> a phaen:Comparison ; phaen:formerVersion <p> ; phaen:laterVersion <q> .
<x> a phaen:Change ; phaen:inComparison <v> ; phaen:changeKind "moved", "reworded" ;
    phaen:formerVersion <d> ; phaen:laterVersion <e> ; phaen:score 0.75 .
"""


def paths(turtle: str) -> list[str]:
    """Name the properties that violate a shape."""
    quads = parse(sparql_prologue() + turtle, RdfFormat.TURTLE, base_iri="http://example.org/")
    return sorted({(finding.path or "").rpartition("#")[2] for finding in check(quads)})


def test_good_data_passes() -> None:
    assert paths(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("<b> phaen:similarTo <a> ;", "<b>", "similarTo"),
        ("phaen:comparedStatement <a>, <b>", "phaen:comparedStatement <a>", "comparedStatement"),
        ("phaen:score 0.75 .\n<c>", "phaen:score 1.5 .\n<c>", "score"),
        ("phaen:statementCount 2", "phaen:statementCount 1", "statementCount"),
        ("phaen:organisationCount 2", "phaen:organisationCount 3", "organisationCount"),
        ('skos:prefLabel "ถนน"@th', 'skos:prefLabel "road"@en', "prefLabel"),
        ("phaen:threshold 0.6", "phaen:threshold 6.0", "threshold"),
        ('phaen:snapshot "2', 'phaen:snapshot "", "2', "snapshot"),
        ("phaen:formerVersion <p> ; ", "", "formerVersion"),
        ("phaen:inComparison <v>", "phaen:inComparison <p>", "inComparison"),
        ('"moved", "reworded"', '"renamed"', "changeKind"),
        ("<a> phaen:similarTo <b> ; phaen:inCluster <c>", "<a> phaen:similarTo <b>", "inCluster"),
    ],
)
def test_what_is_wrong_is_found(good: str, bad: str, path: str) -> None:
    assert good in GOOD
    assert path in paths(GOOD.replace(good, bad, 1))
