"""The manifest: what the service offers, and where, for versions 0.1 and 0.2, and for the draft of 1.0."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from phaen.endpoint.reconciliation.properties import Property
from phaen.endpoint.reconciliation.types import DEFAULT_TYPES, TYPES, Type
from phaen.ontology.terms import ONTOLOGY

PREVIEW_WIDTH: Final = 430
PREVIEW_HEIGHT: Final = 300
ADDRESS: Final = "/reconcile"
DRAFT: Final = "/draft"
FEATURES: Final = ("identifier", "exact", "name", "type_word", "place", "organisation", "type", "unique")
"""Identifiers of the features, in the order in which they are explained."""

_SUGGESTED: Final = ("entity", "property", "type")


@dataclass(frozen=True, slots=True)
class Offer:
    """Where this service stands (without a slash at the end), the base of its identifiers, and its words."""

    root: str
    base: str
    language: str
    say: Callable[[str], str]

    @property
    def address(self) -> str:
        """Return the address of the service."""
        return self.root + ADDRESS


def type_json(found: Type, language: str) -> dict[str, Any]:
    """Return a type with the one above it."""
    members: dict[str, Any] = {"id": found.id, "name": found.name(language)}
    if found.broader:
        members["broader"] = [{"id": found.broader, "name": TYPES[found.broader].name(language)}]
    return members


def property_json(found: Property, say: Callable[[str], str]) -> dict[str, Any]:
    """Return a property with its name."""
    return {"id": found.id, "name": say(found.key)}


def manifest(offer: Offer) -> dict[str, Any]:
    """Return the manifest of versions 0.1 and 0.2."""
    return {
        "versions": ["0.1", "0.2"],
        **_common(offer),
        "identifierSpace": offer.base,
        "schemaSpace": ONTOLOGY.value + "#",
        "view": {"url": f"{offer.address}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{offer.address}/features#{{{{id}}}}"},
        "preview": {
            "url": f"{offer.address}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {name: _suggest(offer, name) for name in _SUGGESTED},
        "extend": {
            "propose_properties": {"service_url": offer.root, "service_path": f"{ADDRESS}/extend/propose"},
            "property_settings": [
                _limit(offer, "name", "label", "help_text"),
                _count(offer, "name", "label", "help_text"),
            ],
        },
    }


def draft_manifest(offer: Offer) -> dict[str, Any]:
    """Return the manifest of the draft of 1.0, whose services stand at fixed addresses below its own."""
    return {
        "versions": ["1.0-draft"],
        **_common(offer),
        "view": {"url": f"{offer.address}/view?id={{id}}"},
        "featureView": {"url": f"{offer.address}/features#{{id}}"},
        "suggest": dict.fromkeys(_SUGGESTED, True),
        "preview": {"width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [_limit(offer, "id", "name", "helpText"), _count(offer, "id", "name", "helpText")],
        },
        "standardizedScore": True,
    }


def _common(offer: Offer) -> dict[str, Any]:
    return {
        "name": offer.say("reconcile.service"),
        "documentation": f"{offer.address}/features",
        "serviceVersion": version("phaen"),
        "logo": f"{offer.root}/static/icon.svg",
        "defaultTypes": [{"id": type_, "name": TYPES[type_].name(offer.language)} for type_ in DEFAULT_TYPES],
    }


def _suggest(offer: Offer, name: str) -> dict[str, str]:
    return {
        "service_url": offer.root,
        "service_path": f"{ADDRESS}/suggest/{name}",
        "flyout_service_url": offer.root,
        "flyout_service_path": f"{ADDRESS}/flyout/{name}?id=${{id}}",
    }


def _limit(offer: Offer, name: str, label: str, help_text: str) -> dict[str, Any]:
    return {
        "type": "number",
        "default": 0,
        name: "limit",
        label: offer.say("reconcile.limit"),
        help_text: offer.say("reconcile.limit_help"),
    }


def _count(offer: Offer, name: str, label: str, help_text: str) -> dict[str, Any]:
    return {
        "type": "checkbox",
        "default": False,
        name: "count",
        label: offer.say("reconcile.count"),
        help_text: offer.say("reconcile.count_help"),
    }
