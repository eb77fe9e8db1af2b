"""Wire the service together: settings and engine in, Flask application out."""

import secrets
from pathlib import Path

from flask import Flask

from phaen.endpoint.adapters import make_engine
from phaen.endpoint.cache.caching import CachingEngine
from phaen.endpoint.cache.outcome import note_outcomes
from phaen.endpoint.cache.warming import Warmer
from phaen.endpoint.cors import allow_origin
from phaen.endpoint.description.shown import show_releases
from phaen.endpoint.engine import Engine
from phaen.endpoint.hosts import refuse_strange_hosts
from phaen.endpoint.iris import Addresses
from phaen.endpoint.language import Translations
from phaen.endpoint.language_paths import speak_by_path
from phaen.endpoint.memento.headers import add_time_travel
from phaen.endpoint.metrics import Metrics
from phaen.endpoint.moments import pass_over_impossible_times
from phaen.endpoint.pages import Pages, harden
from phaen.endpoint.problems import Telling, register_problems
from phaen.endpoint.readiness import tasks_of
from phaen.endpoint.saved.filing import FilingEngine
from phaen.endpoint.settings import Settings
from phaen.endpoint.views.about import about_blueprint
from phaen.endpoint.views.catalog import catalog_blueprint
from phaen.endpoint.views.ckan import ckan_blueprint
from phaen.endpoint.views.compare import compare_blueprint
from phaen.endpoint.views.document_text import document_text_blueprint
from phaen.endpoint.views.editor import editor_blueprint
from phaen.endpoint.views.embed import embed_blueprint
from phaen.endpoint.views.entity import entity_blueprint
from phaen.endpoint.views.graphs import graphs_blueprint
from phaen.endpoint.views.health import health_blueprint
from phaen.endpoint.views.home import home_blueprint
from phaen.endpoint.views.metrics import metrics_blueprint
from phaen.endpoint.views.ontology import ontology_blueprint
from phaen.endpoint.views.openapi import openapi_blueprint
from phaen.endpoint.views.organisations import organisations_blueprint
from phaen.endpoint.views.query_files import query_files_blueprint
from phaen.endpoint.views.reconcile import reconcile_blueprint
from phaen.endpoint.views.releases import releases_blueprint
from phaen.endpoint.views.review import review_blueprint
from phaen.endpoint.views.running import running_blueprint
from phaen.endpoint.views.saved import saved_blueprint
from phaen.endpoint.views.search import search_blueprint
from phaen.endpoint.views.short_links import short_links_blueprint
from phaen.endpoint.views.snippets import snippets_blueprint
from phaen.endpoint.views.sparql import sparql_blueprint
from phaen.endpoint.views.stratml import stratml_blueprint
from phaen.endpoint.views.themes import themes_blueprint
from phaen.endpoint.views.timemap import timemap_blueprint
from phaen.endpoint.views.update import update_blueprint
from phaen.endpoint.views.vocabulary import vocabulary_blueprint
from phaen.endpoint.views.void import void_blueprint
from phaen.endpoint.website import Site
from phaen.ontology.assets import prefixes
from phaen.queries.catalogue import Catalogue, load_catalogue

_FOLDER = Path(__file__).resolve().parent

_BLUEPRINTS = (
    home_blueprint,
    about_blueprint,
    organisations_blueprint,
    search_blueprint,
    sparql_blueprint,
    editor_blueprint,
    short_links_blueprint,
    graphs_blueprint,
    saved_blueprint,
    embed_blueprint,
    snippets_blueprint,
    query_files_blueprint,
    compare_blueprint,
    themes_blueprint,
    entity_blueprint,
    document_text_blueprint,
    stratml_blueprint,
    timemap_blueprint,
    ontology_blueprint,
    openapi_blueprint,
    reconcile_blueprint,
    releases_blueprint,
    review_blueprint,
    vocabulary_blueprint,
    void_blueprint,
    catalog_blueprint,
    ckan_blueprint,
)


def create_app(
    settings: Settings,
    engine: Engine | None = None,
    catalogue: Catalogue | None = None,
    secret: bytes | None = None,
) -> Flask:
    """Make the application; without an engine it starts its own, found in ``app.extensions["phaen.engine"]``.

    ``secret`` is that of this start of the service, where several processes must hide addresses in the same way.
    """
    table = prefixes()
    site = Site(
        settings=settings,
        engine=CachingEngine(FilingEngine(engine or make_engine(settings, dict(table)), settings), settings),
        catalogue=load_catalogue() if catalogue is None else catalogue,
        prefixes=table,
        addresses=Addresses(settings.base, table),
        translations=Translations.load(),
    )
    # Flask looks for an instance folder by the name of the top package, which a namespace cannot answer.
    app = Flask("phaen.endpoint", root_path=str(_FOLDER), instance_path=str(_FOLDER))
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's own provider has it; Thai stays readable
    app.url_map.strict_slashes = False
    app.extensions["phaen.engine"] = site.engine
    app.extensions["phaen.warmer"] = Warmer(site.engine, tasks_of(site))
    app.extensions["phaen.settings"] = settings
    pages = Pages(site)
    register_problems(app, Telling(pages.problem, pages.localized))
    refuse_strange_hosts(app)
    pass_over_impossible_times(app)
    speak_by_path(app)
    add_time_travel(app, settings)
    allow_origin(app, settings.cors_origin)
    harden(app)
    show_releases(app, site)
    note_outcomes(app)
    app.extensions["phaen.metrics"] = Metrics()
    app.register_blueprint(health_blueprint(site.engine))
    app.register_blueprint(metrics_blueprint(site.engine, app.extensions["phaen.metrics"]))
    app.register_blueprint(running_blueprint(site.engine, settings, secret or secrets.token_bytes(16)))
    app.register_blueprint(update_blueprint(site))
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint(site, pages))
    return app
