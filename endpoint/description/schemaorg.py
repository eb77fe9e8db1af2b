"""The data set in schema.org's words, as search engines for data read it in pages (Google Dataset Search)."""

import json
from typing import Any, Final

from markupsafe import Markup

from phaen.endpoint.description.citation import in_words
from phaen.endpoint.description.headlines import KEYWORDS, headlines
from phaen.endpoint.description.places import dataset_iri, release_address, release_iri
from phaen.endpoint.description.publication import Publication
from phaen.loaders.releases.coverage import Coverage
from phaen.loaders.releases.manifest import Manifest, ReleaseFile
from phaen.ontology.provinces import Province

PATH: Final = "metadata/schema.jsonld"
LICENCE: Final = "LICENSE.md"
CONTEXT: Final = "https://schema.org/"
Document = dict[str, Any]


def dataset(said: Publication, manifest: Manifest, coverage: Coverage) -> Document:
    """Return the description of a release; its addresses are below the base."""
    date, title, text = manifest.release, said.say("void.dataset"), said.say("void.description")
    found: Document = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": release_iri(said.base, date).value,
        "name": title["en"],
        "alternateName": title["th"],
        "description": f"{text['en']} {text['th']}",
        "url": release_address(said.base, date).value,
        "sameAs": dataset_iri(said.base).value,
        "identifier": [release_iri(said.base, date).value, dataset_iri(said.base).value],
        "version": date,
        "datePublished": manifest.moment.date().isoformat(),
        "dateModified": manifest.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "inLanguage": ["th", "en"],
        "keywords": [*KEYWORDS["en"], *KEYWORDS["th"]],
        "isAccessibleForFree": True,
        "license": said.licence or release_address(said.base, date, LICENCE).value,
        "creator": _organisation(said),
        "publisher": _organisation(said),
        "citation": in_words(said, manifest, "en"),
        "includedInDataCatalog": {"@type": "DataCatalog", "name": title["en"], "url": f"{said.base}catalog"},
        "spatialCoverage": [_country(), *map(_place, coverage.provinces)],
        "distribution": [_download(said, date, file) for file in headlines(manifest)],
    }
    if coverage.first and coverage.last:
        found["temporalCoverage"] = f"{coverage.first}/{coverage.last}"
    return found


def live(said: Publication, root: str) -> Document:
    """Return what is true of the data set at any time, where there is no release; addresses begin with ``root``."""
    title, text = said.say("void.dataset"), said.say("void.description")
    found: Document = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": dataset_iri(said.base).value,
        "name": title["en"],
        "alternateName": title["th"],
        "description": f"{text['en']} {text['th']}",
        "url": root,
        "inLanguage": ["th", "en"],
        "keywords": [*KEYWORDS["en"], *KEYWORDS["th"]],
        "isAccessibleForFree": True,
        "creator": _organisation(said),
        "publisher": _organisation(said),
        "spatialCoverage": [_country()],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{root}graphs?format=nquads",
                "encodingFormat": "application/n-quads",
            }
        ],
    }
    return found | ({"license": said.licence} if said.licence else {})


def as_json(found: Document) -> str:
    """Write a description down."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_script(found: Document) -> Markup:
    """Write a description as the data block of a page, which nothing in it can end.

    In the content of a script element HTML only looks for ``<`` (HTML Standard, section 13.1.2.6).
    """
    text = json.dumps(found, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 - as escaped above


def _organisation(said: Publication) -> Document:
    found: Document = {"@type": "Organization", "name": said.publisher}
    if said.contact:
        contact = {"@type": "ContactPoint", "contactType": "customer service", "email": said.contact}
        found["contactPoint"] = contact
    return found


def _country() -> Document:
    return {"@type": "Country", "name": "Thailand", "identifier": "TH"}


def _place(province: Province) -> Document:
    """Return a province with its code of ISO 3166-2, which is that of TIS 1099 for all of them."""
    return {
        "@type": "AdministrativeArea",
        "name": province.name_en,
        "alternateName": province.name_th,
        "identifier": f"TH-{province.code}",
        "sameAs": province.iri.value,
    }


def _download(said: Publication, date: str, file: ReleaseFile) -> Document:
    return {
        "@type": "DataDownload",
        "name": file.path,
        "contentUrl": release_address(said.base, date, file.path).value,
        "encodingFormat": file.media_type,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }


def rebased(found: Any, base: str, root: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a document whose addresses of releases and of the catalogue are those of this site."""
    if isinstance(found, dict):
        return {name: rebased(value, base, root) for name, value in found.items()}
    if isinstance(found, list):
        return [rebased(value, base, root) for value in found]
    if isinstance(found, str) and found.startswith((f"{base}releases/", f"{base}catalog")):
        return root + found.removeprefix(base)
    return found
