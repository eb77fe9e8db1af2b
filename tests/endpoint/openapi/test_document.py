"""The description of the service: sound, whole, in both languages, and made of what the service runs by."""

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

import pytest
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.language import Translations
from phaen.endpoint.openapi.exclusions import NOT_DESCRIBED
from phaen.endpoint.openapi.parts import Words, problem_name
from phaen.endpoint.openapi.problems import kinds
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue

Json: TypeAlias = Any
METHODS = ("get", "post", "put", "delete")
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def described(settings: Settings, engine: EmbeddedEngine) -> Json:
    return create_app(settings, engine).test_client().get("/openapi.json").json


def operations(described: Json) -> Iterator[tuple[str, str, Json]]:
    for path, members in described["paths"].items():
        for method in METHODS:
            if method in members:
                shared = members.get("parameters", [])
                yield path, method, members[method] | {"parameters": shared + members[method].get("parameters", [])}


def resolved(described: Json, found: Json) -> Json:
    while "$ref" in found:
        _, _, kind, name = found["$ref"].split("/")
        found = described["components"][kind][name]
    return found


def addresses(path: str, operation: Json) -> Iterator[str]:
    """Give the address with the examples of its parts, and with every value of those that are listed."""
    parts = [one for one in operation["parameters"] if one.get("in") == "path"]
    values = (one["schema"].get("enum", [one["example"]]) for one in parts)
    for chosen in product(*values):
        named = {one["name"]: value for one, value in zip(parts, chosen, strict=True)}
        yield path.format(**named)


def test_the_description_is_sound_openapi(described: Json) -> None:
    assert described["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_saved_query_is_an_operation_with_its_parameters(described: Json) -> None:
    for saved in CATALOGUE:
        operation = described["paths"][f"/queries/{saved.name}"]["get"]
        assert (operation["operationId"], operation["summary"]) == (saved.name, saved.title.en)
        assert operation["tags"] == [saved.group or "catalogue"]
        given = {one["name"]: one for one in operation["parameters"] if "name" in one}
        for parameter in saved.parameters:
            assert given[parameter.name]["required"] is parameter.required
            assert parameter.label.en in given[parameter.name]["description"]
            assert given[parameter.name]["schema"].get("enum", list(parameter.choices)) == list(parameter.choices)


def test_every_operation_has_a_name_of_its_own_and_a_tag_that_is_told(described: Json) -> None:
    found = [operation for _, _, operation in operations(described)]
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names)
    assert {tag for operation in found for tag in operation["tags"]} == {tag["name"] for tag in described["tags"]}


def test_every_error_that_a_class_has_is_told_with_its_code(described: Json) -> None:
    for status, classes in kinds().items():
        response = described["components"]["responses"][problem_name(status)]
        assert all(f"`{kind.code}`" in response["description"] for kind in classes)
        assert "application/problem+json" in response["content"]


def test_a_description_says_when_to_come_again_and_how_to_bring_the_token(described: Json) -> None:
    headers = {
        status: set(described["components"]["responses"][problem_name(status)]["headers"]) for status in (401, 503)
    }
    assert headers == {401: {"WWW-Authenticate"}, 503: {"Retry-After"}}


def test_every_address_of_the_service_is_described_or_left_out_for_a_reason(
    client: FlaskClient, described: Json
) -> None:
    adapter = client.application.url_map.bind("localhost")
    covered = set()
    for path, method, operation in operations(described):
        for address in addresses(path, operation):
            try:
                rule, _ = adapter.match(address, method.upper(), return_rule=True)
            except NotFound:
                pytest.fail(f"{method} {address} is described, and there is no such address")
            assert isinstance(rule, Rule)
            covered.add((rule.rule, method.upper()))
    there = {
        (rule.rule, method)
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS", "QUERY"}
    }
    assert {rule for rule, _ in there - covered} == set(NOT_DESCRIBED) & {rule for rule, _ in there}
    assert set(NOT_DESCRIBED) <= {rule for rule, _ in there}, "a reason for an address that is gone"


def test_the_description_follows_the_address_that_it_is_asked_at(client: FlaskClient) -> None:
    found = client.get("/openapi.json", headers={"Host": "plans.example.org"}).json or {}
    assert found["servers"] == [{"url": "http://plans.example.org"}]


def test_the_description_is_kept_and_asked_for_again(client: FlaskClient) -> None:
    first = client.get("/openapi.json")
    assert first.content_type == "application/json"
    assert {"Accept-Language", "Accept-Encoding"} <= set(first.headers["Vary"].split(", "))
    assert client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    other = client.get("/openapi.json?lang=th", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def texts(found: Json) -> Iterator[str]:
    if isinstance(found, dict):
        for name, value in found.items():
            if name in ("summary", "description", "x-displayName", "title") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from texts(value)


def without_texts(found: Json) -> Json:
    if isinstance(found, dict):
        told = ("summary", "description", "x-displayName", "title")
        kept = {name: value for name, value in found.items() if name not in told or not isinstance(value, str)}
        return {name: without_texts(value) for name, value in kept.items()}
    return [without_texts(value) for value in found] if isinstance(found, list) else found


def test_the_two_languages_differ_in_their_sentences_alone(client: FlaskClient) -> None:
    thai, english = (client.get(f"/openapi.json?lang={language}").json for language in ("th", "en"))
    assert without_texts(thai) == without_texts(english)
    assert all(re.search("[ก-๙]", text) or re.fullmatch(r"[\x00-\x7f]{1,12}", text) for text in texts(thai))
    assert not [text for text in texts(english) if re.search("^[ก-๙]", text)]


def test_who_asks_for_no_language_gets_english(client: FlaskClient) -> None:
    assert client.get("/openapi.json").headers["Content-Language"] == "en"
    assert client.get("/openapi.json", headers={"Accept-Language": "th"}).headers["Content-Language"] == "th"
    assert client.get("/openapi.json?lang=xx").headers["Content-Language"] == "en"


def test_every_sentence_of_the_description_is_used(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    used = set()
    say, more = Words.__call__, Words.more

    def noted(words: Words, key: str, **values: object) -> str:
        used.add(f"openapi.{key}")
        return say(words, key, **values)

    def noted_more(words: Words, key: str) -> str:
        used.add(f"openapi.{key}.more")
        return more(words, key)

    monkeypatch.setattr(Words, "__call__", noted)
    monkeypatch.setattr(Words, "more", noted_more)
    assert client.get("/openapi.json").status_code == 200
    there = {key for key in Translations.load().tables["en"] if key.startswith("openapi.")}
    assert there - used == set()


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_lists_every_operation(client: FlaskClient, described: Json, language: str) -> None:
    page = client.get("/api", headers={"Accept": "text/html", "Accept-Language": language}).text
    for path, method, operation in operations(described):
        assert re.search(rf"{method.upper()} (?:<a href=\"[^\"]+\">)?{re.escape(path)}", page), operation["operationId"]
    assert 'href="/openapi.json?lang=' in page
    assert all((saved.title.th if language == "th" else saved.title.en) in page for saved in list(CATALOGUE)[:5])


def test_examples_are_of_the_type_that_is_told(described: Json) -> None:
    root = {"components": described["components"]}
    for path, _, operation in operations(described):
        for given in operation["parameters"]:
            parameter = resolved(described, given)
            for name in ("example", "default"):
                value = parameter.get(name) if name == "example" else parameter.get("schema", {}).get(name)
                if value is not None:
                    schema = {**root, **parameter["schema"]}
                    assert Draft202012Validator(schema).is_valid(value), (path, json.dumps(value))
