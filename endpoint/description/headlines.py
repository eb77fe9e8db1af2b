"""What catalogues say of a release in short: the words that it is found by, and the files that most people want."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from phaen.loaders.releases.manifest import Manifest, ReleaseFile

KEYWORDS: Final = {
    "th": ("แผน", "แผนงาน", "โครงการ", "งบประมาณ", "นโยบายสาธารณะ", "ราชการ", "อบจ."),
    "en": ("local government", "strategic plan", "public policy", "budget", "Thailand", "linked data", "RDF", "SPARQL"),
}
"""Words that the data set is found by. The Thai ones have no marks above or below: CKAN refuses these in tags."""

_TABLES: Final = (".csv", ".parquet")


def headlines(manifest: Manifest) -> Iterator[ReleaseFile]:
    """Give the files that catalogues list: the whole data set in each format, and each table."""
    for file in manifest.files:
        path = PurePosixPath(file.path)
        whole = len(path.parts) == 1 and file.quads is not None
        table = path.parts[0] == "tables" and path.suffix in _TABLES
        if not file.content and (whole or table):
            yield file
