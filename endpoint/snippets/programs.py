"""All programs that ask a saved query."""

from collections.abc import Mapping

from phaen.endpoint.snippets.javascript import javascript
from phaen.endpoint.snippets.model import Question, Snippet, question
from phaen.endpoint.snippets.python import pandas, rdflib, sparqlwrapper
from phaen.endpoint.snippets.r import r
from phaen.endpoint.snippets.shell import curl
from phaen.queries.model import SavedQuery


def snippets(
    base: str, saved: SavedQuery, values: Mapping[str, str], text: str, release: str = ""
) -> tuple[Snippet, ...]:
    """Return the programs that ask a saved query of the service at ``base``, the plainest first.

    ``values`` are as a user types them, and ``text`` is the query with these values bound; ``release`` is the date of
    the one that is asked, "" for the present state.
    """
    asked = question(base, saved, values, text, release)
    return (
        Snippet("curl", "curl", "shell", curl(asked)),
        *_into_python(asked),
        Snippet("sparqlwrapper", "Python: SPARQLWrapper", "python", sparqlwrapper(asked)),
        Snippet("r", "R", "r", r(asked)),
        Snippet("javascript", "JavaScript", "javascript", javascript(asked)),
    )


def _into_python(asked: Question) -> tuple[Snippet, ...]:
    if asked.saved.form == "select":
        return (Snippet("pandas", "Python: pandas", "python", pandas(asked)),)
    if asked.saved.form == "ask":
        return ()
    return (Snippet("rdflib", "Python: rdflib", "python", rdflib(asked)),)
