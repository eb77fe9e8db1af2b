"""The pieces of which operations are made: parameters, bodies, answers, in the words of one language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from phaen.endpoint.formats import FILE_FORMATS, Format
from phaen.endpoint.language import Translations

Json = dict[str, Any]

ANY_TEXT: Final[Json] = {"type": "string"}
IRI: Final[Json] = {"type": "string", "format": "iri"}
HTML: Final[dict[str, Json]] = {"text/html": {"schema": ANY_TEXT}}
STATE: Final = ("ETag", "Phaen-Snapshot", "Phaen-Release", "Memento-Datetime")
"""The header fields of what can be asked in a release as well: what it is, and of which state."""
_JSON_TYPES: Final = frozenset({"application/json", "application/sparql-results+json"})
_PACKED: Final = frozenset(media_type for format_ in FILE_FORMATS for media_type in format_.media_types)


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of the description in one language."""

    language: str
    translations: Translations

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence by its key, without the part that all keys of the description begin with: ``openapi.``."""
        return self.translations.say(self.language, f"openapi.{key}", **values)

    def more(self, key: str) -> str:
        """Return a sentence that not every operation needs, "" where this one has none."""
        return self.translations.tables[self.language].get(f"openapi.{key}.more", "")


@dataclass(frozen=True, slots=True)
class Answers:
    """What an operation answers with: the responses of its success, and the statuses of its errors."""

    found: Mapping[int, Json]
    errors: Sequence[int] = ()

    def as_json(self) -> Json:
        """Return the responses by their status, in order."""
        refused = {status: reference("responses", problem_name(status)) for status in self.errors}
        return {str(status): answer for status, answer in sorted({**refused, **self.found}.items())}


def reference(kind: str, name: str) -> Json:
    """Refer to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schema(name: str) -> Json:
    """Refer to a schema."""
    return reference("schemas", name)


def problem_name(status: int) -> str:
    """Return the name of the response of an error."""
    return f"Problem{status}"


def operation(words: Words, name: str, tag: str, answers: Answers, **members: Any) -> Json:  # noqa: ANN401 - JSON
    """Describe an operation whose sentences have its name in their keys; members without a value are left out."""
    found = {
        "operationId": name,
        "tags": [tag],
        "summary": words(f"op.{name}"),
        "description": words.more(f"op.{name}"),
        **members,
        "responses": answers.as_json(),
    }
    return {key: value for key, value in found.items() if value}


def field(words: Words, name: str, content: Json, *, key: str | None = None, **members: Any) -> Json:  # noqa: ANN401 - JSON
    """Describe a field of the address; ``key`` names its sentence where other fields have the same name."""
    return {"name": name, "in": "query", "description": words(f"in.{key or name}"), "schema": content, **members}


def segment(words: Words, name: str, content: Json, example: str, *, key: str | None = None) -> Json:
    """Describe a part of the path."""
    return field(words, name, content, key=key, required=True, example=example) | {"in": "path"}


def several(words: Words, name: str, content: Json, *, key: str | None = None, **members: Any) -> Json:  # noqa: ANN401 - JSON
    """Describe a field that may be given again and again."""
    listed = {"type": "array", "items": content}
    return field(words, name, listed, key=key, style="form", explode=True, **members)


def answer(words: Words, key: str, content: Mapping[str, Json], headers: Iterable[str] = ()) -> Json:
    """Describe an answer with data."""
    found = {
        "description": words(f"out.{key}"),
        "headers": {name: reference("headers", name) for name in headers},
        "content": dict(content),
    }
    return {name: value for name, value in found.items() if value}


def content(formats: Iterable[Format], json: Json | None = None) -> dict[str, Json]:
    """Return the media types of some formats; ``json`` is what those of JSON hold, where that is known."""
    types = (media_type for format_ in formats for media_type in format_.media_types)
    return {
        media_type: {"schema": json if json is not None and media_type in _JSON_TYPES else _schema_of(media_type)}
        for media_type in types
    }


def files(formats: Iterable[Format]) -> dict[str, Json]:
    """Return the media types of formats that a suffix names: one each."""
    return {format_.media_types[0]: {"schema": _schema_of(format_.media_types[0])} for format_ in formats}


def _schema_of(media_type: str) -> Json:
    """Return what is known of a format without its content: JSON of any kind, text, or else bytes."""
    if media_type.endswith("json"):
        return {}
    return {} if media_type in _PACKED else ANY_TEXT


def one_of(names: Iterable[object]) -> Json:
    """Describe one of some names."""
    return {"type": "string", "enum": list(names)}
