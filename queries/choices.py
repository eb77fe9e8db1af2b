"""The query that gives the choices of a parameter: the value of each, and what it is called in both languages."""

from typing import Final

from phaen.queries.model import Parameter

MOST_CHOICES: Final = 1000
"""Choices that a code list or a class gives; of more, a form lets the user type."""

_LISTED: Final = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?value (SAMPLE(?thai) AS ?label_th) (SAMPLE(?english) AS ?label_en)
WHERE {{
  ?value {pattern} .
  OPTIONAL {{ ?value skos:prefLabel|rdfs:label ?thai . FILTER(LANG(?thai) = "th") }}
  OPTIONAL {{ ?value skos:prefLabel|rdfs:label ?english . FILTER(LANG(?english) = "en") }}
  OPTIONAL {{ ?value schema:position ?position . }}
}}
GROUP BY ?value
ORDER BY MIN(?position) ?value
LIMIT {most}
"""


def choices_text(parameter: Parameter) -> str | None:
    """Return the SELECT that fills the choices of a parameter, with the columns value, label_th and label_en.

    A label may be unbound. None where the header names no source.
    """
    source = parameter.source
    if source is None:
        return None
    if source.kind == "query":
        return source.value
    pattern = f"skos:inScheme <{source.value}>" if source.kind == "scheme" else f"a <{source.value}>"
    return _LISTED.format(pattern=pattern, most=MOST_CHOICES)
