"""How entities and literals lie in the engine: the two schemas, and what is made of a text to be found by.

A text is kept in three ways: its words (with their places, for phrases), the terms that it can be found by, and
overlapping pairs of syllable letters without tone marks, which find what the dictionary cuts otherwise.

Terms are words, words inside of compounds, and words side by side that have one meaning. They lie in tiers, each of
which holds those of the one after it: a query looks for a term in one list, and in shorter ones only for its weight.
"""

import hashlib
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import tantivy

from phaen.loaders.search.contents import IndexedLiteral, years_of
from phaen.loaders.search.folding import fold
from phaen.loaders.search.meanings import found_by, found_by_parts
from phaen.loaders.search.model import EntityFacts, LiteralHit
from phaen.loaders.search.words import folded_words, inner_words, parts_of, piece_texts, toneless

TEXT_FIELDS: Final = ("label", "text", "explanation", "organisation")
WAYS: Final = ("words", "pieces")
_WAYS_OF: Final = {"organisation": ("words",)}
"""Pieces of the names of organisations stand in the label of these; in all their statements they would cost much."""
TIERS: Final[Mapping[str, tuple[str, ...]]] = {
    "terms": TEXT_FIELDS,
    "stated_terms": ("label", "text"),
    "label_terms": ("label",),
}
"""The fields of each tier: all, those that say what the thing is, its names."""
_WHOLE: Final = 2
"""Times that a word is counted for each time that it stands inside of a compound."""
_BETWEEN: Final = "\x1f"
"""Stands in no IRI and no language tag."""
LONGEST_START: Final = 32
"""Characters of a name that are kept of each of its beginnings, for suggestions."""
LONGEST_KEY: Final = 400
MOST_STARTS: Final = 12
"""Words of a name at which what is typed may begin."""
STATEMENT_KINDS: Final = (
    "vision",
    "mission",
    "goal",
    "strategy",
    "guideline",
    "indicator",
    "programme",
    "project",
)
NAME_KINDS: Final = ("organisation", "place", "concept", "plan", "term")

_BODIES: Final = ("องค์การบริหารส่วนจังหวัด", "องค์การบริหารส่วนตำบล", "เทศบาลนคร", "เทศบาลเมือง", "เทศบาลตำบล")
_IMPORTANCE: Final = {"place": 60, "organisation": 50, "concept": 40, "term": 10}
_SHORT: Final = 40
_FACTORS: Final = {"plan": 1.0, "term": 1.0, "concept": 1.5}
_TRIFLE: Final = 0.001
_CUT: Final = 26
"""Bits, of the 52 of a number's digits."""
_KEPT: Final = tuple(field.name for field in fields(EntityFacts))


class Analysed(NamedTuple):
    """The folded text, and its tokens of each way with blanks between them.

    ``narrower`` are those of the terms of which the text has a part or a kind.
    """

    folded: str
    words: str
    terms: str
    narrower: str
    pieces: str


@lru_cache(maxsize=30_000)
def analysed(text: str) -> Analysed:
    """Cut a text in the three ways."""
    folded = fold(text)
    cuts = list(folded_words(folded))
    words = [word for word, _, _ in cuts]
    whole, inner = found_by(words), found_by_parts([part for part, _, _ in parts_of(folded, cuts)])
    return Analysed(
        folded,
        " ".join(words),
        " ".join([*_WHOLE * whole.terms, *inner.terms]),
        " ".join([*_WHOLE * whole.narrower, *inner.narrower]),
        " ".join(piece_texts(folded)),
    )


def starts(name: str) -> tuple[str, ...]:
    """Give the beginnings of a name, from its first word, each further word and each word inside of a compound on."""
    folded = analysed(name).folded
    found = list(folded_words(folded))
    inner = {start + at for word, start, _ in found for at, _ in inner_words(word)}
    places = sorted({start for _, start, _ in found} | inner)[:MOST_STARTS] or [0]
    return tuple(dict.fromkeys(_start(folded[place:]) for place in places))


def _start(folded: str) -> str:
    """Give the beginning of a name, without blanks and tone marks: what somebody may type."""
    return toneless(folded[: 2 * LONGEST_START].replace(" ", ""))[:LONGEST_START]


@lru_cache(maxsize=2048)
def key(text: str) -> str:
    """Give what a name is compared by as a whole: folded, without blanks. Nothing has to be analysed for that."""
    return fold(text).replace(" ", "")


def exact(text: str) -> str:
    """Give the key of a text that may be long: what is as short as a name as it is, and a digest of what is longer."""
    found = key(text)
    return found if len(found) <= LONGEST_KEY else hashlib.blake2b(found.encode(), digest_size=16).hexdigest()


