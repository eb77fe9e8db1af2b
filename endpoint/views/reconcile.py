"""``/reconcile``: what a name in somebody's table means (Reconciliation Service API 0.1, 0.2, 1.0)."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Request, Response, render_template, request

from phaen.endpoint.errors import BadParameterError, BadRequestError, UnknownResourceError
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import Accept
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.protocol import FORM_TYPE, split_fields
from phaen.endpoint.reconciliation.extension import Extension, extend, read_extension
from phaen.endpoint.reconciliation.facts import Facts, facts_of
from phaen.endpoint.reconciliation.manifest import (
    ADDRESS,
    DRAFT,
    FEATURES,
    Offer,
    draft_manifest,
    manifest,
    property_json,
    type_json,
)
from phaen.endpoint.reconciliation.properties import PROPERTIES, properties_of
from phaen.endpoint.reconciliation.queries import Query
from phaen.endpoint.reconciliation.requests import Asked, read_batch, read_draft_batch
from phaen.endpoint.reconciliation.types import TYPES, find_type, lineage
from phaen.endpoint.search.asking import ask
from phaen.endpoint.sharing import revalidated
from phaen.endpoint.website import Site

AT_ONCE = 25
"""Queries that one job answers, so that a large batch lets others between."""

FEW_SUGGESTED, MOST_SUGGESTED, MOST_SKIPPED = 10, 50, 1000
LARGEST_NUMBER = 999_999_999
"""That is read; what is over a limit counts as the limit."""
MOST_PREFIX = 500
CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,99}(?:\.[A-Za-z_$][\w$]{0,99}){0,5}", re.ASCII)
_FRAMED = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def reconcile_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("reconcile", __name__, url_prefix=ADDRESS)
    _add_service(blueprint, site, pages)
    _add_suggestions(blueprint, site)
    _add_pages(blueprint, site, pages)
    _add_draft(blueprint, site)
    return blueprint


def _add_service(blueprint: Blueprint, site: Site, pages: Pages) -> None:
    """Add the address that answers queries, and shows the manifest to who asks nothing."""

    @blueprint.get("")
    def service() -> Response:
        fields = dict(request.args)
        if _is_asking(fields):
            return _answer(site, fields)
        if "callback" not in fields and Accept(request.accept_mimetypes).prefers_html():
            return _features(site, pages)
        return _said(manifest(_offer(site)))

    @blueprint.post("")
    def posted() -> Response:
        if request.mimetype == "application/json":
            return _said(_draft_answers(site, request.get_data()))
        return _answer(site, dict(request.args) | _form(request))

    @blueprint.get("/extend/propose")
    def propose() -> Response:
        return _said(_proposed(site))


def _add_suggestions(blueprint: Blueprint, site: Site) -> None:
    for root in ("", DRAFT):

        def entities() -> Response:
            return _said({"result": _suggested_entities(site)})

        def types() -> Response:
            language = language_of(request)
            found = [found for found in TYPES.values() if _begins(found.id, found.name("th"), found.name("en"))]
            return _said({"result": [type_json(one, language) for one in _page(found)]})

        def properties() -> Response:
            say = _say(site)
            names = {one.id: [_in(site, language)(one.key) for language in ("th", "en")] for one in PROPERTIES.values()}
            found = [one for one in PROPERTIES.values() if _begins(one.id, *names[one.id])]
            return _said({"result": [property_json(one, say) for one in _page(found)]})

        for name, view in (("entity", entities), ("type", types), ("property", properties)):
            blueprint.add_url_rule(f"{root}/suggest/{name}", f"suggest{root}/{name}", view)


def _add_pages(blueprint: Blueprint, site: Site, pages: Pages) -> None:
    """Add what people see: a thing's page, its preview, what pops up beside a suggestion, and the features."""

    @blueprint.get("/view")
    def view() -> Response:
        address = site.addresses.local(_id())
        if address is None:
            raise UnknownResourceError(f"'{_id()[:200]}' is no identifier of this service; reconcile a name first")
        return redirect_to(address, 303)

    def preview() -> Response:
        facts = facts_of(site.engine, _id(), language_of(request))
        page = pages.render("reconcile-preview.html", facts=facts)
        page.headers["Content-Security-Policy"] = _FRAMED
        return page

    blueprint.add_url_rule("/preview", "preview", preview)
    blueprint.add_url_rule(f"{DRAFT}/preview", "draft-preview", preview)

    @blueprint.get("/flyout/<any(entity, property, type):what>")
    def flyout(what: str) -> Response:
        facts = _flyout_facts(site, what, _id())
        html = render_template("reconcile-flyout.html", facts=facts, t=_in(site, language_of(request)))
        return _said({"id": facts.iri, "html": html})

    @blueprint.get("/features")
    def features() -> Response:
        return _features(site, pages)


