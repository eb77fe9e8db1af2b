"""A linker: follows IRIs from a page to data and vocabularies, and finds what a portal or OpenRefine wants to know."""

import json
import urllib.parse
import urllib.request

from rdflib import Graph, URIRef

from tests.browser.journeys.journey import Journey

PLAN = "https://w3id.org/phaen/id/plan/pao-51/undated"


def test_follow_an_iri_to_its_data_and_its_vocabulary(journey: Journey) -> None:
    journey.begin("/id/plan/pao-51/undated")
    assert journey.browser.current_url.startswith(f"{journey.site}/doc/plan/pao-51/undated")
    journey.see("thing")
    graph = Graph().parse(data=journey.fetch("main a[href$='.ttl']"), format="turtle")
    assert (URIRef(PLAN), None, None) in graph
    journey.press("main a[href='/ontology/Plan'], main a[href='/ontology#Plan']")
    journey.see("class")
    journey.begin("/vocab/sdg")
    journey.see("code-list")
    journey.press("main a[href='/vocab/sdg/3']")
    journey.see("concept")
    concept = Graph().parse(data=journey.fetch("main a[href$='.ttl']"), format="turtle")
    assert (URIRef("http://metadata.un.org/sdg/3"), None, None) in concept


def test_find_the_catalogue_and_the_matching_service(journey: Journey) -> None:
    journey.begin()
    journey.press("footer a[href='/.well-known/void']")
    journey.see("void")
    journey.press("footer a[href='/catalog']")
    journey.see("catalogue")
    journey.press("footer a[href='/api']")
    journey.see("interfaces")
    journey.open("/reconcile")
    journey.see("matching")
    asked = urllib.request.Request(
        f"{journey.site}/reconcile",
        data=b"queries=" + urllib.parse.quote(json.dumps({"q": {"query": "อบจ.ลำพูน"}})).encode(),
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert json.load(answer)["q"]["result"][0]["id"] == "https://w3id.org/phaen/id/organisation/pao-51"
