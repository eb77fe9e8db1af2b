"""Write two tables anew (`make corpus`): which documents show each layout feature, and docs/accuracy.md's figures."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.corpus.gold import CORPUS, features, sections, text_cases
from tests.corpus.report import figures

README = CORPUS / "README.md"
COVERAGE = "<!-- coverage: written by readme.py -->", "<!-- end of coverage -->"
ACCURACY = CORPUS.parents[1] / "docs" / "accuracy.md"
FIGURES = "<!-- figures: written by tests/corpus/readme.py -->", "<!-- end of figures -->"
MOST = 8
"""Documents named per feature."""


def main() -> int:
    """Put the tables in their places."""
    put(README, COVERAGE, coverage())
    put(ACCURACY, FIGURES, figures())
    return 0


def put(page: Path, marks: tuple[str, str], lines: Iterable[str]) -> None:
    """Put lines between two marks of a page."""
    begin, end = marks
    text = page.read_text(encoding="utf-8")
    body = "\n".join(lines)
    page.write_text(f"{text.split(begin)[0]}{begin}\n{body}\n{end}{text.split(end)[1]}", encoding="utf-8")


def coverage() -> Iterable[str]:
    """Write which documents show each feature, as the table of README.md."""
    shown = documents_by_feature()
    for number, title in sections().items():
        yield f"\n### {number}. {title}\n"
        yield "| feature | documents |\n| --- | --- |"
        for feature, says in features().items():
            if feature.startswith(f"{number}-"):
                yield f"| `{feature}` {says.replace('|', chr(92) + '|')} | {_some(shown[feature])} |"
        if number not in {int(feature.split("-")[0]) for feature in features()}:
            yield from (f"| {kind} | {_some(names)} |" for kind, names in sorted(documents_by_owner().items()))


def documents_by_feature() -> dict[str, list[str]]:
    """List the documents that show each feature of the catalogue."""
    shown: dict[str, list[str]] = defaultdict(list)
    for case in text_cases():
        for row in case.gold.rows:
            shown[row].append(case.gold.name)
    return shown


def documents_by_owner() -> dict[str, list[str]]:
    """List the documents by the type of their owner."""
    shown: dict[str, list[str]] = defaultdict(list)
    for case in text_cases():
        if case.gold.owner.type:
            shown[case.gold.owner.type].append(case.gold.name)
    return shown


def _some(names: list[str]) -> str:
    """Write the first names, and how many more there are."""
    rest = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return " ".join(names[:MOST]) + rest


if __name__ == "__main__":
    sys.exit(main())
