"""The record of a release in the catalogue of Thai government data (GD Catalog): CKAN with the extension thai_gdc.

The fields and their code lists are those of the extension's schema, ckanext/thai_gdc/ckan_dataset.json of the
repository artarete01/ckanext-thai_gdc; what CKAN itself asks of names, tags, sizes and times is that of its action
package_create (CKAN 2.9). What is not known is left out: whoever imports the record says it.
"""

import json
import re
from pathlib import PurePosixPath
from typing import Any, Final

from phaen.endpoint.description.headlines import KEYWORDS, headlines
from phaen.endpoint.description.places import release_address
from phaen.endpoint.description.publication import Publication
from phaen.loaders.releases.coverage import Coverage
from phaen.loaders.releases.manifest import Manifest, ReleaseFile

PATH: Final = "metadata/ckan.json"

FORMATS: Final = {
    ".nq": ("N-Quads", "RDF"),
    ".trig": ("TriG", "RDF"),
    ".jsonld": ("JSON-LD", "RDF"),
    ".csv": ("CSV", "CSV"),
    ".parquet": ("Parquet", ""),
}
"""Of each kind of file its format as a resource has it, and the word of the code list ``data_format`` for it."""

OTHER: Final = "อื่นๆ"
NOT_SPECIFIED: Final = "License not specified"
_LICENCES: Final = (
    ("https://creativecommons.org/licenses/by/", "Creative Commons Attributions"),
    ("https://creativecommons.org/licenses/by-sa/", "Creative Commons Attribution Share-Alike"),
    ("https://creativecommons.org/licenses/by-nc", "Creative Commons Non-Commercial (Any)"),
    ("https://opendatacommons.org/licenses/", "Open Data Common"),
)
_LONGEST_NAME: Final = 60
"""Characters of the name of an organisation; the extension lets the name of a data set, which has it, have 70."""


def record(said: Publication, manifest: Manifest, coverage: Coverage) -> dict[str, Any]:
    """Return the record; without ``maintainer_email``, which is mandatory, where no contact is set."""
    organisation = organisation_name(said)
    day = manifest.moment.date().isoformat()
    found = {
        "name": f"{organisation}-plans",
        "title": said.say("void.dataset")["th"],
        "owner_org": organisation,
        "notes": notes(said, manifest),
        "version": manifest.release,
        "author": said.publisher,
        "maintainer": said.publisher,
        "maintainer_email": said.contact,
        "url": release_address(said.base, manifest.release).value,
        "tag_string": ",".join(tags()),
        "tags": [{"name": tag} for tag in tags()],
        "data_type": "ข้อมูลหลากหลายประเภท",
        "data_category": "ข้อมูลสาธารณะ",
        "objective": ["เพื่อการให้บริการประชาชน"],
        "update_frequency_unit": OTHER,
        "update_frequency_unit_other": "เมื่อมีการเผยแพร่ข้อมูลรุ่นใหม่",
        "geo_coverage": "จังหวัด" if len(coverage.provinces) == 1 else "ประเทศ",
        "data_source": "เอกสารแผนพัฒนาที่หน่วยงานเจ้าของแผนเผยแพร่ต่อสาธารณะ",
        "data_format": data_formats(manifest),
        "data_language": ["ไทย", "อังกฤษ"],
        "accessible_condition": said.say("void.rights")["th"],
        "last_updated_date": day,
        "resources": [resource(said, manifest, file) for file in headlines(manifest)],
    } | licence(said.licence)
    return {name: value for name, value in found.items() if value != ""}


def missing(said: Publication) -> tuple[str, ...]:
    """Say which mandatory fields the record lacks, and what would fill them."""
    if said.contact:
        return ()
    remedy = "set PHAEN_CONTACT (--contact) to the e-mail address of who answers for the data"
    return (f"{PATH} has no maintainer_email, which the catalogue asks for; {remedy}",)


def as_json(found: dict[str, Any]) -> str:
    """Write a record down."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def organisation_name(said: Publication) -> str:
    """Return the name that the publisher has in the catalogue, as CKAN takes it: ``lamphun-pao``.

    It is made of the publisher's name; where that has letters that are not Latin, as in Thai, of the domain of the
    contact; else of the host of the base.
    """
    host = re.sub("^https?://(www\\.)?|[/:].*$", "", said.base)
    for words in (said.publisher if said.publisher.isascii() else "", said.contact.rpartition("@")[2], host):
        name = re.sub("[^a-z0-9]+", "-", words.lower())[:_LONGEST_NAME].strip("-")
        if len(name) > 1:
            return name
    return "phaen"


def tags() -> list[str]:
    """Return the words that the record is found by."""
    return [*KEYWORDS["th"], *KEYWORDS["en"]]


def notes(said: Publication, manifest: Manifest) -> str:
    """Return what the data set is, in Thai and in English, as Markdown."""
    about, rights = said.say("void.description"), said.say("void.rights")
    thai = f"{about['th']} รุ่น {manifest.release} มี {manifest.quads:,} ข้อความ RDF"
    english = f"{about['en']} Release {manifest.release} has {manifest.quads:,} RDF statements."
    return "\n\n".join((thai, english, rights["th"], rights["en"]))


def licence(iri: str) -> dict[str, str]:
    """Return the fields of the licence: a word of the code list, and the licence itself where the list has none."""
    if not iri:
        return {"license_id": NOT_SPECIFIED}
    plain = iri.replace("http://", "https://", 1).replace("https://www.", "https://", 1)
    known = next((word for start, word in _LICENCES if plain.startswith(start)), None)
    return {"license_id": known} if known else {"license_id": OTHER, "license_id_other": iri}


def data_formats(manifest: Manifest) -> list[str]:
    """Return the words of the code list for the formats of the resources."""
    found = (FORMATS.get(PurePosixPath(file.path).suffix, ("", ""))[1] for file in headlines(manifest))
    return list(dict.fromkeys(filter(None, found)))


def resource(said: Publication, manifest: Manifest, file: ReleaseFile) -> dict[str, Any]:
    """Return the record of one file. CKAN takes times without a zone, in UTC."""
    path = PurePosixPath(file.path)
    return {
        "name": path.name,
        "description": _description(file),
        "url": release_address(said.base, manifest.release, file.path).value,
        "format": FORMATS.get(path.suffix, (path.suffix.removeprefix(".").upper(), ""))[0],
        "mimetype": file.media_type,
        "size": file.bytes,
        "hash": file.sha256,
        "hash_algorithm": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
        "last_modified": manifest.moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "resource_last_updated_date": manifest.moment.date().isoformat(),
    }


def _description(file: ReleaseFile) -> str:
    if file.rows is not None:
        return f"ตาราง {file.rows:,} แถว · table of {file.rows:,} rows"
    return f"ข้อมูลทั้งชุด {file.quads or 0:,} ข้อความ RDF · the whole data set, {file.quads or 0:,} RDF statements"
