"""Links of whole plans: found by the linker, set right by what people have said."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from phaen.loaders.graph.mapping import PlanGraphs
from phaen.loaders.linking.linker import link_all
from phaen.loaders.linking.model import Link, Statement
from phaen.loaders.mappings.model import Review, StoredLink, Verdict, same_words
from phaen.loaders.mappings.rdf import link_triples, n_quads, without_links
from phaen.loaders.mappings.statements import PlanStatements, organisation_type, statements_in
from phaen.loaders.packed import PackedPlan
from phaen.loaders.shelf import OWNERS
from phaen.ontology.identifiers import Identifiers


def computed_links(plan: PlanStatements, base: str) -> list[StoredLink]:
    """Link the statements of a plan."""
    found = link_all(plan.found.values(), Identifiers(base))
    return [_stored(statement, link) for statement, links in found for link in links]


def _stored(statement: Statement, link: Link) -> StoredLink:
    """Make a stored link of what the linker gives: the words in the order of the text, as they come from a store."""
    text = statement.text
    because = tuple(sorted(set(link.because), key=lambda words: (text.find(words), words)))
    return StoredLink(
        str(statement.id), link.vocabulary, link.notation, link.concept, round(link.confidence, 2), because
    )


def reviewed_links(links: Iterable[StoredLink], reviews: Iterable[Review], plan: PlanStatements) -> list[StoredLink]:
    """Have reviews win over computed links: a rejected one goes, one that was judged right stays, with who says so.

    A review of words that the statement no longer has, or of a statement that is gone, says nothing.
    """
    found = {(link.element, link.concept): link for link in links}
    for review in reviews:
        if not is_current(review, plan):
            continue
        if review.verdict is Verdict.REJECTED:
            found.pop(review.pair, None)
        else:
            made = StoredLink(review.element, review.vocabulary, review.notation, review.concept)
            found[review.pair] = replace(found.get(review.pair, made), review=review)
    return sorted(found.values(), key=lambda link: link.order)


def is_current(review: Review, plan: PlanStatements) -> bool:
    """Tell whether a statement is there, with the words that were judged."""
    return review.element in plan.found and same_words(plan.text_of(review.element), review.text)


def link_quads(links: Iterable[StoredLink], plan: PlanStatements, graph: NamedNode, base: str) -> Iterator[Quad]:
    """Write links as quads; a direct triple that the plan itself states is not written again."""
    for link in links:
        stated = (link.element, link.concept) in plan.stated
        for triple in link_triples(link, base):
            if not (stated and triple[0].value == link.element):
                yield Quad(*triple, graph)


def written(links: list[StoredLink], plan: PlanStatements, graph: NamedNode, base: str) -> bytes:
    """Write links as N-Quads: by the fast way those that nobody has reviewed, if the plan itself states no links."""
    if plan.stated:
        return serialize(link_quads(links, plan, graph, base), format=RdfFormat.N_QUADS) or b""
    plain = [link for link in links if link.review is None]
    reviewed = link_quads((link for link in links if link.review), plan, graph, base)
    return n_quads(plain, graph, base) + (serialize(reviewed, format=RdfFormat.N_QUADS) or b"")


def linked(packed: PackedPlan, graphs: PlanGraphs, base: str) -> PackedPlan:
    """Add the links of a plan's statements to its packed graphs."""
    owners = (quads for name, quads in graphs.quads.items() if OWNERS in name.value)
    kind = organisation_type(quad for quads in owners for quad in quads)
    plan = statements_in(graphs.quads[graphs.graph], kind)
    links = computed_links(plan, base)
    if not links:
        return packed
    name = plan_part(packed, "links", base)
    given = packed.graphs.get(name.value, b"")
    return replace(packed, graphs={**packed.graphs, name.value: given + written(links, plan, name, base)})


def unlinked(graphs: PlanGraphs) -> PlanGraphs:
    """Leave links out that a file of RDF brings, such as a plan of a release: they are found anew."""
    kept = {name: frozenset(without_links(quads)) for name, quads in graphs.quads.items()}
    return replace(graphs, quads=kept)


def plan_part(packed: PackedPlan, part: str, base: str) -> NamedNode:
    """Return one of the graphs of a packed plan: a part of PLAN_PARTS."""
    key = Identifiers(base).plan_of_graph(NamedNode(packed.provenance), "provenance")
    if key is None:
        raise ValueError(f"{packed.provenance} is no graph of provenance below {base}")
    return Identifiers(base).plan_graph(*key, part)
