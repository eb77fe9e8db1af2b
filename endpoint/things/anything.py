"""The page of a thing of no special kind: its evidence and its links, where it has any, and all statements."""

from phaen.endpoint.knowledge import Description
from phaen.endpoint.things.evidence import evidence
from phaen.endpoint.things.links import links
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.terms import OWL_ANNOTATED_SOURCE


def show_anything(site: Site, place: Place, _found: Description) -> Shown:
    """Show what any thing may have."""
    linked = links(site.engine, place.iri)
    seen = {iri for link in linked for iri in (link.concept, link.code_list)}
    return Shown(
        "things/thing.html",
        {"evidence": evidence(site.engine, place.iri), "linked": linked},
        frozenset(seen),
        frozenset({OWL_ANNOTATED_SOURCE.value} if linked else ()),
    )
