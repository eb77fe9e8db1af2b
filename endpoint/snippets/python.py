"""Programs in Python."""

from phaen.endpoint.snippets.columns import codes
from phaen.endpoint.snippets.model import Question
from phaen.endpoint.snippets.quoting import comment, python_lines, python_text

_ROWS = """\
result = service.queryAndConvert()
rows = [{name: cell["value"] for name, cell in row.items()} for row in result["results"]["bindings"]]
for row in rows:
    print(row)
"""
_ANSWER = """\
answer = service.queryAndConvert()["boolean"]
print(answer)
"""
_GRAPH = """\
graph = Graph().parse(data=service.queryAndConvert(), format="turtle")
print(len(graph), "triples")
"""


def sparqlwrapper(question: Question) -> str:
    """Return a program that sends the text of the query, with its values, to the SPARQL endpoint."""
    graph = question.saved.form in {"construct", "describe"}
    format_, end = ("TURTLE", _GRAPH) if graph else ("JSON", _ROWS if question.saved.form == "select" else _ANSWER)
    imports = ["from rdflib import Graph"] if graph else []
    imports.append(f"from SPARQLWrapper import {', '.join(sorted(['POST', 'SPARQLWrapper', format_]))}")
    lines = [
        *_head(question, "pip install SPARQLWrapper"),
        *imports,
        "",
        f"QUERY = {python_lines(question.text)}",
        "",
        f"service = SPARQLWrapper({python_text(question.service)})",
        "service.setMethod(POST)",
        f"service.setReturnFormat({format_})",
        "service.setQuery(QUERY)",
        end,
    ]
    return "\n".join(lines)


def pandas(question: Question) -> str:
    """Return a program that reads the rows into a table of pandas."""
    lines = [
        *_head(question, "pip install pandas"),
        *imports(question),
        "import pandas",
        "",
        *parameters(question),
        f"table = {read_csv(question, source(question, 'csv'))}",
        "print(table)",
    ]
    return "\n".join(lines) + "\n"


def rdflib(question: Question) -> str:
    """Return a program that reads the triples into a graph of rdflib."""
    lines = [
        *_head(question, "pip install rdflib"),
        *imports(question),
        "from rdflib import Graph",
        "",
        *parameters(question),
        f'graph = Graph().parse({source(question, "ttl")}, format="turtle")',
        'print(len(graph), "triples")',
    ]
    return "\n".join(lines) + "\n"


def imports(question: Question) -> list[str]:
    """Return what the address needs."""
    return ["from urllib.parse import urlencode", ""] if question.saved.parameters else []


def parameters(question: Question) -> list[str]:
    """Return the values to change, in a dictionary; those that are not given stand in it as comments."""
    if not question.saved.parameters:
        return []
    lines = []
    for parameter in question.saved.parameters:
        given = question.values.get(parameter.name)
        entry = f"{python_text(parameter.name)}: {python_text(parameter.example if given is None else given)},"
        label = comment(f"{parameter.label.th} / {parameter.label.en}")
        lines.append(f"    {'# ' if given is None else ''}{entry}  # {label}")
    return ["PARAMETERS = {", *lines, "}"]


def source(question: Question, suffix: str) -> str:
    """Return the expression for the address of the result."""
    plain = python_text(question.address(suffix))
    return f"{python_text(question.opened(suffix))} + urlencode(PARAMETERS)" if imports(question) else plain


def read_csv(question: Question, rows: str) -> str:
    """Return the call that reads the rows from an expression; codes stay text, and only empty cells are missing."""
    types = ", ".join(f"{python_text(name)}: str" for name in codes(question.saved))
    lines = [
        "pandas.read_csv(",
        f"    {rows},",
        *(["    # Codes and printed numbers are text: 01 is not 1.", f"    dtype={{{types}}},"] if types else []),
        "    keep_default_na=False,",
        '    na_values=[""],',
        ")",
    ]
    return "\n".join(lines)


def _head(question: Question, needs: str) -> list[str]:
    return [f"# {comment(question.title)}", f"# {comment(question.page)}", f"# {needs}"]
