"""What the service answers and its description leaves out, each with the reason."""

from collections.abc import Mapping
from typing import Final

NOT_DESCRIBED: Final[Mapping[str, str]] = {
    "/": "the home page, for people",
    "/about": "what the site is, and how it is cited, for people",
    "/favicon.ico": "the icon of the pages",
    "/static/<path:filename>": "the style sheets and scripts of the pages",
    "/queries/<path:path>": "an address below a saved query, where there is nothing",
    "/ontology/": "leads to /ontology, for who types the slash",
    "/id/dataset": "one of /id/<path>, which has a view of its own",
    "/id/dataset/<name>": "one of /id/<path>, which has a view of its own",
    "/id/catalog": "one of /id/<path>, which has a view of its own",
    "/id/<path:path>.txt": "one of /id/<path>, which has a view of its own",
    "/id/plan/<organisation>/<edition>.stratml": "one of /id/<path>, which has a view of its own",
    "/id/query/<name>": "one of /id/<path>, which has a view of its own",
    "/doc/query/<name>": "one of /doc/<path>, which has a view of its own",
    "/id/query-group/<name>": "one of /id/<path>, which has a view of its own",
    "/.well-known/sparql-examples": "leads to /queries, for collectors of examples",
    "/sparql/.well-known/sparql-examples": "leads to /queries, for collectors of examples",
    "/sparql/.well-known/void": "leads to /.well-known/void, for collectors of descriptions",
    "/reconcile/features": "the page that explains reconciliation, for people",
    "/themes": "a page for people, which leads to the lists of themes: programs read /vocab",
    "/editor/terms.json": "what the editor of /sparql offers: a part of that page",
    "/static/editor/<name>": "the script and the style sheet of the editor",
    "/embed/queries/<name>": "a small page for people, in a frame of another page: its data is at /queries/NAME",
    "/embed/queries/<name>.svg": "its picture, for people",
    "/embed/sparql": "a small page for people, in a frame of another page: its data is at /sparql",
    "/embed/sparql.svg": "its picture, for people",
    "/embed/q/<name>": "a small page for people, in a frame of another page: its data is at /q/NAME?run",
    "/embed/q/<name>.svg": "its picture, for people",
    "/embed/<path:path>": "an address below these, where there is nothing",
    "/review": "a form for people: programs write their judgements by /update",
}
"""The reason by the rule of the address, as the service knows it."""
