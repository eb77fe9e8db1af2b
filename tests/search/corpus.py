"""Load the plan statements of the evaluation set as linked data, beside the two sample plans.

Each organisation gets a plan in a named graph and a graph of its own, as the loader writes them, so that the index is
built from a store like any other.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.loaders.graph.evidence import Triple, text_literal
from phaen.loaders.graph.mapping import organisation_iri, organisation_triples
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.model import Kind, Organisation
from phaen.loaders.owners.organisations import parse_organisation
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from phaen.ontology import terms as t
from phaen.ontology.identifiers import DEFAULT_BASE, ElementPaths, Identifiers
from phaen.ontology.provinces import all_provinces

GOLD = Path(__file__).parent / "gold"
IDENTIFIERS = Identifiers(DEFAULT_BASE)
REGISTER = IDENTIFIERS.graph("authorities")

Row = Mapping[str, Any]


@cache
def rows() -> tuple[Row, ...]:
    """Give the statements of the evaluation set."""
    return tuple(json.loads(line) for line in (GOLD / "corpus.jsonl").read_text(encoding="utf-8").splitlines())


@cache
def placed() -> tuple[tuple[Row, NamedNode, NamedNode], ...]:
    """Give each statement with its own IRI and its plan's."""
    paths: dict[NamedNode, ElementPaths] = {}
    found = []
    for row in rows():
        owner = organisation(row["organisation"], row["province"])
        key = organisation_iri(owner, IDENTIFIERS).value.rpartition("/")[2]
        plan = IDENTIFIERS.plan(key, "-".join(map(str, row["period"])))
        path = paths.setdefault(plan, ElementPaths()).path(row["kind"], None)
        found.append((row, IDENTIFIERS.element(plan, path), plan))
    return tuple(found)


def iri_of(key: str) -> str:
    """Give the IRI that a judgement's key stands for: a statement's id, a path below the base, or an IRI."""
    return _iris().get(key) or (key if key.startswith("http") else DEFAULT_BASE + key)


@cache
def _iris() -> dict[str, str]:
    return {row["id"]: node.value for row, node, _ in placed()}


@cache
def organisation(name: str, province: str) -> Organisation:
    """Read the name of an owner in a province, given by its code."""
    return parse_organisation(name, province=all_provinces()[province].name_th)


def load_samples(folder: Path) -> list[Quad]:
    """Load the two sample plans into a new store; give what it holds."""
    report = load(find_sources([str(sample_folder())]), folder, LoadOptions(DEFAULT_BASE))
    assert [outcome.error for outcome in report.outcomes] == [None, None]
    snapshot = current_snapshot(folder)
    quads = list(snapshot.open())
    snapshot.close()
    return quads


def gold_store(samples: Iterable[Quad]) -> Store:
    """Give a store in memory with the loaded sample plans and the statements of the evaluation set."""
    store = Store()
    store.extend(samples)
    add_statements(store)
    return store


def add_statements(store: Store) -> None:
    """Add the statements, their plans and owners; what an owner's graph says, the register does not say again."""
    for quad in set(_quads()):
        store.add(quad)
        store.remove(Quad(quad.subject, quad.predicate, quad.object, REGISTER))


def _quads() -> Iterator[Quad]:
    for position, (row, node, plan) in enumerate(placed(), 1):
        owner = organisation(row["organisation"], row["province"])
        owner_node = organisation_iri(owner, IDENTIFIERS)
        graph = IDENTIFIERS.plan_graph(*plan.value.split("/")[-2:])
        yield from _in(graph, _plan_triples(plan, owner_node, row))
        yield from _in(graph, _statement_triples(node, plan, row, position))
        owner_key = owner_node.value.rpartition("/")[2]
        yield from _in(IDENTIFIERS.organisation_graph(owner_key), organisation_triples(owner, IDENTIFIERS))


def _in(graph: NamedNode, triples: Iterator[Triple]) -> Iterator[Quad]:
    yield from (Quad(*triple, graph) for triple in triples)


def _plan_triples(plan: NamedNode, owner: NamedNode, row: Row) -> Iterator[Triple]:
    first, last = row["period"]
    yield from ((plan, t.RDF_TYPE, type_) for type_ in t.types_of(t.PLAN))
    yield plan, t.SKOS_PREF_LABEL, text_literal(f"แผนพัฒนา {row['organisation']} พ.ศ. {first}–{last}")
    yield plan, t.PLAN_OF, owner
    yield owner, t.HAS_PLAN, plan
    yield plan, t.PERIOD_FROM, Literal(first)
    yield plan, t.PERIOD_TO, Literal(last)


def _statement_triples(node: NamedNode, plan: NamedNode, row: Row, position: int) -> Iterator[Triple]:
    yield from ((node, t.RDF_TYPE, type_) for type_ in t.types_of(t.CLASS_OF_KIND[Kind(row["kind"])]))
    yield node, t.PART_OF_PLAN, plan
    yield node, t.DCT_IS_PART_OF, plan
    yield node, t.SCHEMA_POSITION, Literal(position)
    yield node, t.SKOS_PREF_LABEL, text_literal(row["label"])
    yield node, t.VERBATIM_TEXT, Literal(row["label"])
    if "explanation" in row:
        yield node, t.EXPLANATION, text_literal(row["explanation"])