def _add_draft(blueprint: Blueprint, site: Site) -> None:
    """Add the service as the draft of 1.0 wants it: fixed addresses, JSON bodies."""

    @blueprint.get(DRAFT)
    def draft() -> Response:
        return _said(draft_manifest(_offer(site)))

    @blueprint.post(f"{DRAFT}/match")
    def match() -> Response:
        return _said(_draft_answers(site, request.get_data()))

    @blueprint.post(f"{DRAFT}/extend")
    def draft_extend() -> Response:
        asked = read_extension(request.get_data())
        rows = extend(site.engine, asked, language_of(request))
        listed = [
            {"id": thing, "properties": [{"id": name, "values": cells} for name, cells in found.items()]}
            for thing, found in rows.items()
        ]
        return _said({"meta": _meta(site, asked), "rows": listed})

    @blueprint.get(f"{DRAFT}/extend/propose")
    def draft_propose() -> Response:
        return _said(_proposed(site))


# --- queries ----------------------------------------------------------------------------------------------------------


def _is_asking(fields: dict[str, str]) -> bool:
    return "queries" in fields or "extend" in fields or "query" in fields


def _form(asked: Request) -> dict[str, str]:
    """Read a form of any size that the service takes; raises BadRequestError."""
    if asked.mimetype != FORM_TYPE:
        return dict(asked.form)
    try:
        return dict(split_fields(asked.get_data()))
    except UnicodeDecodeError as error:
        raise BadRequestError(f"the form is not UTF-8 (byte {error.start}); send it as UTF-8") from error


def _answer(site: Site, fields: dict[str, str]) -> Response:
    if "queries" in fields and "extend" in fields:
        raise BadRequestError("the request has queries and extend; ask for one of them at a time")
    if "queries" in fields:
        batch = read_batch(fields["queries"])
        answers = _answers(site, list(batch.values()))
        return _said({name: _old(answer) for name, answer in zip(batch, answers, strict=True)})
    if "extend" in fields:
        asked = read_extension(fields["extend"])
        return _said({"meta": _meta(site, asked), "rows": extend(site.engine, asked, language_of(request))})
    remedy = 'write queries={"q0": {"query": "อบจ.ลำพูน"}}, or extend={"ids": […], "properties": […]}'
    raise BadRequestError(f"the request has neither queries nor extend; {remedy}")


def _answers(site: Site, batch: Sequence[Asked]) -> list[list[dict[str, Any]] | str]:
    """Have the queries of a batch answered, a few at a time; what is wrong with one is its answer."""
    queries = [one.as_json() for one in batch if isinstance(one, Query)]
    shared = {"base": site.settings.base, "language": language_of(request)}
    found: list[list[dict[str, Any]]] = []
    for start in range(0, len(queries), AT_ONCE):
        found += ask(site.engine, "reconcile", {"queries": queries[start : start + AT_ONCE], **shared})
    answered = iter(found)
    return [next(answered) if isinstance(one, Query) else one for one in batch]


def _old(answer: list[dict[str, Any]] | str) -> dict[str, Any]:
    """Write an answer as 0.1 and 0.2 have it."""
    return {"result": [], "error": answer} if isinstance(answer, str) else {"result": answer}


def _draft_answers(site: Site, body: bytes) -> dict[str, Any]:
    """Answer a batch as the draft of 1.0 has it, where features have names."""
    answers = _answers(site, read_draft_batch(body))
    return {"results": [_new(site, answer) for answer in answers]}


def _new(site: Site, answer: list[dict[str, Any]] | str) -> dict[str, Any]:
    if isinstance(answer, str):
        return {"candidates": [], "error": answer}
    say = _say(site)
    return {
        "candidates": [
            one | {"features": [f | {"name": say(f"reconcile.feature.{f['id']}")} for f in one["features"]]}
            for one in answer
        ]
    }


# --- data extension ---------------------------------------------------------------------------------------------------


def _meta(site: Site, asked: Extension) -> list[dict[str, Any]]:
    language = language_of(request)
    found = []
    for wanted in asked.wanted:
        members = property_json(wanted.property, _say(site))
        if wanted.property.type and not wanted.is_counted:
            type_ = TYPES[wanted.property.type]
            members["type"] = {"id": type_.id, "name": type_.name(language)}
        found.append(members)
    return found


def _proposed(site: Site) -> dict[str, Any]:
    """Propose the properties of a type; raises BadParameterError for an unknown one."""
    given = request.args.get("type", "")
    type_ = _known_type(given) if given else None
    limit = _number("limit", len(PROPERTIES), len(PROPERTIES)) or len(PROPERTIES)
    found = properties_of(type_)[:limit]
    said: dict[str, Any] = {"properties": [property_json(one, _say(site)) for one in found], "limit": limit}
    return said | ({"type": type_} if type_ else {})


