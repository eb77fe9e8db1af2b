"""The concepts of the vocabularies as a store holds them: whether there is one, and what it is called."""

from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from phaen.loaders.mappings.vocabularies import VOCABULARIES
from phaen.loaders.shelf import Database
from phaen.ontology import terms as t
from phaen.ontology.areas import districts, subdistricts


class Concepts:
    """Looks concepts up in a store; places also in the register, since a store need not hold the large lists."""

    def __init__(self, database: Database) -> None:
        """Look nothing up yet."""
        self._database = database
        self._labels: dict[str, str] = {}

    def label(self, concept: str) -> str:
        """Give the Thai name of a concept; of one without, another; nothing if there is no such concept."""
        if concept not in self._labels:
            self._labels[concept] = self._stored(concept) or _registered().get(concept, "")
        return self._labels[concept]

    def _stored(self, concept: str) -> str:
        quads = self._database.quads_for_pattern(NamedNode(concept), t.SKOS_PREF_LABEL, None, None)
        labels = {quad.object for quad in quads if isinstance(quad.object, Literal)}
        return min(labels, key=lambda label: (label.language != "th", label.value)).value if labels else ""


@lru_cache(maxsize=1)
def _registered() -> dict[str, str]:
    """Give the names of all districts and subdistricts by their IRIs."""
    lists = (("district", districts()), ("subdistrict", subdistricts()))
    return {f"{VOCABULARIES[key].start}{area.code}": area.name_th for key, areas in lists for area in areas}
