"""Results as JSON files, and the page that is made from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.national.dataset import ROOT, DataSet
from benchmarks.national.targets import Verdict, verdicts

FOLDER = ROOT / "docs" / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks" / "engine.md"
SIZES = ("small", "medium", "large")
Results = dict[str, Any]

INTRODUCTION = """\
<!-- Made from results/*.json by `python -m benchmarks.engine` and `python -m benchmarks.mixed_load`. -->

# The query engine

phaen beside Oxigraph's native server (`oxigraph serve-read-only --union-default-graph`), in one run on one machine,
on [made-up data](#the-data) of a whole country. Both are real processes, asked over loopback in turn, query by query,
each first every second time, over kept-alive connections, for the same formats (JSON, N-Triples), uncompressed, with
the files in the page cache, and phaen with the copy in memory that it makes after a publication, where it keeps one.
Before anything is measured, some queries of each shape are asked of both, and the rows of their answers must be the
same. A **ratio** is phaen's median over the native server's: below 1 phaen is faster.
"Uncached": phaen's response cache is off, and every query is another one, as far as a shape has values for its
slots, for some seconds, at most 4,000 times; "cached": the same query was asked just before. Times are to the last
byte and hold what the client itself needs, which is stated. Machines are shared and noisy: compare ratios, not runs.
"""
DATA = """\
## The data

`python -m benchmarks.national_data` makes them, always the same bytes: the 7,850 local governments of Thailand by
kind and number, in the provinces of the code list, with made-up names, each in a graph of its own, and their plans
for the fiscal years 2566 to 2570, each in a named graph: visions, missions, strategies, goals, guidelines,
indicators with targets, programmes and projects with yearly budgets. Texts are put together from tables of Thai
words; the quads come from phaen's own mapping (`loaders/graph`), so terms, IRIs and evidence are those of a real
load. **large** holds all that the mapping writes. **medium** leaves out what no shape of SHACL demands of evidence
(selectors, attributions, provenance), so that 7,850 plans are a million quads. **small** is medium with every 26th
plan: an organisation and the shortest plan that the shapes allow are 50 quads.
"""


def keep(kind: str, data: DataSet, parts: Mapping[str, Results]) -> None:
    """Put what was measured in the place of what was measured before, part by part."""
    path = FOLDER / f"{kind}-{data.size}.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    facts = {key: value for key, value in asdict(data).items() if key not in ("path", "made_of")}
    kept = _read(path)
    if kept.get("data", {}).get("sha256") != data.sha256:
        kept = {}
    found = {"data": facts, "parts": kept.get("parts", {}) | parts}
    path.write_text(json.dumps(_rounded(found), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _read(path: Path) -> Results:
    try:
        found: Results = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _rounded(value: object) -> object:
    """Give what was measured with as many digits as mean something."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def results() -> dict[str, Results]:
    """Read what was measured, by size: the parts of both programs together."""
    found: dict[str, Results] = {}
    for size in SIZES:
        engine, mixed = (_read(FOLDER / f"{kind}-{size}.json") for kind in ("engine", "mixed-load"))
        if engine or mixed:
            parts = engine.get("parts", {}) | mixed.get("parts", {})
            found[size] = {"data": (engine or mixed)["data"], "parts": parts}
    return found


def write_page() -> None:
    """Write the page of all results."""
    PAGE.write_text(page(results()), "utf-8")


def page(found: Mapping[str, Results]) -> str:
    """Make the page of results, by size."""
    lines = [INTRODUCTION]
    lines += _targets(verdicts({size: result["parts"] for size, result in found.items()}))
    for size in reversed(list(found)):
        lines += _size(size, found[size])
    return "\n".join([*lines, DATA]).rstrip() + "\n"


def _targets(found: list[Verdict]) -> Iterator[str]:
    yield from table(("what", "size", "target", "measured", "met"), [tuple(verdict.cells) for verdict in found])


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], text_columns: int = 1) -> Iterator[str]:
    """Write a Markdown table; all columns but the first ones hold figures."""
    rules = ["---" if place < text_columns else "---:" for place in range(len(head))]
    for row in (head, tuple(rules), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def _size(size: str, result: Results) -> Iterator[str]:
    data, parts = result["data"], result["parts"]
    yield f"## {size.capitalize()}: {data['quads']:,} quads\n"
    yield f"{data['organisations']:,} organisations, {data['plans']:,} plans; SHA-256 `{data['sha256'][:16]}…`.\n"
    yield _machine(next(iter(parts.values()))["machine"])
    sections = {"latency": _latency, "throughput": _throughput, "load": _load, "publish": _publish}
    for part, section in sections.items():
        if part in parts:
            yield from section(parts)
    if "mixed load" in parts:
        yield from _mixed(parts["mixed load"])


def _machine(facts: Results) -> str:
    """Say on what machine, and with what."""
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB, {facts['system']}, Python "
        f"{facts['python']}, {versions}.\n"
    )


def _when(part: Results) -> str:
    """Say when a part was measured, for how long, and how busy the machine was with other things."""
    facts = part["machine"]
    return f"{facts['date']}, {part['seconds']:g} s each; load average before: {facts['load_before']}.\n"


def _latency(parts: Results) -> Iterator[str]:
    latency, cached = parts["latency"], parts.get("cached", {}).get("cached", {})
    yield f"### Latency\n\n{_when(latency)}"
    rows = []
    for name, found in latency["uncached"].items():
        native, phaen, again = found["native"], found["phaen"], cached.get(name)
        after = (_ms(again["phaen"]["p50"]), f"{again['ratio']:.3f}") if again else ("", "")
        count = "–".join(f"{number:,}" for number in sorted(set(latency["rows"][name])))
        times = [_ms(one[key]) for one in (native, phaen) for key in ("p50", "p95")]
        rows.append((name, count, *times, f"**{found['ratio']:.2f}**", *after))
    means = parts.get("cached", {}).get("cached_mean")
    last = f"{means:.3f}" if means else ""
    rows.append(("geometric mean of all", *[""] * 5, f"**{latency['mean']:.2f}**", "", last))
    rows.append(("that of the first 13", *[""] * 5, f"**{latency['mean_of_mix']:.2f}**", "", ""))
    head = ("shape", "rows", "native p50 ms", "p95", "phaen p50 ms", "p95", "ratio", "cached ms", "ratio")
    yield from table(head, rows)
    cost = latency["client_cost"]
    yield f"The client itself takes about {cost:.2f} ms of processor time for a small answer, in all figures.\n"
    yield from _memory(latency)


def _memory(latency: Results) -> Iterator[str]:
    rows = [
        (
            name,
            f"{latency['first_answer'][name]:.2f}",
            f"{held['most']:,.0f}",
            f"{held['proportional']:,.0f}",
            f"{held['resident']:,.0f}",
            f"{held['processes']}",
        )
        for name, held in latency["memory"].items()
    ]
    head = ("service", "start to first answer, s", "most memory in the mix, MB", "after it, MB", "RSS sum", "processes")
    yield from table(head, rows)
    yield "Memory is proportional (PSS): a page that processes share counts once. RSS counts it for each of them.\n"


def _throughput(parts: Results) -> Iterator[str]:
    part = parts["throughput"]
    found = part["throughput"]
    yield f"### Lookups a second\n\nBy {found['tool']}. {_when(part)}"
    rows = []
    for kind in ("uncached", "cached", "not modified"):
        for connections, rates in found[kind].items():
            native, phaen = rates["native"], rates["phaen"]
            values = [f"{one['per_second']:,.0f}" for one in (native, phaen)]
            rows.append(
                (kind, connections, *values, f"**{rates['ratio']:.2f}**", _ms(native["p95"]), _ms(phaen["p95"]))
            )
    yield from table(("lookups", "connections", "native", "phaen", "ratio", "native p95 ms", "phaen p95 ms"), rows)
    yield '"Not modified": phaen answers 304 to the entity tag; the native server has none and answers in full.\n'


def _load(parts: Results) -> Iterator[str]:
    part = parts["load"]
    yield f"### Filling an empty store\n\n{_when(part)}"
    found = part["load"]
    rows = [
        (name, f"{one['seconds']:.1f}", f"{one['rate']:,.0f}", f"{one['publish']:.2f}" if one["publish"] else "")
        for name, one in found.items()
        if name != "ratios"
    ]
    yield from table(("loader", "s", "quads/s", "of it publishing, s"), rows)
    ratios = ", ".join(f"{ratio:.2f} × {name}" for name, ratio in found["ratios"].items())
    yield (
        f"phaen, durably published: {ratios}. Each time is that of a process from its start to its end. phaen's is its "
        "store's own writer, which every load ends in, without the reading and checking of documents before it.\n"
    )


def _publish(parts: Results) -> Iterator[str]:
    found = parts["publish"]["publish"]
    before, meanwhile = found["before"], found["meanwhile"]
    yield (
        f"### Publishing under readers\n\n{found['times']} small changes, each added and published in "
        f"{found['seconds']:.2f} s (median) and seen by queries {found['seen_after']:.3f} s later (median; "
        f"{found['seen_after_most']:.3f} s at most), while 4 connections look up organisations: "
        f"{meanwhile['number']:,} lookups meanwhile, **{found['failed']} failed**; p95 {_ms(before['p95'])} ms before, "
        f"{_ms(meanwhile['p95'])} ms meanwhile.\n"
    )


def _mixed(part: Results) -> Iterator[str]:
    yield f"### Beside runaway queries\n\n{_when(part)}"
    yield (
        f"A query may run {part['deadline']} s; {part['workers']} query processes, else the settings are the usual "
        "ones, the cache is off. Runaways that run at once have texts of their own, which come again and again, or, "
        "where never seen, have other variables each time. Light queries: lookup, describe, strategies of a province, "
        "one at a time; alone they are measured once the service has its copy of the data in memory. Seconds to the "
        "stop count from the request, less what the service says that it waited. The native server has the same limit "
        "(`--timeout-s`) and is started anew for each runaway; the memory bomb is not for it: it would take the "
        "machine's memory.\n"
    )
    rows = [
        (
            one["service"],
            one["runaway"],
            str(one["at_once"]),
            one["from"] + ", never seen" * one.get("unseen", False),
            *(_ms(one["light"][key]) for key in ("p50", "p95")),
            f"**{one['ratio']:.1f}**",
            str(one["light_failed"]),
            f"{one['stopped_after']:.2f}" if one["stopped_after"] is not None else "",
            one["how"],
            f"{one['memory']:,.0f}",
        )
        for one in part["rows"]
    ]
    head = (
        *("service", "runaway", "at once", "client", "light p50 ms", "p95 ms", "p95 to baseline", "light failed"),
        *("stopped after, s", "how", "memory, MB"),
    )
    yield from table(head, rows, text_columns=2)


def _ms(milliseconds: float) -> str:
    """Write milliseconds with three digits that count."""
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"
