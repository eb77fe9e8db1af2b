"""Which of the classes of a thing says most."""

from collections.abc import Collection

from phaen.ontology.terms import PHAEN

_GENERAL = frozenset({PHAEN["PlanElement"].value, PHAEN["Approach"].value})


def telling_class(types: Collection[str]) -> str | None:
    """Return the class of ours that says most, not one that another one already implies; else any; None of none."""
    general = _GENERAL | ({PHAEN["Strategy"].value} if PHAEN["StrategicIssue"].value in types else set())
    ours = sorted(type_ for type_ in types if type_.startswith(PHAEN.iri) and type_ not in general)
    return ours[0] if ours else min(types, default=None)
