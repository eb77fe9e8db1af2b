"""Which of the labels of a thing is shown where there is room for one."""

from collections.abc import Mapping
from typing import Any


def best_language(labels: Mapping[str, Any]) -> str:
    """Give the language of labels that is shown: Thai, else English, else none, else the first that there is."""
    return next((language for language in ("th", "en", "") if language in labels), next(iter(labels)))


def chosen(labels: Mapping[str, str]) -> str | None:
    """Give the label that is shown; None where there are none."""
    return labels[best_language(labels)] if labels else None
