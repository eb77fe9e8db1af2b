"""Similar statements across plans: how long, how much memory, and how well on pairs judged by hand.

python benchmarks/similarity.py                  200,000 statements of 7,850 organisations
python benchmarks/similarity.py --distinct       the same, with a word of its own in nearly every text: the worst case
python benchmarks/similarity.py --pairs          only the quality on the judged pairs

Statements are drawn from the words of the national data set, always the same: a third are budget lines that differ in
villages and roads only, the others join two of many sayings.
"""

import argparse
import csv
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.national import wording  # noqa: E402 - the folder is found by the line above
from benchmarks.national.bodies import FIRST, SECOND  # noqa: E402
from phaen.loaders.similarity.clusters import clusters  # noqa: E402
from phaen.loaders.similarity.neighbours import (  # noqa: E402
    MOST_NEAR,
    THRESHOLD,
    PlanStatement,
    join_near,
    pairs,
    wordings,
)
from phaen.loaders.similarity.profiles import profile, score  # noqa: E402

T = TypeVar("T")
SEED = 2566
ORGANISATIONS = 7_850
JUDGED = ROOT / "tests" / "similarity" / "pairs"


def statements(count: int, *, distinct: bool) -> list[PlanStatement]:
    """Make up statements."""
    chance = Random(SEED)
    owners = [f"http://example.org/organisation/{number:04}" for number in range(ORGANISATIONS)]
    return [
        PlanStatement(
            f"http://example.org/{number:06}", _text(chance, distinct=distinct), "project", chance.choice(owners)
        )
        for number in range(count)
    ]


def _text(chance: Random, *, distinct: bool) -> str:
    own = " " + "".join(chance.choice(names) for names in (FIRST, SECOND, FIRST, SECOND)) if distinct else ""
    if chance.random() < 1 / 3:
        return wording.work(chance) + own
    return f"{wording.doing(chance)} {chance.choice(wording.DOINGS)}{chance.choice(wording.THINGS)}{own}"


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something and say how long one core worked on it."""
    started = time.process_time()
    found = work()
    print(f"{what:<24}{time.process_time() - started:8.1f} s")
    return found


def measure(count: int, *, distinct: bool = False) -> None:
    """Find pairs and clusters of made-up statements, and print times and peak memory."""
    made = timed(f"making {count:,}", lambda: statements(count, distinct=distinct))
    before = _peak()
    started = time.process_time()
    gathered = timed("reading their words", lambda: wordings(made))
    timed("comparing wordings", lambda: join_near(gathered))
    found = timed("choosing pairs", lambda: pairs(gathered, MOST_NEAR))
    grouped = timed("grouping", lambda: list(clusters(gathered)))
    print(f"{'all':<24}{time.process_time() - started:8.1f} s of one core")
    print(f"{len(gathered):,} wordings, {len(found):,} pairs, {len(grouped):,} clusters")
    print(f"peak memory {_peak():,.0f} MB, of which {before:,.0f} MB for Python and the statements themselves")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def judge() -> Iterator[str]:
    """Yield precision and recall of "alike" on the pairs judged by hand, at several thresholds."""
    for name in ("tuning", "held-out"):
        with (JUDGED / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        scored = [(score(profile(row["first"]), profile(row["second"])), row["verdict"] == "alike") for row in rows]
        for threshold in (0.5, THRESHOLD, 0.7, 0.8):
            said = [is_alike for value, is_alike in scored if value >= threshold]
            recall = sum(said) / sum(is_alike for _, is_alike in scored)
            precision = sum(said) / len(said)
            yield f"{name}: {len(rows)} pairs, threshold {threshold}: precision {precision:.2f}, recall {recall:.2f}"


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=200_000)
    parser.add_argument("--distinct", action="store_true", help="let nearly all texts differ")
    parser.add_argument("--pairs", action="store_true", help="measure the quality on the judged pairs only")
    options = parser.parse_args()
    print(*judge(), sep="\n")
    if not options.pairs:
        measure(options.statements, distinct=options.distinct)


if __name__ == "__main__":
    main()
