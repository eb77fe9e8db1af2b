"""The SPARQL 1.1 Service Description of the endpoint (W3C Recommendation of 21 March 2013).

It describes the service at the address that was asked. Updates go to an address of their own, which has a property of
ours, because sd:endpoint would send queries there as well.
"""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.functions import (
    EXTENSION_FUNCTIONS,
    LANGUAGE_EXTENSIONS,
    MATCH_FUNCTIONS,
    PROPERTY_FEATURE,
    Extension,
)
from phaen.endpoint.description.rdf import (
    ENTAILMENT,
    LABEL,
    SD,
    SEE_ALSO,
    TYPE,
    VOID,
    Statements,
    format_iri,
    graph_address,
    in_languages,
    whole,
)
from phaen.endpoint.formats import FORMATS, GRAPH_FORMATS
from phaen.endpoint.search.local import local_index_folder
from phaen.endpoint.settings import Settings
from phaen.loaders.statistics import Graphs
from phaen.ontology import terms

_MEGABYTE: Final = 1024 * 1024
_NAME: Final = {"th": "บริการ SPARQL ของ phaen", "en": "SPARQL service of phaen"}


@dataclass(frozen=True)
class Place:
    """Where the service stands: the address that was asked, the root of the site, the IRI of the data."""

    endpoint: str
    root: str
    dataset: str


def service_description(settings: Settings, place: Place, graphs: Graphs) -> Statements:
    """Return the description of the service at this place over these graphs."""
    found = Statements()
    service = NamedNode(f"{place.root}sparql#service")
    found.say(service, TYPE, SD["Service"])
    found.say(service, LABEL, *in_languages(_NAME))
    found.say(service, SD["endpoint"], NamedNode(place.endpoint))
    described = [".well-known/void", "catalog", ".well-known/sparql-examples"]
    if not settings.engine:
        described.append("timemap/link/sparql")  # the releases that can be asked here
    found.say(service, SEE_ALSO, *(NamedNode(f"{place.root}{address}") for address in described))
    _language(found, service, settings)
    _formats(found, service, settings)
    _writing(found, service, settings, place)
    _limits(found, service, settings)
    _dataset(found, service, settings, place, graphs)
    return found


def _language(found: Statements, service: NamedNode, settings: Settings) -> None:
    found.say(service, SD["supportedLanguage"], SD["SPARQL11Query"])
    found.say(service, SD["defaultEntailmentRegime"], ENTAILMENT["Simple"])
    if settings.union:
        found.say(service, SD["feature"], SD["UnionDefaultGraph"])
    if settings.services:
        found.say(service, SD["feature"], SD["BasicFederatedQuery"])
    # Over another engine, text:query is replaced before a query is sent, where its data is indexed here.
    if not settings.engine or local_index_folder(settings).is_dir():
        _extended(found, service, SD["propertyFeature"], PROPERTY_FEATURE)
    if not settings.engine:
        _own_language(found, service)


def _extended(found: Statements, service: NamedNode, how: NamedNode, extension: Extension) -> None:
    feature = NamedNode(extension.iri)
    found.say(service, how, feature)
    found.say(feature, TYPE, SD["Feature"])
    found.say(feature, LABEL, *in_languages(extension.label))


def _own_language(found: Statements, service: NamedNode) -> None:
    """Say what our own engine has beyond the standard; of another one we know nothing."""
    # The store keeps graphs that hold nothing.
    found.say(service, SD["feature"], SD["EmptyGraphs"])
    for extension in LANGUAGE_EXTENSIONS:
        _extended(found, service, SD["languageExtension"], extension)
    found.say(service, SD["extensionFunction"], *EXTENSION_FUNCTIONS)
    for function in EXTENSION_FUNCTIONS:
        found.say(function, TYPE, SD["Function"])
    for described in MATCH_FUNCTIONS:
        found.say(NamedNode(described.iri), LABEL, *in_languages(described.label))


def _formats(found: Statements, service: NamedNode, settings: Settings) -> None:
    found.say(service, SD["resultFormat"], *map(format_iri, FORMATS))
    if settings.token:
        found.say(service, SD["inputFormat"], *map(format_iri, GRAPH_FORMATS))


def _writing(found: Statements, service: NamedNode, settings: Settings, place: Place) -> None:
    found.say(service, terms.GRAPH_STORE, NamedNode(f"{place.root}graphs"))
    if settings.token:
        found.say(service, SD["supportedLanguage"], SD["SPARQL11Update"])
        found.say(service, terms.UPDATE_ENDPOINT, NamedNode(f"{place.root}update"))


def _limits(found: Statements, service: NamedNode, settings: Settings) -> None:
    seconds = f"{settings.timeout:f}".rstrip("0")
    found.say(service, terms.TIME_LIMIT, Literal(seconds + "0" * seconds.endswith("."), datatype=terms.XSD["decimal"]))
    found.say(service, terms.MEMORY_LIMIT, whole(None if settings.engine else settings.memory * _MEGABYTE))
    found.say(service, terms.ROW_LIMIT, whole(settings.max_rows or None))
    found.say(service, terms.BODY_LIMIT, whole(settings.max_body))
    found.say(service, terms.ALLOWED_SERVICE, *map(NamedNode, settings.services))


def _dataset(found: Statements, service: NamedNode, settings: Settings, place: Place, graphs: Graphs) -> None:
    dataset = found.blank(SD["Dataset"])
    found.say(service, SD["defaultDataset"], dataset)
    # The union of all graphs is what VoID describes, under the same IRI.
    default = NamedNode(place.dataset) if settings.union else found.blank()
    found.say(dataset, SD["defaultGraph"], default)
    found.say(default, TYPE, SD["Graph"], VOID["Dataset"])
    found.say(default, VOID["triples"], whole(graphs.union if settings.union else graphs.default))
    for graph in graphs.named:
        named, content = found.blank(SD["NamedGraph"]), graph_address(place.root, graph.iri)
        found.say(dataset, SD["namedGraph"], named)
        found.say(named, SD["name"], NamedNode(graph.iri))
        found.say(named, SD["graph"], content)
        found.say(content, TYPE, SD["Graph"], VOID["Dataset"])
        found.say(content, VOID["triples"], whole(graph.triples))
