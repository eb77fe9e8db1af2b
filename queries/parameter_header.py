"""Read the ``[[parameters]]`` of a saved query's header."""

import re
from typing import Final, cast

from phaen.queries.errors import ParameterError
from phaen.queries.fields import Fields
from phaen.queries.model import PARAMETER_TYPES, VIEW_PARTS, Parameter, ParameterType, Source, SourceKind, Text
from phaen.queries.parameters import term
from phaen.queries.scanner import expanded

_PARTS: Final = (part for parts in VIEW_PARTS.values() for part in (*parts.required, *parts.optional))
RESERVED: Final = frozenset({"lang", "format", "timeout", "shape", "page", "per_page", "release", "view", *_PARTS})
"""Names that the address of a result uses for itself."""

_VARIABLE: Final = re.compile(r"[a-z][a-z0-9_]*")
_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+", re.IGNORECASE)
_KEYS: Final = (
    *("name", "type", "label", "help", "example", "required", "default"),
    *("choices", "scheme", "class", "choices_query"),
)
_SOURCES: Final[dict[str, SourceKind]] = {"scheme": "scheme", "class": "class", "choices_query": "query"}
_CHOICE_KEYS: Final = ("value", "th", "en")
_WITH_QUERY: Final = ("text", "integer", "decimal", "year", "date", "iri")


def read_parameters(header: Fields, text: str) -> tuple[Parameter, ...]:
    """Read the parameters of a header; ``text`` is the query, whose prefixes a class may be written with.

    Raises QueryFileError.
    """
    parameters = tuple(_parameter(fields, text) for fields in header.rows("parameters"))
    names = [parameter.name for parameter in parameters]
    for name in names:
        if names.count(name) > 1:
            header.fail("parameters", f"{name} is declared twice; take one out")
    return parameters


def _parameter(fields: Fields, text: str) -> Parameter:
    fields.only(_KEYS)
    choices, labels = _choices(fields)
    parameter = Parameter(
        name=_name(fields),
        type=_type(fields),
        label=fields.text("label"),
        example=_value(fields, "example"),
        required=fields.flag("required"),
        default=_value(fields, "default") if "default" in fields else None,
        choices=choices,
        help=fields.optional_text("help"),
        choice_labels=labels,
        source=_source(fields, text),
    )
    _check(fields, parameter)
    return parameter


def _name(fields: Fields) -> str:
    name = fields.get("name")
    if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
        fields.fail("name", "write the name of the variable in lower case, without the question mark")
    if name in RESERVED:
        fields.fail("name", f"{name} means something else in an address; take another name")
    return name


def _type(fields: Fields) -> ParameterType:
    found = fields.get("type")
    if found not in PARAMETER_TYPES:
        fields.fail("type", f"{found!r} is no type; use one of {', '.join(PARAMETER_TYPES)}")
    return cast("ParameterType", found)


def _value(fields: Fields, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip():
        fields.fail(key, f'write a value in quotation marks, as a user types it: {key} = "…"')
    return value


def _choices(fields: Fields) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    """Return the choices and what they mean: all of them are plain strings, or all are tables with labels."""
    found = fields.get("choices")
    pairs: list[tuple[str, Text | None]] = []
    if not isinstance(found, list) or not any(isinstance(item, dict) for item in found):
        pairs = [(choice, None) for choice in fields.strings("choices")]
    else:
        pairs = [*(_labelled(row) for row in fields.rows("choices"))]
    choices, labels = tuple(value for value, _ in pairs), tuple(label for _, label in pairs if label is not None)
    for choice in choices:
        if choices.count(choice) > 1:
            fields.fail("choices", f"{choice} stands there twice; take one out")
    return choices, labels


def _labelled(row: Fields) -> tuple[str, Text]:
    row.only(_CHOICE_KEYS)
    value, th, en = (row.word(key) for key in _CHOICE_KEYS)
    if value is None or th is None or en is None:
        row.fail("value", 'write each choice as { value = "…", th = "…", en = "…" }')
    return value, Text(th, en)


def _source(fields: Fields, text: str) -> Source | None:
    given = [key for key in _SOURCES if key in fields]
    if not given:
        return None
    key, *others = given
    if others:
        fields.fail(others[0], f"{key} says where the choices come from; take one of the two out")
    value = fields.word(key) or ""
    if key != "choices_query":
        value = expanded(value, text)
        if not _IRI.fullmatch(value):
            fields.fail(key, "write a whole IRI, or a name with a prefix that the query declares")
    return Source(_SOURCES[key], value)


def _check(fields: Fields, parameter: Parameter) -> None:
    if (parameter.type == "choice") != bool(parameter.choices):
        fields.fail("choices", "the type choice, and no other, takes a list of choices")
    source = parameter.source
    if source is not None:
        key = next(key for key, kind in _SOURCES.items() if kind == source.kind)
        fitting = _WITH_QUERY if source.kind == "query" else ("iri",)
        if parameter.type not in fitting:
            fields.fail(key, f"only {' and '.join(fitting)} take it, not {parameter.type}")
    if parameter.required and parameter.default is not None:
        fields.fail("default", "a required parameter takes no default; take one of the two out")
    for key, value in (("example", parameter.example), ("default", parameter.default)):
        try:
            term(parameter, value) if value is not None else None
        except ParameterError as problem:
            fields.fail(key, str(problem))
