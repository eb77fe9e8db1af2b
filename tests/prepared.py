"""Queries of rdflib, the reference of several tests, each parsed once: pySHACL asks the same few for each thing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

Key = tuple[str, str | None, frozenset[tuple[str, Any]]]


@contextmanager
def queries_prepared_once() -> Iterator[None]:
    """Have rdflib keep what it makes of the text of a query, as its ``prepareQuery`` does for whoever calls that."""
    kept: dict[Key, Any] = {}

    def prepared(text: str, base: str | None = None, namespaces: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - as rdflib has it
        key = text, base, frozenset((namespaces or {}).items())
        if key not in kept:
            kept[key] = translateQuery(parseQuery(text), base, namespaces)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", prepared)
        yield
