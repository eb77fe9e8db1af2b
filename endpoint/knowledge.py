"""Ask the store what it knows about one thing, for its page and its data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import RDF

MOST_STATEMENTS = 1000
MOST_INCOMING = 200
MOST_LABELS = 2000
MOST_ELEMENTS = 10_000
_TYPE = RDF["type"].value


@dataclass(frozen=True)
class Description:
    """What is said about a thing (by property) and which things point to it (by property)."""

    iri: str
    outgoing: dict[str, list[Term]]
    incoming: dict[str, list[Term]]
    more: bool

    @property
    def types(self) -> frozenset[str]:
        """Return the IRIs of the classes."""
        return frozenset(term.value for term in self.outgoing.get(_TYPE, []) if isinstance(term, NamedNode))

    def text(self, property_iri: str) -> str | None:
        """Return the first literal value of a property."""
        return next((term.value for term in self.outgoing.get(property_iri, []) if isinstance(term, Literal)), None)

    def iris(self) -> set[str]:
        """Return every IRI that the description shows."""
        terms = [term for found in (self.outgoing, self.incoming) for values in found.values() for term in values]
        datatypes = {self.iri, *self.outgoing, *self.incoming}
        return datatypes | {term.value for term in terms if isinstance(term, NamedNode)}


@dataclass
class Element:
    """A statement of a plan with those below it."""

    iri: str
    type: str
    label: str
    number: str
    explanation: str
    children: list["Element"] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """Where a document says it: the words, and some text around them."""

    span: str
    document: str
    title: str
    begin: int
    end: int
    before: str
    verbatim: str
    after: str
    rule: str


@dataclass(frozen=True)
class Piece:
    """A stretch of a document's text; ``iri`` names the statement that was read from it, if any."""

    text: str
    iri: str | None = None
    label: str = ""
    position: str = ""


def term_of(iri: str) -> str:
    """Return an IRI as it is written in a query."""
    return str(NamedNode(iri))


def description_query(iri: str) -> str:
    """Return the CONSTRUCT of all that is said about a thing, its evidence and the spans of a document included."""
    thing = term_of(iri)
    return f"""{sparql_prologue()}CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {thing} }} ?s ?p ?o }}
  UNION {{ VALUES ?o {{ {thing} }} ?s ?p ?o }}
  UNION {{ {thing} phaen:hasEvidence|^nif:referenceContext ?s . ?s ?p ?o }}
}}"""


