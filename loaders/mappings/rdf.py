"""Links as RDF: a direct triple from the statement to the concept, and a node that says how sure it is and why.

What is written for each document is written as N-Quads at once: terms are made of strings that were IRIs before, and
a hundred thousand links are many triples.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from phaen.loaders.mappings.model import Review, StoredLink, Verdict, is_iri
from phaen.loaders.mappings.vocabularies import VOCABULARIES, link_set, vocabulary_of
from phaen.ontology import terms as t
from phaen.ontology.identifiers import segment

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]
_DECIMAL: Final = f"^^{t.XSD_DECIMAL}"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def link_triples(link: StoredLink, base: str) -> Iterator[Triple]:
    """Give the triples of a link."""
    node, source, target = link.node, NamedNode(link.element), NamedNode(link.concept)
    yield source, link.kind.property, target
    yield node, t.RDF_TYPE, t.SSSOM_MAPPING
    yield node, t.OWL_ANNOTATED_SOURCE, source
    yield node, t.OWL_ANNOTATED_PROPERTY, link.kind.property
    yield node, t.OWL_ANNOTATED_TARGET, target
    yield node, t.IN_LINK_SET, link_set(link.vocabulary, base)
    computed = link.confidence is not None
    yield (
        node,
        t.SSSOM_MAPPING_JUSTIFICATION,
        t.SEMAPV_LEXICAL_MATCHING if computed else t.SEMAPV_MANUAL_MAPPING_CURATION,
    )
    if link.confidence is not None:
        yield node, t.SSSOM_CONFIDENCE, Literal(decimal(link.confidence), datatype=t.XSD_DECIMAL)
    yield from ((node, t.BECAUSE, Literal(words)) for words in link.because)
    if link.review:
        yield from _person(node, link.review, t.SSSOM_REVIEWER_ID if computed else t.PAV_AUTHORED_BY)


def _person(node: NamedNode, review: Review, iri_property: NamedNode) -> Iterator[Triple]:
    """Say who stands for a link, as its reviewer or, where nobody else has made it, as its author."""
    is_reviewer = iri_property == t.SSSOM_REVIEWER_ID
    if is_iri(review.reviewer):
        yield node, iri_property, NamedNode(review.reviewer)
    else:
        yield node, t.SSSOM_REVIEWER_LABEL if is_reviewer else t.SSSOM_AUTHOR_LABEL, Literal(review.reviewer)
    yield node, t.SSSOM_REVIEW_DATE if is_reviewer else t.DCT_CREATED, Literal(review.date, datatype=t.XSD_DATE)
    if review.comment:
        yield node, t.RDFS_COMMENT, Literal(review.comment)


def n_quads(links: Iterable[StoredLink], graph: NamedNode, base: str) -> bytes:
    """Write links that nobody has reviewed as N-Quads, as fast as can be."""
    end = f" {graph} .\n"
    fixed = {key: _fixed(key, base, end) for key in VOCABULARIES}
    lines: list[str] = []
    for link in links:
        property_, constant = fixed[link.vocabulary]
        node = f"<{link.element}/link/{link.vocabulary}/{_key(link.notation)}>"
        source, target = f"<{link.element}>", f"<{link.concept}>"
        lines += (
            f"{source} {property_} {target}{end}",
            f"{node} {t.OWL_ANNOTATED_SOURCE} {source}{end}",
            f"{node} {t.OWL_ANNOTATED_TARGET} {target}{end}",
            f'{node} {t.SSSOM_CONFIDENCE} "{decimal(link.confidence or 0)}"{_DECIMAL}{end}',
            *(f"{node} {rest}" for rest in constant),
            *(f'{node} {t.BECAUSE} "{words.translate(_ESCAPES)}"{end}' for words in link.because),
        )
    return "".join(lines).encode()


@lru_cache(maxsize=20_000)
def _key(notation: str) -> str:
    return segment(notation)


def _fixed(key: str, base: str, end: str) -> tuple[str, tuple[str, ...]]:
    """Give the property of a vocabulary's links, and what is said of all of them alike."""
    property_ = VOCABULARIES[key].property
    return str(property_), (
        f"{t.RDF_TYPE} {t.SSSOM_MAPPING}{end}",
        f"{t.OWL_ANNOTATED_PROPERTY} {property_}{end}",
        f"{t.SSSOM_MAPPING_JUSTIFICATION} {t.SEMAPV_LEXICAL_MATCHING}{end}",
        f"{t.IN_LINK_SET} {link_set(key, base)}{end}",
    )


def decimal(confidence: float) -> str:
    """Write a confidence with two decimals at most, as the engine gives it back: 0.8, 0.85, 1.

    >>> [decimal(value) for value in (0.8, 0.856, 1.0, 0.0)]
    ['0.8', '0.86', '1', '0']
    """
    return f"{confidence:.2f}".rstrip("0").rstrip(".")


Properties = dict[NamedNode, list[NamedNode | Literal]]


def nodes_of(quads: Iterable[Quad], kind: NamedNode) -> dict[NamedNode, Properties]:
    """Give the things of a type with all that is said of them."""
    quads = list(quads)
    typed = {quad.subject for quad in quads if quad.predicate == t.RDF_TYPE and quad.object == kind}
    found: dict[NamedNode, Properties] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.subject in typed and isinstance(quad.subject, NamedNode):
            found[quad.subject][quad.predicate].append(quad.object)  # type: ignore[arg-type]  # no blank nodes here
    return found


