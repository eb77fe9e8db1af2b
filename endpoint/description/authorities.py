"""Terms of the authority tables of the EU, which DCAT-AP 3 asks for (section 11), and of others that catalogues know.

A term is stated together with its class and its name: shapes are checked over one document, without the network.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.description.rdf import LABEL, TITLE, TYPE, Statements, in_languages
from phaen.ontology.terms import DCAT, DCT, SKOS, Namespace

EU: Final = Namespace("http://publications.europa.eu/resource/authority/")
GEOSPARQL: Final = Namespace("http://www.opengis.net/ont/geosparql#")
IANA: Final = Namespace("https://www.iana.org/assignments/media-types/")

THAILAND: Final = EU["country/THA"]
_BOX: Final = "POLYGON((97.3 5.6,105.7 5.6,105.7 20.5,97.3 20.5,97.3 5.6))"
"""Longitude and latitude in degrees: Thailand reaches from 5°37' to 20°27' N and from 97°22' to 105°37' E."""

LANGUAGES: Final = (EU["language/THA"], EU["language/ENG"])
THEMES: Final = {"government": EU["data-theme/GOVE"], "regions": EU["data-theme/REGI"]}
TAXONOMY: Final = EU["data-theme"]
PUBLIC: Final = EU["access-right/PUBLIC"]
IRREGULAR: Final = EU["frequency/IRREG"]
NEVER: Final = EU["frequency/NEVER"]
STABLE: Final = EU["planned-availability/STABLE"]
AVAILABLE: Final = EU["planned-availability/AVAILABLE"]

_FILE_TYPES: Final = {
    "application/sparql-results+json": "SPARQLQRES",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/trig": "RDF_TRIG",
    "application/ld+json": "JSON_LD",
    "text/turtle": "RDF_TURTLE",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/json": "JSON",
    "application/xml": "XML",
    "application/vnd.apache.parquet": "PARQUET",
}

Say = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True)
class Authorities:
    """States terms of others in a document, with their names in our languages."""

    said: Statements
    say: Say

    def common(self) -> None:
        """State the terms that describe any data set of ours."""
        for language in LANGUAGES:
            self.said.say(language, TYPE, DCT["LinguisticSystem"])
        self.said.say(TAXONOMY, TYPE, SKOS["ConceptScheme"])
        self.said.say(TAXONOMY, TITLE, *in_languages(self.say("dcat.themes")))
        for name, theme in THEMES.items():
            self.concept(theme, f"dcat.theme_{name}")
            self.said.say(theme, SKOS["inScheme"], TAXONOMY)
        for frequency in (IRREGULAR, NEVER):
            self.said.say(frequency, TYPE, DCT["Frequency"])
        self.said.say(PUBLIC, TYPE, DCT["RightsStatement"])
        self._thailand()

    def _thailand(self) -> None:
        self.said.say(THAILAND, TYPE, DCT["Location"])
        self.said.say(THAILAND, LABEL, *in_languages(self.say("dcat.thailand")))
        self.said.say(THAILAND, DCAT["bbox"], Literal(_BOX, datatype=GEOSPARQL["wktLiteral"]))

    def concept(self, term: NamedNode, name: str) -> None:
        """State a concept with its name."""
        self.said.say(term, TYPE, SKOS["Concept"])
        self.said.say(term, SKOS["prefLabel"], *in_languages(self.say(name)))


def media_type(name: str) -> NamedNode:
    """Return the registered media type (RFC 6838)."""
    return IANA[name]


def file_type(media: str) -> NamedNode | None:
    """Return the file type of a media type, None where the EU has none."""
    name = _FILE_TYPES.get(media)
    return EU[f"file-type/{name}"] if name else None
