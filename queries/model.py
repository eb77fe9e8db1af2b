"""What a saved query is: the values that the catalogue gives out."""

from dataclasses import dataclass, fields
from typing import Final, Literal, get_args

ParameterType = Literal["text", "integer", "decimal", "year", "date", "boolean", "iri", "choice", "province"]
Form = Literal["select", "ask", "construct", "describe"]
ViewType = Literal["table", "bar", "line", "matrix", "map", "tree", "graph"]
SourceKind = Literal["scheme", "class", "query"]

PARAMETER_TYPES: Final[tuple[str, ...]] = get_args(ParameterType)
FORMS: Final[tuple[str, ...]] = get_args(Form)
VIEW_TYPES: Final[tuple[str, ...]] = get_args(ViewType)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the two languages of the project."""

    th: str
    en: str

    def get(self, language: str) -> str:
        """Return the text in a language: Thai for ``th`` (or ``th-TH``), English for anything else."""
        return self.th if language.lower().partition("-")[0] == "th" else self.en

    def as_dict(self) -> dict[str, str]:
        """Return both languages by their tags."""
        return {"th": self.th, "en": self.en}


@dataclass(frozen=True, slots=True)
class Group:
    """A subject under which saved queries stand together: a folder of ``queries/``."""

    name: str
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class View:
    """How a result is best looked at: the type, and which column of the result has which part in it.

    Which parts a type takes, and which it must have, says VIEW_PARTS.
    """

    type: ViewType
    x: str | None = None
    y: str | None = None
    series: str | None = None
    rows: str | None = None
    columns: str | None = None
    value: str | None = None
    place: str | None = None
    label: str | None = None
    node: str | None = None
    parent: str | None = None
    source: str | None = None
    target: str | None = None

    def parts(self) -> dict[str, str]:
        """Return the column of the result that each part takes."""
        given = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "type"}
        return {part: column for part, column in given.items() if column is not None}

    def as_dict(self) -> dict[str, str]:
        """Return the type and the parts, as the header has them."""
        return {"type": self.type, **self.parts()}


@dataclass(frozen=True, slots=True)
class ViewParts:
    """The parts that a type of view must have and those that it may have."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


VIEW_PARTS: Final[dict[ViewType, ViewParts]] = {
    "table": ViewParts(),
    "bar": ViewParts(("x", "y"), ("series",)),
    "line": ViewParts(("x", "y"), ("series",)),
    "matrix": ViewParts(("rows", "columns", "value")),
    "map": ViewParts(("place", "value"), ("label",)),
    "tree": ViewParts(("node", "parent", "label")),
    "graph": ViewParts(("source", "target"), ("label", "value")),
}
"""``place`` is a column of TIS 1099 province codes; ``graph`` of a CONSTRUCT or DESCRIBE takes no parts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the choices of a parameter come from: the IRI of a concept scheme or of a class, or the text of a query."""

    kind: SourceKind
    value: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the user of a query may give; all values are in the form in which a user writes them."""

    name: str
    type: ParameterType
    label: Text
    example: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    help: Text | None = None
    choice_labels: tuple[Text, ...] = ()
    """What the choices mean, in their order; empty where the choices speak for themselves."""
    source: Source | None = None

    def labelled_choices(self) -> tuple[tuple[str, Text], ...]:
        """Return each choice with what it means: itself, where the header gives no labels."""
        labels = self.choice_labels or tuple(Text(choice, choice) for choice in self.choices)
        return tuple(zip(self.choices, labels, strict=True))


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with a name, titles in both languages and the parameters that may be given."""

    name: str
    title: Text
    description: Text
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    """The query as it stands in its file, without the header; it runs with the example values."""
    form: Form
    order: int
    timeout: float | None = None
    """The seconds that it may take, in place of what the service allows; None for no limit of its own."""
    group: str = ""
    """The name of its group, which is that of its folder; empty for a file that stands in none."""
    view: View | None = None
    """How its result is best looked at; None where the header suggests nothing."""
    services: tuple[str, ...] = ()
    """The addresses of the SPARQL services that the query may ask."""
    source: str = ""
    """The whole file, header and all, with Unix line ends."""

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of this name, if the query has it."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
