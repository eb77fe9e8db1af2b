"""RDF that states plans already: checked, sorted into the named graphs of its plans, and else left as it is.

What a file may state, and where it goes (docs/formats.md says the same for its readers):

* A plan is a phaen:Plan below ``{base}id/plan/OWNER/EDITION``; a file without one is refused.
* Quads in a graph of such a plan (``{base}id/graph/plan/OWNER/EDITION``, ``…/links/…``, ``…/provenance/…``), of its
  owner (``…/organisation/OWNER``) or of a version of the software (``…/software/…``) keep that graph.
* Quads of phaen's own vocabulary graphs, and of those that describe the service, are left out, since every store has
  them.
* All other statements, with or without a graph, go to the plan graph of the plan that they hang together with; what is
  stated of an owner goes to its graph, what is stated of a run to the plan's provenance, and an ownership that no
  document asserts to the plan's links. What hangs together with no plan of the file, or with two, is refused, as is
  what speaks of a plan that the file does not hold.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.errors import InvalidPlanError, NoPlanError
from phaen.loaders.graph.evidence import Triple
from phaen.loaders.graph.mapping import PlanGraphs, Run, phaen_version, software_triples
from phaen.loaders.graph.rdf import Statement, parse_rdf, without_blank_nodes
from phaen.ontology import terms as t
from phaen.ontology.errors import IdentifierError
from phaen.ontology.identifiers import PLAN_PARTS, WELL_KNOWN, Identifiers, software

VOCABULARY = ("https://w3id.org/phaen/vocab/", "https://w3id.org/phaen/ontology", "https://w3id.org/phaen/shapes#")
# A guideline may be of the finer class phaen:Tactic; both are approaches.
KINDS: dict[NamedNode | Literal, str] = {
    t.APPROACH if kind == "guideline" else cls: kind for kind, cls in t.CLASS_OF_KIND.items()
}
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Passed:
    """The plans of an RDF file, each with its named graphs; ``counts`` are their statements by kind."""

    plans: tuple[PlanGraphs, ...]
    counts: dict[str, int]
    warnings: tuple[str, ...]


def sort_plans(data: bytes, path: str, run: Run, base: str) -> Passed:
    """Sort the statements of an RDF file into the graphs of its plans, and note the run that took them.

    Raises NoPlanError, InvalidPlanError, and what parse_rdf raises.
    """
    start = f"{base}id/genid/{hashlib.sha256(data).hexdigest()[:16]}-"
    try:
        quads = list(without_blank_nodes(parse_rdf(data, path), start))
    except ValueError as error:
        raise InvalidPlanError(f"{path}: holds {error}") from error
    sorter = _Sorter(quads, path, Identifiers(base))
    graphs = sorter.graphs()
    plans = tuple(sorter.plan_graphs(plan, graphs[plan], run) for plan in sorted(graphs, key=str))
    return Passed(plans, _counts(quads), tuple(sorter.warnings))


def _counts(quads: Iterable[Statement]) -> dict[str, int]:
    """Count the plan elements by kind, from the top of a plan to its leaves."""
    typed = Counter(kind for q in quads if q.predicate == t.RDF_TYPE and (kind := KINDS.get(q.object)))
    return {kind: typed[kind] for kind in KINDS.values() if typed[kind]}


def run_key_of(key: str, plan: NamedNode, first: NamedNode) -> str:
    """Give the key of the run that took one plan of a file: the file's own for the first, made of it for the others."""
    return key if plan == first else hashlib.sha256(f"{key} {plan.value}".encode()).hexdigest()[:16]


Graphs = dict[NamedNode, set[Quad]]


