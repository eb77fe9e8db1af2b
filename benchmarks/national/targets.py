"""The targets, and whether what was measured meets them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Parts = dict[str, Any]
HEAVY = 50.0
"""Milliseconds of the native server from which a shape counts as heavy."""

SIMPLE = ("lookup", "describe")
DEADLINE_SLACK, BOMB_SECONDS, NEIGHBOURS = 0.5, 2.0, 2.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was aimed at, what was measured, and whether that is met."""

    what: str
    size: str
    target: str
    measured: str
    met: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """Give it as the cells of a row."""
        return self.what, self.size, self.target, self.measured, "yes" if self.met else "**no**"


def verdicts(sizes: Mapping[str, Parts]) -> list[Verdict]:
    """Judge what was measured: on medium, or the largest size that there is, and on large what is aimed at there."""
    size = "medium" if "medium" in sizes else next(reversed(list(sizes)), "")
    parts = sizes.get(size, {})
    found = [verdict for part, judge in JUDGES.items() if part in parts for verdict in judge(parts, size)]
    return found + (list(_large(sizes["large"])) if "latency" in sizes.get("large", {}) else [])


def _uncached(parts: Parts, size: str) -> Iterator[Verdict]:
    latency = parts["latency"]
    for what, mean in (("mix of 13 shapes", latency["mean_of_mix"]), ("all shapes", latency["mean"])):
        title = f"{what}, uncached, geometric mean of ratios"
        yield Verdict(title, size, "≤ 0.60 (stretch 0.44)", f"{mean:.2f}", mean <= 0.6)
    ratios = {name: found["ratio"] for name, found in latency["uncached"].items()}
    simple = max((ratios[name] for name in SIMPLE if name in ratios), default=0.0)
    yield Verdict("lookup and describe, uncached", size, "≤ 2", f"{simple:.2f}", simple <= 2)
    others = {name: ratio for name, ratio in ratios.items() if name not in SIMPLE}
    over = {name: ratio for name, ratio in others.items() if ratio > 1.5}
    worst = ", ".join(f"{name} {ratio:.2f}" for name, ratio in over.items()) or f"{max(others.values()):.2f}"
    yield Verdict("every other shape, uncached", size, "≤ 1.5 (stretch 1)", worst, not over)


def _cached(parts: Parts, size: str) -> Iterator[Verdict]:
    cached = parts["cached"]["cached"]
    heavy = {name: found["ratio"] for name, found in cached.items() if found["native"]["p50"] > HEAVY}
    if heavy:
        name = max(heavy, key=lambda name: heavy[name])
        what = f"cached, shapes over {HEAVY:.0f} ms"
        yield Verdict(what, size, "≤ 0.05", f"at most {heavy[name]:.3f} ({name})", heavy[name] <= 0.05)
    times = {name: found["phaen"]["p50"] for name, found in cached.items()}
    slowest = max(times, key=lambda name: times[name])
    measured = f"at most {times[slowest]:.2f} ms ({slowest}{_size(cached[slowest])})"
    if len(times) > 1:
        measured += f", others {max(time for name, time in times.items() if name != slowest):.2f} ms"
    yield Verdict("cached, any shape", size, "≤ 2 ms", measured, times[slowest] <= 2)


def _size(shape: Mapping[str, Any]) -> str:
    """Say how large an answer is, if it is large, and how long a bare socket takes to hand it over."""
    if "floor" not in shape:
        return ""
    floor = f": {shape['bytes'] / 1e6:.0f} MB, for which a bare socket takes {shape['floor']:.1f} ms"
    if "gzip" not in shape:
        return floor
    return f"{floor}; as gzip {shape['gzip']['bytes'] / 1e6:.1f} MB in {shape['gzip']['milliseconds']:.1f} ms"


def _throughput(parts: Parts, size: str) -> Iterator[Verdict]:
    found = parts["throughput"]["throughput"]
    for kind, least, stretch in (("uncached", 0.25, 0.5), ("cached", 0.4, 1)):
        ratio = found[kind]["8"]["ratio"]
        what = f"lookups a second at 8 connections, {kind}"
        yield Verdict(what, size, f"≥ {least:.2f} (stretch {stretch:g})", f"{ratio:.2f}", ratio >= least)


def _load(parts: Parts, size: str) -> Iterator[Verdict]:
    ratio = parts["load"]["load"]["ratios"]["native"]
    yield Verdict("load and publish, rate to `oxigraph load`", size, "≥ 1", f"{ratio:.2f}", ratio >= 1)


def _publish(parts: Parts, size: str) -> Iterator[Verdict]:
    failed = parts["publish"]["publish"]["failed"]
    yield Verdict("requests failed while readers switch", size, "0", str(failed), failed == 0)


def _mixed(parts: Parts, size: str) -> Iterator[Verdict]:
    part = parts["mixed load"]
    rows = [one for one in part["rows"] if one["service"] == "phaen"]
    stopped = [one for one in rows if one["stopped_after"] is not None]
    late = [one for one in stopped if one["runaway"] != "memory bomb"]
    if late:
        over = max(one["stopped_after"] - part["deadline"] for one in late)
        what = "runaway stopped after its deadline"
        yield Verdict(what, size, f"≤ {DEADLINE_SLACK} s", f"at most {over:.2f} s", over <= DEADLINE_SLACK)
    worst = max((one["ratio"] for one in rows if one["at_once"] == part["workers"]), default=0.0)
    what = "neighbours' p95 to their baseline, as many runaways as workers"
    yield Verdict(what, size, f"≤ {NEIGHBOURS:g}", f"at most {worst:.1f}", worst <= NEIGHBOURS)
    for number in sorted({one["at_once"] for one in stopped}):
        bombs = [one["stopped_after"] for one in stopped if (one["runaway"], one["at_once"]) == ("memory bomb", number)]
        if bombs:
            what, measured = f"memory bombs stopped, {number} at once", f"at most {max(bombs):.2f} s"
            yield Verdict(what, size, f"< {BOMB_SECONDS:g} s", measured, max(bombs) < BOMB_SECONDS)


def _large(parts: Parts) -> Iterator[Verdict]:
    latency = parts["latency"]
    mean, most = latency["mean_of_mix"], latency["memory"]["phaen"]["most"] / 1024
    yield Verdict("mix of 13 shapes, uncached, geometric mean of ratios", "large", "≤ 0.60", f"{mean:.2f}", mean <= 0.6)
    yield Verdict("memory of the service in the mix", "large", "≤ 12 GB", f"{most:.1f} GB", most <= 12)


JUDGES: dict[str, Callable[[Parts, str], Iterator[Verdict]]] = {
    "latency": _uncached,
    "cached": _cached,
    "throughput": _throughput,
    "load": _load,
    "publish": _publish,
    "mixed load": _mixed,
}
