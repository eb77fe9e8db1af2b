"""The shapes of the ontology, compiled: what each looks at, and what must be so.

Only the constructs below are known. A shape with any other is refused, never passed over in silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from phaen.loaders.errors import ShapesError
from phaen.loaders.shacl import constraints as c
from phaen.loaders.shacl.data import RDF_TYPE, Data, Path, Term
from phaen.loaders.shacl.findings import Finding, Severity
from phaen.ontology.assets import prefixes, shapes_turtle, sparql_prologue

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
FIRST, REST, NIL = (NamedNode(f"{RDF}{name}") for name in ("first", "rest", "nil"))
SAYS_NOTHING = {f"{RDF}type", f"{RDFS}label", f"{RDFS}comment", f"{c.SH}name", f"{c.SH}description", f"{c.SH}order"}
"""Properties of a shape that ask for nothing."""

PREFIXED = re.compile(r"\b([a-z]+):([A-Za-z][\w-]*)")
WHOLE_IRI = re.compile(r"<([a-z]+:[^<>\s]*)>")
VARIABLE_PROPERTY = re.compile(r"[?$]\w+\s+[?$]\w+\s+\S")

TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
READ_APART = {f"{c.SH}{name}" for name in (*TARGETS, "path", "severity", "message", "property", "sparql")}


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL constraint (SHACL, section 5): each row is a result; ``properties`` are those that it asks for."""

    select: str
    message: str
    properties: frozenset[NamedNode]


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape, or with a path a property shape."""

    severity: Severity
    message: str
    path: Path | None
    targets: tuple[tuple[str, NamedNode], ...]
    constraints: tuple[c.Constraint, ...]
    properties: tuple["Shape", ...]
    queries: tuple[Query, ...]

    def findings(self, data: Data) -> list[Finding]:
        """Give the results for every target of the shape (SHACL, section 2.1.3)."""
        found: list[Finding] = []
        for focus in {node for kind, value in self.targets for node in data.targets(kind, value)}:
            self.collect(data, focus, found)
        return found

    def conforms(self, data: Data, focus: Term) -> bool:
        """Tell whether a node gives no result at all."""
        if not (self.properties or self.queries):
            values = data.values(focus, self.path) if self.path else {focus}
            return not any(constraint(data, focus, values) for constraint in self.constraints)
        found: list[Finding] = []
        self.collect(data, focus, found)
        return not found

    def collect(self, data: Data, focus: Term, found: list[Finding]) -> None:
        """Add the results for one focus node."""
        values = data.values(focus, self.path) if self.path else {focus}
        for constraint in self.constraints:
            wrong = constraint(data, focus, values)
            if wrong:
                found += [self._finding(focus, value, self.message) for value in wrong]
        for inner in self.properties:
            for value in values:
                inner.collect(data, value, found)
        for query in self.queries:
            rows = data.select(query.select, focus)
            found += [self._finding(focus, row.get("value", focus), _filled(query.message, row)) for row in rows]

    def _finding(self, focus: Term, value: Term | None, message: str) -> Finding:
        path = str(self.path) if self.path else None
        return Finding(self.severity, focus.value, path, None if value is None else value.value, message)


def _filled(message: str, row: dict[str, Term]) -> str:
    """Put the values of a row into a message: {?value} or {$value} (SHACL, section 5.3.2)."""
    for name, value in row.items():
        message = message.replace(f"{{?{name}}}", value.value).replace(f"{{${name}}}", value.value)
    return message


@cache
def properties_asked() -> frozenset[NamedNode]:
    """Give the properties that the SPARQL constraints of the ontology's shapes ask for."""
    return frozenset(name for shape in shapes() for query in shape.queries for name in query.properties)


@cache
def shapes() -> tuple[Shape, ...]:
    """Compile the shapes of the ontology; raises ShapesError for a construct that is not known here."""
    return compile_shapes(shapes_turtle())


def compile_shapes(turtle: str) -> tuple[Shape, ...]:
    """Compile the shapes of a Turtle text that have a target; raises ShapesError."""
    return tuple(_Compiler(turtle).shapes())


