"""Read a saved-query file: the TOML in its ``#+`` comment lines, and the query below them."""

import re
from collections.abc import Mapping
from typing import Final, cast

from phaen.queries.errors import ParameterError, QueryFileError
from phaen.queries.model import FORMS, PARAMETER_TYPES, Form, Parameter, ParameterType, SavedQuery, Text
from phaen.queries.parameters import term
from phaen.queries.scanner import ValuesBlock, comments, prologue, values_blocks

MARK: Final = "#+"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VARIABLE: Final = re.compile(r"[a-z][a-z0-9_]*")
_QUERY_KEYS: Final = ("title", "description", "keywords", "parameters", "order", "timeout")
_PARAMETER_KEYS: Final = ("name", "type", "label", "example", "required", "default", "choices")
_RESERVED: Final = frozenset({"lang", "format", "timeout"})
"""Names that the address of a result uses for itself."""
_LONGEST: Final = 3600
"""The most seconds that a query may give itself."""
_LAST: Final = 1000
"""The order of a query that gives none."""


def read_query(name: str, source: str) -> SavedQuery:
    """Read the content of the file ``NAME.rq``.

    Raises QueryFileError, which names the file, the key and the remedy.
    """
    return _Reader(f"{name}.rq").query(name, source)


class _Reader:
    """Reads one file; remembers its name for the messages."""

    def __init__(self, file: str) -> None:
        self._file = file

    def query(self, name: str, source: str) -> SavedQuery:
        if not _NAME.fullmatch(name):
            raise self._error("", "name the file in lower-case words joined by hyphens, such as plan-outline.rq")
        header, text = self._split(source.replace("\r\n", "\n").removeprefix("\ufeff"))
        table = self._toml(header)
        self._known(table, _QUERY_KEYS, "")
        query = SavedQuery(
            name=name,
            title=self._text(table, "title"),
            description=self._text(table, "description"),
            keywords=self._strings(table, "keywords"),
            parameters=self._parameters(table),
            text=text,
            form=self._form(text),
            order=self._order(table),
            timeout=self._timeout(table),
        )
        self._check_blocks(query)
        return query

    def _error(self, key: str, problem: str) -> QueryFileError:
        return QueryFileError(self._file, key, problem)

    def _split(self, source: str) -> tuple[str, str]:
        lines = source.split("\n")
        height = 0
        while height < len(lines) and (lines[height].startswith(MARK) or not lines[height].strip()):
            height += 1
        header = "\n".join(line.removeprefix(MARK).strip() for line in lines[:height])
        text = "\n".join(lines[height:]).strip() + "\n"
        if MARK in text and any(comment.text.startswith(MARK) for comment in comments(text)):
            raise self._error("", f"move every line that starts with {MARK} to the top of the file")
        return header, text

    def _toml(self, header: str) -> dict[str, object]:
        import tomllib

        try:
            return tomllib.loads(header)
        except tomllib.TOMLDecodeError as problem:
            raise self._error("header", f"the {MARK} lines are not TOML: {problem}") from None

    def _known(self, table: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                raise self._error(f"{where}{key}", f"no such key; use {', '.join(keys)}")

    def _text(self, table: Mapping[str, object], key: str, where: str = "") -> Text:
        both = table.get(key)
        texts = dict(both) if isinstance(both, dict) else {}
        self._known(texts, ("th", "en"), f"{where}{key}.")
        for language in ("th", "en"):
            if not isinstance(texts.get(language), str) or not texts[language].strip():
                raise self._error(f"{where}{key}.{language}", f'write it as {MARK} {key}.{language} = "…"')
        return Text(th=texts["th"].strip(), en=texts["en"].strip())

    def _strings(self, table: Mapping[str, object], key: str, where: str = "") -> tuple[str, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) and item for item in found):
            raise self._error(f"{where}{key}", f'write a list of strings: {key} = ["…", "…"]')
        return tuple(found)

    def _order(self, table: Mapping[str, object]) -> int:
        order = table.get("order", _LAST)
        if not isinstance(order, int) or isinstance(order, bool):
            raise self._error("order", "write a whole number: order = 10")
        return order

    def _timeout(self, table: Mapping[str, object]) -> float | None:
        timeout = table.get("timeout")
        if timeout is None:
            return None
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= _LONGEST:
            raise self._error("timeout", f"write a number of seconds above 0 and up to {_LONGEST}: timeout = 60")
        return float(timeout)

    def _form(self, text: str) -> Form:
        form = prologue(text).form.lower()
        if form not in FORMS:
            found = f"found {form.upper()[:20]!r}" if form else "found nothing"
            raise self._error("", f"after the PREFIX lines write SELECT, ASK, CONSTRUCT or DESCRIBE; {found}")
        return cast("Form", form)

    # --- parameters -----------------------------------------------------------------------------------------------

    def _parameters(self, table: Mapping[str, object]) -> tuple[Parameter, ...]:
        found = table.get("parameters", [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise self._error("parameters", f"begin each parameter with the line {MARK} [[parameters]]")
        parameters = tuple(self._parameter(item, f"parameters[{index}].") for index, item in enumerate(found, start=1))
        names = [parameter.name for parameter in parameters]
        for name in names:
            if names.count(name) > 1:
                raise self._error("parameters", f"{name} is declared twice; take one out")
        return parameters

    def _parameter(self, table: Mapping[str, object], where: str) -> Parameter:
        self._known(table, _PARAMETER_KEYS, where)
        parameter = Parameter(
            name=self._name(table, where),
            type=self._type(table, where),
            label=self._text(table, "label", where),
            example=self._value(table, "example", where),
            required=self._required(table, where),
            default=self._value(table, "default", where) if "default" in table else None,
            choices=self._strings(table, "choices", where),
        )
        self._check_parameter(parameter, where)
        return parameter

    def _name(self, table: Mapping[str, object], where: str) -> str:
        name = table.get("name")
        if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
            raise self._error(f"{where}name", "write the name of the variable in lower case, without the question mark")
        if name in _RESERVED:
            raise self._error(f"{where}name", f"{name} means something else in an address; take another name")
        return name

    def _type(self, table: Mapping[str, object], where: str) -> ParameterType:
        found = table.get("type")
        if found not in PARAMETER_TYPES:
            raise self._error(f"{where}type", f"{found!r} is no type; use one of {', '.join(PARAMETER_TYPES)}")
        return cast("ParameterType", found)

    def _value(self, table: Mapping[str, object], key: str, where: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{where}{key}", f'write a value in quotation marks, as a user types it: {key} = "…"')
        return value

    def _required(self, table: Mapping[str, object], where: str) -> bool:
        required = table.get("required", False)
        if not isinstance(required, bool):
            raise self._error(f"{where}required", "write true or false")
        return required

    def _check_parameter(self, parameter: Parameter, where: str) -> None:
        if (parameter.type == "choice") != bool(parameter.choices):
            raise self._error(f"{where}choices", "the type choice, and no other, takes a list of choices")
        if parameter.required and parameter.default is not None:
            raise self._error(f"{where}default", "a required parameter takes no default; take one of the two out")
        for key, value in (("example", parameter.example), ("default", parameter.default)):
            try:
                term(parameter, value) if value is not None else None
            except ParameterError as problem:
                raise self._error(f"{where}{key}", str(problem)) from None

    # --- the query text -------------------------------------------------------------------------------------------

    def _check_blocks(self, query: SavedQuery) -> None:
        blocks = values_blocks(query.text)
        bound = {block.name for block in blocks}
        for parameter in query.parameters:
            if parameter.name not in bound:
                remedy = f"write VALUES ?{parameter.name} {{ … }} with the example in the query"
                raise self._error(f"parameters.{parameter.name}", remedy)
        for block in blocks:
            self._check_block(query, block)

    def _check_block(self, query: SavedQuery, block: ValuesBlock) -> None:
        declared = query.parameter(block.name) is not None
        if block.marked and not declared:
            raise self._error(f"parameters.{block.name}", "the query marks it as a parameter; declare it in the header")
        if declared and not block.marked:
            remedy = f"end the line of VALUES ?{block.name} {{ … }} with the comment # parameter"
            raise self._error(f"parameters.{block.name}", remedy)
