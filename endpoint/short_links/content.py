"""What a short link leads to. Its canonical form gives the link its name, so the same content has the same link."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from phaen.endpoint.saved.pictures.choosing import FIELDS, VIEW, view_fields
from phaen.queries.model import View

DEFAULT_GRAPHS = "default-graph-uri"
NAMED_GRAPHS = "named-graph-uri"
MEMBERS = ("query", DEFAULT_GRAPHS, NAMED_GRAPHS, "format", "title", *FIELDS)
"""Names of the members, in forms and in JSON: those of the SPARQL 1.1 Protocol where it has one."""


@dataclass(frozen=True)
class Content:
    """A query, the graphs that it is asked of, the format of its result ("" for that of the reader), a title, a view.

    The view is how people see the result, None for a table. Graphs make a set (SPARQL 1.1 Query, section 13.2), so they
    are kept sorted, each once.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    title: str = ""
    view: View | None = None

    def __post_init__(self) -> None:
        """Put the graphs in order."""
        object.__setattr__(self, "default_graphs", tuple(sorted(set(self.default_graphs))))
        object.__setattr__(self, "named_graphs", tuple(sorted(set(self.named_graphs))))

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> Self:
        """Rebuild a content from its members; raises KeyError or TypeError for what ``members`` never gives."""
        return cls(
            members["query"],
            tuple(members.get(DEFAULT_GRAPHS, ())),
            tuple(members.get(NAMED_GRAPHS, ())),
            members.get("format", ""),
            members.get("title", ""),
            _view(members),
        )

    def members(self) -> dict[str, Any]:
        """Return what is given, by the names of MEMBERS."""
        graphs = {DEFAULT_GRAPHS: list(self.default_graphs), NAMED_GRAPHS: list(self.named_graphs)}
        values = {"query": self.query, **graphs, "format": self.format, "title": self.title, **view_fields(self.view)}
        return {name: value for name, value in values.items() if value or name == "query"}

    def canonical(self) -> bytes:
        """Return the one way to write the content down: JSON with sorted names, without blanks, in UTF-8.

        Raises UnicodeEncodeError for half a surrogate pair, which is no character.
        """
        return json.dumps(self.members(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        """Return the SHA-256 of the canonical form in base32 (RFC 4648, section 6), in small letters.

        >>> Content("ASK {}").digest()[:12]
        'yacpjsf63pv4'
        """
        return base64.b32encode(hashlib.sha256(self.canonical()).digest()).decode().rstrip("=").lower()


def _view(members: Mapping[str, Any]) -> View | None:
    if VIEW not in members:
        return None
    return View(members[VIEW], **{name: members[name] for name in FIELDS if name in members and name != VIEW})
