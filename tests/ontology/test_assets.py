"""The files of the vocabulary are found wherever the package is installed."""

import subprocess
import sys

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Graph

from phaen.ontology import assets
from phaen.ontology.errors import OntologyError, UnknownAssetError


def test_a_file_that_does_not_ship_is_named_with_those_that_do() -> None:
    with pytest.raises(UnknownAssetError, match=r"'nothing\.ttl'.*codelists/province\.ttl.*phaen\.ttl") as caught:
        assets.read_text("nothing.ttl")
    assert isinstance(caught.value, OntologyError | LookupError)


@pytest.mark.parametrize("name", ["", ".", "codelists"])
def test_a_folder_is_no_file(name: str) -> None:
    with pytest.raises(UnknownAssetError):
        assets.read_text(name)


def test_prefixes_and_namespaces_are_one_to_one_and_end_as_namespaces_do() -> None:
    table = assets.prefixes()
    assert len(set(table.values())) == len(table) > 25
    assert all(namespace.endswith(("#", "/")) for namespace in table.values())
    assert next(iter(table)) == "phaen"


def test_the_prefix_table_cannot_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        assets.prefixes()["phaen"] = "x"  # type: ignore[index]


def test_the_prologue_lets_a_query_use_every_prefix() -> None:
    query = assets.sparql_prologue() + "ASK { " + " ".join(f"?s {prefix}:x ?o ." for prefix in assets.prefixes()) + " }"
    assert not Store().query(query)


def test_every_turtle_file_means_the_same_to_both_parsers() -> None:
    for _, text in [*assets.ontology_graphs(), ("shapes", assets.shapes_turtle())]:
        assert len(assets.triples(text)) == len(Graph().parse(data=text, format="turtle")) > 0


def test_the_graphs_of_shared_vocabulary_load_into_a_store() -> None:
    store = Store()
    for _, text in assets.ontology_graphs():
        store.load(text.encode(), format=RdfFormat.TURTLE)
    assert {local for local, _ in assets.ontology_graphs()} == {
        "ontology",
        *(local for local, _ in assets.code_lists()),
    }
    assert store.query(
        assets.sparql_prologue()
        + "ASK { phaen:Tactic rdfs:subClassOf+ prov:Entity . province:51 skos:broader region:north }"
    )


def test_importing_the_vocabulary_is_light() -> None:
    code = (
        "import sys, phaen.ontology.terms, phaen.ontology.identifiers, phaen.ontology.provinces, phaen.ontology.assets;"
        "print(*{'rdflib', 'pyshacl', 'pythainlp', 'flask'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