def graph_term(graph: str) -> str:
    """Give what a graph is found by: the engine has no empty terms, and the default graph no name."""
    return graph or "default"


def language_term(language: str) -> str:
    """Give what a language is found by."""
    return language.lower() or "none"


def typed(text: str) -> str:
    """Give what was typed as the beginnings of names are kept."""
    return toneless(fold(text).replace(" ", ""))


@cache
def entity_schema() -> tantivy.Schema:
    """Return the schema of the entities."""
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        for way in _WAYS_OF.get(field, WAYS):
            _tokens(builder, field, way)
    for tier in TIERS:
        _tokens(builder, tier)
    for name in ("iri", "graph", "plan", "codes"):
        _exact(builder, name)
    for name in ("label_key", "kind", "province", "organisation", "organisation_type", "theme", "period"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    _exact(builder, "name_key")
    for name in ("starts", "begins", "statement_starts"):
        _exact(builder, name)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("weight", fast=True)
    builder.add_float_field("prior", fast=True)
    builder.add_bytes_field("facts", stored=True)
    return builder.build()


@cache
def literal_schema() -> tantivy.Schema:
    """Return the schema of the literals, and of what is remembered of each graph."""
    builder = tantivy.SchemaBuilder()
    for way in WAYS:
        _tokens(builder, "value", way)
    _tokens(builder, "terms")
    for name in ("id", "subject", "property", "language", "graph", "value_key", "digest_of"):
        _exact(builder, name)
    builder.add_float_field("prior", fast=True)
    builder.add_bytes_field("facts", stored=True)
    return builder.build()


def _tokens(builder: tantivy.SchemaBuilder, field: str, way: str = "") -> None:
    """Add a field of tokens: in one way, with their places; or a tier, without."""
    name, option = (f"{field}_{way}", "position") if way else (field, "freq")
    builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)


def _exact(builder: tantivy.SchemaBuilder, name: str) -> None:
    builder.add_text_field(name, tokenizer_name="raw", index_option="basic")


def entity_document(facts: EntityFacts) -> tantivy.Document:
    """Make the document of an entity."""
    names = list(facts.names)
    values: dict[str, Any] = {
        "iri": [facts.iri],
        "graph": list(map(graph_term, facts.graphs)),
        "kind": [facts.kind],
        "plan": _some(facts.plan),
        "codes": list(facts.codes),
        "province": _some(facts.province),
        "organisation": _some(facts.organisation),
        "organisation_type": _some(facts.organisation_type),
        "theme": list(facts.themes),
        "year": list(years_of(facts)),
        "period": _period(years_of(facts)),
        "name_key": list(dict.fromkeys(map(exact, (*names, *bare_names(facts))))),
        **_beginnings(facts),
        "weight": [_weight(facts)],
        "prior": [_prior(_importance(facts), facts.iri)],
        "facts": [stored(facts)],
    }
    own = {key(name) for name in names}
    texts = [text for text in facts.texts if key(text) not in own]
    by_field = dict(zip(TEXT_FIELDS, (names, texts, facts.explanations, facts.context), strict=True))
    for field, some in by_field.items():
        values |= _analysed_field(field, some)
    values["text_pieces"] = [pieces for text in texts if (pieces := _pieces_beside(text, names))]
    for tier, some in TIERS.items():
        analysed_texts = [analysed(text) for field in some for text in by_field[field]]
        values[tier] = [tokens for found in analysed_texts for tokens in (found.terms, found.narrower) if tokens]
    return tantivy.Document.from_dict({name: value for name, value in values.items() if value}, entity_schema())


def _beginnings(facts: EntityFacts) -> Mapping[str, list[str]]:
    """Give what a name is suggested by: names of things one by one, the same label of many statements once."""
    begun = list(map(starts, facts.names))
    every = list(dict.fromkeys(start for some in begun for start in some))
    if facts.kind in STATEMENT_KINDS:
        return {"label_key": [label_key(facts.label)], "statement_starts": every}
    return {"starts": every, "begins": list(dict.fromkeys(some[0] for some in begun))}


def label_key(label: str) -> str:
    """Give what equal labels of statements have in common: as it is typed, or a digest where it is long."""
    found = typed(label)
    return found if len(found) <= LONGEST_KEY else f"{found[:LONGEST_START]} {exact(label)}"


def bare_names(facts: EntityFacts) -> list[str]:
    """Give the names of an organisation without what it is: who asks for อ่าวนาง means องค์การบริหารส่วนตำบลอ่าวนาง."""
    if facts.kind != "organisation":
        return []
    return [
        name.removeprefix(body) for name in facts.names for body in _BODIES if name.startswith(body) and name != body
    ]


