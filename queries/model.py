"""What a saved query is: the values that the catalogue gives out."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

ParameterType = Literal["text", "integer", "decimal", "year", "date", "boolean", "iri", "choice", "province"]
Form = Literal["select", "ask", "construct", "describe"]

PARAMETER_TYPES: Final[tuple[str, ...]] = get_args(ParameterType)
FORMS: Final[tuple[str, ...]] = get_args(Form)


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
class Parameter:
    """A value that the user of a query may give; all values are in the form in which a user writes them."""

    name: str
    type: ParameterType
    label: Text
    example: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()


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

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of this name, if the query has it."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
