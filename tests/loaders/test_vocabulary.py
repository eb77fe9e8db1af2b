"""The shared vocabulary in a store: the register of authorities beside the owners' own graphs, and the large lists."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.graph.authorities import register_graph
from phaen.loaders.graph.vocabulary import bring_areas
from phaen.loaders.store import Writer
from phaen.loaders.validation import Severity, check
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

I = Identifiers()  # noqa: E741 - as short as the names of terms
REGISTER = I.graph("authorities")
LAMPHUN = I.organisation("pao-51")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> frozenset[Quad]:
    with Writer(tmp_path_factory.mktemp("register")) as writer:
        return register_graph(I, writer)[1]


def test_the_register_holds_all_76_and_none_for_bangkok(register: frozenset[Quad]) -> None:
    places = {q.object for q in register if q.predicate == t.DCT_SPATIAL}
    assert len(places) == 76
    assert t.PROVINCE["10"] not in places


def test_every_homepage_is_one_authority_s_and_has_the_day_it_was_checked(register: frozenset[Quad]) -> None:
    pages = Counter(q.object for q in register if q.predicate == t.FOAF_HOMEPAGE)
    assert len(pages) == 70
    assert set(pages.values()) == {1}
    days = {q.subject: q.object for q in register if q.predicate == t.DCT_VALID}
    assert days.keys() == pages.keys()
    assert days[NamedNode("http://www.lamphunpao.go.th/")] == Literal("2020-12-20", datatype=t.XSD_DATE)


def test_codes_that_nobody_verified_are_not_published(register: frozenset[Quad]) -> None:
    assert not [q for q in register if "2510101" in str(q.object)]
    wikidata = [q for q in register if str(q.object).startswith("<http://www.wikidata.org/")]
    assert {q.predicate for q in wikidata} == {t.RDFS_SEE_ALSO}
    assert len(wikidata) == 76


def test_the_register_conforms_to_the_shapes(register: frozenset[Quad]) -> None:
    assert [finding for finding in check(register) if finding.severity is Severity.VIOLATION] == []


def test_no_triple_of_a_load_stands_in_two_graphs(sample_database: object) -> None:
    triples = Counter(quad.triple for quad in sample_database)  # type: ignore[attr-defined]
    assert [triple for triple, count in triples.items() if count > 1] == []
    names = list(sample_database.quads_for_pattern(LAMPHUN, t.SKOS_PREF_LABEL, None, None))  # type: ignore[attr-defined]
    assert [quad.graph_name for quad in names] == [I.organisation_graph("pao-51")]
    pages = list(sample_database.quads_for_pattern(LAMPHUN, t.FOAF_HOMEPAGE, None, None))  # type: ignore[attr-defined]
    assert [quad.graph_name for quad in pages] == [REGISTER]


def test_the_register_says_again_what_an_owner_s_graph_no_longer_says(
    tmp_path: Path, register: frozenset[Quad]
) -> None:
    own = I.organisation_graph("pao-51")
    taken = {q for q in register if q.subject == LAMPHUN and q.predicate in (t.SKOS_PREF_LABEL, t.ORG_CLASSIFICATION)}
    with Writer(tmp_path) as writer:
        writer.replace_graph(own, [Quad(q.subject, q.predicate, q.object, own) for q in taken])
        assert register_graph(I, writer)[1] == register - taken
        writer.replace_graph(own, [])
        assert register_graph(I, writer)[1] == register


def test_the_large_lists_are_written_once_and_again_for_a_new_version(tmp_path: Path) -> None:
    district = I.graph("vocab/district")
    scheme = t.VOCABULARY["district"]
    with Writer(tmp_path) as writer:
        bring_areas(writer, I)
        whole = writer.graph(district)
        assert len(whole) > 928 * 9
        lamphun = Quad(t.DISTRICT["5101"], t.SKOS_NOTATION, Literal("5101"), district)
        writer.replace_graph(district, whole - {lamphun})
        bring_areas(writer, I)
        assert lamphun not in writer.graph(district), "a list of this version is not looked through"
        version = next(q for q in whole if q.subject == scheme and q.predicate == t.DCAT_VERSION)
        writer.replace_graph(district, whole - {lamphun, version})
        bring_areas(writer, I)
        assert writer.graph(district) == whole
