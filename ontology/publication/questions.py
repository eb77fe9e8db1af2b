"""A ready query for each term: what it is and has, in a form that runs as it stands on any store of plans."""

import re
from typing import Final

from phaen.ontology.assets import prefixes
from phaen.ontology.publication.catalogue import LINK, Term
from phaen.ontology.publication.uses import uses_of_class
from phaen.ontology.terms import PHAEN, SKOS

_ROWS: Final = 20
_COLUMNS: Final = 4
_LABEL: Final = SKOS["prefLabel"].value
_USED_PREFIX: Final = re.compile(r"(?<![\w:<])([a-z]+):\w")


def ready_query(term: Term) -> str:
    """Return the query of a term."""
    body = _of_class(term) if term.is_class else _of_property(term) if term.is_property else _of_thing(term)
    used = sorted(set(_USED_PREFIX.findall(body)))
    return "".join(f"PREFIX {prefix}: <{prefixes()[prefix]}>\n" for prefix in used) + "\n" + body


def _of_class(term: Term) -> str:
    uses = [use for use in uses_of_class(term.iri) if not use.inverse]
    asked = [use.path for use in uses if use.path.startswith(PHAEN.iri) and use.most is not None]
    shown = ([_LABEL] if _LABEL in {use.path for use in uses} else []) + asked[:_COLUMNS]
    subject = _variable(term.name)
    columns = {iri: _variable(iri.rpartition("#")[2]) for iri in shown}
    columns = {iri: name if name != subject else f"{name}_value" for iri, name in columns.items()}
    lines = [f"  OPTIONAL {{ ?{subject} {_short(iri)} ?{name} }}" for iri, name in columns.items()]
    heads = " ".join(f"?{name}" for name in (subject, *columns.values()))
    return "\n".join([f"SELECT {heads} WHERE {{", f"  ?{subject} a phaen:{term.name} .", *lines, "}", f"LIMIT {_ROWS}"])


def _of_property(term: Term) -> str:
    value = "thing" if term.kind == LINK else "value"
    lines = [f"SELECT ?subject ?label ?{value} WHERE {{", f"  ?subject phaen:{term.name} ?{value} ."]
    lines += ["  OPTIONAL { ?subject skos:prefLabel ?label }", "}", f"LIMIT {_ROWS}"]
    return "\n".join(lines)


def _of_thing(term: Term) -> str:
    return f"SELECT ?property ?value WHERE {{\n  phaen:{term.name} ?property ?value .\n}}\nLIMIT {_ROWS}"


def _variable(name: str) -> str:
    """Return the name of a variable: ``partOfPlan`` gives ``part_of_plan``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _short(iri: str) -> str:
    return f"phaen:{iri.removeprefix(PHAEN.iri)}" if iri.startswith(PHAEN.iri) else f"skos:{iri.removeprefix(SKOS.iri)}"
