"""What every application makes anew of the same texts, made once for all applications of a process of tests.

Each test of the pages has an application of its own, so that no cache of one can answer for another. What is kept here
depends on nothing but the text of a template, or of a route.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


class _Kept(BytecodeCache):
    """Keeps compiled templates in memory; Jinja itself asks for them by name and by a hash of their text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (code := self._code.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@contextmanager
def templates_compiled_once() -> Iterator[None]:
    """Have the applications of Flask share the compiled templates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": _Kept()})
        yield


@contextmanager
def routes_compiled_once() -> Iterator[None]:
    """Have the rules of Werkzeug share the functions that make an address of a rule."""
    kept: dict[tuple[str, ...], Build] = {}
    compile_builder: Callable[[Rule, bool], Build] = Rule._compile_builder

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as Werkzeug has it
        converters = [(name, type(converter)) for name, converter in rule._converters.items()]
        key = (rule.rule, *map(repr, (rule._trace, rule.defaults, converters, append_unknown)))
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled)
        yield
