"""Write saved queries as grlc reads them (https://github.com/CLARIAH/grlc): decorators above, its variables inside.

grlc finds parameters by the names of variables (``?_word_literal`` is required, ``?__word_literal`` is not) and puts
the values that it is given in their place, as text, before it sends the query. A variable cannot stand in ``VALUES``,
so the block of a parameter becomes a sub-query that gives the same single row. The words of a full-text search have to
stand where they are asked for, so there the variable takes the place of the query's own.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final

from phaen.ontology.provinces import all_provinces
from phaen.ontology.terms import XSD
from phaen.queries.binding import serialise
from phaen.queries.model import Parameter, ParameterType, SavedQuery
from phaen.queries.parameters import term
from phaen.queries.scanner import Token, prologue, significant, values_blocks

PAGE: Final = 1000
"""Rows of a page, where a query has no limit of its own."""

_TYPES: Final[Mapping[ParameterType, str]] = {
    "text": "literal",
    "integer": "xsd_integer",
    "decimal": "xsd_decimal",
    "year": "xsd_integer",
    "date": "xsd_date",
    "boolean": "xsd_boolean",
    "iri": "iri",
    "choice": "literal",
    "province": "literal",
}
"""The ends of variables by which all releases of grlc write the same literal; ``_decimal`` is a language for some."""
_TEXT: Final = "http://jena.apache.org/text#"
_QUERY: Final = "query"
_MODIFIERS: Final = frozenset({"LIMIT", "OFFSET"})


def grlc_query(query: SavedQuery, endpoint: str, *, language: str = "en", group: str = "") -> str:
    """Return the text of a saved query for grlc, to be sent to the service at ``endpoint``.

    ``group`` is the tag that it gets, its keywords if there is none. grlc fills in parameters of SELECT and CONSTRUCT
    only; others keep the examples of the file.
    """
    lines = _decorators(query, endpoint, language, group)
    return "\n".join(f"#+ {line}" for line in lines) + "\n\n" + _text(query)


def grlc_list(
    addresses: Mapping[str, str], title: str, description: str, contact: tuple[str, str], licence: str
) -> str:
    """Return the list from which grlc makes an API of its own: the address of each query, by its name.

    ``contact`` is a name and an address, ``licence`` the address of the licence of the queries.
    """
    name, address = contact
    lines = [f"title: {_quoted(title)}", f"description: {_quoted(description)}", f"licence: {_quoted(licence)}"]
    lines += ["contact:", f"  name: {_quoted(name)}", f"  url: {_quoted(address)}", "queries:"]
    for query, place in addresses.items():
        lines += [f"  - name: {_quoted(query)}", f"    url: {_quoted(place)}"]
    return "\n".join(lines) + "\n"


def is_understood(query: SavedQuery) -> bool:
    """Tell whether grlc makes anything of a query: of ASK and DESCRIBE it does not."""
    return query.form in {"select", "construct"}


def variable(parameter: Parameter, *, required: bool) -> str:
    """Return the variable by which grlc knows a parameter.

    It always ends in the type: grlc replaces letters, and ``?_word`` would be found in ``?_words`` too.
    """
    return f"?{'_' if required else '__'}{public_name(parameter)}_{_TYPES[parameter.type]}"


def public_name(parameter: Parameter) -> str:
    """Return the name under which grlc offers a parameter: an underscore would end it there.

    >>> from phaen.queries.model import Text
    >>> public_name(Parameter("at_most", "integer", Text("ไม่เกิน", "At most"), "0"))
    'atMost'
    """
    first, *others = parameter.name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def _decorators(query: SavedQuery, endpoint: str, language: str, group: str) -> Iterator[str]:
    yield f"summary: {_quoted(query.title.get(language))}"
    yield f"description: {_quoted(_description(query, language))}"
    yield f"endpoint: {_quoted(endpoint)}"
    yield "endpoint_in_url: False"
    yield "method: GET"
    if query.form == "select" and not _MODIFIERS & {token.text.upper() for token in significant(query.text)}:
        # grlc takes every LIMIT out of a query that it cuts into pages.
        yield f"pagination: {PAGE}"
    yield from _list("tags", map(_quoted, (group,) if group else query.keywords))
    if not is_understood(query):
        return
    given = [(parameter, parameter.default) for parameter in query.parameters]
    defaults = ((p, _written(p, default)) for p, default in given if default is not None)
    yield from _list("defaults", (f"{public_name(parameter)}: {value}" for parameter, value in defaults))
    choices = ((parameter, _choices(parameter)) for parameter in query.parameters)
    yield from _list("enumerate", (f"{public_name(p)}: [{', '.join(found)}]" for p, found in choices if found))


def _description(query: SavedQuery, language: str) -> str:
    """Say what each parameter takes too, for grlc itself tells nothing of it."""
    lines = [query.description.get(language)]
    if is_understood(query):
        lines += [f"{public_name(p)}: {p.label.get(language)} ({term(p, p.example).value})" for p in query.parameters]
    return "\n\n".join(lines)


def _list(name: str, members: Iterator[str]) -> Iterator[str]:
    found = list(members)
    if found:
        yield f"{name}:"
        yield from (f"  - {member}" for member in found)


def _choices(parameter: Parameter) -> list[str]:
    values = parameter.choices
    if parameter.type == "province":
        values = tuple(province.code for province in all_provinces().values())
    return [_written(parameter, value) for value in values]


def _written(parameter: Parameter, value: str) -> str:
    """Return a value of a parameter as grlc has to send it: what stands in the literal, or the IRI."""
    return _quoted(term(parameter, value).value)


def _quoted(text: str) -> str:
    """Write text as YAML, which takes the strings of JSON; it reads other line ends than those of JSON as such."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(letter):04x}" if letter in "\x7f\x85\u2028\u2029\ufeff" else letter for letter in quoted)


