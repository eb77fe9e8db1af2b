"""A short link as it is kept: a small JSON document, which can be checked against its own name."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, get_args

from phaen.endpoint.short_links.content import Content
from phaen.endpoint.sparql.parsing import Form

VERSION = 1


@dataclass(frozen=True)
class Link:
    """What leads to a content: its name, the form of its query, when it was made, and what it may be cited with.

    ``created`` is a day (UTC). ``snapshots`` are those that were current when somebody asked for this link, the first
    of them when it was made; none where nothing names the state of the data. Nothing says who asked.
    """

    name: str
    content: Content
    form: Form
    created: date
    snapshots: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Return the whole digest, which the name begins."""
        return self.content.digest()

    def seen(self, snapshot: str) -> Self:
        """Return the link with one more snapshot that it may be cited with; "" is none."""
        return replace(self, snapshots=(*self.snapshots, snapshot)) if snapshot else self

    def document(self) -> str:
        """Return the text of the link's file."""
        members: dict[str, Any] = {"short-link": VERSION, "content": self.content.members(), "form": self.form}
        members |= {"created": self.created.isoformat(), "snapshots": list(self.snapshots)}
        return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class Removed:
    """What is left of a link that the operator has taken away: so much that nobody can make it again."""

    name: str
    digest: str
    removed: date

    def document(self) -> str:
        """Return the text of the link's file."""
        members = {"short-link": VERSION, "digest": self.digest, "removed": self.removed.isoformat()}
        return json.dumps(members, indent=1) + "\n"


def read_document(name: str, text: bytes) -> Link | Removed:
    """Read the file of a link; raise ValueError for one that is no such file, or not that of this name."""
    try:
        members = json.loads(text)
        if members["short-link"] != VERSION:
            raise ValueError(f"version {members['short-link']!r} is not known")
        found = _removed(name, members) if "removed" in members else _link(name, members)
        if not found.digest.startswith(name):
            raise ValueError(f"it holds what has the name {found.digest[: len(name)]}")
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"it has not the members of a link ({error!r})") from error
    return found


def _link(name: str, members: dict[str, Any]) -> Link:
    created = date.fromisoformat(members["created"])
    if members["form"] not in get_args(Form):
        raise ValueError(f"its form is {members['form']!r}")
    return Link(name, Content.of(members["content"]), members["form"], created, tuple(members["snapshots"]))


def _removed(name: str, members: dict[str, Any]) -> Removed:
    return Removed(name, members["digest"], date.fromisoformat(members["removed"]))
