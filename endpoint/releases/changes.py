"""What has changed since the release before, as a page shows it: read from the counts that the release holds."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

MOST_NAMED: Final = 10
UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading JSON raises that is none, is nested without end, or says something else."""
_THINGS: Final = ("plans", "organisations")


@dataclass(frozen=True)
class Things:
    """Plans or organisations that have come or gone: how many, and the IRIs and names of some."""

    count: int
    named: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changes:
    """Counts of quads; of ``graphs`` by what became of them; ``things`` are named as in the file: ``new_plans`` etc.

    ``compared`` is False for the first release, and for one whose predecessor could not be read.
    """

    compared: bool
    added: int
    removed: int
    graphs: Mapping[str, int]
    things: Mapping[str, Things]

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read ``changes/changes.json``; raises what ``UNREADABLE`` names for another file."""
        found = json.loads(content)
        names = [f"{fate}_{kind}" for kind in _THINGS for fate in ("new", "gone")]
        return cls(
            bool(found["compared"]),
            int(found["quads"]["added"]),
            int(found["quads"]["removed"]),
            Counter(str(graph["state"]) for graph in found["graphs"]),
            {name: _things(found[name]) for name in names},
        )


def _things(found: list[dict[str, Any]]) -> Things:
    named = ((str(thing["iri"]), str(thing.get("label", thing["iri"]))) for thing in found[:MOST_NAMED])
    return Things(len(found), tuple(named))