# --- the query --------------------------------------------------------------------------------------------------------


def _text(query: SavedQuery) -> str:
    """Return the text with grlc's variables; changed from the end, so that the offsets stay right."""
    if not is_understood(query):
        return query.text
    text, searched = query.text, _searched(query.text)
    names = {token.text[1:] for token in searched}
    variables = {p.name: variable(p, required=p.required or p.name in names) for p in query.parameters}
    changes = [(token.start, token.end, variables[token.text[1:]]) for token in searched if token.text[1:] in variables]
    openings = _openings(text)
    for block in values_blocks(text):
        parameter = query.parameter(block.name)
        if parameter is not None:
            changes.append((openings[block.start], block.end + 1, _row(parameter, variables[block.name])))
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return _with_xsd(text) if any("_xsd_" in name for name in variables.values()) else text


def _searched(text: str) -> list[Token]:
    """Find the variables that are asked for by ``text:query``: its object, or what stands in its list."""
    found = significant(text)
    known = {f"<{_TEXT}{_QUERY}>"} | {
        f"{name}:{_QUERY}" for name, iri in prologue(text).prefixes.items() if iri == _TEXT
    }
    places = [place for place, token in enumerate(found) if token.text in known]
    asked = [token for place in places for token in _object(found[place + 1 :])]
    return [token for token in asked if token.kind == "variable"]


def _object(after: list[Token]) -> Iterator[Token]:
    """Give the tokens of an object: one, or all up to the bracket that closes a list."""
    if after and after[0].text == "(":
        return takewhile(lambda token: token.text != ")", after)
    return iter(after[:1])


def _openings(text: str) -> dict[int, int]:
    """Find where each block begins, by where its content does."""
    found = significant(text)
    return {brace.end: keyword.start for keyword, _, brace in zip(found, found[1:], found[2:], strict=False)}


def _row(parameter: Parameter, value: str) -> str:
    """Write a sub-query of one row: the value, else the default, else nothing (as ``UNDEF``)."""
    if parameter.default is not None:
        value = f"COALESCE({value}, {serialise(term(parameter, parameter.default))})"
    return f"{{ SELECT ({value} AS ?{parameter.name}) {{}} }}"


def _with_xsd(text: str) -> str:
    """Declare ``xsd:``, for grlc would write the declaration before every SELECT, those of sub-queries too."""
    declared = prologue(text).prefixes.get("xsd")
    line = f"PREFIX xsd: <{XSD.iri}>"
    return text if declared == XSD.iri and line in text else f"{line}\n{text}"
