"""What the index holds of a store: literals with their statements, and entities with what filters and facets need.

An entity is one IRI with all that the store's graphs say of it, so that a statement that stands in several graphs is
found once. Names of organisations and provinces are written into the entities that they belong to.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from phaen.loaders.search import properties as p
from phaen.loaders.search.labels import best_language, chosen
from phaen.loaders.search.model import EntityFacts
from phaen.ontology.identifiers import WELL_KNOWN
from phaen.ontology.terms import PROVINCE

BUDDHIST_ERA: Final = 543
MOST_YEARS: Final = 60
"""Years of a longer period are not counted one by one: it is a slip of the pen."""

Said = Mapping[str, Sequence[tuple[Any, str]]]
"""What is said of a subject: for each property its values, in order, each with the name of its graph."""

_KIND_ORDER: Final = {iri: order for order, iri in enumerate(p.KIND_OF_CLASS)}


@dataclass(frozen=True, slots=True)
class IndexedLiteral:
    """A literal of an indexed property, and the statement that holds it."""

    subject: str
    property: str
    value: str
    language: str
    datatype: str
    graph: str


@dataclass(slots=True)
class _Owner:
    """What the entities of one organisation share."""

    iri: str
    labels: dict[str, str]
    names: tuple[str, ...]
    type: str | None
    province: str | None


class Contents:
    """The indexed contents of a store; one reader remembers the organisations, plans and provinces that it has met."""

    def __init__(self, store: Store) -> None:
        """Read from a store, which must not change meanwhile."""
        self._store = store
        self._owners: dict[str, _Owner] = {}
        self._plans: dict[str, tuple[str | None, int | None, int | None]] = {}
        self._provinces: dict[str, dict[str, str]] = {}
        self._types: dict[str, str | None] = {}
        self._last: tuple[str, Said] = "", {}

    def subjects(self) -> list[str]:
        """List the IRIs that have a text in any graph, in their order."""
        # The engine itself, for it need not read the texts.
        names = " ".join(f"<{name}>" for name in p.FIELDS)
        query = f"SELECT DISTINCT ?thing {{ VALUES ?name {{ {names} }} ?thing ?name ?text FILTER(ISIRI(?thing)) }}"
        found = self._store.query(query, use_default_graph_as_union=True)
        return sorted(row[0].value for row in cast("QuerySolutions", found))

    def literals(self, graph: str) -> Iterator[IndexedLiteral]:
        """Give the indexed literals of a graph."""
        for name in p.FIELDS if _is_searched(graph) else ():
            for quad in self._store.quads_for_pattern(None, NamedNode(name), None, graph_node(graph)):
                subject, value = quad.subject, quad.object
                # Nobody can ask for blank nodes.
                if isinstance(subject, NamedNode) and isinstance(value, Literal) and value.value:
                    yield _indexed(subject.value, name, value, graph)

    def literals_of(self, iri: str) -> Iterator[IndexedLiteral]:
        """Give the indexed literals of a subject, in all graphs."""
        said = self._about(iri)
        for name in p.FIELDS.keys() & said.keys():
            for value, graph in said[name]:
                if isinstance(value, Literal) and value.value:
                    yield _indexed(iri, name, value, graph)

    def relevant(self, graph: str) -> list[Quad]:
        """Give the statements of one graph that the index is made of."""
        quads = self._store.quads_for_pattern(None, None, None, graph_node(graph)) if _is_searched(graph) else ()
        return [quad for quad in quads if quad.predicate.value in p.RELEVANT]

    def digests(self) -> dict[str, int]:
        """Compute for each graph a digest of the statements that the index is made of, in whatever order they come."""
        found: dict[str, int] = {}
        for name in sorted(p.RELEVANT):
            for quad in self._store.quads_for_pattern(None, NamedNode(name), None, None):
                graph = graph_name(quad)
                if not _is_searched(graph):
                    continue
                found[graph] = (found.get(graph, 0) + _number(quad)) % 2**63
        return found

    def entity(self, iri: str) -> EntityFacts | None:
        """Describe an IRI; None for what has no kind, or no name."""
        said = self._about(iri)
        kind, types = _kind(said)
        labels, graph_of = _labels(said)
        if kind is None or not labels:
            return None
        plan, owner, years = self._belonging(iri, kind, said)
        scheme = min(_values(said, p.IN_SCHEME) & p.PLACE_SCHEMES, default="")
        province = self._province(kind, said, scheme) or (owner.province if owner else None)
        province_labels = self._province_labels(province)
        language = best_language(labels)
        names = tuple(dict.fromkeys(_texts(said, (*p.NAMES, *p.OTHER_NAMES))))
        return EntityFacts(
            iri=iri,
            kind=kind,
            label=labels[language],
            labels=labels,
            names=names,
            types=types,
            codes=tuple(dict.fromkeys(code for name in p.CODES for code in sorted(_values(said, name)))),
            texts=tuple(dict.fromkeys(_texts(said, p.TEXTS))),
            explanations=tuple(dict.fromkeys(_texts(said, p.EXPLANATIONS))),
            organisation=owner.iri if owner else None,
            organisation_label=chosen(owner.labels) if owner else None,
            organisation_labels=owner.labels if owner else {},
            organisation_type=owner.type if owner else None,
            province=province,
            province_label=chosen(province_labels),
            province_labels=province_labels,
            plan=plan,
            themes=tuple(sorted({value for name in p.THEMES for value in _values(said, name)})),
            first_year=years[0],
            last_year=years[1],
            graphs=_graphs(said, graph_of),
            context=_context(names, owner, province_labels),
        )

    def _about(self, iri: str) -> Said:
        if self._last[0] != iri:
            said: dict[str, list[tuple[Any, str]]] = {}
            for quad in self._store.quads_for_pattern(NamedNode(iri), None, None, None):
                name, graph = quad.predicate.value, graph_name(quad)
                if name in p.RELEVANT and _is_searched(graph):
                    said.setdefault(name, []).append((quad.object, graph))
            for values in said.values():
                if len(values) > 1:
                    values.sort(key=_order)
            self._last = iri, said
        return self._last[1]

    def _belonging(
        self, iri: str, kind: str, said: Said
    ) -> tuple[str | None, _Owner | None, tuple[int | None, int | None]]:
        """Give the plan, the organisation and the years of an entity."""
        if kind == "organisation":
            return None, self._owner(iri), (None, None)
        plan = iri if kind == "plan" else next(iter(sorted(_values(said, p.PART_OF_PLAN))), None)
        if plan is None:
            return None, None, (None, None)
        owner, first, last = self._plan(plan)
        return plan, self._owner(owner) if owner else None, (first, last)

    def _plan(self, iri: str) -> tuple[str | None, int | None, int | None]:
        if iri not in self._plans:
            said = self._about(iri)
            owner = next(iter(sorted(_values(said, p.PLAN_OF))), None)
            self._plans[iri] = owner, *_years(said)
        return self._plans[iri]

    def _owner(self, iri: str) -> _Owner:
        if iri not in self._owners:
            said = self._about(iri)
            kinds = sorted(_values(said, p.CLASSIFICATION))
            self._owners[iri] = _Owner(
                iri,
                _labels(said)[0],
                tuple(dict.fromkeys(_texts(said, (*p.NAMES, *p.OTHER_NAMES)))),
                self._type(kinds[0]) if kinds else None,
                self._province("organisation", said, ""),
            )
        return self._owners[iri]

    def _type(self, iri: str) -> str:
        """Give the notation of a type of organisation."""
        if iri not in self._types:
            self._types[iri] = next(iter(sorted(_values(self._about(iri), p.NOTATION))), iri.rsplit("/", 1)[-1])
        return self._types[iri] or iri

    def _province(self, kind: str, said: Said, scheme: str) -> str | None:
        """Give the code of the province of an organisation or a place."""
        if kind == "place" and scheme in p.PLACE_SCHEMES:
            codes = [code for code in sorted(_values(said, p.NOTATION)) if re.fullmatch(r"\d{2,6}", code)]
            return codes[0][:2] if codes else None
        where = sorted(_values(said, p.SPATIAL))
        return next((iri.removeprefix(PROVINCE.iri)[:2] for iri in where if iri.startswith(PROVINCE.iri)), None)

    def _province_labels(self, code: str | None) -> dict[str, str]:
        if code is None:
            return {}
        if code not in self._provinces:
            self._provinces[code] = _labels(self._about(PROVINCE[code].value))[0]
        return self._provinces[code]


def _indexed(subject: str, name: str, value: Literal, graph: str) -> IndexedLiteral:
    return IndexedLiteral(subject, name, value.value, value.language or "", value.datatype.value, graph)


def _is_searched(graph: str) -> bool:
    """Tell whether what a graph says is found: examples of queries and the like are no plans."""
    return WELL_KNOWN not in graph


def graph_name(quad: Quad) -> str:
    """Give the IRI of a quad's graph, "" for the default graph."""
    name = quad.graph_name
    return name.value if isinstance(name, NamedNode) else str(name) if isinstance(name, BlankNode) else ""