# --- suggestions ------------------------------------------------------------------------------------------------------


def _prefix() -> str:
    prefix = request.args.get("prefix", "")
    if len(prefix) > MOST_PREFIX:
        raise BadParameterError(f"prefix has {len(prefix):,} characters; give {MOST_PREFIX} or fewer")
    return prefix.encode("utf-8", "replace").decode()


def _suggested_entities(site: Site) -> Any:  # noqa: ANN401 - JSON
    given = [type_ for type_ in request.args.getlist("type") if type_ and type_ != "undefined"]
    types = [_known_type(type_) for type_ in given]
    prefix = _prefix()
    arguments = {
        "prefix": prefix,
        "types": types,
        "limit": _number("limit", FEW_SUGGESTED, MOST_SUGGESTED) or FEW_SUGGESTED,
        "skip": _number("cursor", 0, MOST_SKIPPED),
        "base": site.settings.base,
        "language": language_of(request),
    }
    return ask(site.engine, "reconcile-suggest", arguments) if prefix.strip() else []


def _known_type(text: str) -> str:
    found = find_type(text)
    if found is None:
        raise BadParameterError(f"there is no type '{text[:80]}'; use one of {', '.join(TYPES)}")
    return found.id


def _begins(*names: str) -> bool:
    """Tell whether one of some names begins as is asked for, or has a word that does."""
    prefix = _prefix().strip().casefold()
    return any(name.casefold().startswith(prefix) or f" {prefix}" in name.casefold() for name in names)


def _page(found: list[Any]) -> list[Any]:
    start = _number("cursor", 0, MOST_SKIPPED)
    return found[start : start + (_number("limit", MOST_SUGGESTED, MOST_SUGGESTED) or MOST_SUGGESTED)]


def _number(name: str, usual: int, most: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        raise BadParameterError(f"{name} is '{text[:20]}'; give a number from 0 to {most}")
    return min(int(text), most)


# --- pages ------------------------------------------------------------------------------------------------------------


def _id() -> str:
    given = request.args.get("id", "")
    if not given:
        raise BadParameterError("id is missing; give an identifier that reconciliation gave")
    return given


def _flyout_facts(site: Site, what: str, id_: str) -> Facts:
    """Give what pops up beside a suggestion: of a thing its facts, of a type or a property its name."""
    language = language_of(request)
    if what == "entity":
        return facts_of(site.engine, id_, language)
    if what == "type" and (found := find_type(id_)):
        above = ", ".join(TYPES[type_].name(language) for type_ in lineage(found.id)[1:])
        return Facts(found.id, found.name(language), above, ())
    if what == "property" and id_ in PROPERTIES:
        return Facts(id_, _say(site)(PROPERTIES[id_].key), "", ())
    raise UnknownResourceError(f"there is no {what} '{id_[:200]}'; see {ADDRESS}/features")


def _features(site: Site, pages: Pages) -> Response:
    """Show what the service offers, and how it scores."""
    page = pages.render(
        "reconcile.html",
        address=_offer(site).address,
        types=TYPES.values(),
        properties=PROPERTIES.values(),
        features=FEATURES,
    )
    return revalidated(request, page)


# --- answers ----------------------------------------------------------------------------------------------------------


def _offer(site: Site) -> Offer:
    return Offer(request.url_root.rstrip("/"), site.settings.base, language_of(request), _say(site))


def _say(site: Site) -> Callable[[str], str]:
    return _in(site, language_of(request))


def _in(site: Site, language: str) -> Callable[[str], str]:
    return lambda key: site.translations.say(language, key)


def _said(members: Any) -> Response:  # noqa: ANN401 - JSON
    """Answer with JSON; where an address asks for a callback, with a script that calls it."""
    # A lone surrogate, which JSON can hold and UTF-8 cannot, goes back as the escape that it came as.
    text = json.dumps(members, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    callback = request.args.get("callback") if request.method in ("GET", "HEAD") else None
    if callback is None:
        response = Response(text, content_type="application/json; charset=utf-8")
    elif CALLBACK.fullmatch(callback):
        # These two end a line in older JavaScript, but not in JSON. The comment keeps the answer from being taken for
        # the beginning of another kind of file.
        script = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        response = Response(f"/**/{callback}({script});", content_type="text/javascript; charset=utf-8")
    else:
        raise BadParameterError(f"callback is '{callback[:80]}'; give the name of a function of JavaScript")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept", "Accept-Language", "Cookie"))
    return response
