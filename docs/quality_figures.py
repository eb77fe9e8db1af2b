"""What the pages of the site say of accuracy (endpoint/figures.json), read from the tables of docs/, the one place.

Each figure is found by the heading of its row and of its column, so that a table that changes its form is noticed.
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
READING = (
    *("F1", "parent", "label exact", "owner's name", "owner's province", "period", "no period invented"),
    *("no statement invented", "documents without a slip"),
)
COLD, COLD_SET = "hold-out, cold set only", "third cold set, after the mending on all of them"
LINKING = {"SDG": "sdg", "plan category": "category", "national strategy": "ns"}
ODDEST = "as odd as real pages get"


def figures_file() -> str:
    """Return the file: for reading, linking and likeness the day of the measurement and the figures from 0 to 1."""
    accuracy, linking, similar = (_text(name) for name in ("accuracy.md", "linking.md", "similar-statements.md"))
    links = _table(linking, "296 held-out statements")
    alike = _table(similar, "set")["held-out"]
    found = {
        "reading": {
            "measured": _day(accuracy),
            "texts": int(_table(accuracy, "set")[COLD_SET]["texts"]),
            "values": {name: float(_table(accuracy, "", COLD)[name][COLD]) for name in READING},
            "oddest": float(_table(accuracy, "set")[ODDEST]["F1"]),
            "oddest_texts": int(_table(accuracy, "set")[ODDEST]["texts"]),
        },
        "linking": {
            "measured": _day(linking),
            "statements": int(_found(r"\| (\d+) held-out statements", linking)),
            "values": {
                key: {measure: float(links[name][measure]) for measure in ("precision", "recall")}
                for name, key in LINKING.items()
            },
        },
        "likeness": {
            "measured": _day(similar),
            "pairs": int(alike["pairs"]),
            "values": {measure: float(alike[measure]) for measure in ("precision", "recall")},
        },
    }
    return json.dumps(found, indent=2) + "\n"


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _day(text: str) -> str:
    return _found(r"[Mm]easured on (\d{4}-\d\d-\d\d)", text)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"docs/ have nothing that fits {pattern!r} any more; see docs/quality_figures.py")
    return found[1]


def _table(text: str, first: str, *columns: str) -> dict[str, dict[str, str]]:
    """Return the rows by their first cell of the first table whose heading begins so and has these columns."""
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        heading, _, *rows = [_cells(line) for line in block.strip().split("\n")]
        if heading[0] == first and set(columns) <= set(heading):
            return {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    raise ValueError(f"docs/ have no table any more that begins with {first!r}; see docs/quality_figures.py")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
