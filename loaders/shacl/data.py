"""A graph to be validated, indexed for the questions that shapes ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Variable

Term = NamedNode | BlankNode | Literal
Values = set[Term]

RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDFS_SUB_CLASS_OF = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
NOTHING: Values = set()


@dataclass(frozen=True, slots=True)
class Path:
    """A property, walked forwards or backwards."""

    predicate: NamedNode
    inverse: bool = False

    def __str__(self) -> str:
        """Write the path as SPARQL does, without brackets."""
        return f"^{self.predicate.value}" if self.inverse else self.predicate.value


class Data:
    """The union of the graphs of a data set, by subject and property."""

    def __init__(self, quads: Iterable[Quad], asked: frozenset[NamedNode] = frozenset()) -> None:
        """Index quads; a triple that stands in two graphs counts once.

        ``select`` sees the properties that are ``asked`` for and no others.
        """
        self._asked: list[Quad] = []
        self._forwards: dict[Term, dict[NamedNode, Values]] = {}
        self._backwards: dict[NamedNode, dict[Term, Values]] = {}
        for quad in quads:
            subject, predicate, value, _ = quad
            if predicate in asked:
                self._asked.append(quad)
            self._forwards.setdefault(subject, {}).setdefault(predicate, set()).add(value)

    def values(self, focus: Term, path: Path) -> Values:
        """Give the value nodes of a path from a focus node."""
        if path.inverse:
            return self._subjects(path.predicate).get(focus, NOTHING)
        return self.objects(focus, path.predicate)

    def objects(self, subject: Term, predicate: NamedNode) -> Values:
        """Give the objects of a subject's property."""
        return self._forwards.get(subject, {}).get(predicate, NOTHING)

    def predicates(self, subject: Term) -> list[NamedNode]:
        """Give the properties that a subject has."""
        return list(self._forwards.get(subject, {}))

    def instances(self, cls: NamedNode) -> set[Term]:
        """Give the SHACL instances of a class: those of its subclasses too, as far as the data names them."""
        found = set(self._instances.get(cls, NOTHING))
        for subclass, above in self._above.items():
            if cls in above:
                found |= self._instances.get(subclass, NOTHING)
        return found

    def targets(self, kind: str, value: NamedNode) -> Iterable[Term]:
        """Give the focus nodes of a target declaration: sh:targetClass and its like."""
        if kind == "targetClass":
            return self.instances(value)
        if kind == "targetSubjectsOf":
            return [subject for subject, properties in self._forwards.items() if value in properties]
        return self._subjects(value) if kind == "targetObjectsOf" else [value]

    def is_instance(self, node: Term, cls: NamedNode) -> bool:
        """Tell whether a node is a SHACL instance of a class."""
        types = self.objects(node, RDF_TYPE)
        return cls in types or (bool(self._above) and any(cls in self._above.get(type_, NOTHING) for type_ in types))

    def select(self, query: str, this: Term) -> list[dict[str, Term]]:
        """Run a SELECT query with ``$this`` bound to a focus node; give the rows with what each binds."""
        found = self._store.query(query, use_default_graph_as_union=True, substitutions={Variable("this"): this})
        if not isinstance(found, QuerySolutions):
            raise TypeError("a SPARQL constraint must be a SELECT query")
        names = [variable.value for variable in found.variables]
        rows = dict.fromkeys(tuple(row[name] for name in names) for row in found)
        return [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in rows]

    def _subjects(self, predicate: NamedNode) -> dict[Term, Values]:
        """Give the subjects of each object of a property."""
        if predicate not in self._backwards:
            backwards = self._backwards[predicate] = {}
            for subject, properties in self._forwards.items():
                for value in properties.get(predicate, NOTHING):
                    backwards.setdefault(value, set()).add(subject)
        return self._backwards[predicate]

    @cached_property
    def _instances(self) -> dict[Term, Values]:
        instances: dict[Term, Values] = {}
        for subject, properties in self._forwards.items():
            for cls in properties.get(RDF_TYPE, NOTHING):
                instances.setdefault(cls, set()).add(subject)
        return instances

    @cached_property
    def _above(self) -> dict[Term, Values]:
        """Give all classes above each class that the data puts under another."""
        direct = {s: p[RDFS_SUB_CLASS_OF] for s, p in self._forwards.items() if RDFS_SUB_CLASS_OF in p}
        return {cls: _reachable(cls, direct) for cls in direct}

    @cached_property
    def _store(self) -> Store:
        store = Store()
        store.extend(self._asked)
        return store


def _reachable(start: Term, steps: dict[Term, Values]) -> Values:
    found: Values = set()
    ahead = [start]
    while ahead:
        fresh = steps.get(ahead.pop(), NOTHING) - found
        found |= fresh
        ahead += fresh
    return found