def literal_document(literal: IndexedLiteral) -> tantivy.Document:
    """Make the document of a literal."""
    facts = _BETWEEN.join(
        (literal.subject, literal.property, literal.language, literal.datatype, literal.graph, literal.value)
    )
    values: dict[str, Any] = {
        "id": [literal_id(literal)],
        "subject": [literal.subject],
        "property": [literal.property],
        "language": [language_term(literal.language)],
        "graph": [graph_term(literal.graph)],
        "value_key": [exact(literal.value)],
        "prior": [_prior(1.0, facts)],
        "facts": [facts.encode()],
        "terms": _some(analysed(literal.value).terms),
        **_analysed_field("value", (literal.value,)),
    }
    return tantivy.Document.from_dict({name: value for name, value in values.items() if value}, literal_schema())


def digest_document(graph: str, digest: int) -> tantivy.Document:
    """Make the document that remembers what a graph held."""
    facts = json.dumps([graph, digest]).encode()
    # What all documents have the engine finds faster.
    values: dict[str, Any] = {"digest_of": [f"g:{graph}"], "prior": [_prior(1.0, graph)], "facts": [facts]}
    return tantivy.Document.from_dict(values, literal_schema())


def stored(facts: EntityFacts) -> bytes:
    """Write what is kept of an entity; equal entities give equal bytes."""
    kept = {name: value for name in _KEPT if (value := getattr(facts, name)) not in (None, (), "", {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()


def read_entity(kept: bytes) -> EntityFacts:
    """Read what is kept of an entity."""
    found: dict[str, Any] = {"types": (), **json.loads(kept)}
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return EntityFacts(**values)


def read_literal(kept: bytes, score: float) -> LiteralHit:
    """Read what is kept of a literal."""
    subject, name, language, datatype, graph, value = bytes(kept).decode().split(_BETWEEN, 5)
    return LiteralHit(subject, name, value, language, datatype, graph, score)


def literal_id(literal: IndexedLiteral) -> str:
    """Name a literal's statement by what it says."""
    parts = (literal.subject, literal.property, literal.value, literal.language, literal.datatype, literal.graph)
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _analysed_field(field: str, texts: Iterable[str]) -> Mapping[str, list[str]]:
    found = [analysed(text) for text in texts]
    return {
        f"{field}_{way}": [tokens for one in found if (tokens := getattr(one, way))]
        for way in _WAYS_OF.get(field, WAYS)
        if any(getattr(one, way) for one in found)
    }


def _period(years: range) -> list[str]:
    return [f"{years[0]}-{years[-1]}"] if years else []


def _pieces_beside(text: str, names: Sequence[str]) -> str:
    """Give the pieces of a text but for those of the names in it: it often repeats the name, which has them already."""
    found = analysed(text)
    name = max((analysed(name).folded for name in names if analysed(name).folded in found.folded), key=len, default="")
    return " ".join(piece_texts(found.folded.replace(name, _BETWEEN))) if name else found.pieces


def _some(value: str | None) -> list[str]:
    return [value] if value else []


def _is_small_place(facts: EntityFacts) -> bool:
    """Tell districts and subdistricts, whose codes are longer than the two digits of a province."""
    return facts.kind == "place" and len(next(iter(facts.codes), "")) > 2  # noqa: PLR2004


def _importance(facts: EntityFacts) -> float:
    """Weigh hits by kind: what plans say before who says it and code lists, and these before small places and terms."""
    return 1.0 if _is_small_place(facts) else _FACTORS.get(facts.kind, 2.0)


def _prior(factor: float, name: str) -> float:
    """Give the value by which the engine multiplies a score by a factor, and by a trifle that differs by name.

    Hits that are alike so come in an order that is the same in every index, but for names that give the same score: it
    has some eight thousand places for them. The engine takes log2(2 + value).
    """
    number = 1 + int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest()) / 2**32
    return _shortened(2 ** (factor * (1 + _TRIFLE * number)) - 2)


def _shortened(value: float) -> float:
    """Cut digits off a number: of many that are alike the engine keeps only the bits in which they differ.

    It reads those several times as fast if they are few, which counts where it weighs a hundred thousand hits.
    """
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return float(struct.unpack("<d", struct.pack("<q", bits >> _CUT << _CUT))[0])


def _weight(facts: EntityFacts) -> int:
    """Weigh a name among suggestions: places and organisations first, short names before long ones."""
    base = 30 if _is_small_place(facts) else _IMPORTANCE.get(facts.kind, 20)
    return base + max(0, _SHORT - len(facts.label))
