"""The data of a search: JSON of a stable shape, and CSV. ``docs/search.md`` describes both."""

from collections.abc import Mapping, Sequence
from typing import Final

from phaen.endpoint.csv_table import exact
from phaen.endpoint.search.evidence import Place, Sources
from phaen.endpoint.search.parameters import FILTERS, SearchRequest
from phaen.endpoint.spreadsheet import Value, sheet
from phaen.loaders.search.model import FacetCount, Hit, Results, Snippet

COLUMNS: Final = (
    "iri", "kind", "label", "language", "organisation_iri", "organisation", "province_code", "province", "plan_iri",
    "plan", "period_from", "period_to", "evidence_iri", "text", "score",
)  # fmt: skip


def document(
    asked: SearchRequest, results: Results, sources: Sources, links: Mapping[str, str], snapshot: str
) -> dict[str, object]:
    """Return a page of hits as JSON; ``links`` are absolute addresses by their relation."""
    return {
        "query": asked.query,
        "understood": results.understood,
        "did_you_mean": results.did_you_mean,
        "all_words": not results.fallback,
        "complete": results.complete,
        "total": results.total,
        "page": asked.page,
        "size": asked.size,
        "filters": filters_of(asked),
        "hits": [_hit(hit, sources) for hit in results.hits],
        "facets": {name: [_count(count) for count in counts] for name, counts in results.facets.items()},
        "links": dict(links),
        "snapshot": snapshot,
    }


def filters_of(asked: SearchRequest) -> dict[str, object]:
    """Return the filters as they were understood: IRIs in full, Christian years."""
    values: dict[str, object] = {name: list(asked.values(name)) for name in FILTERS}
    return values | {"from": asked.filters.first_year, "to": asked.filters.last_year}


def spreadsheet(hits: Sequence[Hit], sources: Sources) -> str:
    """Return hits as CSV for spreadsheets, a line each."""
    return sheet(COLUMNS, [_row(hit, sources) for hit in hits])


def table(hits: Sequence[Hit], sources: Sources) -> str:
    """Return hits as CSV (RFC 4180), a line each."""
    return exact(COLUMNS, [_row(hit, sources) for hit in hits])


def _hit(hit: Hit, sources: Sources) -> dict[str, object]:
    plan = {"iri": hit.plan, "label": sources.plans.get(hit.plan)} if hit.plan else None
    known_years = hit.first_year is not None or hit.last_year is not None
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "label": hit.label,
        "language": hit.language,
        "labels": dict(hit.labels),
        "score": round(hit.score, 4),
        "organisation": _named(hit.organisation, hit.organisation_label),
        "province": {"code": hit.province, "label": hit.province_label} if hit.province else None,
        "plan": plan,
        "period": {"from": hit.first_year, "to": hit.last_year} if known_years else None,
        "graph": hit.graph,
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "evidence": [_place(place) for place in sources.places.get(hit.iri, ())],
    }


def _named(iri: str | None, label: str | None) -> dict[str, object] | None:
    return {"iri": iri, "label": label} if iri or label else None


def _snippet(snippet: Snippet) -> dict[str, object]:
    return {"field": snippet.field, "pieces": [{"text": text, "match": match} for text, match in snippet.pieces]}


def _place(place: Place) -> dict[str, object]:
    return {
        "iri": place.span,
        "document": place.document,
        "title": place.title or None,
        "begin": place.begin,
        "end": place.end,
    }


def _count(count: FacetCount) -> dict[str, object]:
    return {"value": count.value, "label": count.label, "labels": dict(count.labels), "count": count.count}


def _row(hit: Hit, sources: Sources) -> list[Value]:
    places = sources.places.get(hit.iri, ())
    text = next((_plain(snippet) for snippet in hit.snippets if snippet.field in {"text", "explanation"}), "")
    return [
        hit.iri, hit.kind, hit.label, hit.language, hit.organisation, hit.organisation_label, hit.province,
        hit.province_label, hit.plan, sources.plans.get(hit.plan or ""), hit.first_year, hit.last_year,
        places[0].span if places else None, text, round(hit.score, 4),
    ]  # fmt: skip


def _plain(snippet: Snippet) -> str:
    return "".join(text for text, _ in snippet.pieces)
