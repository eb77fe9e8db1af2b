"""Programs in JavaScript, for Node.js from version 18 on and for browsers."""

from typing import Final

from phaen.endpoint.snippets.model import Question
from phaen.endpoint.snippets.quoting import comment, javascript_text

_ROWS: Final = """\
  const { rows } = await response.json();
  console.table(rows);"""
_ANSWER: Final = """\
  const answer = (await response.json()).boolean;
  console.log(answer);"""
_GRAPH: Final = """\
  const graph = await response.json();
  console.log(graph);"""


def javascript(question: Question) -> str:
    """Return a program that reads the rows as plain objects, the answer, or the graph as JSON-LD."""
    suffix, end = {"select": ("json", _ROWS), "ask": ("json", _ANSWER)}.get(question.saved.form, ("jsonld", _GRAPH))
    fields = [f"    {javascript_text(name)}: {javascript_text(value)}," for name, value in question.values.items()]
    if question.saved.form == "select":
        fields.append('    "shape": "rows",')
    missing = [
        f"    // {javascript_text(parameter.name)}: {javascript_text(parameter.example)},"
        for parameter in question.not_given()
    ]
    lines = [
        f"// {comment(question.title)}",
        f"// {comment(question.page)}",
        "async function main() {",
        "  const parameters = new URLSearchParams({",
        *fields,
        *missing,
        "  });",
        f"  const response = await fetch({javascript_text(question.opened(suffix))} + parameters);",
        "  if (!response.ok) throw new Error(await response.text());",
        '  if (response.headers.has("Phaen-Result-Cut")) console.warn("the service has cut this result");',
        end,
        "}",
        "main();",
    ]
    return "\n".join(lines) + "\n"
