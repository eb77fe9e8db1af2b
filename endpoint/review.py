"""Links that nobody has judged, as the page of reviews shows them, and the change that a judgement makes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.loaders.mappings.model import Review, StoredLink, Verdict
from phaen.loaders.mappings.rdf import Triple, link_triples, review_triples
from phaen.loaders.mappings.vocabularies import REVIEWED, VOCABULARIES, link_set, link_set_graph, vocabulary_of
from phaen.ontology import terms as t
from phaen.ontology.assets import sparql_prologue

_UNJUDGED = "FILTER NOT EXISTS { ?link sssom:reviewer_id|sssom:reviewer_label|pav:authoredBy|sssom:author_label ?who }"
_PATTERN = """
  ?link phaen:inLinkSet ?set ; owl:annotatedSource ?element ; owl:annotatedTarget ?concept ;
    sssom:confidence ?confidence .
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which links to show: to one vocabulary, of a confidence below a bound, of one plan, from a row on."""

    vocabulary: str = ""
    below: float | None = None
    plan: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Proposed:
    """A link that nobody has judged, with the words of its statement and those that made it."""

    link: str
    element: str
    text: str
    concept: str
    vocabulary: str
    notation: str
    confidence: float
    because: tuple[str, ...] = ()


def proposed(engine: Engine, base: str, choice: Choice, rows: int) -> tuple[list[Proposed], bool]:
    """Give one page of links to judge, the least sure first, and whether there are more."""
    wanted = [_PATTERN, _UNJUDGED]
    if choice.vocabulary:
        wanted.append(f"VALUES ?set {{ {link_set(choice.vocabulary, base)} }}")
    if choice.below is not None:
        wanted.append(f"FILTER (?confidence < {choice.below:.2f})")
    if choice.plan:
        wanted.append(f"?element phaen:partOfPlan {NamedNode(choice.plan)} .")
    chosen = (
        f"SELECT DISTINCT ?link ?element ?concept ?confidence WHERE {{ {' '.join(wanted)} }} "
        f"ORDER BY ?confidence ?link LIMIT {rows + 1} OFFSET {(choice.page - 1) * rows}"
    )
    found = list(_read(engine, base, chosen))
    return found[:rows], len(found) > rows


def named(engine: Engine, base: str, links: Iterable[str]) -> dict[str, Proposed]:
    """Give the links of these IRIs that are there and that nobody has judged; raises ValueError for what is no IRI."""
    values = " ".join(str(NamedNode(link)) for link in links)
    pattern = f"VALUES ?link {{ {values} }} {_PATTERN}{_UNJUDGED}"
    chosen = f"SELECT DISTINCT ?link ?element ?concept ?confidence WHERE {{ {pattern} }}"
    return {link.link: link for link in _read(engine, base, chosen)}


def _read(engine: Engine, base: str, chosen: str) -> Iterator[Proposed]:
    query = f"""{sparql_prologue()}SELECT ?link ?element ?concept ?confidence ?text ?because WHERE {{
      {{ {chosen} }} ?element skos:prefLabel ?text . OPTIONAL {{ ?link phaen:because ?because }}
    }} ORDER BY ?confidence ?link ?text ?because"""
    rows: dict[str, list[dict[str, Term]]] = {}
    for row in select(engine, query, 10_000).records():
        rows.setdefault(_value(row, "link"), []).append(row)
    for link, found in rows.items():
        first, known = found[0], vocabulary_of(_value(found[0], "concept"), base)
        if known is None:
            continue
        because = tuple(dict.fromkeys(_value(row, "because") for row in found if "because" in row))
        element, text, concept = (_value(first, name) for name in ("element", "text", "concept"))
        confidence = float(_value(first, "confidence"))
        yield Proposed(link, element, text, concept, known[0].key, known[1], confidence, because)


def _value(row: dict[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""


def change(judged: Iterable[tuple[Proposed, Verdict, str]], reviewer: str, day: str, base: str) -> str:
    """Write the SPARQL update that judges links: all of it is made, or nothing."""
    operations: list[str] = []
    reviews: list[Triple] = []
    for link, verdict, comment in judged:
        review = Review(
            link.element, link.vocabulary, link.notation, link.concept, verdict, reviewer, day, link.text, comment
        )
        reviews += review_triples(review)
        operations.append(_removal(link) if verdict is Verdict.REJECTED else _mark(link, review, base))
    graph = link_set_graph(REVIEWED, base)
    return " ;\n".join([*operations, f"INSERT DATA {{ GRAPH {graph} {{ {_written(reviews)} }} }}"])


def _removal(link: Proposed) -> str:
    node = NamedNode(link.link)
    direct = f"{NamedNode(link.element)} {VOCABULARIES[link.vocabulary].property} {NamedNode(link.concept)}"
    return f"DELETE {{ GRAPH ?g {{ {node} ?p ?o . {direct} }} }} WHERE {{ GRAPH ?g {{ {node} ?p ?o }} }}"


def _mark(link: Proposed, review: Review, base: str) -> str:
    """Say on a link who stands for it, as a load would."""
    node = NamedNode(link.link)
    stored = StoredLink(link.element, link.vocabulary, link.notation, link.concept, link.confidence, (), review)
    plain = StoredLink(link.element, link.vocabulary, link.notation, link.concept, link.confidence)
    new = set(link_triples(stored, base)) - set(link_triples(plain, base))
    said = _written(sorted(new, key=str))
    return f"INSERT {{ GRAPH ?g {{ {said} }} }} WHERE {{ GRAPH ?g {{ {node} a {t.SSSOM_MAPPING} }} }}"


def _written(triples: Iterable[Triple]) -> str:
    return " ".join(f"{subject} {predicate} {value} ." for subject, predicate, value in triples)
