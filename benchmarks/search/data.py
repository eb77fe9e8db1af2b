"""A store of a million statements: the bodies of the national data set, each with a plan of statements and no more.

Of a statement there is what the index reads: its class, plan, label and words. Texts are put together from the tables
of the national data set, with a village and a road in those of projects, so that most are different.
"""

from collections.abc import Iterator
from itertools import chain
from random import Random

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from benchmarks.national.bodies import SEED, Body, bodies
from benchmarks.national.dataset import EDITION, MOMENT, shared_graphs
from benchmarks.national.plans import Length, make_plan
from benchmarks.national.wording import doing, work
from phaen.loaders.graph.mapping import Run, map_reading
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

EMPTY = Length(0, 0, 0, 0, 0, 0, 0, 1, details=False)
"""A plan of which only its owner is of use."""


def pieces(statements: int) -> Iterator[bytes]:
    """Give N-Quads with so many statements of plans, those of one body in each piece."""
    yield shared_graphs()
    found = bodies()
    for body in found:
        share = statements // len(found) + (body.number < statements % len(found))
        yield serialize(_quads(body, share), format=RdfFormat.N_QUADS) or b""


def _quads(body: Body, statements: int) -> Iterator[Quad]:
    identifiers = Identifiers()
    graphs = map_reading(make_plan(body, EMPTY), Run(body.key, body.key, MOMENT, MOMENT), identifiers)
    graph, plan = identifiers.plan_graph(body.key, EDITION, "plan"), identifiers.plan(body.key, EDITION)
    about = (quad for quad in graphs.quads[graph] if quad.subject == plan)
    chance = Random(f"{SEED} {body.key}")
    stated = (_statement(chance, plan, number, graph) for number in range(statements))
    return chain(graphs.quads[identifiers.organisation_graph(body.key)], about, chain.from_iterable(stated))


def _statement(chance: Random, plan: NamedNode, number: int, graph: NamedNode) -> Iterator[Quad]:
    kind, text = (t.GUIDELINE, doing(chance)) if number % 4 == 0 else (t.PROJECT, work(chance))
    node = NamedNode(f"{plan.value}/statement/{number + 1}")
    yield Quad(node, t.RDF_TYPE, kind, graph)
    yield Quad(node, t.PART_OF_PLAN, plan, graph)
    yield Quad(node, t.SKOS_PREF_LABEL, Literal(text, language="th"), graph)
    yield Quad(node, t.VERBATIM_TEXT, Literal(f"{number + 1}. {text}", language="th"), graph)
