"""Which graphs belong to which organisation, by their IRIs, and which province that is in, by what its graph says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from phaen.loaders.releases.grouping import Extent, Grouped
from phaen.loaders.releases.lines import terms_of
from phaen.ontology import terms as t
from phaen.ontology.identifiers import PLAN_PARTS
from phaen.ontology.provinces import all_provinces

_ORGANISATION: Final = "organisation"
_SPATIAL: Final = str(t.DCT_SPATIAL).encode()


@dataclass(slots=True)
class Owner:
    """The graphs of an organisation: its own, and those of each edition of its plan."""

    own: list[Extent] = field(default_factory=list)
    editions: dict[str, list[Extent]] = field(default_factory=lambda: defaultdict(list))

    @property
    def extents(self) -> list[Extent]:
        """All graphs."""
        return [*self.own, *(extent for edition in self.editions.values() for extent in edition)]


def owners(grouped: Grouped, base: str) -> Mapping[str, Owner]:
    """Return the organisations by their keys, in order."""
    found: dict[str, Owner] = defaultdict(Owner)
    start = f"<{base}id/graph/"
    for extent in grouped.extents:
        name = extent.graph.decode()
        part, *keys = name.removeprefix(start).removesuffix(">").split("/")
        if not name.startswith(start):
            continue
        if part == _ORGANISATION and len(keys) == 1:
            found[keys[0]].own.append(extent)
        elif part in PLAN_PARTS and len(keys) == 2:  # noqa: PLR2004 - organisation and edition
            found[keys[0]].editions[keys[1]].append(extent)
    return dict(sorted(found.items()))


def provinces_of(owner: Owner, grouped: Grouped) -> set[str]:
    """Return the TIS 1099 codes of the provinces that an organisation's own graph says it is in."""
    codes = {str(province.iri).encode(): code for code, province in all_provinces().items()}
    statements = (terms_of(line) for extent in owner.own for line in grouped.triples(extent))
    return {codes[value] for _, predicate, value, _ in statements if predicate == _SPATIAL and value in codes}
