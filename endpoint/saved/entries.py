"""The catalogue of saved queries as JSON."""

from phaen.queries.catalogue import Catalogue
from phaen.queries.model import Parameter, SavedQuery, Text


def describe_query(catalogue: Catalogue, saved: SavedQuery) -> dict[str, object]:
    """Return the catalogue's entry of a query."""
    group = next((group for group in catalogue.groups if group.name == saved.group), None)
    return {
        "name": saved.name,
        "title": saved.title.as_dict(),
        "description": saved.description.as_dict(),
        "group": None if group is None else {"name": group.name, "title": group.title.as_dict()},
        "keywords": list(saved.keywords),
        "form": saved.form,
        "view": None if saved.view is None else saved.view.as_dict(),
        "timeout": saved.timeout,
        "services": list(saved.services),
        "parameters": [_describe_parameter(parameter) for parameter in saved.parameters],
        "text": saved.text,
    }


def _describe_parameter(parameter: Parameter) -> dict[str, object]:
    source = parameter.source
    return {
        "name": parameter.name,
        "type": parameter.type,
        "example": parameter.example,
        "label": parameter.label.as_dict(),
        "help": _both(parameter.help),
        "required": parameter.required,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "choice_labels": [label.as_dict() for label in parameter.choice_labels],
        "choices_from": None if source is None else {source.kind: source.value},
    }


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else text.as_dict()
