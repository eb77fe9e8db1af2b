"""``/review``: links that nobody has judged; who has the token judges them, with or without JavaScript.

No cookie tells who somebody is: the token comes with the form itself, so another site cannot make a reader judge.
"""

import hmac
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Request, Response, request
from pyoxigraph import NamedNode

from phaen.endpoint.authorization import require_token
from phaen.endpoint.errors import BadParameterError, BadRequestError, UnauthorizedError, WritingOffError
from phaen.endpoint.knowledge import labels
from phaen.endpoint.language import language_of
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.review import Choice, Proposed, change, named, proposed, question_of
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.website import Site
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.loaders.mappings.model import Verdict, same_words
from phaen.loaders.mappings.people import reviewer_of, today
from phaen.loaders.mappings.vocabularies import VOCABULARIES

ROWS = 25
"""Links on one page."""

_MOST_PAGES = 1_000
_LONGEST_COMMENT = 2000
_VERDICTS = {"accept": Verdict.ACCEPTED, "reject": Verdict.REJECTED}


def review_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("review", __name__)

    @blueprint.get("/review")
    def review() -> Response:
        choice, snapshot = _choice(request), snapshot_before(site.engine)
        found, more = proposed(site.engine, site.settings.base, choice, ROWS)
        names = labels(site.engine, {link.concept for link in found}, language_of(request))
        page = pages.render(
            "review.html",
            links=found,
            labels=names,
            choice=choice,
            vocabularies=VOCABULARIES.values(),
            next_page=_address(replace(choice, page=choice.page + 1)) if more else None,
            may_write=bool(site.settings.token),
            query=urlencode(_fields(choice)),
            question=question_of(site.settings.base, choice),
            judged=request.args.get("judged", type=int),
        )
        return shared(request, page, snapshot)

    @blueprint.post("/review")
    def judge() -> Response:
        _require_token(request, site)
        judged = _judged(request, site)
        try:
            reviewer = reviewer_of(request.form.get("reviewer", ""))
        except ValueError as error:
            raise BadParameterError(str(error)) from error
        site.engine.write(
            UpdateJob(change(judged, reviewer, today(), site.settings.base), timeout=site.settings.timeout)
        )
        response = redirect_to(_address(replace(_choice(request), page=1), judged=len(judged)), 303)
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def _require_token(asked: Request, site: Site) -> None:
    """Return if the form, or the header of a program, brings the token; else raise what says how to bring it."""
    given = asked.form.get("token", "")
    if not given:
        require_token(asked, site.settings)
        return
    if not site.settings.token:
        raise WritingOffError("this service takes no judgements; its operator can set PHAEN_TOKEN to allow them")
    if not hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), site.settings.token.encode()):
        raise UnauthorizedError("the token is wrong; ask the operator of this service", wrong=True)


def _judged(asked: Request, site: Site) -> list[tuple[Proposed, Verdict, str]]:
    """Read which links of the form were judged; raises BadRequestError that names the one that cannot be."""
    numbers = [key.partition(".")[2] for key, word in asked.form.items() if key.startswith("verdict.") and word]
    if not numbers:
        raise BadRequestError("no link is judged; choose accept or reject for those that you have read")
    if len(numbers) > ROWS:
        raise BadRequestError(f"over {ROWS} links are judged at once; judge one page after the other")
    wanted = {number: asked.form.get(f"link.{number}", "") for number in numbers}
    try:
        there = named(site.engine, site.settings.base, wanted.values())
    except ValueError as error:
        raise BadParameterError(f"a link is named by what is no IRI ({error})") from error
    return [_one(asked, number, there.get(link), link) for number, link in wanted.items()]


def _one(asked: Request, number: str, link: Proposed | None, name: str) -> tuple[Proposed, Verdict, str]:
    verdict = _VERDICTS.get(asked.form[f"verdict.{number}"])
    comment = " ".join(asked.form.get(f"comment.{number}", "").split())
    if verdict is None:
        raise BadParameterError(f"'{asked.form[f'verdict.{number}']}' is no verdict; give accept or reject")
    if len(comment) > _LONGEST_COMMENT:
        raise BadParameterError(f"a comment is over {_LONGEST_COMMENT} characters; make it shorter")
    if link is None:
        raise BadRequestError(f"the link {name} is not there, or is judged already; read the page again")
    said = asked.form.get(f"text.{number}", "")
    if said and not same_words(said, link.text):
        raise BadRequestError(f"the statement of {name} has other words now; read the page again")
    return link, verdict, comment


def _choice(asked: Request) -> Choice:
    """Read which links are asked for; raises BadParameterError."""
    vocabulary, plan = asked.values.get("vocabulary", ""), asked.values.get("plan", "").strip()
    if vocabulary and vocabulary not in VOCABULARIES:
        raise BadParameterError(f"there is no vocabulary '{vocabulary}'; use one of {', '.join(VOCABULARIES)}")
    try:
        NamedNode(plan or "urn:x")
    except ValueError as error:
        raise BadParameterError(f"plan is no IRI ({error}); copy it from the plan's page") from error
    return Choice(vocabulary, _below(asked), plan, _page(asked))


def _below(asked: Request) -> float | None:
    text = asked.values.get("below", "")
    if not text:
        return None
    try:
        below = float(text)
    except ValueError:
        below = -1
    if not 0 <= below <= 1:
        raise BadParameterError(f"below is '{text[:20]}'; give a number from 0 to 1")
    return below


def _page(asked: Request) -> int:
    text = asked.values.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST_PAGES)) else 0
    if not 1 <= page <= _MOST_PAGES:
        raise BadParameterError(f"page is '{text[:20]}'; give a number from 1 to {_MOST_PAGES}")
    return page


def _fields(choice: Choice) -> list[tuple[str, str]]:
    below = "" if choice.below is None else f"{choice.below:g}"
    fields = [("vocabulary", choice.vocabulary), ("below", below), ("plan", choice.plan)]
    return [(name, value) for name, value in fields if value]


def _address(choice: Choice, judged: int = 0) -> str:
    fields = (
        _fields(choice) + [("page", str(choice.page))] * (choice.page > 1) + [("judged", str(judged))] * bool(judged)
    )
    return "/review" + ("?" + urlencode(fields) if fields else "")
