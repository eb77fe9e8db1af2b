"""Say in RDF what saved queries are, so that editors and collectors of examples of other makers find them.

The vocabulary is that of https://github.com/sib-swiss/sparql-examples: SHACL for the query and its prefixes, RDF Schema
for its words, schema.org for keywords and the service to ask, and terms of its own for DESCRIBE and federation. Beyond
it, the parameters are those of https://www.w3.org/TR/shacl-af/#functions: ``sh:path`` ends in the variable's name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from phaen.ontology.assets import prefixes
from phaen.ontology.canonical import graph_quads
from phaen.ontology.identifiers import WELL_KNOWN
from phaen.ontology.terms import DCT, FOAF, RDF, RDFS, SCHEMA, SH, SKOS, XSD, Namespace
from phaen.queries.catalogue import Catalogue, Form, Parameter, ParameterType, SavedQuery, Text
from phaen.queries.parameters import term
from phaen.queries.scanner import prologue

SPEX: Final = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
EXAMPLES: Final = f"{WELL_KNOWN}sparql-examples"
"""What comes after the address of a service in the name of the graph with its examples, by the convention."""

_CLASSES: Final[Mapping[Form, NamedNode]] = {
    "select": SH["SPARQLSelectExecutable"],
    "ask": SH["SPARQLAskExecutable"],
    "construct": SH["SPARQLConstructExecutable"],
    "describe": SPEX["SPARQLDescribeExecutable"],
}
_TEXTS: Final[Mapping[Form, NamedNode]] = {
    "select": SH["select"],
    "ask": SH["ask"],
    "construct": SH["construct"],
    "describe": SPEX["describe"],  # SHACL has no term for it
}
_DATATYPES: Final[Mapping[ParameterType, NamedNode]] = {
    "text": XSD["string"],
    "integer": XSD["integer"],
    "decimal": XSD["decimal"],
    "year": XSD["integer"],
    "date": XSD["date"],
    "boolean": XSD["boolean"],
    "choice": XSD["string"],
    "province": XSD["string"],
}
_PROVINCE: Final = "^[0-9]{2}$"

Node = NamedNode | BlankNode
Term = Node | Literal


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of saved queries and of what belongs to them, below the base of a deployment."""

    base: str

    @property
    def root(self) -> str:
        """Return the address of the site: the base, without what no address can hold."""
        site = self.base.partition("#")[0]
        return site if site.endswith("/") else f"{site}/"

    @property
    def endpoint(self) -> NamedNode:
        """Return the address of the SPARQL service."""
        return NamedNode(f"{self.root}sparql")

    @property
    def graph(self) -> NamedNode:
        """Return the name of the graph that describes the queries."""
        return NamedNode(f"{self.endpoint.value}{EXAMPLES}")

    def query(self, name: str) -> NamedNode:
        """Return the IRI of a query."""
        return NamedNode(f"{self.base}id/query/{name}")

    def group(self, name: str) -> NamedNode:
        """Return the IRI of a group of queries."""
        return NamedNode(f"{self.base}id/query-group/{name}")

    def parameter(self, query: str, name: str) -> NamedNode:
        """Return the IRI of the property that a parameter stands for; it ends in the name of the variable."""
        separator = "/" if "#" in self.base else "#"  # an IRI has one fragment
        return NamedNode(f"{self.query(query).value}{separator}{name}")

    def page(self, query: str) -> NamedNode:
        """Return the address of the page of a query."""
        return NamedNode(f"{self.root}queries/{query}")


def describe_catalogue(catalogue: Catalogue, base: str, some: Iterable[SavedQuery] | None = None) -> list[Triple]:
    """Describe all saved queries, or some with their groups, in order; the same queries give the same statements."""
    writer = _Writer(Names(base))
    chosen = tuple(catalogue if some is None else some)
    positions = {query.name: position for position, query in enumerate(catalogue, start=1)}
    for query in chosen:
        writer.query(query, positions[query.name])
    for group in catalogue.groups:
        if some is None or any(query.group == group.name for query in chosen):
            writer.group(group.name, group.title, group.description)
    writer.prefixes(chosen)
    return writer.triples


def describe_query(query: SavedQuery, base: str) -> list[Triple]:
    """Describe one saved query, with the prefixes that it declares."""
    writer = _Writer(Names(base))
    writer.query(query)
    writer.prefixes([query], {})
    return writer.triples


def examples_graph(catalogue: Catalogue, base: str) -> tuple[NamedNode, frozenset[Quad]]:
    """Give the graph that describes the saved queries, as a store holds it: its name and its quads.

    Blank nodes get canonical names (RDFC-1.0), so that the same queries always give the same quads.
    """
    return named(Names(base).graph, describe_catalogue(catalogue, base))


def named(graph: NamedNode, triples: Iterable[Triple]) -> tuple[NamedNode, frozenset[Quad]]:
    """Give triples as quads of a graph, with its name; blank nodes get canonical names (RDFC-1.0)."""
    return graph, graph_quads(graph, triples)


