"""Links that nobody has judged, as the page of reviews shows them, and the change that a judgement makes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.quantities import share_of
from phaen.endpoint.questions import Question, ask
from phaen.endpoint.tables import Term, select
from phaen.loaders.mappings.model import Review, StoredLink, Verdict
from phaen.loaders.mappings.rdf import Triple, link_triples, review_node, review_triples
from phaen.loaders.mappings.vocabularies import REVIEWED, VOCABULARIES, link_set, link_set_graph, vocabulary_of
from phaen.ontology import terms as t
from phaen.ontology.assets import sparql_prologue

_JUDGED_BY = "|".join(map(str, (t.SSSOM_REVIEWER_ID, t.SSSOM_REVIEWER_LABEL, t.PAV_AUTHORED_BY, t.SSSOM_AUTHOR_LABEL)))
_UNJUDGED = f"FILTER NOT EXISTS {{ ?link {_JUDGED_BY} ?who }}"
_TABLE = """SELECT DISTINCT ?confidence ?statement ?concept_th ?concept_en ?element ?concept ?link WHERE {{
  {wanted}
  OPTIONAL {{ ?element skos:prefLabel ?statement }}
  OPTIONAL {{ ?concept skos:prefLabel ?concept_th FILTER(LANG(?concept_th) = "th") }}
  OPTIONAL {{ ?concept skos:prefLabel ?concept_en FILTER(LANG(?concept_en) = "en") }}
}}"""
_PATTERN = """
  ?link phaen:inLinkSet ?set ; owl:annotatedSource ?element ; owl:annotatedTarget ?concept ;
    sssom:confidence ?confidence .
