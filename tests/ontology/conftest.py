"""Graphs that the tests of the vocabulary share. rdflib is used on purpose: the code itself reads with pyoxigraph."""

from pathlib import Path

import pytest
from rdflib import Graph

from phaen.ontology import assets

SAMPLE = Path(__file__).with_name("sample.ttl")


def parsed(*texts: str) -> Graph:
    graph = Graph()
    for text in texts:
        graph.parse(data=text, format="turtle")
    return graph


@pytest.fixture(scope="session")
def sample_turtle() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def sample(sample_turtle: str) -> Graph:
    return parsed(sample_turtle)


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return parsed(assets.ontology_turtle())


@pytest.fixture(scope="session")
def alignments() -> Graph:
    return parsed(assets.read_text("alignments.ttl"))


@pytest.fixture(scope="session")
def changes() -> Graph:
    return parsed(assets.read_text("versions/changes.ttl"))


@pytest.fixture(scope="session")
def code_lists() -> Graph:
    return parsed(*(text for _, text in assets.code_lists()))


@pytest.fixture(scope="session")
def shapes() -> Graph:
    return parsed(assets.shapes_turtle())
