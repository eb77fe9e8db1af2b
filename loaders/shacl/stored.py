"""Some graphs of a database, to be validated in the light of all others, without reading those."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QuerySolutions, Store

from phaen.loaders.shacl.data import NOTHING, RDF_TYPE, RDFS_SUB_CLASS_OF, Data, Path, Term, Values

GraphName = NamedNode | DefaultGraph


class StoredData(Data):
    """The union of a database's graphs, looked up as it is asked for.

    The targets are those of some graphs alone: what has its type, or the property in question, there.
    """

    def __init__(self, database: Store, graphs: Iterable[GraphName]) -> None:
        """Name the graphs whose things are to be validated; nothing is read yet."""
        super().__init__(())
        self._database = database
        self._graphs = tuple(graphs)
        self._known: dict[Term, dict[NamedNode, Values]] = {}
        self._supers: dict[Term, Values] = {}

    def values(self, focus: Term, path: Path) -> Values:
        """Give the value nodes of a path from a focus node."""
        if not path.inverse:
            return self.objects(focus, path.predicate)
        return {subject for subject, _ in self._triples(None, path.predicate, focus)}

    def objects(self, subject: Term, predicate: NamedNode) -> Values:
        """Give the objects of a subject's property in all graphs."""
        return self._about(subject).get(predicate, NOTHING)

    def predicates(self, subject: Term) -> list[NamedNode]:
        """Give the properties that a subject has in any graph."""
        return list(self._about(subject))

    def instances(self, cls: NamedNode) -> set[Term]:
        """Give the instances of a class, or of its subclasses, that have their type in one of the graphs."""
        return {found for kind in self._with_subclasses(cls) for found in self._subjects_here(RDF_TYPE, kind)}

    def targets(self, kind: str, value: NamedNode) -> Iterable[Term]:
        """Give the focus nodes of a target declaration in the graphs: sh:targetClass and its like."""
        if kind == "targetClass":
            return self.instances(value)
        if kind == "targetSubjectsOf":
            return set(self._subjects_here(value, None))
        if kind == "targetObjectsOf":
            return {found for graph in self._graphs for _, found in self._triples(None, value, None, graph)}
        return [value] if any(True for graph in self._graphs for _ in self._triples(value, None, None, graph)) else []

    def is_instance(self, node: Term, cls: NamedNode) -> bool:
        """Tell whether a node is a SHACL instance of a class, by its types in all graphs."""
        types = self.objects(node, RDF_TYPE)
        return cls in types or any(cls in self._superclasses(kind) for kind in types)

    def select(self, query: str, this: Term) -> list[dict[str, Term]]:
        """Run a SELECT query over all graphs about one focus node; give the rows with what each binds.

        The node is written into the query, so that the engine begins there: with a variable that is bound from
        outside it looks through the whole database. A blank node cannot be written.
        """
        if isinstance(this, BlankNode):
            return super().select(query, this)
        head, _, body = query.partition("WHERE")
        text = f"{head.replace('$this', '')}WHERE{body.replace('$this', str(this))}"
        found = self._database.query(text, use_default_graph_as_union=True)
        if not isinstance(found, QuerySolutions):
            raise TypeError("a SPARQL constraint must be a SELECT query")
        names = [variable.value for variable in found.variables]
        rows = dict.fromkeys(tuple(row[name] for name in names) for row in found)
        given = [{name: term for name, term in zip(names, row, strict=True) if term is not None} for row in rows]
        return [{"this": this, **row} for row in given]

    @cached_property
    def _store(self) -> Store:
        return self._database

    def _about(self, subject: Term) -> dict[NamedNode, Values]:
        if subject not in self._known:
            about: dict[NamedNode, Values] = {}
            if not isinstance(subject, Literal):
                for _, predicate, value, _ in self._database.quads_for_pattern(subject, None, None, None):
                    about.setdefault(predicate, set()).add(value)
            self._known[subject] = about
        return self._known[subject]

    def _subjects_here(self, predicate: NamedNode, value: Term | None) -> Iterator[Term]:
        for graph in self._graphs:
            yield from (subject for subject, _ in self._triples(None, predicate, value, graph))

    def _triples(
        self, subject: NamedNode | None, predicate: NamedNode | None, value: Term | None, graph: GraphName | None = None
    ) -> Iterator[tuple[Term, Term]]:
        """Give subject and object of what matches, in one graph or in all."""
        for found, _, other, _ in self._database.quads_for_pattern(subject, predicate, value, graph):
            yield found, other

    def _with_subclasses(self, cls: NamedNode) -> Values:
        return _closure(cls, lambda node: {below for below, _ in self._triples(None, RDFS_SUB_CLASS_OF, node)})

    def _superclasses(self, cls: Term) -> Values:
        if cls not in self._supers:
            self._supers[cls] = _closure(cls, lambda node: self.objects(node, RDFS_SUB_CLASS_OF))
        return self._supers[cls]


def _closure(start: Term, steps: Callable[[Term], Values]) -> Values:
    """Give what can be reached from a start, itself included."""
    found: Values = {start}
    ahead = [start]
    while ahead:
        fresh = steps(ahead.pop()) - found
        found |= fresh
        ahead += fresh
    return found