def read_links(quads: Iterable[Quad], base: str, text_of: Callable[[str], str] = str) -> list[StoredLink]:
    """Read the links of a graph, in their order; nodes that are no links of ours are passed over.

    ``text_of`` gives a statement's words, in whose order ``because`` is put.
    """
    found = (_link(properties, base, text_of) for properties in nodes_of(quads, t.SSSOM_MAPPING).values())
    return sorted((link for link in found if link), key=lambda link: link.order)


def _link(said: Properties, base: str, text_of: Callable[[str], str]) -> StoredLink | None:
    source, target = _one(said, t.OWL_ANNOTATED_SOURCE), _one(said, t.OWL_ANNOTATED_TARGET)
    known = vocabulary_of(target, base)
    if not source or known is None:
        return None
    vocabulary, notation = known
    confidence = _one(said, t.SSSOM_CONFIDENCE)
    words = [value.value for value in said.get(t.BECAUSE, ())]
    text = text_of(source)
    return StoredLink(
        source,
        vocabulary.key,
        notation,
        target,
        float(confidence) if confidence else None,
        tuple(sorted(words, key=lambda found: (text.find(found), found))),
        _reviewed(said, (source, vocabulary.key, notation, target), computed=bool(confidence)),
    )


def _reviewed(said: Properties, key: tuple[str, str, str, str], *, computed: bool) -> Review | None:
    """Find who stands for a link; what a review says beside that is kept with the reviews."""
    names = (t.SSSOM_REVIEWER_ID, t.SSSOM_REVIEWER_LABEL) if computed else (t.PAV_AUTHORED_BY, t.SSSOM_AUTHOR_LABEL)
    person = _one(said, names[0]) or _one(said, names[1])
    if not person:
        return None
    date = _one(said, t.SSSOM_REVIEW_DATE if computed else t.DCT_CREATED)
    verdict = Verdict.ACCEPTED if computed else Verdict.ADDED
    return Review(*key, verdict, person, date, comment=_one(said, t.RDFS_COMMENT))


def without_links(quads: Iterable[Quad]) -> set[Quad]:
    """Give the quads of a links graph that are of no link: what was given beside the document, or written by others."""
    quads = set(quads)
    nodes = nodes_of(quads, t.SSSOM_MAPPING)
    direct = set()
    for said in nodes.values():
        parts = [said.get(name) for name in (t.OWL_ANNOTATED_SOURCE, t.OWL_ANNOTATED_PROPERTY, t.OWL_ANNOTATED_TARGET)]
        if all(parts):
            direct.add(tuple(part[0] for part in parts if part))
    return {
        quad
        for quad in quads
        if quad.subject not in nodes and (quad.subject, quad.predicate, quad.object) not in direct
    }


# --- reviews ----------------------------------------------------------------------------------------------------------


def review_node(review: Review) -> NamedNode:
    """Return the IRI of a review: the statement's path, the vocabulary, the notation."""
    return NamedNode(f"{review.element}/review/{review.vocabulary}/{segment(review.notation)}")


def review_triples(review: Review) -> Iterator[Triple]:
    """Give the triples of a review."""
    node = review_node(review)
    yield node, t.RDF_TYPE, t.LINK_REVIEW
    yield node, t.OWL_ANNOTATED_SOURCE, NamedNode(review.element)
    yield node, t.OWL_ANNOTATED_PROPERTY, VOCABULARIES[review.vocabulary].property
    yield node, t.OWL_ANNOTATED_TARGET, NamedNode(review.concept)
    yield node, t.VERDICT, Literal(review.verdict)
    yield node, t.SSSOM_SUBJECT_LABEL, Literal(review.text)
    yield from _person(node, review, t.SSSOM_REVIEWER_ID)


def read_reviews(quads: Iterable[Quad], base: str) -> list[Review]:
    """Read the reviews of a graph, in the order of what they judge; what is no sound review is passed over."""
    found = (_review(said, base) for said in nodes_of(quads, t.LINK_REVIEW).values())
    return sorted((review for review in found if review), key=lambda review: (review.pair, review.vocabulary))


def without_reviews(quads: Iterable[Quad], base: str) -> set[Quad]:
    """Give the quads of the graph of reviews that are of no sound review: what others wrote, or another version."""
    quads = set(quads)
    read = {node for node, said in nodes_of(quads, t.LINK_REVIEW).items() if _review(said, base)}
    return {quad for quad in quads if quad.subject not in read}


def _review(said: Properties, base: str) -> Review | None:
    source, target = _one(said, t.OWL_ANNOTATED_SOURCE), _one(said, t.OWL_ANNOTATED_TARGET)
    known, verdict = vocabulary_of(target, base), _one(said, t.VERDICT)
    if not source or known is None or verdict not in set(Verdict):
        return None
    return Review(
        source,
        known[0].key,
        known[1],
        target,
        Verdict(verdict),
        _one(said, t.SSSOM_REVIEWER_ID) or _one(said, t.SSSOM_REVIEWER_LABEL),
        _one(said, t.SSSOM_REVIEW_DATE),
        _one(said, t.SSSOM_SUBJECT_LABEL),
        _one(said, t.RDFS_COMMENT),
    )


def _one(said: Properties, name: NamedNode) -> str:
    """Give the value of a property; of several, which only others could have written, the first by its text."""
    return min((value.value for value in said.get(name, ())), default="")
