"""How a release is cited: in words, as CITATION.cff (Citation File Format 1.2.0), as BibTeX."""

import json
import re
from pathlib import Path
from typing import Any, Final

from phaen.endpoint.description.headlines import KEYWORDS
from phaen.endpoint.description.places import release_address, release_iri
from phaen.endpoint.description.publication import Publication
from phaen.endpoint.short_links.citation import BUDDHIST_ERA, tex
from phaen.loaders.releases.manifest import Manifest

CFF: Final = "CITATION.cff"
BIBTEX: Final = "citation.bib"
_SETTINGS: Final = ("authors:", "contact:", "license:", "license-url:")
"""The lines of CITATION.cff that settings make."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CREATIVE_COMMONS: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses/(by(?:-nc)?(?:-sa|-nd)?)/([34]\.0)|publicdomain/(zero)/1\.0)(?:/.*)?"
)
_DATA_COMMONS: Final = {"odbl": "ODbL-1.0", "by": "ODC-By-1.0", "pddl": "PDDL-1.0"}


def spdx(licence: str) -> str:
    """Return the SPDX identifier of a licence by its IRI, "" if it is not known to have one.

    >>> spdx("https://creativecommons.org/licenses/by/4.0/")
    'CC-BY-4.0'
    """
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found:
        return "CC0-1.0" if found[3] else f"CC-{found[1].upper()}-{found[2]}"
    name = re.fullmatch(r"https?://(?:www\.)?opendatacommons\.org/licenses/(\w+)/.*", licence)
    return _DATA_COMMONS.get(name[1], "") if name else ""


def in_words(said: Publication, manifest: Manifest, language: str, address: str = "") -> str:
    """Return how to cite a release, as a reader copies it; ``address`` stands for that below the base."""
    year = manifest.moment.year + (BUDDHIST_ERA if language == "th" else 0)
    return said.translations.say(
        language,
        "dataset.citation",
        publisher=said.publisher,
        year=year,
        title=said.translations.say(language, "void.dataset"),
        date=manifest.release,
        address=address or release_address(said.base, manifest.release).value,
    )


def cff(said: Publication, manifest: Manifest) -> str:
    """Return the file CITATION.cff. Its values are written as JSON, which YAML reads."""
    title, name = said.say("void.dataset"), release_iri(said.base, manifest.release).value
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it as below.",
        "type": "dataset",
        "title": f"{title['en']} ({title['th']})",
        "version": manifest.release,
        "date-released": manifest.moment.date().isoformat(),
        "url": release_address(said.base, manifest.release).value,
        "authors": [{"name": said.publisher}],
        "identifiers": [{"type": "url", "value": name, "description": "This release"}],
        "abstract": said.say("void.description")["en"],
        "keywords": [*KEYWORDS["en"], *KEYWORDS["th"]],
    }
    if said.contact:
        found["contact"] = [{"name": said.publisher, "email": said.contact}]
    if said.licence:
        known = spdx(said.licence)
        found |= {"license": known} if known else {"license-url": said.licence}
    # Quotes keep YAML from reading the date as one: the schema of the format asks for a text.
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in found.items())


def bibtex(said: Publication, manifest: Manifest, address: str = "") -> str:
    """Return the release as an entry that BibTeX and biblatex read, in UTF-8."""
    title, moment = said.say("void.dataset"), manifest.moment
    address = address or release_address(said.base, manifest.release).value
    fields = {
        "author": f"{{{tex(said.publisher)}}}",
        "title": f"{{{tex(title['en'])}}}",
        "titleaddon": tex(title["th"]),
        "year": str(moment.year),
        "month": _MONTHS[moment.month - 1],
        "version": manifest.release,
        "publisher": f"{{{tex(said.publisher)}}}",
        "note": f"Data set, version {manifest.release}",
        "howpublished": f"\\url{{{address}}}",
        "url": address,
    }
    lines = (f"  {name} = {value if name == 'month' else f'{{{value}}}'}" for name, value in fields.items())
    return f"@misc{{phaen-{manifest.release},\n" + ",\n".join(lines) + "\n}\n"


def outdated(said: Publication, folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Say that a release was written with another publisher, contact or licence than are set now, and stays so."""
    try:
        written = (folder / CFF).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ()  # it was removed or is damaged, which --verify tells
    if _settings(written) == _settings(cff(said, manifest)):
        return ()
    remedy = f"move {folder} away and run again to write it anew, if nobody has it yet"
    return (f"publisher, contact or licence are no longer those of this release; the next one has them; {remedy}",)


def _settings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(_SETTINGS)]
