"""Commands for a POSIX shell."""

from typing import Final

from phaen.endpoint.snippets.model import Question
from phaen.endpoint.snippets.quoting import comment, shell_field, shell_word

_GLOBBED: Final = frozenset("[]{}")
"""Characters of which curl makes several addresses; an address of IPv6 has them."""
_ROWS: Final = ("csv", "json", "tsv", "xml")
_GRAPHS: Final = ("ttl", "jsonld", "nt", "rdf")
_SUFFIXES: Final = {"select": _ROWS, "ask": ("json", "xml"), "construct": _GRAPHS, "describe": _GRAPHS}


def curl(question: Question) -> str:
    """Return commands that write the result to a file, one for each format."""
    head = [f"# {comment(question.title)}"]
    if question.not_given():
        head.append(f"# more fields: {', '.join(parameter.name for parameter in question.not_given())}")
    commands = (_command(question, suffix) for suffix in _SUFFIXES[question.saved.form])
    return "\n".join([*head, *commands]) + "\n"


def _command(question: Question, suffix: str) -> str:
    fields = [shell_field(name, value) for name, value in question.values.items()]
    options = ["--fail", *(["--get", *fields] if fields else []), "--output", f"{question.saved.name}.{suffix}"]
    address = question.address(suffix)
    if not _GLOBBED.isdisjoint(address):
        options.append("--globoff")
    return " ".join(["curl", *options, shell_word(address)])
