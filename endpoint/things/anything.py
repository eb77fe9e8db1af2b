"""The page of a thing of no special kind: its evidence and its links, where it has any, and all statements."""

from flask import request

from phaen.endpoint.knowledge import Description
from phaen.endpoint.language import language_of
from phaen.endpoint.things.certainty import certainty_of, rule_of
from phaen.endpoint.things.evidence import evidence
from phaen.endpoint.things.links import links
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.terms import OWL_ANNOTATED_SOURCE, PHAEN


def show_anything(site: Site, place: Place, found: Description) -> Shown:
    """Show what any thing may have."""
    linked, language = links(site.engine, place.iri), language_of(request)
    seen = {iri for link in linked for iri in (link.concept, link.code_list)}
    return Shown(
        "things/thing.html",
        {
            "evidence": evidence(site.engine, place.iri),
            "certainty": certainty_of(found.text(PHAEN["confidence"].value)),
            "rule_of": lambda name: rule_of(name, language),
            "linked": linked,
        },
        frozenset(seen),
        frozenset({OWL_ANNOTATED_SOURCE.value} if linked else ()),
    )
