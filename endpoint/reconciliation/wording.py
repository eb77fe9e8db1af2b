"""Describe a candidate in a few words, so that people tell namesakes apart."""

from phaen.endpoint.reconciliation.candidates import Candidate
from phaen.endpoint.reconciliation.types import TYPES
from phaen.loaders.search.model import EntityFacts
from phaen.ontology.areas import all_areas
from phaen.ontology.provinces import all_provinces


def describe(candidate: Candidate, facts: EntityFacts | None, language: str) -> str:
    """Say what a candidate is, whose, and where.

    >>> describe(Candidate("https://w3id.org/phaen/id/organisation/pao-51", "", (), "organisation", ("pao",), "51"),
    ...          None, "th")
    'องค์การบริหารส่วนจังหวัด จังหวัดลำพูน'
    """
    said = [TYPES[candidate.types[0]].name(language) if candidate.types[0] in TYPES else ""]
    if facts and candidate.is_text and facts.organisation_label:
        said.append(facts.organisation_label)
    if facts and candidate.kind == "concept" and facts.codes:
        said.append(facts.codes[0])
    if facts and candidate.kind == "plan" and facts.first_year and facts.last_year:
        shift = 543 if language == "th" else 0
        said.append(f"{facts.first_year + shift}–{facts.last_year + shift}")
    said.append(_where(candidate, language))
    return " ".join(filter(None, said))


def _where(candidate: Candidate, language: str) -> str:
    """Name the district and the province that a candidate lies in, not itself."""
    own = candidate.types[0] if candidate.kind == "place" else ""
    found = []
    district = all_areas().get(candidate.district or "")
    if district and own != "district":
        found.append(district.title_th if language == "th" else f"{district.name_en} District")
    province = all_provinces().get(candidate.province or "")
    if province and own != "province":
        found.append(_province(province.name_th) if language == "th" else province.name_en)
    return (" " if language == "th" else ", ").join(found)


def _province(name: str) -> str:
    return name if name.startswith("กรุงเทพ") else f"จังหวัด{name}"
