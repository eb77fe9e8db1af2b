"""The national data set in three sizes: made once, kept, and always the same bytes."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from benchmarks.national.bodies import Body, bodies
from benchmarks.national.plans import Length, make_plan
from phaen.loaders.graph.mapping import PlanGraphs, Run, map_reading, phaen_version, software_triples
from phaen.loaders.graph.vocabulary import vocabulary_graphs
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "var" / "benchmarks"
MADE_OF = (
    *(f"benchmarks/national/{name}.py" for name in ("bodies", "wording", "plans", "dataset")),
    *("loaders/graph/*.py", "ontology/*.py", "ontology/*.ttl", "ontology/codelists/*.ttl"),
)
"""The files on which the data depend."""

EDITION = "2566-2570"
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
"""When all plans were read: a data set that tells its own time would differ each time."""

TINY = ("10", "67", "91")
"""The provinces with the fewest bodies."""

CHUNK = 157
"""Bodies that a process works on at once."""


@dataclass(frozen=True, slots=True)
class Size:
    """A size of the data set: one body of ``every`` has a plan, of which ``full`` says whether all that is kept."""

    name: str
    every: int
    full: bool
    length: Length


LEAN = Length(0.2, 0, 1.1, 0, 0.7, 0.2, 0.45, 4, details=False)
SHORT = Length(0.8, 2, 2, 0.5, 1.5, 0.4, 0.4, 3, details=True)
LONG = Length(1, 3, 4, 0.5, 2, 0.5, 0.55, 3, details=True)
SIZES = {
    "tiny": Size("tiny", 1, full=True, length=SHORT),
    "small": Size("small", 26, full=False, length=LEAN),
    "medium": Size("medium", 1, full=False, length=LEAN),
    "large": Size("large", 1, full=True, length=LONG),
}
"""About 0.1, 1 and 10 million quads; every size has all organisations. The tiny one, for tests, has those of TINY."""

# What no shape demands of evidence, and is left out of a data set that is not full: most of it stands there twice.
LEFT_OUT = frozenset((t.OA_HAS_SELECTOR, t.OA_START, t.OA_END, t.OA_EXACT, t.OA_PREFIX, t.OA_SUFFIX))
SELECTORS = frozenset((t.OA_TEXT_POSITION_SELECTOR, t.OA_TEXT_QUOTE_SELECTOR))


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set on disk: N-Quads, what they are made of, and how many there are of what."""

    path: Path
    size: str
    sha256: str
    made_of: str
    quads: int
    organisations: int
    plans: int
    bytes: int
    seconds: float


def listed(size: Size) -> tuple[Body, ...]:
    """Give the bodies of a size, in order."""
    if size.name == "tiny":
        return tuple(body for body in bodies() if body.province in TINY)
    return bodies()


def has_plan(body: Body, size: Size) -> bool:
    """Tell whether a body's plan is in the data set of this size."""
    return body.number % size.every == 0


def pieces(size: Size, processes: int = 1) -> Iterator[bytes]:
    """Give the data set as N-Quads, piece by piece; sorted within each graph."""
    yield shared_graphs()
    found = listed(size)
    chunks = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)]
    if processes == 1:
        yield from (chunk_of(size, chunk) for chunk in chunks)
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(partial(chunk_of, size), chunks)


def shared_graphs() -> bytes:
    """Give the vocabulary, and this version of phaen as the agent of what it read."""
    identifiers = Identifiers()
    graphs = dict(vocabulary_graphs(identifiers))
    agent = identifiers.software_graph(phaen_version())
    graphs[agent] = frozenset(Quad(*triple, agent) for triple in software_triples())
    return b"".join(lines(graphs[name]) for name in sorted(graphs, key=str))


def chunk_of(size: Size, chunk: Sequence[Body]) -> bytes:
    """Give the graphs of some bodies."""
    return b"".join(lines(quads) for body in chunk for quads in graphs_of(body, size))


def graphs_of(body: Body, size: Size) -> Iterator[frozenset[Quad]]:
    """Give the quads of a body and its plan, by named graph, made by the mapping that ``phaen load`` uses."""
    identifiers = Identifiers()
    key = hashlib.sha256(body.key.encode()).hexdigest()[:16]
    graphs = map_reading(make_plan(body, size.length), Run(key, key, MOMENT, MOMENT), identifiers)
    yield graphs.quads[identifiers.organisation_graph(body.key)]
    if has_plan(body, size):
        yield from plan_graphs(graphs) if size.full else (lean(graphs, identifiers.attribution(body.key, EDITION)),)


def plan_graphs(graphs: PlanGraphs) -> Iterator[frozenset[Quad]]:
    """Give all that stands in graphs of the plan alone."""
    yield graphs.quads[graphs.graph]
    yield graphs.quads[graphs.provenance]


def lean(graphs: PlanGraphs, attribution: NamedNode) -> frozenset[Quad]:
    """Give the plan's graph without what no shape demands: selectors, and how it is known whose plan it is."""
    quads = graphs.quads[graphs.graph]
    spans = {q.object for q in quads if q.subject == attribution and q.predicate == t.HAS_EVIDENCE}
    dropped = {attribution, *spans}
    return frozenset(
        q for q in quads if q.predicate not in LEFT_OUT and q.subject not in dropped and q.object not in SELECTORS
    )


def lines(quads: frozenset[Quad]) -> bytes:
    """Write quads as sorted N-Quads."""
    return b"".join(sorted((serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)))


# --- on disk ----------------------------------------------------------------------------------------------------------


def data_set(name: str, folder: Path = CACHE, processes: int = 2, say: Callable[[str], None] = print) -> DataSet:
    """Give a data set, made anew when it is not there or what it is made of has changed."""
    path = folder / name / "data.nq"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = _known(path)
    if known and known.made_of == fingerprint():
        return known
    say(f"making the {name} data set in {path.parent}")
    made = _write(SIZES[name], path, processes)
    path.with_suffix(".json").write_text(json.dumps(asdict(made) | {"path": path.name}, indent=2) + "\n", "utf-8")
    return made


def _known(path: Path) -> DataSet | None:
    try:
        found = json.loads(path.with_suffix(".json").read_text("utf-8")) | {"path": path}
        return DataSet(**found) if path.stat().st_size == found["bytes"] else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(size: Size, path: Path, processes: int) -> DataSet:
    digest, quads, written, started = hashlib.sha256(), 0, 0, time.perf_counter()
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        for piece in pieces(size, processes):
            file.write(piece)
            digest.update(piece)
            quads += piece.count(b"\n")
            written += len(piece)
    part.replace(path)
    found = listed(size)
    plans = sum(has_plan(body, size) for body in found)
    seconds = round(time.perf_counter() - started, 1)
    return DataSet(path, size.name, digest.hexdigest(), fingerprint(), quads, len(found), plans, written, seconds)


def fingerprint() -> str:
    """Give the SHA-256 of all that the data are made of."""
    digest = hashlib.sha256(phaen_version().encode())
    for pattern in MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
