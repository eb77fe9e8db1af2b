"""The words for a kind of thing: who looks for "visions" looks for what is one."""

from collections.abc import Mapping
from functools import cache

from phaen.loaders.search.documents import STATEMENT_KINDS
from phaen.loaders.search.properties import KIND_NAMES
from phaen.loaders.search.terms import phrase


@cache
def kind_names() -> Mapping[str, str]:
    """Return the kind of part of a plan that each name stands for; the names are words with blanks between them."""
    return {" ".join(phrase(name)): kind for kind in STATEMENT_KINDS for name in KIND_NAMES[kind][1:]}
