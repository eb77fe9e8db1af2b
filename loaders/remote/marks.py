"""By which a service says that a result, which has a status of success, is not the whole one.

Virtuoso cuts results at its ``ResultSetMaxRows``, and at the end of the time that a request allows returns what it has;
both are told in header fields only.
"""

from email.message import Message

from phaen.loaders.remote.client import plain_words
from phaen.loaders.remote.errors import BrokenError, DeadlineError

_INTERRUPTED = "S1TAT"


def refuse_interrupted(url: str, headers: Message) -> None:
    """Raise DeadlineError for what a service had when time was up, BrokenError for what failed on the way."""
    state = headers.get("X-SQL-State", "")
    if state == _INTERRUPTED:
        raise DeadlineError(f"{url} stopped the query, because its time was up")
    if state:
        raise BrokenError(f"{url} failed in the midst of the query: {plain_words(headers.get('X-SQL-Message', state))}")


def cut_after(headers: Message) -> int | None:
    """Return the number of rows after which a service has cut a result; None for a whole one."""
    rows = headers.get("X-SPARQL-MaxRows", "")
    return int(rows) if rows.isascii() and rows.isdigit() else None
