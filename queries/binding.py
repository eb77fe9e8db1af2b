"""Put a user's values into a saved query: each becomes an RDF term inside its ``VALUES`` block, and only there."""

import re
from collections.abc import Mapping
from typing import Final

from phaen.queries.errors import ParameterError
from phaen.queries.model import Parameter, SavedQuery
from phaen.queries.parameters import Term, term
from phaen.queries.scanner import values_blocks

UNBOUND: Final = "UNDEF"
_ESCAPE: Final = re.compile(r"\\(?:\\(?P<letter>[uU])?|.)", re.DOTALL)


def bind(query: SavedQuery, values: Mapping[str, str] | None = None) -> str:
    """Return the text of the query with these values in the place of its examples.

    A value of nothing but white space counts as not given, as an empty field of a form does. An optional parameter
    that is not given takes its default; without one it stays unbound (``UNDEF``).
    Raises ParameterError for an unknown parameter, a missing required one, or a value of another type.
    """
    given = {name: value for name, value in (values or {}).items() if value.strip()}
    _refuse_unknown(query, values or {})
    contents = {parameter.name: _content(parameter, given.get(parameter.name)) for parameter in query.parameters}
    return _replace(query.text, contents)


def serialise(value: Term) -> str:
    r"""Write a term as SPARQL.

    pyoxigraph does the escaping. One thing is added: engines that decode ``\\u0022`` anywhere in the text, before they
    read the grammar, as https://www.w3.org/TR/sparql11-query/#codepointEscape allows, would take the user's own
    backslash and ``u`` for such an escape and see a quotation mark. Written ``\\\U00000075``, all engines read them
    alike; in eight digits, since rdflib takes eight after a small ``u`` too, if there are as many.
    """
    text = str(value)
    return _ESCAPE.sub(_guard, text) if "\\" in text else text


def _guard(escape: re.Match[str]) -> str:
    letter = escape["letter"]
    return f"\\\\\\U{ord(letter):08X}" if letter else escape[0]


def _refuse_unknown(query: SavedQuery, values: Mapping[str, str]) -> None:
    known = [parameter.name for parameter in query.parameters]
    for name, value in values.items():
        if name not in known:
            remedy = f"it takes {', '.join(known)}" if known else "it takes no parameters"
            raise ParameterError(name, value, f"the query {query.name} has no such parameter; {remedy}")


def _content(parameter: Parameter, value: str | None) -> str:
    wanted = parameter.default if value is None else value
    if wanted is not None:
        return serialise(term(parameter, wanted))
    if parameter.required:
        raise ParameterError(parameter.name, None, f"give a value, for example {parameter.example}")
    return UNBOUND


def _replace(text: str, contents: Mapping[str, str]) -> str:
    """Replace from the end, so that the offsets before stay right."""
    for block in reversed(values_blocks(text)):
        if block.name in contents:
            text = f"{text[: block.start]} {contents[block.name]} {text[block.end :]}"
    return text
