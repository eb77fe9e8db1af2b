"""How each named graph came about, in PROV-O: its documents, the run that read them, the version of phaen, when.

The data says so of plans, in their provenance graphs; here the same is said of graphs, in one document that is read
from top to bottom: the release, each plan edition with its documents and runs, owners, then all other graphs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Final

from pyoxigraph import Literal, NamedNode, Store

from phaen.loaders.graph.mapping import phaen_version
from phaen.loaders.releases.manifest import moment_of
from phaen.loaders.releases.parts import Source, Written
from phaen.loaders.releases.stratml import plan_keys
from phaen.ontology import terms as t
from phaen.ontology.assets import prefixes
from phaen.ontology.identifiers import Identifiers, software

PATH: Final = "metadata/provenance.ttl"
_PREFIXES: Final = ("dcat", "dct", "phaen", "prov", "xsd")
_OF_DOCUMENTS: Final = (t.DCT_TITLE, t.SHA256, t.DCT_SOURCE, t.RETRIEVED, t.FILE_NAME, t.DCAT_MEDIA_TYPE)
_OF_RUNS: Final = (t.PROV_USED, t.PROV_STARTED_AT_TIME, t.PROV_ENDED_AT_TIME, t.PROV_WAS_ASSOCIATED_WITH)
_VERSIONS: Final = (t.OWL_VERSION_INFO, t.DCAT_VERSION)

Value = NamedNode | Literal
Property = tuple[NamedNode, Iterable[Value]]


def write_provenance(source: Source, folder: Path) -> Iterator[Written]:
    """Write ``metadata/provenance.ttl``, one graph after the other."""
    (folder / PATH).parent.mkdir(exist_ok=True)
    with (folder / PATH).open("w", encoding="utf-8", newline="") as file:
        document = _Document(file)
        _Provenance(source, document).write()
    yield Written(PATH, quads=document.triples)


class _Document:
    """Readable Turtle, a paragraph for each thing."""

    def __init__(self, file: IO[str]) -> None:
        self.triples = 0
        self._file = file
        self._spaces = {name: space for name, space in sorted(prefixes().items()) if name in _PREFIXES}
        file.writelines(f"@prefix {name}: <{space}> .\n" for name, space in self._spaces.items())

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._file.write(f"\n# --- {text}\n")

    def say(self, subject: NamedNode, type_: NamedNode, *properties: Property) -> None:
        """Write what is said of a thing; properties without values are left out."""
        lines = [f"a {self._short(type_)}"]
        self.triples += 1
        for predicate, objects in properties:
            values = list(dict.fromkeys(objects))
            self.triples += len(values)
            if values:
                lines.append(f"{self._short(predicate)} {', '.join(map(self._value, values))}")
        self._file.write(f"\n{subject}\n    " + " ;\n    ".join(lines) + " .\n")

    def _short(self, term: NamedNode) -> str:
        found = ((name, term.value.removeprefix(space)) for name, space in self._spaces.items())
        return next((f"{name}:{local}" for name, local in found if local.isalnum()), str(term))

    def _value(self, value: Value) -> str:
        if not isinstance(value, Literal):
            return str(value)
        text, mark, datatype = str(value).rpartition("^^<")
        return f"{text}^^{self._short(NamedNode(datatype[:-1]))}" if mark and datatype.endswith(">") else str(value)


@dataclass(frozen=True)
class _Provenance:
    """The provenance of one release."""

    source: Source
    document: _Document

    @property
    def _database(self) -> Store:
        return self.source.database

    @property
    def _identifiers(self) -> Identifiers:
        return self.source.identifiers

    @property
    def _release(self) -> NamedNode:
        return NamedNode(f"{self.source.base}id/dataset/{self.source.date}")

    def write(self) -> None:
        """Write the whole document."""
        self._write_release()
        named = {graph for graph in self._database.named_graphs() if isinstance(graph, NamedNode)}
        done: set[NamedNode] = set()
        for owner, keys in groupby(plan_keys(self._database, self._identifiers), key=lambda key: key[0]):
            graphs = []
            for _, edition in keys:
                done.update(self._write_plan(owner, edition, named))
                graphs.append(self._identifiers.plan_graph(owner, edition))
            graph = self._identifiers.organisation_graph(owner)
            if graph in named:
                done.add(graph)
                self._graph(graph, (t.PROV_WAS_DERIVED_FROM, graphs))
        self.document.heading("all other graphs")
        for graph in sorted(named - done, key=str):
            self._write_other(graph)

    def _write_release(self) -> None:
        name = self.source.snapshot.name
        moment = moment_of(name).strftime("%Y-%m-%dT%H:%M:%SZ")
        address = f"{self.source.base}releases/{self.source.date}/{PATH}"
        snapshot, writing = NamedNode(f"{address}#snapshot"), NamedNode(f"{address}#writing")
        agent = software(phaen_version())
        self.document.heading("the release")
        self.document.say(
            self._release,
            t.PROV_ENTITY,
            (t.DCAT_VERSION, [Literal(self.source.date)]),
            (t.PROV_WAS_DERIVED_FROM, [snapshot]),
            (t.PROV_WAS_GENERATED_BY, [writing]),
        )
        self.document.say(
            snapshot,
            t.PROV_ENTITY,
            (t.SNAPSHOT, [Literal(name)]),
            (t.PROV["generatedAtTime"], [Literal(moment, datatype=t.XSD_DATE_TIME)]),
        )
        self.document.say(writing, t.PROV_ACTIVITY, (t.PROV_USED, [snapshot]), (t.PROV_WAS_ASSOCIATED_WITH, [agent]))
        self.document.say(agent, t.PROV_SOFTWARE_AGENT, (t.DCAT_VERSION, [Literal(phaen_version())]))

    def _write_plan(self, owner: str, edition: str, named: set[NamedNode]) -> Iterator[NamedNode]:
        """Write the graphs of a plan edition, its documents and its runs; give the graphs."""
        plan = self._identifiers.plan(owner, edition)
        graph, links, provenance = (
            self._identifiers.plan_graph(owner, edition, part) for part in ("plan", "links", "provenance")
        )
        documents = self._nodes(plan, t.PROV_WAS_DERIVED_FROM, graph)
        runs = self._nodes(plan, t.PROV_WAS_GENERATED_BY, provenance)
        self.document.heading(f"{owner} {edition}")
        self._graph(graph, (t.PROV_WAS_DERIVED_FROM, documents), (t.PROV_WAS_GENERATED_BY, runs))
        for document in documents:
            self._describe(document, t.PROV_ENTITY, _OF_DOCUMENTS, graph)
        for run in runs:
            self._describe(run, t.PROV_ACTIVITY, _OF_RUNS, provenance)
        if links in named:
            self._graph(links, (t.PROV_WAS_DERIVED_FROM, [graph]))
        if provenance in named:
            self._graph(provenance, (t.PROV_WAS_GENERATED_BY, runs))
        return iter((graph, links, provenance))

    def _write_other(self, graph: NamedNode) -> None:
        """Write the origin of a graph that no plan has: of vocabulary, its version; of software, who it is."""
        origin = self._origin(graph)
        if origin is None:
            self._graph(graph)
            return
        versions = [value for predicate in _VERSIONS for value in self._values(origin, predicate, graph)]
        derived = (t.PROV_WAS_DERIVED_FROM, [origin] if origin != graph else [])
        self._graph(graph, derived, (t.DCAT_VERSION, versions[:1]))

    def _origin(self, graph: NamedNode) -> NamedNode | None:
        """Give the thing that a graph of ours holds the statements about; None for graphs of other people."""
        start = f"{self._identifiers.base}id/"
        family, _, name = graph.value.removeprefix(f"{start}graph/").partition("/")
        return {
            "authorities": graph,
            "ontology": t.ONTOLOGY,
            "vocab": t.VOCABULARY[name],
            "linkset": NamedNode(f"{start}linkset/{name}"),
            "software": NamedNode(f"{software('').value}{name.removeprefix('phaen/')}"),
        }.get(family)

    def _graph(self, graph: NamedNode, *properties: Property) -> None:
        self.document.say(graph, t.PROV_ENTITY, (t.DCT_IS_PART_OF, [self._release]), *properties)

    def _describe(self, node: NamedNode, type_: NamedNode, known: Iterable[NamedNode], graph: NamedNode) -> None:
        self.document.say(node, type_, *((predicate, self._values(node, predicate, graph)) for predicate in known))

    def _nodes(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> list[NamedNode]:
        return [value for value in self._values(subject, predicate, graph) if isinstance(value, NamedNode)]

    def _values(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> list[Value]:
        found = (quad.object for quad in self._database.quads_for_pattern(subject, predicate, None, graph))
        return sorted((value for value in found if isinstance(value, NamedNode | Literal)), key=str)
