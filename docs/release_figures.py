"""The table of what releases cost, from what benchmarks/releases.py has measured."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "benchmarks" / "results" / "releases.json"
STEPS = {
    "nq": "N-Quads, sorted, with canonical blank nodes",
    "trig": "TriG",
    "jsonld": "JSON-LD",
    "graphs": "each graph, as Turtle and N-Triples",
    "plans": "each plan, as Turtle",
    "provinces": "each province, as Turtle and N-Triples",
    "csv": "tables as CSV",
    "csv and parquet": "tables as CSV and Parquet",
    "void": "counts for VoID",
    "gz, zst, SHA-256": "gzip, Zstandard and SHA-256 of `phaen.nq`",
}
COMMANDS = {
    "release": "`phaen release`, all of it",
    "verify": "`phaen release --verify`",
    "load": "`phaen load RELEASE`",
}
DUMPS = {
    "engine nq": "the engine's own dump, N-Quads",
    "engine trig": "the engine's own dump, TriG",
    "native nq": "`oxigraph dump`, N-Quads",
    "native trig": "`oxigraph dump`, TriG",
}
MEGABYTE = 1_000_000


def figures() -> Iterator[str]:
    """Give the lines of the tables, none for what was not measured yet."""
    if RESULTS.exists():
        for size, found in json.loads(RESULTS.read_text(encoding="utf-8")).items():
            yield f"### {size.capitalize()}: {found['quads']:,} quads"
            yield ""
            yield from _speed(found)
            yield from _sizes(found)


def _speed(found: dict[str, Any]) -> Iterator[str]:
    """Give the time of each step, and how its rate compares with Oxigraph's own dump of N-Quads."""
    machine, dump = found["machine"], found["dumps"]["native nq"]["seconds"]
    yield (
        f"{machine['date']}; {machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"phaen {machine['versions']['phaen']}; load average before: {machine['load_before']}."
    )
    yield ""
    yield "| what | seconds | of processors | quads a second | rate to `oxigraph dump` | peak memory, MB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for kind, names in (("dumps", DUMPS), ("steps", STEPS), ("commands", COMMANDS)):
        for name, title in ((name, title) for name, title in names.items() if name in found[kind]):
            cost = found[kind][name]
            rate, ratio = found["quads"] / max(cost["seconds"], 0.01), dump / max(cost["seconds"], 0.01)
            times = f"{cost['seconds']:,} | {cost['processor_seconds']:,}"
            yield f"| {title} | {times} | {rate:,.0f} | {ratio:.2f} | {cost['megabytes']:,.0f} |"
    yield ""


def _sizes(found: dict[str, Any]) -> Iterator[str]:
    if not found["files"]:
        return
    yield "| files | number | MB | gzip | Zstandard |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for kind, sums in found["files"].items():
        sizes = (f"{sums[form] / MEGABYTE:,.1f}" if form in sums else "–" for form in ("plain", "gz", "zst"))
        yield f"| `{kind}` | {sums['files']:,} | {' | '.join(sizes)} |"
    yield ""
