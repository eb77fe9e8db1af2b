"""The exceptions of the vocabulary package.

OntologyError
├── IdentifierError (also a ValueError)   an IRI cannot be made from what was given
└── UnknownAssetError (also a LookupError) no such file ships with the package
"""


class OntologyError(Exception):
    """The root of everything this package raises on purpose."""

    code = "ontology"


class IdentifierError(OntologyError, ValueError):
    """A key, a base or an offset from which no IRI can be made."""

    code = "bad-identifier"


class UnknownAssetError(OntologyError, LookupError):
    """A file that does not ship with the package was asked for."""

    code = "unknown-asset"
