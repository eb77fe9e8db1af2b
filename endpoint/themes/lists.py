"""The code lists whose concepts are themes of plans, and how a statement is tied to one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from phaen.endpoint.errors import BadParameterError, UnknownResourceError
from phaen.endpoint.iris import Addresses
from phaen.loaders.editions.model import KINDS
from phaen.ontology.terms import PHAEN, SDG, VOCABULARY

LINKED: Final = "phaen:serves|phaen:classifiedAs"
"""How a statement points to a theme, as a path of SPARQL."""
PERSON: Final = "sssom:reviewer_id|sssom:reviewer_label|pav:authoredBy|sssom:author_label"
"""How a link points to who has judged or made it, as a path of SPARQL."""
CLASSES: Final[Mapping[str, str]] = {PHAEN[name].value: kind for kind, name in KINDS.items()}
"""The kind of statement that each class (IRI) is."""


@dataclass(frozen=True)
class ThemeList:
    """A code list of themes: its name in addresses, and its IRI."""

    key: str
    scheme: str

    @property
    def linkset(self) -> str:
        """Return the name of the set of all computed links to it."""
        return "ns" if self.key == "national-strategy" else self.key


LISTS: Final = (
    ThemeList("sdg", VOCABULARY["sdg"].value),
    ThemeList("national-strategy", VOCABULARY["national-strategy"].value),
    ThemeList("master-plan", VOCABULARY["master-plan"].value),
    ThemeList("milestone", VOCABULARY["milestone"].value),
    ThemeList("category", VOCABULARY["programme"].value),
    ThemeList("cofog", VOCABULARY["cofog"].value),
)
_BY_NAME: Final[Mapping[str, ThemeList]] = {
    **{found.key: found for found in LISTS},
    "ns": LISTS[1],
    "programme": LISTS[4],
}
"""Under the names that the saved queries and the code list itself have too."""


def list_named(name: str) -> ThemeList:
    """Return the list with a name; raises BadParameterError."""
    if name not in _BY_NAME:
        names = ", ".join(found.key for found in LISTS)
        raise BadParameterError(f"by is {name[:50]!r}, which is no list of themes; use one of {names}", "by")
    return _BY_NAME[name]


def list_of(schemes: Collection[str]) -> ThemeList | None:
    """Return the list of themes that is among some code lists (IRIs), None if none is."""
    return next((found for found in LISTS if found.scheme in schemes), None)


def list_of_theme(theme: str) -> ThemeList | None:
    """Return the list that a theme (IRI) belongs to by its IRI, None for what is no theme."""
    return next((found for found in LISTS if theme.startswith(_themes_begin(found))), None)


def _themes_begin(found: ThemeList) -> str:
    return SDG.iri if found.key == "sdg" else f"{found.scheme}/"  # the goals are the United Nations' own


def theme_named(text: str, addresses: Addresses) -> str:
    """Return the IRI of a theme that is given by it or by its end, such as sdg/4; raises BadParameterError."""
    try:
        return NamedNode(text).value if ":" in text else addresses.vocabulary(text)
    except (ValueError, UnknownResourceError) as error:
        raise BadParameterError(
            f"theme is {text[:100]!r}; give an IRI or the end of one, such as sdg/4", "theme"
        ) from error


def kind_among(classes: Iterable[str]) -> str:
    """Return the kind of a statement with these classes (IRIs), "" for one that has none."""
    return next((CLASSES[class_] for class_ in classes if class_ in CLASSES), "")


def origin_of(row: Mapping[str, object]) -> str:
    """Return where a link comes from, by what a row binds of ?link, ?confidence and ?person.

    It is computed; accepted, where a person has agreed; added, where one has made it; stated by the plan itself.
    """
    if "confidence" in row:
        return "accepted" if "person" in row else "computed"
    return "added" if "link" in row else "stated"