class _Compiler:
    """One reading of a shapes graph."""

    def __init__(self, turtle: str) -> None:
        self._graph = Data(parse(turtle, format=RdfFormat.TURTLE))

    def shapes(self) -> Iterator[Shape]:
        for node in sorted(self._graph.instances(NamedNode(f"{c.SH}NodeShape")), key=str):
            yield self._shape(node)

    def _shape(self, node: Term) -> Shape:
        return Shape(
            severity=self._severity(node),
            message=self._message(node),
            path=self._path(node),
            targets=tuple(self._targets(node)),
            constraints=tuple(self._constraints(node)),
            properties=tuple(self._shape(inner) for inner in self._all(node, "property")),
            queries=tuple(self._query(query) for query in self._all(node, "sparql")),
        )

    def _targets(self, node: Term) -> Iterator[tuple[str, NamedNode]]:
        for kind in TARGETS:
            for value in self._all(node, kind):
                if not isinstance(value, NamedNode):
                    raise ShapesError(f"the shape {node} has the target {value}; only IRIs are known")
                yield kind, value

    def _severity(self, node: Term) -> Severity:
        severity = self._one(node, "severity")
        return Severity(severity.value.removeprefix(c.SH)) if severity else Severity.VIOLATION

    def _constraints(self, node: Term) -> Iterator[c.Constraint]:
        for predicate in self._graph.predicates(node):
            name = predicate.value.removeprefix(c.SH)
            for value in self._graph.objects(node, predicate):
                if name in c.OF_A_TERM:
                    yield c.OF_A_TERM[name](value)
                elif name in c.OF_A_LIST:
                    yield c.OF_A_LIST[name](self._list(value))
                elif name in c.OF_SHAPES:
                    yield c.OF_SHAPES[name]([self._shape(member).conforms for member in self._list(value)])
                elif name in c.OF_A_SHAPE:
                    yield c.OF_A_SHAPE[name](self._shape(value).conforms)
                elif predicate.value not in SAYS_NOTHING | READ_APART:
                    raise ShapesError(
                        f"the shape {node} uses <{predicate.value}>, which phaen's own validation does not know; "
                        "add it to loaders/shacl/constraints.py"
                    )

    def _path(self, node: Term) -> Path | None:
        path = self._one(node, "path")
        if path is None or isinstance(path, NamedNode):
            return Path(path) if path else None
        inverse = self._one(path, "inversePath")
        if not isinstance(inverse, NamedNode):
            raise ShapesError(f"the shape {node} has a path that is neither a property nor the inverse of one")
        return Path(inverse, inverse=True)

    def _query(self, node: Term) -> Query:
        select = self._one(node, "select")
        if select is None:
            raise ShapesError(f"the SPARQL constraint {node} has no sh:select; only SELECT constraints are known")
        return Query(sparql_prologue() + select.value, self._message(node), _properties_in(select.value))

    def _message(self, node: Term) -> str:
        messages = [message for message in self._all(node, "message") if isinstance(message, Literal)]
        return next((message.value for message in messages if message.language == "en"), "")

    def _list(self, head: Term) -> list[Term]:
        members: list[Term] = []
        while head != NIL:
            members += self._graph.objects(head, FIRST)
            rest = self._graph.objects(head, REST)
            if len(rest) != 1:
                raise ShapesError(f"the list at {head} in the shapes is broken")
            head = next(iter(rest))
        return members

    def _one(self, node: Term, name: str) -> Term | None:
        return next(iter(self._all(node, name)), None)

    def _all(self, node: Term, name: str) -> set[Term]:
        return self._graph.objects(node, NamedNode(f"{c.SH}{name}"))


def _properties_in(select: str) -> frozenset[NamedNode]:
    """Give the IRIs in a query, and so the properties that it asks for; raises ShapesError where a variable is one."""
    # What follows the last brace, such as GROUP BY, names no property.
    body = select[select.find("{") : select.rfind("}") + 1]
    if VARIABLE_PROPERTY.search(body):
        raise ShapesError(f"a query of the shapes has a variable in the place of a property: {' '.join(body.split())}")
    named = [prefixes().get(prefix, "") + local for prefix, local in PREFIXED.findall(body)]
    return frozenset(NamedNode(iri) for iri in (*named, *WHOLE_IRI.findall(body), RDF_TYPE.value))
