"""Measure the linker: statements a second on one core, and its memory over many statements.

python -m benchmarks.linking

The statements are those of tests/linking/gold, over and over with other numbers in them. Run from the root.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from phaen.loaders.linking.linker import link, link_all
from phaen.loaders.linking.model import Statement

GOLD = Path(__file__).parent.parent / "tests" / "linking" / "gold"
STATEMENTS = 20_000
ROUNDS = 5


def statements() -> Iterator[Statement]:
    """Give statements without end."""
    lines = [line for path in sorted(GOLD.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [json.loads(line) for line in lines]
    number = 0
    while True:
        for one in found:
            number += 1
            text = f"{one['text']} {number}"
            yield Statement(str(number), text, one["kind"], one["organisation_type"])


def peak() -> float:
    """Give the most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure, and print the figures."""
    begin = time.perf_counter()
    link(next(statements()))
    print(f"first statement after {time.perf_counter() - begin:.2f} s: lexicon, calibration and register are read")
    list(link_all(islice(statements(), 2_000)))
    before = peak()
    rates, given = [], 0
    for _ in range(ROUNDS):
        started = time.process_time()
        given = sum(len(links) for _, links in link_all(islice(statements(), STATEMENTS // ROUNDS)))
        rates.append(STATEMENTS / ROUNDS / (time.process_time() - started))
    print(f"{max(rates):,.0f} statements/s on one core, best of {ROUNDS} rounds (slowest {min(rates):,.0f})")
    print(f"{given / (STATEMENTS / ROUNDS):.1f} links a statement")
    print(f"memory {before:.0f} MiB, {peak() - before:.1f} MiB more after {STATEMENTS:,} statements")
    print(f"Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
