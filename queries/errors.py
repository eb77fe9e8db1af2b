"""What can go wrong with saved queries.

QueryError
├── QueryFileError                            a .rq file, or its header, is wrong
├── UnknownQueryError (also a LookupError)    no saved query has this name
└── ParameterError (also a ValueError)        a parameter is missing, unknown or has a value of another type
"""

from collections.abc import Iterable


class QueryError(Exception):
    """Base of all errors of this package; its message names the value and the remedy.

    ``code`` is a stable word for programs.
    """

    code = "query"


class QueryFileError(QueryError):
    """A saved-query file cannot be used as it is."""

    code = "query-file"

    def __init__(self, file: str, key: str, problem: str) -> None:
        """Say which file and which key of its header are wrong, and what to write instead."""
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")
        self.file = file
        self.key = key


class UnknownQueryError(QueryError, LookupError):
    """No saved query has this name."""

    code = "query-unknown"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name the query that was asked for and the ones that are spelt nearly so."""
        from difflib import get_close_matches

        self.name = name
        self.near = tuple(get_close_matches(name.lower(), list(known), n=3, cutoff=0.5))
        near = " or ".join(self.near)
        remedy = "list them with `phaen query --list` or at /queries"
        guess = f"did you mean {near}? Otherwise {remedy}" if near else remedy
        super().__init__(f"no saved query is called {name!r}; {guess}")


class ParameterError(QueryError, ValueError):
    """A value cannot be used for a parameter of a saved query."""

    code = "query-parameter"

    def __init__(self, parameter: str, value: str | None, problem: str) -> None:
        """Name the parameter, the value (None: none was given) and what to give instead."""
        given = "" if value is None else f" = {value!r}"
        super().__init__(f"parameter {parameter}{given}: {problem}")
        self.parameter = parameter
        self.value = value
