"""Look statements of the vocabulary's own files up, in the order in which the files state them."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from phaen.ontology.terms import RDF

Node = NamedNode | BlankNode
Term = Node | Literal
Texts = dict[str, str]
"""A text by its language."""

_FIRST, _REST, _NIL = (RDF[name] for name in ("first", "rest", "nil"))


class Facts:
    """A small graph, held by subject and property."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the statements."""
        self._found: dict[Node, dict[NamedNode, list[Term]]] = {}
        for quad in quads:
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode | BlankNode) and isinstance(value, NamedNode | BlankNode | Literal):
                self._found.setdefault(subject, {}).setdefault(quad.predicate, []).append(value)

    def objects(self, subject: Node, property_: NamedNode) -> list[Term]:
        """Return the values of a property."""
        return self._found.get(subject, {}).get(property_, [])

    def nodes(self, subject: Node, property_: NamedNode) -> list[Node]:
        """Return the values of a property that are no literals."""
        return [value for value in self.objects(subject, property_) if not isinstance(value, Literal)]

    def iris(self, subject: Node, property_: NamedNode) -> tuple[str, ...]:
        """Return the values of a property that are IRIs."""
        return tuple(value.value for value in self.objects(subject, property_) if isinstance(value, NamedNode))

    def texts(self, subject: Node, property_: NamedNode) -> Texts:
        """Return the values of a property by language; those without one under ""."""
        values = (value for value in self.objects(subject, property_) if isinstance(value, Literal))
        return {value.language or "": value.value for value in values}

    def text(self, subject: Node, property_: NamedNode) -> str:
        """Return the value of a property as it is written, "" where it has none."""
        return next((value.value for value in self.objects(subject, property_)), "")

    def subjects(self, property_: NamedNode, value: Term | None = None) -> Iterator[Node]:
        """Yield who has the property, with this value if one is given."""
        for subject, about in self._found.items():
            values = about.get(property_, [])
            if values and (value is None or value in values):
                yield subject

    def members(self, head: Term) -> list[Term]:
        """Return the members of an RDF list."""
        found: list[Term] = []
        while head != _NIL and isinstance(head, NamedNode | BlankNode):
            found += self.objects(head, _FIRST)
            head = next(iter(self.objects(head, _REST)), _NIL)
        return found