"""


_MOST_CONFIDENCES = 200


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
    last = choice.page * rows + 1
    links: list[str] = []
    for confidence in _confidences(engine, choice.below):
        links += _unjudged_links(engine, base, choice, confidence, last - len(links))
        if len(links) == last:
            break
    shown = links[last - rows - 1 : last - 1]
    return list(named(engine, base, shown).values()), len(links) == last


def question_of(base: str, choice: Choice) -> Question:
    """Return the query whose rows are all links that are asked for, whatever their page, in no order."""
    wanted = [_PATTERN.strip(), _UNJUDGED, *_narrowing(base, choice)]
    wanted += [f"FILTER(?confidence < {Literal(choice.below)})"] if choice.below is not None else []
    return ask(_TABLE.format(wanted="\n  ".join(wanted)))


def _confidences(engine: Engine, below: float | None) -> list[Literal]:
    """Give the confidences that links have, the lowest first: a hundred at most, where to sort all links takes long."""
    query = f"SELECT DISTINCT ?confidence {{ ?link {t.SSSOM_CONFIDENCE} ?confidence }}"
    found = (row["confidence"] for row in select(engine, query, _MOST_CONFIDENCES).records())
    known = [(share_of(term.value), term) for term in found if isinstance(term, Literal)]
    sound = [(value, term) for value, term in known if value is not None and (below is None or value < below)]
    return [term for _, term in sorted(sound, key=lambda pair: pair[0])]


def _unjudged_links(engine: Engine, base: str, choice: Choice, confidence: Literal, most: int) -> list[str]:
    """Give links of one confidence, in the order in which the engine finds them."""
    wanted = [_PATTERN.replace("?confidence", str(confidence)), _UNJUDGED]
    wanted += _narrowing(base, choice)
    query = f"{sparql_prologue()}SELECT DISTINCT ?link WHERE {{ {' '.join(wanted)} }} LIMIT {most}"
    return [_value(row, "link") for row in select(engine, query, most).records()]


def _narrowing(base: str, choice: Choice) -> list[str]:
    """Give the patterns of the links to one vocabulary, of one plan."""
    listed = f"VALUES ?set {{ {link_set(choice.vocabulary, base)} }}" if choice.vocabulary else ""
    of_plan = f"?element phaen:partOfPlan {NamedNode(choice.plan)} ." if choice.plan else ""
    return [pattern for pattern in (listed, of_plan) if pattern]


def named(engine: Engine, base: str, links: Iterable[str]) -> dict[str, Proposed]:
    """Give the links of these IRIs that are there and that nobody has judged; raises ValueError for what is no IRI."""
    values = " ".join(str(NamedNode(link)) for link in links)
    if not values:
        return {}
    pattern = f"VALUES ?link {{ {values} }} {_PATTERN}{_UNJUDGED}"
    chosen = f"SELECT DISTINCT ?link ?element ?concept ?confidence WHERE {{ {pattern} }}"
    return {link.link: link for link in _read(engine, base, chosen)}


def _read(engine: Engine, base: str, chosen: str) -> Iterator[Proposed]:
    query = f"""{sparql_prologue()}SELECT ?link ?element ?concept ?confidence ?text ?because WHERE {{
      {{ {chosen} }} ?element skos:prefLabel ?text . OPTIONAL {{ ?link phaen:because ?because }}
    }} ORDER BY ?confidence ?link (LANG(?text) != "th") ?text ?because"""
    rows: dict[str, list[dict[str, Term]]] = {}
    for row in select(engine, query, 10_000).records():
        rows.setdefault(_value(row, "link"), []).append(row)
    for link, found in rows.items():
        first, known = found[0], vocabulary_of(_value(found[0], "concept"), base)
        confidence = share_of(_value(first, "confidence"))
        if known is None or confidence is None:
            continue
        because = tuple(dict.fromkeys(_value(row, "because") for row in found if "because" in row))
        element, text, concept = (_value(first, name) for name in ("element", "text", "concept"))
        yield Proposed(link, element, text, concept, known[0].key, known[1], confidence, because)


def _value(row: dict[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""


def change(judged: Iterable[tuple[Proposed, Verdict, str]], reviewer: str, day: str, base: str) -> str:
    """Write the SPARQL update that judges links: all of it is made, or nothing.

    A link that somebody else has judged meanwhile stays as they left it.
    """
    operations: list[str] = []
    for link, verdict, comment in judged:
        review = Review(
            link.element, link.vocabulary, link.notation, link.concept, verdict, reviewer, day, link.text, comment
        )
        operations += _record(link, review, base)
        operations.append(_removal(link) if verdict is Verdict.REJECTED else _mark(link, review, base))
    return " ;\n".join(operations)


def _record(link: Proposed, review: Review, base: str) -> tuple[str, str]:
    """Put a review in the place of a former one, which was of words that the statement has no more."""
    graph, node = link_set_graph(REVIEWED, base), review_node(review)
    former, said = f"GRAPH {graph} {{ {node} ?p ?o }}", _written(review_triples(review))
    return (
        f"DELETE {{ {former} }} WHERE {{ {former} . {_unjudged(link)} }}",
        f"INSERT {{ GRAPH {graph} {{ {said} }} }} WHERE {{ {_unjudged(link)} }}",
    )


def _unjudged(link: Proposed) -> str:
    """Give the pattern of a link that is there, in the graph ?g, and that nobody has judged."""
    node = NamedNode(link.link)
    return f"GRAPH ?g {{ {node} a {t.SSSOM_MAPPING} FILTER NOT EXISTS {{ {node} {_JUDGED_BY} ?who }} }}"


def _removal(link: Proposed) -> str:
    node = NamedNode(link.link)
    direct = f"{NamedNode(link.element)} {VOCABULARIES[link.vocabulary].property} {NamedNode(link.concept)}"
    return (
        f"DELETE {{ GRAPH ?g {{ {node} ?p ?o . {direct} }} }} WHERE {{ {_unjudged(link)} GRAPH ?g {{ {node} ?p ?o }} }}"
    )


def _mark(link: Proposed, review: Review, base: str) -> str:
    """Say on a link who stands for it, as a load would."""
    stored = StoredLink(link.element, link.vocabulary, link.notation, link.concept, link.confidence, (), review)
    plain = StoredLink(link.element, link.vocabulary, link.notation, link.concept, link.confidence)
    new = set(link_triples(stored, base)) - set(link_triples(plain, base))
    said = _written(sorted(new, key=str))
    return f"INSERT {{ GRAPH ?g {{ {said} }} }} WHERE {{ {_unjudged(link)} }}"


def _written(triples: Iterable[Triple]) -> str:
    return " ".join(f"{subject} {predicate} {value} ." for subject, predicate, value in triples)
