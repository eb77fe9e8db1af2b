"""The services of a site in DCAT, and the ways to the present data that they are."""

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.authorities import file_type, media_type
from phaen.endpoint.description.dcat import Dcat
from phaen.endpoint.description.rdf import LABEL, TYPE
from phaen.endpoint.search.local import local_index_folder
from phaen.endpoint.settings import Settings
from phaen.ontology.terms import DCAT, DCT

_SPARQL_PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_RECONCILIATION = NamedNode("https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/")
_STANDARDS = {
    _SPARQL_PROTOCOL: "SPARQL 1.1 Protocol",
    _RECONCILIATION: "Reconciliation Service API v0.2",
}


def services(settings: Settings) -> tuple[str, ...]:
    """Return the services of a site: over another engine, texts are only found where its data is indexed here."""
    searched = not settings.engine or local_index_folder(settings).is_dir()
    return ("sparql", "reconcile", "search") if searched else ("sparql",)


def service_iri(root: str, name: str) -> NamedNode:
    """Return the name of a service, as the description of the SPARQL service has it."""
    return NamedNode(f"{root}{name}#service")


def state_services(catalogue: Dcat, settings: Settings, root: str) -> None:
    """State the services, and the distributions of the present data."""
    for name in services(settings):
        endpoint, described = NamedNode(f"{root}{name}"), NamedNode(f"{root}openapi.json")
        own = () if name == "search" else (endpoint,)
        catalogue.service(service_iri(root, name), f"dcat.{name}", endpoint, (*own, described))
        _standard(catalogue, root, name)
    asked = _access(catalogue, "current", NamedNode(f"{root}sparql"), "application/sparql-results+json")
    catalogue.said.say(asked, DCAT["accessService"], service_iri(root, "sparql"))
    dump = NamedNode(f"{root}graphs?format=nquads")
    catalogue.said.say(_access(catalogue, "dump", dump, "application/n-quads"), DCAT["downloadURL"], dump)


def _access(catalogue: Dcat, name: str, address: NamedNode, media: str) -> NamedNode:
    said, node = catalogue.said, catalogue.access(name, f"dcat.{name}", address)
    said.say(node, DCAT["mediaType"], media_type(media))
    said.say(media_type(media), TYPE, DCT["MediaType"])
    if kind := file_type(media):
        said.say(node, DCT["format"], kind)
        said.say(kind, TYPE, DCT["MediaTypeOrExtent"])
    return node


def _standard(catalogue: Dcat, root: str, name: str) -> None:
    standard = {"sparql": _SPARQL_PROTOCOL, "reconcile": _RECONCILIATION}.get(name)
    if standard is None:
        return
    catalogue.said.say(service_iri(root, name), DCT["conformsTo"], standard)
    catalogue.said.say(standard, TYPE, DCT["Standard"])
    catalogue.said.say(standard, LABEL, Literal(_STANDARDS[standard], language="en"))
