"""The catalogue of saved queries as a table: a row for each query, with the addresses of its page and its result."""

from collections.abc import Iterable, Iterator
from typing import Final

from phaen.endpoint.csv_table import exact
from phaen.endpoint.formats import Form
from phaen.endpoint.saved.downloads import address_of, needed_values
from phaen.endpoint.saved.offers import form_of
from phaen.endpoint.spreadsheet import Value, sheet
from phaen.queries.catalogue import Catalogue
from phaen.queries.model import SavedQuery

COLUMNS: Final = (
    "name", "group", "group_th", "group_en", "title_th", "title_en", "description_th", "description_en", "keywords",
    "form", "parameters", "required", "page", "results",
)  # fmt: skip
_SEPARATOR: Final = "; "


def catalogue_table(catalogue: Catalogue, queries: Iterable[SavedQuery], root: str) -> str:
    """Return queries of a catalogue as CSV (RFC 4180); ``root`` is the address of the site, without a slash."""
    return exact(COLUMNS, _rows(catalogue, queries, root))


def catalogue_sheet(catalogue: Catalogue, queries: Iterable[SavedQuery], root: str) -> str:
    """Return the same as CSV for spreadsheets."""
    return sheet(COLUMNS, _rows(catalogue, queries, root))


def _rows(catalogue: Catalogue, queries: Iterable[SavedQuery], root: str) -> Iterator[list[Value]]:
    titles = {group.name: group.title for group in catalogue.groups}
    for saved in queries:
        group = titles.get(saved.group)
        parameters = [parameter.name for parameter in saved.parameters]
        required = needed_values(saved)
        suffix = ".ttl" if form_of(saved) is Form.GRAPH else ".csv"
        yield [
            saved.name, saved.group, group.th if group else "", group.en if group else "", saved.title.th,
            saved.title.en, saved.description.th, saved.description.en, _SEPARATOR.join(saved.keywords), saved.form,
            _SEPARATOR.join(parameters), _SEPARATOR.join(required), root + address_of(saved, {}),
            root + address_of(saved, required, suffix),
        ]  # fmt: skip
