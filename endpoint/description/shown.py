"""What pages say of a release for machines and for authors: the data set in schema.org's words, and how to cite it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, request
from markupsafe import Markup

from phaen.endpoint.description import schemaorg
from phaen.endpoint.description.citation import BIBTEX, bibtex, in_words
from phaen.endpoint.description.places import release_address
from phaen.endpoint.description.publication import Publication, publication
from phaen.endpoint.language import LANGUAGES
from phaen.endpoint.releases.library import Library
from phaen.endpoint.website import Site
from phaen.loaders.releases.manifest import Manifest

_MOST_KEPT: Final = 32


@dataclass(frozen=True)
class Citation:
    """The texts to copy, by language and for BibTeX, and the address of the file that holds the last."""

    words: dict[str, str]
    bibtex: str
    file: str


def show_releases(app: Flask, site: Site) -> None:
    """Give all templates ``dataset_script(date)``, without a date of the newest release, and ``release_citation``."""
    said = publication(site.settings, site.settings.base, site.translations)
    folder = site.settings.releases_folder
    library = Library(folder)

    @app.template_global()
    def dataset_script(date: str = "") -> Markup:
        return schemaorg.as_script(described(said, folder, date or _newest(library), request.url_root))

    @app.template_global()
    def release_citation(manifest: Manifest) -> Citation:
        return cited(said, manifest, request.url_root)


def described(said: Publication, folder: Path, date: str, root: str) -> schemaorg.Document:
    """Return what is said of a release by its date, with addresses of this site.

    Where there is none, or its description cannot be read, that is what is true of the data set at any time.
    """
    path = folder / date / schemaorg.PATH
    try:
        found = _read(path, path.stat().st_mtime_ns) if date else None
    except (OSError, ValueError, RecursionError):
        found = None
    return schemaorg.rebased(found, said.base, root) if isinstance(found, dict) else schemaorg.live(said, root)


def cited(said: Publication, manifest: Manifest, root: str) -> Citation:
    """Return how to cite a release, by its address on this site."""
    date = manifest.release
    address = release_address(root, date).value
    words = {language: in_words(said, manifest, language, address) for language in LANGUAGES}
    return Citation(words, bibtex(said, manifest, address), release_address(root, date, BIBTEX).value)


def _newest(library: Library) -> str:
    found = library.newest()
    return found.date if found else ""


@lru_cache(maxsize=_MOST_KEPT)
def _read(path: Path, _: int) -> object:
    """Read a description; the time of its last change tells it from another one in its place."""
    return json.loads(path.read_text(encoding="utf-8"))
