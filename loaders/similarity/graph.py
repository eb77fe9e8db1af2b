"""Similar statements and clusters as RDF: one graph for the whole store, written as N-Quads.

Two statements are joined by ``phaen:similarTo`` in both directions, and by one node that has their score. A cluster has
a label and two counts; its members point to it. The graph says of itself what run made it, of which snapshot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pyoxigraph import Literal, NamedNode

from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.similarity.clusters import Cluster
from phaen.loaders.similarity.neighbours import THRESHOLD, Pair
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers, software

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]

LINK_SET = "linkset/similar"
"""The local name of the graph."""

_TITLES = (
    ("th", "ข้อความที่คล้ายกันในแผนของต่างหน่วยงาน"),
    ("en", "Similar statements in the plans of different organisations"),
)
_KEY_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Made:
    """How a graph came about: the key of what went into it, the snapshot that was read, and when."""

    key: str
    snapshot: str
    started: datetime
    ended: datetime


def pair_triples(pair: Pair, base: str) -> Iterator[Triple]:
    """Give what is said of two similar statements."""
    first, second = NamedNode(pair.first), NamedNode(pair.second)
    key = sha256(f"{pair.first}\n{pair.second}".encode()).hexdigest()[:_KEY_LENGTH]
    node = NamedNode(f"{base}id/similarity/{key}")
    yield first, t.SIMILAR_TO, second
    yield second, t.SIMILAR_TO, first
    yield node, t.RDF_TYPE, t.SIMILARITY
    yield node, t.COMPARED_STATEMENT, first
    yield node, t.COMPARED_STATEMENT, second
    yield node, t.SCORE, decimal(pair.score)


def cluster_triples(cluster: Cluster, base: str) -> Iterator[Triple]:
    """Give what is said of a cluster and its members."""
    node = NamedNode(f"{base}id/cluster/{cluster.kind}/{cluster.key}")
    yield node, t.RDF_TYPE, t.CLUSTER
    yield node, t.SKOS_PREF_LABEL, Literal(cluster.label, language="th")
    yield node, t.STATEMENT_COUNT, Literal(len(cluster.members))
    yield node, t.ORGANISATION_COUNT, Literal(cluster.organisations)
    yield from ((NamedNode(member.iri), t.IN_CLUSTER, node) for member in cluster.members)


def about_triples(made: Made, identifiers: Identifiers) -> Iterator[Triple]:
    """Give what the graph says of itself, and of the run that made it."""
    graph, run = identifiers.graph(LINK_SET), identifiers.run(made.key)
    yield graph, t.RDF_TYPE, t.VOID_LINKSET
    yield from ((graph, t.DCT_TITLE, Literal(title, language=language)) for language, title in _TITLES)
    yield graph, t.VOID_LINK_PREDICATE, t.SIMILAR_TO
    yield graph, t.THRESHOLD, decimal(THRESHOLD)
    yield graph, t.PROV_WAS_GENERATED_BY, run
    yield from run_triples(run, made)


def run_triples(run: NamedNode, made: Made) -> Iterator[Triple]:
    """Give which version of phaen made something out of which snapshot, and when."""
    yield run, t.RDF_TYPE, t.PROV_ACTIVITY
    yield run, t.SNAPSHOT, Literal(made.snapshot)
    yield run, t.PROV_STARTED_AT_TIME, _moment(made.started)
    yield run, t.PROV_ENDED_AT_TIME, _moment(made.ended)
    yield run, t.PROV_WAS_ASSOCIATED_WITH, software(phaen_version())


def lines(triples: Iterable[Triple], graph: NamedNode) -> Iterator[bytes]:
    """Write triples as lines of N-Quads."""
    end = f" {graph} .\n"
    return (f"{subject} {predicate} {value}{end}".encode() for subject, predicate, value in triples)


def decimal(score: float) -> Literal:
    """Write a score as the engine gives it back: 0.8, 0.85, 1."""
    return Literal(f"{score:.2f}".rstrip("0").rstrip("."), datatype=t.XSD_DECIMAL)


def _moment(moment: datetime) -> Literal:
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=t.XSD_DATE_TIME)