def graph_query(graph: str) -> str:
    """Return the CONSTRUCT of the content of a named graph."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {term_of(graph)} {{ ?s ?p ?o }} }}"


def known(engine: Engine, iri: str) -> bool:
    """Tell whether any statement mentions a thing, or a graph has its name."""
    thing = term_of(iri)
    mentioned = f"{{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} UNION {{ GRAPH {thing} {{ ?s ?p ?o }} }}"
    return bool(select(engine, f"SELECT ?p {{ {mentioned} }} LIMIT 1", 1).rows)


def is_graph(engine: Engine, iri: str) -> bool:
    """Tell whether a named graph has this name."""
    return bool(select(engine, f"SELECT ?p {{ GRAPH {term_of(iri)} {{ ?s ?p ?o }} }} LIMIT 1", 1).rows)


def describe(engine: Engine, iri: str) -> Description:
    """Return what is said about a thing, up to the limits of a page."""
    thing = term_of(iri)
    said = select(engine, f"SELECT DISTINCT ?p ?o {{ {thing} ?p ?o }} LIMIT {MOST_STATEMENTS + 1}", MOST_STATEMENTS)
    pointing = select(engine, f"SELECT DISTINCT ?p ?s {{ ?s ?p {thing} }} LIMIT {MOST_INCOMING + 1}", MOST_INCOMING)
    more = said.more or pointing.more
    return Description(iri, _grouped(said.rows), _grouped(pointing.rows), more)


def labels(engine: Engine, iris: Iterable[str], language: str) -> dict[str, str]:
    """Return a label for each IRI that has one, in the language if possible, else in Thai, English or any."""
    values = " ".join(term_of(iri) for iri in sorted(iris)[:MOST_LABELS])
    query = f"""{sparql_prologue()}SELECT DISTINCT ?x ?label {{
  VALUES ?x {{ {values} }} ?x skos:prefLabel|rdfs:label|dct:title ?label
}}"""
    found: dict[str, Literal] = {}
    for row in select(engine, query, 4 * MOST_LABELS).records():
        label = row["label"]
        if isinstance(label, Literal):
            key = _text(row, "x")
            found[key] = min(found.get(key, label), label, key=lambda candidate: _language_rank(candidate, language))
    return {iri: label.value for iri, label in found.items()}


def plan_tree(engine: Engine, plan: str) -> list[Element]:
    """Return the statements of a plan in reading order, each below its parent."""
    query = f"""{sparql_prologue()}SELECT ?e ?label ?parent ?number ?explanation ?position (SAMPLE(?t) AS ?type) {{
  ?e phaen:partOfPlan {term_of(plan)} ; schema:position ?position ; skos:prefLabel ?label ; a ?t .
  FILTER(STRSTARTS(STR(?t), STR(phaen:)) && ?t != phaen:PlanElement && ?t != phaen:Approach)
  FILTER NOT EXISTS {{ ?e a phaen:StrategicIssue . FILTER(?t = phaen:Strategy) }}
  OPTIONAL {{ ?e phaen:parentElement ?parent }}
  OPTIONAL {{ ?e phaen:printedNumber ?number }}
  OPTIONAL {{ ?e phaen:explanation ?explanation }}
}} GROUP BY ?e ?label ?parent ?number ?explanation ?position ORDER BY ?position"""
    return _tree(select(engine, query, MOST_ELEMENTS).records())


def evidence(engine: Engine, iri: str, around: int = 120) -> list[Evidence]:
    """Return the places in the documents that a thing was read from."""
    query = f"""{sparql_prologue()}SELECT DISTINCT ?span ?doc ?title ?begin ?end ?before ?verbatim ?after ?rule {{
  {term_of(iri)} phaen:hasEvidence ?span .
  ?span nif:referenceContext ?doc ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?verbatim .
  ?doc nif:isString ?raw .
  OPTIONAL {{ ?doc dct:title ?title }}
  OPTIONAL {{ ?span phaen:extractionRule ?rule }}
  BIND(IF(?begin > {around}, {around}, ?begin) AS ?length)
  BIND(SUBSTR(?raw, ?begin + 1 - ?length, ?length) AS ?before)
  BIND(SUBSTR(?raw, ?end + 1, {around}) AS ?after)
}} ORDER BY ?begin LIMIT 20"""
    return [
        Evidence(
            _text(row, "span"),
            _text(row, "doc"),
            _text(row, "title"),
            int(_text(row, "begin")),
            int(_text(row, "end")),
            _text(row, "before"),
            _text(row, "verbatim"),
            _text(row, "after"),
            _text(row, "rule"),
        )
        for row in select(engine, query, 20).records()
    ]


def document_pieces(engine: Engine, document: str, text: str) -> list[Piece]:
    """Return the text of a document, cut at what was read from it; a span inside another is left out."""
    query = f"""{sparql_prologue()}SELECT ?begin ?end ?e ?label {{
  ?span nif:referenceContext {term_of(document)} ; nif:beginIndex ?begin ; nif:endIndex ?end .
  ?e phaen:hasEvidence ?span .
  OPTIONAL {{ ?e skos:prefLabel ?label }}
}} ORDER BY ?begin DESC(?end) LIMIT {MOST_ELEMENTS}"""
    return list(_pieces(text, select(engine, query, MOST_ELEMENTS).records()))


def _pieces(text: str, spans: list[dict[str, Term]]) -> Iterator[Piece]:
    done = 0
    for span in spans:
        begin, end = int(_text(span, "begin")), int(_text(span, "end"))
        if begin < done:
            continue
        if begin > done:
            yield Piece(text[done:begin])
        yield Piece(text[begin:end], _text(span, "e"), _text(span, "label"), f"offset_{begin}_{end}")
        done = end
    if done < len(text):
        yield Piece(text[done:])


def _grouped(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for property_, value in rows:
        if isinstance(property_, NamedNode) and value is not None:
            found.setdefault(property_.value, []).append(value)
    return {key: sorted(found[key], key=str) for key in sorted(found)}


def _tree(rows: list[dict[str, Term]]) -> list[Element]:
    elements = {
        _text(row, "e"): Element(
            _text(row, "e"), _text(row, "type"), _text(row, "label"), _text(row, "number"), _text(row, "explanation")
        )
        for row in rows
    }
    parents = {_text(row, "e"): _text(row, "parent") for row in rows}
    top: list[Element] = []
    for iri, element in elements.items():
        above = elements.get(parents[iri])
        (above.children if above is not None else top).append(element)
    return top


def _language_rank(label: Literal, language: str) -> tuple[int, str]:
    order = [language, "th", "en", None]
    return (order.index(label.language) if label.language in order else len(order), label.value)


def _text(row: dict[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
