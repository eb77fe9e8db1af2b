"""The one table of result formats: names, suffixes, media types and the engine's own serialiser of each."""

from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import QueryResultsFormat, RdfFormat


class Form(StrEnum):
    """What a query answers with (SPARQL 1.1 Query, section 16)."""

    ROWS = "rows"
    BOOLEAN = "boolean"
    GRAPH = "graph"
    FINDINGS = "findings"
    """What the full-text index is asked for: no result of a query."""


@dataclass(frozen=True)
class Format:
    """One way to write a result down; the first media type is the one that is sent."""

    name: str
    suffix: str
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    charset: bool = False
    prefixes: bool = False
    packed: bool = False
    """Whether it is compressed in itself."""

    @property
    def is_graph(self) -> bool:
        """Tell whether this format writes graphs rather than rows."""
        return isinstance(self.engine, RdfFormat)

    @property
    def content_type(self) -> str:
        """Return the value of the Content-Type header; text types say that they are UTF-8."""
        return self.media_types[0] + ("; charset=utf-8" if self.charset else "")


ROW_FORMATS: tuple[Format, ...] = (
    Format("json", "json", ("application/sparql-results+json", "application/json"), QueryResultsFormat.JSON),
    Format("xml", "xml", ("application/sparql-results+xml", "application/xml", "text/xml"), QueryResultsFormat.XML),
    Format("csv", "csv", ("text/csv",), QueryResultsFormat.CSV, charset=True),
    Format("tsv", "tsv", ("text/tab-separated-values",), QueryResultsFormat.TSV, charset=True),
)

GRAPH_FORMATS: tuple[Format, ...] = (
    Format(
        "turtle",
        "ttl",
        ("text/turtle", "application/x-turtle", "application/turtle"),
        RdfFormat.TURTLE,
        charset=True,
        prefixes=True,
    ),
    Format("ntriples", "nt", ("application/n-triples", "text/plain"), RdfFormat.N_TRIPLES),
    Format("rdfxml", "rdf", ("application/rdf+xml", "application/xml", "text/xml"), RdfFormat.RDF_XML, prefixes=True),
    Format("jsonld", "jsonld", ("application/ld+json", "application/json"), RdfFormat.JSON_LD, prefixes=True),
    Format("nquads", "nq", ("application/n-quads", "text/x-nquads"), RdfFormat.N_QUADS),
    Format("trig", "trig", ("application/trig", "application/x-trig"), RdfFormat.TRIG, prefixes=True),
)

FORMATS: tuple[Format, ...] = ROW_FORMATS + GRAPH_FORMATS

PLAIN = Format("plain", "json", ("application/json",), QueryResultsFormat.JSON)
"""Rows as plain objects (plainjson.py), which saved queries give where ``shape=rows`` is asked for."""

SPREADSHEET = Format("spreadsheet", "csv", ("text/csv",), QueryResultsFormat.CSV, charset=True)
"""CSV that spreadsheets read as it is meant (spreadsheet.py); had by its name alone, for CSV means the exact one."""

XLSX = Format(
    "xlsx",
    "xlsx",
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    QueryResultsFormat.JSON,
    packed=True,
)
PARQUET = Format(
    "parquet",
    "parquet",
    ("application/vnd.apache.parquet", "application/x-parquet", "application/parquet"),
    QueryResultsFormat.JSON,
    packed=True,
)
FILE_FORMATS: tuple[Format, ...] = (XLSX, PARQUET)
"""Files of tables that no engine writes: made of the rows in the format that is named as that of the engine."""

FINDINGS = Format("findings", "json", ("application/json",), QueryResultsFormat.JSON)
"""How findings come from a query process; no client is offered it."""

# Other names that clients use in ?format= beside the name, the suffix and the media types.
SYNONYMS = {
    "srj": "json",
    "srx": "xml",
    "n-triples": "ntriples",
    "n3": "turtle",
    "rdf+xml": "rdfxml",
    "json-ld": "jsonld",
    "n-quads": "nquads",
}


def formats_of(form: Form) -> tuple[Format, ...]:
    """Return the formats that a result of this form can be written in."""
    return GRAPH_FORMATS if form is Form.GRAPH else ROW_FORMATS


def by_name(name: str) -> Format:
    """Return the format of this name; KeyError if there is none."""
    return _BY_NAME[name]


def media_type(name: str) -> str:
    """Return the media type that a download of this name is sent with; KeyError if there is no such download."""
    return _OF_ONE_KIND.get(name) or by_name(name).media_types[0]


def by_suffix(suffix: str) -> Format | None:
    """Return the format that a path ending in ``.suffix`` asks for, or None."""
    return _BY_SUFFIX.get(suffix)


_BY_NAME = {format_.name: format_ for format_ in (*FORMATS, PLAIN, SPREADSHEET, *FILE_FORMATS, FINDINGS)}
_BY_SUFFIX = {format_.suffix: format_ for format_ in FORMATS}
_OF_ONE_KIND = {"stratml": "application/xml", "txt": "text/plain"}
"""What only plans and documents can be had as, beside the formats of everything."""
