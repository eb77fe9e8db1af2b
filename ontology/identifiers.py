"""Make the IRIs of things from their keys: codes and places inside a plan, never a counter or a random value."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from phaen.ontology.assets import read_text, triples
from phaen.ontology.digits import arabic
from phaen.ontology.errors import IdentifierError
from phaen.ontology.terms import AUTHORITY_TYPE, SKOS_ALT_LABEL, SKOS_NOTATION, SKOS_PREF_LABEL

DEFAULT_BASE: Final = "https://w3id.org/phaen/"
UNDATED: Final = "undated"
"""The edition key of a plan that states no period."""

PLAN_PARTS: Final = ("plan", "links", "provenance")
"""The graphs of a plan edition: what its document says, what was given beside it, how it came about."""

WELL_KNOWN: Final = "/.well-known/"
"""What stands in the names of the graphs in which a service describes itself, and only there (RFC 8615)."""

_HASH_LENGTH: Final = 16
_ONE_IN_A_PROVINCE: Final = frozenset({"pao", "province", "bma", "pattaya"})
# RFC 3987 §2.2, isegment without percent-encoding: iunreserved, sub-delims, ":" and "@"; but no comma, since Oxigraph
# 0.5 writes IRIs into CSV without quotes.
_SEGMENT_CHARACTER: Final = re.compile(
    r"[A-Za-z0-9._~!$&'()*+;=:@\-"
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd]"
)


def _encode(character: str) -> str:
    if _SEGMENT_CHARACTER.fullmatch(character):
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _visible(text: str) -> str:
    """Return the text in NFC without format characters (Cf, such as a zero-width space), white space as ``-``."""
    kept = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return "-".join(unicodedata.normalize("NFC", kept).split())


def segment(text: str) -> str:
    """Return the text as one segment of an IRI path: NFC, white space as ``-``, the rest percent-encoded.

    A lone ``.`` or ``..`` would be taken away by IRI resolution (RFC 3986 §5.2.4), so it gets a ``~`` before it.
    """
    encoded = "".join(map(_encode, _visible(text)))
    return f"~{encoded}" if encoded in {".", ".."} else encoded


def is_segment(key: str) -> bool:
    """Tell whether the key can stand in an IRI path as it is."""
    whole = re.fullmatch(f"(?:{_SEGMENT_CHARACTER.pattern}|%[0-9A-F]{{2}})+", key)
    return whole is not None and key not in {".", ".."} and key == _visible(key)


def element_key(code: str | None, *, place: int = 1, occurrence: int = 1) -> str:
    """Return the last part of the path of a plan element.

    The printed code in Arabic digits; ``1-2`` for the second sibling of the same kind with code 1; ``item-3`` for the
    third sibling of its kind when it has no code. A hyphen that was printed becomes ``~-``, so that a printed "1-2" is
    not taken for a second "1".
    """
    printed = normal_code(code)
    if not printed:
        return f"item-{place}"
    escaped = printed.replace("~", "~~").replace("-", "~-")
    key = segment(f"~{escaped}" if escaped == "item" else escaped)
    return key if occurrence == 1 else f"{key}-{occurrence}"


def normal_code(code: str | None) -> str:
    """Return a printed code in Arabic digits, without what cannot be seen; nothing for no code."""
    return _visible(arabic(code or ""))


def element_path(kind: str, code: str | None, *, parent: str = "", place: int = 1, occurrence: int = 1) -> str:
    """Return the path of an element below its plan, such as ``strategy/1/guideline/1.1``.

    ``place`` counts the siblings of this kind, ``occurrence`` those of this kind with the same code, both from 1.
    A plan has one vision as a rule, so the first vision without a code is just ``vision``.
    """
    above = f"{parent}/" if parent else ""
    if kind == "vision" and not normal_code(code) and place == 1:
        return f"{above}{kind}"
    return f"{above}{segment(kind)}/{element_key(code, place=place, occurrence=occurrence)}"


@dataclass(slots=True)
class ElementPaths:
    """Give out the paths of the elements of one plan, in reading order, counting siblings on the way."""

    _places: Counter[tuple[str, str]] = field(default_factory=Counter)
    _occurrences: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def path(self, kind: str, code: str | None, parent: str = "") -> str:
        """Return the path of the next element of this kind below the parent path."""
        code = normal_code(code)
        self._places[parent, kind] += 1
        self._occurrences[parent, kind, code] += 1
        place, occurrence = self._places[parent, kind], self._occurrences[parent, kind, code]
        return element_path(kind, code, parent=parent, place=place, occurrence=occurrence)


@cache
def _type_words() -> dict[str, tuple[str, ...]]:
    """Return the Thai names and abbreviations of each authority type, longest first, by its notation."""
    labels: dict[object, list[str]] = {}
    notations: dict[object, str] = {}
    for quad in triples(read_text("codelists/authority-type.ttl")):
        if quad.subject not in AUTHORITY_TYPE or not isinstance(quad.object, Literal):
            continue
        if quad.predicate == SKOS_NOTATION:
            notations[quad.subject] = quad.object.value
        elif quad.predicate in {SKOS_PREF_LABEL, SKOS_ALT_LABEL} and quad.object.language == "th":
            labels.setdefault(quad.subject, []).append(quad.object.value)
    return {notation: tuple(sorted(labels[node], key=len, reverse=True)) for node, notation in notations.items()}


def bare_name(authority_type: str, name: str) -> str:
    """Return the name of an organisation without the words for its type: ``บ้านกลาง`` for ``อบต.บ้านกลาง``."""
    words = _type_words().get(authority_type)
    if words is None:
        known = ", ".join(sorted(_type_words()))
        raise IdentifierError(f"unknown authority type {authority_type!r}; use one of {known}")
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    word = next((word for word in words if plain.startswith(word)), "")
    return plain.removeprefix(word).strip()


def organisation_key(type_: str, province_code: str | None, name: str, district_code: str | None = None) -> str:
    """Return the key of an organisation: ``pao-51``, ``sao-51-บ้านกลาง``, or ``sao-บ้านกลาง`` without a province.

    ``type_`` is a notation of the authority types, ``province_code`` a TIS 1099 code of two digits. There is one
    provincial administrative organisation in a province, so its name adds nothing once the province is known.
    ``district_code``, of four digits, stands in the place of the province's where a province may have several bodies of
    one kind and name: ``sao-3011-หนองบัว``.
    """
    if province_code is not None and not re.fullmatch("[0-9]{2}", province_code):
        raise IdentifierError(f"province code {province_code!r} is not a TIS 1099 code; give two digits such as '51'")
    if district_code is not None and not re.fullmatch(f"{province_code}[0-9]{{2}}", district_code):
        raise IdentifierError(
            f"district code {district_code!r} is none of province {province_code!r}; give four digits"
        )
    named = segment(bare_name(type_, name))
    if province_code and type_ in _ONE_IN_A_PROVINCE:
        return f"{type_}-{province_code}"
    if not named and type_ not in {"bma", "pattaya"}:
        raise IdentifierError(f"name {name!r} says nothing beyond the type {type_!r}; give the name of the place")
    # A name that starts like a province code must not be read as one.
    unclear = province_code is None and re.match("~*[0-9]{2}([0-9]{2})?(-|$)", named)
    return "-".join(filter(None, (type_, district_code or province_code, f"~{named}" if unclear else named)))


def without_district(key: str) -> str:
    """Return the key that an organisation has while only its province is known.

    >>> without_district("sao-3011-หนองบัว")
    'sao-30-หนองบัว'
    """
    return re.sub("^([a-z-]+-[0-9]{2})[0-9]{2}-", r"\1-", key)


def _check_base(base: str) -> None:
    remedy = "give an absolute http or https IRI that ends in '/' or '#', such as 'https://w3id.org/phaen/'"
    try:
        parts = urlsplit(base)
        NamedNode(base)
    except ValueError as error:
        raise IdentifierError(f"base {base!r} is no IRI ({error}); {remedy}") from error
    sound = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and "?" not in base
    if not sound or base[-1] not in "/#" or "#" in base[:-1]:
        raise IdentifierError(f"base {base!r} cannot start identifiers; {remedy}")


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Mint the IRIs of things below a base. The ontology and the code lists are shared and do not move with it."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        """Refuse a base from which no IRI can be made."""
        _check_base(self.base)

    def _mint(self, *keys: str) -> NamedNode:
        for key in keys:
            if not is_segment(key):
                raise IdentifierError(f"key {key!r} is no segment of an IRI path; make it with segment()")
        return NamedNode(f"{self.base}id/{'/'.join(keys)}")

    def organisation(self, key: str) -> NamedNode:
        """Return the IRI of an organisation, by its ``organisation_key``."""
        return self._mint("organisation", key)

    def plan(self, organisation_key: str, edition: str = UNDATED) -> NamedNode:
        """Return the IRI of one edition of an organisation's plan, such as ``2566-2570``."""
        return self._mint("plan", organisation_key, edition)

    def period(self, plan: NamedNode) -> NamedNode:
        """Return the IRI of the period that a plan covers."""
        return NamedNode(f"{plan.value}/period")

    def element(self, plan: NamedNode, path: str) -> NamedNode:
        """Return the IRI of a part of a plan, by its ``element_path``."""
        return NamedNode(f"{plan.value}/{path}")

    def attribution(self, organisation_key: str, edition: str = UNDATED) -> NamedNode:
        """Return the IRI of the statement that a plan is this organisation's."""
        return self._mint("attribution", organisation_key, edition)

    def document(self, plan: NamedNode, sha256: str) -> NamedNode:
        """Return the IRI of the document of a plan, by the SHA-256 of its bytes in hexadecimal digits.

        It stands below the plan: two organisations that publish the same text have two documents.
        """
        if not re.fullmatch("[0-9A-Fa-f]{64}", sha256):
            raise IdentifierError(f"{sha256!r} is no SHA-256; give its 64 hexadecimal digits")
        return NamedNode(f"{plan.value}/document/{sha256[:_HASH_LENGTH].lower()}")

    def span(self, document: NamedNode, start: int, end: int) -> NamedNode:
        """Return the IRI of a stretch of a document, in code points, end exclusive: ``#offset_10_90``.

        This is the offset scheme of NIF (nif:OffsetBasedString). The scheme of RFC 5147, ``#char=10,90``, holds a
        comma, and Oxigraph 0.5 writes IRIs into CSV without quotes, which shifts the columns.
        """
        if not 0 <= start <= end:
            raise IdentifierError(f"span {start},{end} is out of order; give 0 <= start <= end")
        # An IRI has one fragment (RFC 3986 §3.5): below a base that ends in "#" the span becomes a part of it.
        separator = "/" if "#" in document.value else "#"
        return NamedNode(f"{document.value}{separator}offset_{start}_{end}")

    def selector(self, span: NamedNode, kind: str) -> NamedNode:
        """Return the IRI of one selector of a span: ``position`` or ``quote``."""
        return NamedNode(f"{span.value};{segment(kind)}")

    def run(self, key: str) -> NamedNode:
        """Return the IRI of one run of the loader."""
        return self._mint("run", key)

    def graph(self, local: str) -> NamedNode:
        """Return the IRI of a named graph, such as ``ontology``, ``links`` or ``vocab/province``."""
        return self._mint("graph", *local.split("/"))

    def plan_graph(self, organisation_key: str, edition: str = UNDATED, part: str = "plan") -> NamedNode:
        """Return the IRI of one named graph of a plan edition: a part of PLAN_PARTS."""
        return self._mint("graph", part, organisation_key, edition)

    def organisation_graph(self, organisation_key: str) -> NamedNode:
        """Return the IRI of the named graph that holds an organisation, shared by all its plans."""
        return self._mint("graph", "organisation", organisation_key)

    def software_graph(self, version: str) -> NamedNode:
        """Return the IRI of the named graph that holds one version of this software."""
        return self._mint("graph", "software", "phaen", version)

    def plan_of_graph(self, graph: NamedNode, part: str = "plan") -> tuple[str, str] | None:
        """Return the organisation key and the edition that a plan graph's IRI is made of; None for other graphs."""
        start = self._mint("graph", part).value + "/"
        owner, _, edition = graph.value.removeprefix(start).partition("/")
        return (owner, edition) if graph.value.startswith(start) and edition else None


def software(version: str) -> NamedNode:
    """Return the IRI of one version of this software, which is the same wherever it runs."""
    return NamedNode(f"{DEFAULT_BASE}id/software/phaen/{segment(version)}")
