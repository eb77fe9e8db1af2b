"""What people have said of links: kept in one graph, and applied to every plan that is loaded or linked anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyoxigraph import Quad, RdfFormat, serialize

from phaen.loaders.mappings.linked import link_quads, plan_part, reviewed_links
from phaen.loaders.mappings.model import Review
from phaen.loaders.mappings.rdf import read_links, read_reviews, review_triples, without_links
from phaen.loaders.mappings.statements import statements_in
from phaen.loaders.mappings.vocabularies import REVIEWED, link_set_graph
from phaen.loaders.packed import PackedPlan, unpack
from phaen.loaders.shelf import Graphs


class Reviews:
    """All reviews of a store, by the plan that the judged statement is of."""

    def __init__(self, reviews: Iterable[Review], base: str) -> None:
        """Sort reviews by plan."""
        self._base = base
        self._by_plan: dict[str, list[Review]] = defaultdict(list)
        for review in reviews:
            self._by_plan[plan_of(review.element, base)].append(review)

    @classmethod
    def of(cls, writer: Graphs, base: str) -> "Reviews":
        """Read the reviews of a store."""
        return cls(read_reviews(writer.graph(link_set_graph(REVIEWED, base)), base), base)

    def of_plan(self, plan: str) -> list[Review]:
        """Give the reviews of a plan's statements."""
        return self._by_plan.get(plan, [])

    def applied(self, packed: PackedPlan) -> PackedPlan:
        """Have the reviews of a plan win over the links that were found for it."""
        reviews = self.of_plan(packed.plan)
        if not reviews:
            return packed
        graph = plan_part(packed, "links", self._base)
        plan = statements_in(unpack(packed.graphs[plan_part(packed, "plan", self._base).value]))
        present = unpack(packed.graphs.get(graph.value, b""))
        links = reviewed_links(read_links(present, self._base, plan.text_of), reviews, plan)
        quads = without_links(present) | set(link_quads(links, plan, graph, self._base))
        written = serialize(quads, format=RdfFormat.N_QUADS) or b""
        return replace(packed, graphs={**packed.graphs, graph.value: written})


def plan_of(element: str, base: str) -> str:
    """Return the IRI of the plan that a statement's IRI is made below.

    >>> plan_of("https://w3id.org/phaen/id/plan/pao-51/undated/strategy/1", "https://w3id.org/phaen/")
    'https://w3id.org/phaen/id/plan/pao-51/undated'
    """
    start = f"{base}id/plan/"
    owner, _, rest = element.removeprefix(start).partition("/")
    return f"{start}{owner}/{rest.partition('/')[0]}" if element.startswith(start) else ""


def review_quads(reviews: Mapping[tuple[str, str], Review], base: str) -> set[Quad]:
    """Write all reviews as the quads of their graph."""
    graph = link_set_graph(REVIEWED, base)
    return {Quad(*triple, graph) for review in reviews.values() for triple in review_triples(review)}
