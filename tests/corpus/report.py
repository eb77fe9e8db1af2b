"""Print how well the corpus is read: `make score`, or `python -m tests.corpus.report`.

python -m tests.corpus.report                  the whole report
python -m tests.corpus.report --misses         what was missed or wrong in the development part, by document
python -m tests.corpus.report --misses b21 c33 the same for these documents
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

from phaen.loaders.documents import read_document
from phaen.loaders.errors import DocumentError
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Document, Reading
from tests.corpus.gold import Case, Part, format_cases, sections, sections_of, text_cases
from tests.corpus.scoring import Rate, Score, Scored, kinds_read_as, score_reading, total

WORST = 12
"""Documents listed as the worst."""

NAMES = {
    "parents": "parent",
    "flat": "under nothing kept so",
    "codes": "printed number",
    "exact": "label exact",
    "budgets": "budget by year",
    "name": "owner's name",
    "type_": "owner's type",
    "province": "owner's province",
    "unnamed": "no owner invented",
    "period": "period",
    "undated": "no period invented",
    "clean": "no statement invented",
    "perfect": "documents without a slip",
    "claimed": "text understood",
}

Read = tuple[Scored, Reading]


def read_case(case: Case) -> Read:
    """Read a file and score what was read; one that cannot be read scores as if nothing had been found."""
    try:
        reading = read_plan(read_document(case.path))
    except DocumentError as error:
        reading = _nothing(str(case.path), str(error))
    return score_reading(case.gold, reading), reading


def _nothing(path: str, reason: str) -> Reading:
    from phaen.loaders.model import Context

    document = Document(path, "", "", "", "")
    return Reading(document, Context(), None, None, None, (), (), (reason,))


def main() -> int:
    """Print what the options ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.report", description="How well the corpus is read.")
    parser.add_argument("--misses", nargs="*", metavar="DOCUMENT", help="list what was missed or wrong")
    options = parser.parse_args()
    lines = report() if options.misses is None else misses(options.misses)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def report() -> Iterable[str]:
    """Write the whole report, line by line."""
    texts = {part: [read_case(case) for case in text_cases(part)] for part in Part}
    for part, read in texts.items():
        yield from _heading(f"{part}: {len(read)} documents")
        yield from _table([scored for scored, _ in read])
    yield from _heading("by layout section (development)")
    yield from _by_section([scored for scored, _ in texts[Part.DEVELOPMENT]])
    yield from _heading("by format")
    yield from _by_format()
    yield from _heading("kinds taken for another (development)")
    yield from _confused(texts[Part.DEVELOPMENT])
    yield from _heading("worst documents (development)")
    yield from _worst([scored for scored, _ in texts[Part.DEVELOPMENT]])


def figures() -> Iterable[str]:
    """Write the chief figures as tables in Markdown, for docs/accuracy.md."""
    scores = {part.value: total([read_case(case)[0] for case in text_cases(part)]) for part in Part}
    scores["hold-out, cold set only"] = total([read_case(case)[0] for case in text_cases() if case.gold.cold])
    by_format = _scored_formats()
    scores["other formats"] = total([one for scored in by_format.values() for one in scored])
    yield "| | " + " | ".join(scores) + " |\n|---|" + "---|" * len(scores)
    for name in ("f1", *NAMES):
        shares = [rate_of(score, name) for score in scores.values()]
        yield f"| {NAMES.get(name, 'F1')} | " + " | ".join(_number(share) for share in shares) + " |"
    yield "\n| format | files | F1 | parent |\n|---|---|---|---|"
    for name, scored in by_format.items():
        score = total(scored)
        yield f"| {name} | {len(scored)} | {_number(score.all_kinds.f1)} | {_number(score.parents.share)} |"


def misses(names: list[str]) -> Iterable[str]:
    """Write what went wrong: in the documents named, or in the whole development part and the other formats."""
    cases = [*text_cases(), *format_cases()] if names else [*text_cases(Part.DEVELOPMENT), *format_cases()]
    for case in cases:
        if names and case.gold.name not in names and case.path.name not in names:
            continue
        scored, reading = read_case(case)
        if scored.wrong or names:
            yield f"{case.path.name}  {scored.gold.note}"
            yield from (f"    {line}" for line in (*scored.wrong, *reading.warnings))


def _heading(text: str) -> Iterable[str]:
    yield f"\n{text}\n{'-' * len(text)}"


def _table(scored: list[Scored]) -> Iterable[str]:
    score = total(scored)
    yield f"{'':<26}{'annotated':>10}{'precision':>11}{'recall':>9}{'F1':>8}"
    for name, counts in [*score.kinds.items(), ("all kinds", score.all_kinds)]:
        if counts.found + counts.extra + counts.missed:
            yield (
                f"{name:<26}{counts.found + counts.missed:>10}{_number(counts.precision):>11}"
                f"{_number(counts.recall):>9}{_number(counts.f1):>8}"
            )
    yield ""
    for name, rate in score.rates():
        if rate.of:
            yield f"{NAMES[name]:<26}{_number(rate.share):>10}  ({rate.right} of {rate.of})"


def _by_section(scored: list[Scored]) -> Iterable[str]:
    yield f"{'':<32}{'documents':>10}{'F1':>8}{'parent':>8}{'owner':>8}"
    for number, title in sections().items():
        yield _line(f"{number:>2}. {title}", [one for one in scored if number in sections_of(one.gold)])


def _scored_formats() -> dict[str, list[Scored]]:
    by_format: dict[str, list[Scored]] = defaultdict(list)
    for case in format_cases():
        by_format[case.format].append(read_case(case)[0])
    return by_format


def _by_format() -> Iterable[str]:
    yield f"{'':<32}{'files':>10}{'F1':>8}{'parent':>8}{'owner':>8}"
    yield from (_line(name, scored) for name, scored in _scored_formats().items())


def _line(name: str, scored: list[Scored]) -> str:
    score = total(scored)
    owner = _number(score.name.share)
    f1, parents = _number(score.all_kinds.f1), _number(score.parents.share)
    return f"{name:<32}{len(scored):>10}{f1:>8}{parents:>8}{owner:>8}"


def _confused(read: list[Read]) -> Iterable[str]:
    confused: Counter[tuple[str, str]] = Counter()
    for scored, reading in read:
        confused.update({(a.value, b.value): n for (a, b), n in kinds_read_as(scored, reading).items()})
    yield from (f"{a} read as {b}: {n}" for (a, b), n in confused.most_common())


def _worst(scored: list[Scored]) -> Iterable[str]:
    for one in sorted(scored, key=lambda one: -one.errors)[:WORST]:
        if one.errors:
            counts = one.score.all_kinds
            yield f"{one.gold.name}  missed {counts.missed:>2}  extra {counts.extra:>2}  {one.gold.note}"


def _number(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def rate_of(score: Score, name: str) -> float | None:
    """Give a measure by the name under which floors.toml holds it."""
    if name == "f1":
        return score.all_kinds.f1
    rate: Rate = getattr(score, name)
    return rate.share


if __name__ == "__main__":
    sys.exit(main())