def graph_node(name: str) -> NamedNode | BlankNode | DefaultGraph:
    """Give the term for the name of a graph."""
    if name.startswith("_:"):
        return BlankNode(name[2:])
    return NamedNode(name) if name else DefaultGraph()


def years_of(facts: EntityFacts) -> range:
    """Give the Christian years of an entity's period."""
    if facts.first_year is None or facts.last_year is None:
        return range(0)
    return range(facts.first_year, min(facts.last_year + 1, facts.first_year + MOST_YEARS))


def digest(quads: Iterable[Quad]) -> int:
    """Compute the digest of one graph's statements."""
    return sum(map(_number, quads)) % 2**63


def _number(quad: Quad) -> int:
    return int.from_bytes(hashlib.blake2b(str(quad).encode(), digest_size=8).digest()) >> 1


def _order(stated: tuple[Any, str]) -> tuple[str, str]:
    return str(stated[0]), stated[1]


def _values(said: Said, name: str) -> set[str]:
    """Give the IRIs or literal values of one property."""
    return {value.value for value, _ in said.get(name, ()) if isinstance(value, NamedNode | Literal)}


def _texts(said: Said, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for value, _ in said.get(name, ()):
            if isinstance(value, Literal) and value.value.strip():
                yield value.value


def _labels(said: Said) -> tuple[dict[str, str], dict[str, str]]:
    """Give the first name in each language, and the graph that it stands in."""
    labels: dict[str, str] = {}
    graphs: dict[str, str] = {}
    for name in p.NAMES:
        for value, graph in said.get(name, ()):
            if not isinstance(value, Literal) or not value.value.strip():
                continue
            language = (value.language or "").lower()
            if language not in labels:
                labels[language], graphs[language] = value.value, graph
    return labels, graphs


def _graphs(said: Said, label_graphs: Mapping[str, str]) -> tuple[str, ...]:
    """Give the graphs that describe an entity, first the one that names it."""
    first = label_graphs[best_language(label_graphs)]
    return tuple(dict.fromkeys((first, *sorted({graph for values in said.values() for _, graph in values}))))


def _kind(said: Said) -> tuple[str | None, tuple[str, ...]]:
    types = sorted(_values(said, p.TYPE), key=lambda iri: (_KIND_ORDER.get(iri, len(_KIND_ORDER)), iri))
    kind = p.KIND_OF_CLASS.get(types[0]) if types else None
    if kind == "concept" and _values(said, p.IN_SCHEME) & p.PLACE_SCHEMES:
        kind = "place"
    return kind, tuple(types)


def _context(names: Collection[str], owner: _Owner | None, province: Mapping[str, str]) -> tuple[str, ...]:
    """Name where an entity belongs: the organisation unless it is that itself, and the province unless it is that."""
    found = (*(owner.names if owner else ()), *province.values())
    return tuple(dict.fromkeys(name for name in found if name not in names))


def _years(said: Said) -> tuple[int | None, int | None]:
    """Give the first and last fiscal year of a plan, in Christian years."""
    first = _year(_values(said, p.FIRST_YEAR), min)
    last = _year(_values(said, p.LAST_YEAR), max)
    if first is None or last is None:
        return (first or last), (last or first)
    return (first, last) if first <= last else (last, first)


def _year(values: set[str], choose: Any) -> int | None:  # noqa: ANN401  (min or max)
    years = [int(value) - BUDDHIST_ERA for value in values if re.fullmatch(r"[0-9]{4}", value)]
    return choose(years) if years else None
