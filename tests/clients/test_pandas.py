"""pandas as it comes: a result is a table at an address."""

from urllib.parse import urlencode

import pandas as pd

from tests.clients.service import Service

LABELS = "SELECT ?l { <https://w3id.org/phaen/vocab/region> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"
TYPED = """
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * { VALUES (?n ?f ?b ?d ?t) { (1 1.5 true "2024-10-01"^^xsd:date "ก,\\"ข\\"\\nค") (2 2.5 false UNDEF "") } }
"""


def address(service: Service, query: str, name: str) -> str:
    return f"{service.query}?{urlencode({'query': query, 'format': name})}"


def test_a_query_is_read_as_a_table_with_thai_text(service: Service) -> None:
    table = pd.read_csv(address(service, LABELS, "csv"))
    assert list(table.columns) == ["l"]
    assert "ภาคของประเทศไทย" in set(table["l"])


def test_columns_have_the_types_of_their_literals(service: Service) -> None:
    table = pd.read_csv(address(service, TYPED, "csv"), parse_dates=["d"])
    kinds = {name: table[name].dtype.kind for name in ("n", "f", "b", "d")}
    assert kinds == {"n": "i", "f": "f", "b": "b", "d": "M"}
    assert table["d"].isna().tolist() == [False, True]
    assert table["t"][0] == 'ก,"ข"\nค'


def test_tsv_keeps_the_terms_of_rdf(service: Service) -> None:
    table = pd.read_csv(address(service, LABELS, "tsv"), sep="\t", quoting=3)
    assert list(table.columns) == ["?l"]
    assert '"ภาคของประเทศไทย"@th' in set(table["?l"])


def test_a_saved_query_is_read_as_a_table(service: Service) -> None:
    table = pd.read_csv(
        f"{service.address}/queries/strategies-and-guidelines.csv", dtype={"guideline_number": "string"}
    )
    assert set(table["province_name"]) == {"ลำปาง", "ลำพูน"}
    assert table["position"].dtype.kind == "i"
    assert str(table["guideline_number"].dtype) == "string"
    assert table["strategy_iri"].str.startswith("https://w3id.org/phaen/id/").all()


def test_an_empty_result_is_an_empty_table(service: Service) -> None:
    table = pd.read_csv(address(service, "SELECT ?a ?b { VALUES (?a ?b) {} }", "csv"))
    assert list(table.columns) == ["a", "b"]
    assert table.empty
