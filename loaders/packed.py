"""A mapped plan as bytes: how it travels from the process that read it to the one that stores it.

N-Quads are written and read by the engine itself, several times as fast as terms are pickled one by one.
"""

from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, parse, serialize

from phaen.loaders.graph.mapping import PlanGraphs


@dataclass(frozen=True, slots=True)
class PackedPlan:
    """One plan edition: its IRI, that of the run that made it, and its named graphs as N-Quads.

    ``provenance`` names the graph that holds times.
    """

    plan: str
    run: str
    provenance: str
    graphs: dict[str, bytes]


def pack(graphs: PlanGraphs) -> PackedPlan:
    """Pack the quads of a plan."""
    packed = {name.value: serialize(quads, format=RdfFormat.N_QUADS) or b"" for name, quads in graphs.quads.items()}
    return PackedPlan(graphs.plan.value, graphs.run.value, graphs.provenance.value, packed)


def unpack(n_quads: bytes) -> frozenset[Quad]:
    """Give the quads of one packed graph."""
    return frozenset(parse(n_quads, format=RdfFormat.N_QUADS))