@dataclass(slots=True)
class _Writer:
    """Puts the statements together; names its blank nodes by a counter."""

    names: Names
    triples: list[Triple] = field(default_factory=list)
    _blanks: int = 0
    _prefixes: BlankNode = field(default_factory=lambda: BlankNode("sparql_examples_prefixes"))

    def query(self, query: SavedQuery, position: int | None = None) -> None:
        """State what a query is, what it asks, and of whom."""
        iri = self.names.query(query.name)
        self._say(iri, RDF["type"], SH["SPARQLExecutable"], _CLASSES[query.form])
        self._say(iri, RDFS["label"], *_both(query.title))
        # Editors show nothing but the comment, so it says what is asked, too.
        self._say(iri, RDFS["comment"], *_both(_joined(query.title, query.description)))
        self._say(iri, DCT["description"], *_both(query.description))
        self._say(iri, SCHEMA["keywords"], *map(Literal, dict.fromkeys(query.keywords)))
        self._say(iri, SCHEMA["target"], self.names.endpoint)
        self._say(iri, FOAF["page"], self.names.page(query.name))
        if query.group:
            self._say(iri, SCHEMA["isPartOf"], self.names.group(query.group))
        if position is not None:
            self._say(iri, SCHEMA["position"], Literal(position))
        self._say(iri, SPEX["federatesWith"], *map(NamedNode, query.services))
        self._say(iri, SH["prefixes"], self._prefixes)
        self._say(iri, _TEXTS[query.form], Literal(query.text))
        self._parameters(iri, query)

    def group(self, name: str, title: Text, description: Text) -> None:
        """State what a group of queries is about."""
        iri = self.names.group(name)
        self._say(iri, RDF["type"], SCHEMA["Collection"])
        self._say(iri, RDFS["label"], *_both(title))
        self._say(iri, RDFS["comment"], *_both(description))

    def prefixes(self, queries: Iterable[SavedQuery], table: Mapping[str, str] | None = None) -> None:
        """Declare the prefixes of a table, without one those of the project, and those of the queries."""
        declared = dict(prefixes() if table is None else table)
        for query in queries:
            declared |= prologue(query.text).prefixes
        for prefix, namespace in declared.items():
            node = self._blank()
            self._say(self._prefixes, SH["declare"], node)
            self._say(node, SH["prefix"], Literal(prefix))
            self._say(node, SH["namespace"], Literal(namespace, datatype=XSD["anyURI"]))

    def _parameters(self, iri: NamedNode, query: SavedQuery) -> None:
        if query.parameters:
            self._say(iri, RDF["type"], SH["Parameterizable"])
        for place, parameter in enumerate(query.parameters, start=1):
            node = self._blank()
            self._say(iri, SH["parameter"], node)
            self._say(node, RDF["type"], SH["Parameter"])
            self._say(node, SH["path"], self._property(query, parameter))
            self._say(node, SH["order"], Literal(place))
            self._words(node, parameter)
            self._values(node, parameter)

    def _property(self, query: SavedQuery, parameter: Parameter) -> NamedNode:
        """Describe the property that a parameter stands for, so that nothing leads to what is described nowhere."""
        iri = self.names.parameter(query.name, parameter.name)
        self._say(iri, RDF["type"], RDF["Property"])
        self._say(iri, RDFS["label"], *_both(parameter.label))
        return iri

    def _words(self, node: BlankNode, parameter: Parameter) -> None:
        """State what a form calls a parameter, and an example of what people type."""
        self._say(node, SH["name"], *_both(parameter.label))
        if parameter.help:
            self._say(node, SH["description"], *_both(parameter.help))
        self._say(node, SKOS["example"], Literal(parameter.example))

    def _values(self, node: BlankNode, parameter: Parameter) -> None:
        """State which terms the query takes for a parameter, as they stand in its text."""
        self._say(node, SH["optional"], Literal(not parameter.required))
        self._say(node, SH["maxCount"], Literal(1))
        if parameter.default is not None:
            self._say(node, SH["defaultValue"], term(parameter, parameter.default))
        if parameter.type in _DATATYPES:
            self._say(node, SH["datatype"], _DATATYPES[parameter.type])
        if parameter.type == "province":
            self._say(node, SH["pattern"], Literal(_PROVINCE))
        if parameter.choices:
            self._say(node, SH["in"], self._list([term(parameter, choice) for choice in parameter.choices]))
        if parameter.type == "iri":
            self._say(node, SH["nodeKind"], SH["IRI"])
            self._source(node, parameter)

    def _source(self, node: BlankNode, parameter: Parameter) -> None:
        """State of what class, or in which concept scheme, the things are that a parameter takes."""
        source = parameter.source
        if source is not None and source.kind == "class":
            self._say(node, SH["class"], NamedNode(source.value))
        if source is not None and source.kind == "scheme":
            shape, member = self._blank(), self._blank()
            self._say(node, SH["node"], shape)
            self._say(shape, SH["property"], member)
            self._say(member, SH["path"], SKOS["inScheme"])
            self._say(member, SH["hasValue"], NamedNode(source.value))

    def _list(self, members: list[Literal | NamedNode]) -> Node:
        head: Node = RDF["nil"]
        for member in reversed(members):
            node = self._blank()
            self._say(node, RDF["first"], member)
            self._say(node, RDF["rest"], head)
            head = node
        return head

    def _blank(self) -> BlankNode:
        self._blanks += 1
        return BlankNode(f"n{self._blanks}")

    def _say(self, subject: Node, predicate: NamedNode, *objects: Term) -> None:
        self.triples.extend(Triple(subject, predicate, value) for value in objects)


def _both(text: Text) -> Iterator[Literal]:
    return (Literal(words, language=language) for language, words in text.as_dict().items())


def _joined(title: Text, description: Text) -> Text:
    return Text(th=f"{title.th} – {description.th}", en=f"{title.en} – {description.en}")
