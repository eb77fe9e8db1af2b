"""Open the full-text index of a state of the data; what is wrong with it becomes an answer that clients understand."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from phaen.endpoint.errors import NoIndexError
from phaen.loaders.errors import StoreError
from phaen.loaders.snapshot import Snapshot

if TYPE_CHECKING:  # the engine of the index is large: it is imported when it is first used
    from phaen.loaders.search.index import SearchIndex

NO_INDEX: Final = "the data has no full-text index of this version; make it with 'phaen index'"
"""What strangers are told; where the index should be stands in the log."""
_LOG = logging.getLogger(__name__)


def open_snapshot_index(snapshot: Snapshot) -> "SearchIndex":
    """Open the index of a snapshot; raises NoIndexError where there is none that this version can read."""
    return open_index_at(snapshot.index)


def open_index_at(folder: Path) -> "SearchIndex":
    """Open the index in a folder; raises NoIndexError where there is none that this version can read."""
    from phaen.loaders.search.index import open_index

    try:
        return open_index(folder)
    except StoreError as error:
        _LOG.warning("%s", error)
        raise NoIndexError(NO_INDEX) from error


def prepare() -> None:
    """Have ready what reading a query takes, such as the dictionary: about 0.7 s and 70 MB, which forks then share.

    The modules of a search are read as well, for which each fork would take as long as for several searches.
    """
    import phaen.endpoint.search.operations
    import phaen.loaders.search.index  # noqa: F401 - to have it
    from phaen.loaders.search.documents import analysed
    from phaen.loaders.search.matching import matcher

    text = "การพัฒนาโรงเรียน"  # a noun that a word makes, and a compound: all lists are looked into
    matcher(text)(text)
    analysed(text)