class _Sorter:
    """Finds for each statement of a file the plan and the graph that it belongs to."""

    def __init__(self, quads: list[Statement], path: str, identifiers: Identifiers) -> None:
        self._quads = quads
        self._path = path
        self._identifiers = identifiers
        self.warnings: list[str] = []
        self._keys = {plan: self._key(plan) for plan in self._plans()}
        self._by_key = {key: plan for plan, key in self._keys.items()}
        self._owners = {node: plan for quad in quads for node, plan in self._owner(quad) if isinstance(node, NamedNode)}
        self._given = {  # attributions that no document makes
            q.subject for q in quads if q.predicate == t.ASSERTED and q.object == Literal(value=False)
        }
        plans = {q.object for q in quads if q.subject in self._given and q.predicate == t.ATTRIBUTED_PLAN}
        self._given |= {plan for plan in plans if isinstance(plan, NamedNode)}
        self._activities = {q.subject for q in quads if q.predicate == t.RDF_TYPE and q.object == t.PROV_ACTIVITY}

    def graphs(self) -> dict[NamedNode, Graphs]:
        """Give each plan's graphs, as far as the file states them."""
        found: dict[NamedNode, Graphs] = {plan: defaultdict(set) for plan in self._keys}
        components = _Components(self._quads, self._is_shared, self._keys)
        for quad in self._quads:
            for plan, graph in self._places(quad, components):
                found[plan][graph].add(Quad(*quad[:3], graph))
        self.warnings = list(dict.fromkeys(self.warnings))
        return found

    def plan_graphs(self, plan: NamedNode, graphs: Graphs, run: Run) -> PlanGraphs:
        """Add the run to a plan's provenance, and this version of the software."""
        owner, edition = self._keys[plan]
        parts = {part: self._identifiers.plan_graph(owner, edition, part) for part in PLAN_PARTS}
        activity = self._identifiers.run(run_key_of(run.key, plan, min(self._keys, key=str)))
        graphs[parts["provenance"]] |= _quads(_run_triples(plan, activity, run), parts["provenance"])
        agent = self._identifiers.software_graph(phaen_version())
        graphs[agent] = _quads(software_triples(), agent)
        wanted = {*parts.values(), *graphs}
        quads = {name: frozenset(graphs[name]) for name in sorted(wanted, key=str)}
        return PlanGraphs(plan, parts["plan"], parts["provenance"], activity, quads)

    # --- plans and owners ---------------------------------------------------------------------------------------------

    def _plans(self) -> list[NamedNode]:
        found = {q.subject for q in self._quads if q.predicate == t.RDF_TYPE and q.object == t.PLAN}
        if not found:
            raise NoPlanError(f"{self._path}: names no phaen:Plan; state one, with its parts and its source document")
        return sorted(found, key=str)

    def _key(self, plan: NamedNode) -> tuple[str, str]:
        """Find the key that a plan's IRI is made of."""
        start = f"{self._identifiers.base}id/plan/"
        owner, _, edition = plan.value.removeprefix(start).partition("/")
        try:
            made = self._identifiers.plan(owner, edition)
        except IdentifierError:
            made = None
        if made != plan:
            raise InvalidPlanError(
                f"{self._path}: the plan {plan.value} has an IRI that this store could not serve; "
                f"name it {start}OWNER/EDITION, such as {start}pao-51/2566-2570"
            )
        return owner, edition

    def _owner(self, quad: Statement) -> Iterator[tuple[object, NamedNode]]:
        if quad.predicate == t.PLAN_OF and quad.subject in self._keys:
            yield quad.object, quad.subject
        elif quad.predicate == t.HAS_PLAN and isinstance(quad.object, NamedNode) and quad.object in self._keys:
            yield quad.subject, quad.object

    def _is_shared(self, node: object) -> bool:
        """Tell whether a thing belongs to no plan alone: an owner, the vocabulary, the software."""
        return node in self._owners or _is_vocabulary(node) or _version(node) is not None

    # --- places -------------------------------------------------------------------------------------------------------

    def _places(self, quad: Statement, components: "_Components") -> Iterator[tuple[NamedNode, NamedNode]]:
        """Give the plans that a statement belongs to, and the graph it goes to; none for what every store has."""
        graph = quad.graph
        if graph and WELL_KNOWN in graph.value:
            self.warnings.append("what the service says of itself was left out")
            return
        start = f"{self._identifiers.base}id/graph/"
        if graph and graph.value.startswith(start):
            for plan in self._plans_of(graph, graph.value.removeprefix(start)):
                self._check_subject(quad.subject, plan)
                yield plan, graph
            return
        if graph:
            self.warnings.append(f"the graph name {graph} is not kept")
        if _is_vocabulary(quad.subject):
            self.warnings.append("statements about phaen's own vocabulary were left out")
            return
        version = _version(quad.subject)
        plans = list(self._keys) if version else [self._plan_of(quad, components)]
        for plan in plans:
            self._check_subject(quad.subject, plan)
            yield plan, self._identifiers.software_graph(version) if version else self._graph_for(quad, plan)

    def _plans_of(self, graph: NamedNode, local: str) -> list[NamedNode]:
        """Find the plans that one of our graphs belongs to."""
        part, _, key = local.partition("/")
        if part in ("ontology", "vocab", "dataset", "authorities"):
            self.warnings.append("statements about phaen's own vocabulary were left out")
            return []
        if part == "linkset":
            self.warnings.append("link sets and reviews were left out: links are found anew")
            return []
        if part == "software":
            return list(self._keys)
        owner, _, edition = key.partition("/")
        plans = [
            plan for k, plan in self._by_key.items() if (k == (owner, edition) if part in PLAN_PARTS else k[0] == key)
        ]
        if not plans or part not in (*PLAN_PARTS, "organisation"):
            raise InvalidPlanError(
                f"{self._path}: the graph {graph.value} belongs to no phaen:Plan that the file states"
            )
        return plans

    def _plan_of(self, quad: Statement, components: "_Components") -> NamedNode:
        if quad.subject in self._owners:
            named = quad.object if quad.predicate == t.HAS_PLAN else self._owners[quad.subject]
            if isinstance(named, NamedNode) and named in self._keys:
                return named
        below = self._by_key.get(_key_in(quad.subject.value.removeprefix(f"{self._identifiers.base}id/plan/")))
        if below:
            return below
        plans = components.plans_with(quad.subject)
        if len(plans) != 1:
            what = "hangs together with several plans" if plans else "hangs together with no phaen:Plan of the file"
            raise InvalidPlanError(
                f"{self._path}: {quad.subject} {what}; name the graph that it belongs to, or leave it out"
            )
        return plans[0]

    def _graph_for(self, quad: Statement, plan: NamedNode) -> NamedNode:
        owner, edition = self._keys[plan]
        if quad.subject in self._owners and quad.predicate != t.HAS_PLAN:
            return self._identifiers.organisation_graph(owner)
        part = "plan"
        if quad.subject in self._activities or quad.predicate == t.PROV_WAS_GENERATED_BY:
            part = "provenance"
        elif plan in self._given and (
            quad.subject in self._given - {plan} or quad.predicate in (t.PLAN_OF, t.HAS_PLAN)
        ):
            part = "links"
        return self._identifiers.plan_graph(owner, edition, part)

    def _check_subject(self, subject: NamedNode, plan: NamedNode) -> None:
        """Refuse statements about a thing of this store that is no part of the plan, nor its owner."""
        value = subject.value
        things = f"{self._identifiers.base}id/"
        if not value.startswith(things) or value.removeprefix(things).split("/")[0] in ("run", "genid", "software"):
            return
        owner, edition = self._keys[plan]
        own = (plan, self._identifiers.organisation(owner), self._identifiers.attribution(owner, edition))
        if subject not in own and not value.startswith((f"{plan.value}/", f"{plan.value}#")):
            raise InvalidPlanError(f"{self._path}: speaks of {value}, which is no part of {plan.value} nor its owner")


class _Components:
    """Which things hang together, over statements that name two of them; shared things and plans do not join others."""

    def __init__(
        self, quads: Iterable[Statement], is_shared: Callable[[object], bool], plans: Iterable[NamedNode]
    ) -> None:
        self._above: dict[object, object] = {}
        known = {quad.subject for quad in quads}
        named = set(plans)
        for quad in quads:
            one, other = quad.subject, quad.object
            joins = other in known and not is_shared(one) and not is_shared(other)
            if joins and not (one in named and other in named):
                self._above[self._top(one)] = self._top(other)
        self._plans: dict[object, list[NamedNode]] = defaultdict(list)
        for plan in named:
            self._plans[self._top(plan)].append(plan)

    def plans_with(self, node: object) -> list[NamedNode]:
        """Give the plans that hang together with a thing."""
        return self._plans.get(self._top(node), [])

    def _top(self, node: object) -> object:
        while (above := self._above.setdefault(node, node)) != node:
            self._above[node] = self._above.setdefault(above, above)
            node = above
        return node


def _run_triples(plan: NamedNode, activity: NamedNode, run: Run) -> Iterator[Triple]:
    """Give which run took a plan from a file, and when."""
    yield plan, t.PROV_WAS_GENERATED_BY, activity
    yield activity, t.RDF_TYPE, t.PROV_ACTIVITY
    yield activity, t.SOURCE_KEY, Literal(run.source_key)
    yield activity, t.PROV_GENERATED, plan
    yield activity, t.PROV_STARTED_AT_TIME, Literal(run.started.strftime(MOMENT), datatype=t.XSD_DATE_TIME)
    yield activity, t.PROV_ENDED_AT_TIME, Literal(run.ended.strftime(MOMENT), datatype=t.XSD_DATE_TIME)
    yield activity, t.PROV_WAS_ASSOCIATED_WITH, software(phaen_version())


def _quads(triples: Iterable[Triple], graph: NamedNode) -> set[Quad]:
    return {Quad(*triple, graph) for triple in triples}


def _key_in(path: str) -> tuple[str, str]:
    """Give the key of the plan that a path below it begins with: OWNER/EDITION, then / or # and more, or nothing."""
    owner, _, rest = path.partition("/")
    return owner, re.split("[/#]", rest, maxsplit=1)[0]


def _is_vocabulary(node: object) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(VOCABULARY)


def _version(node: object) -> str | None:
    """Give the version of phaen that a node stands for."""
    start = software("").value
    return node.value.removeprefix(start) if isinstance(node, NamedNode) and node.value.startswith(start) else None
