"""The addresses of searches: of this one, of its other pages, of the same with a filter more or less."""

from dataclasses import replace
from urllib.parse import urlencode

from phaen.endpoint.iris import Addresses
from phaen.endpoint.protocol import Fields
from phaen.endpoint.search.parameters import BUDDHIST_ERA, FILTERS, PAGE_SIZE, SearchRequest

PAGE = "/search"
_VOCABULARY = "/vocab/"


def fields_of(asked: SearchRequest, addresses: Addresses, *, buddhist: bool = True) -> Fields:
    """Return a search as fields, in one order for all searches; what is left at its default is left out."""
    found = [("q", asked.query)] if asked.query else []
    found += [(name, short_value(name, value, addresses)) for name in FILTERS for value in asked.values(name)]
    years = (("from", asked.filters.first_year), ("to", asked.filters.last_year))
    found += [(name, str(shown_year(year, buddhist=buddhist))) for name, year in years if year is not None]
    found += [("page", str(asked.page))] if asked.page > 1 else []
    return found + ([("size", str(asked.size))] if asked.size != PAGE_SIZE else [])


def address_of(asked: SearchRequest, addresses: Addresses, path: str = PAGE, *, buddhist: bool = True) -> str:
    """Return the address of a search, from the root of the site."""
    found = fields_of(asked, addresses, buddhist=buddhist)
    return f"{path}?{urlencode(found)}" if found else path


def short_value(name: str, value: str, addresses: Addresses) -> str:
    """Return how a value of a filter is written in an address: an IRI of ours by its end."""
    if name == "organisation":
        return value.removeprefix(addresses.base + "id/organisation/")
    if name == "theme" and (local := addresses.local(value)) and local.startswith(_VOCABULARY):
        return local.removeprefix(_VOCABULARY)
    return value


def shown_year(year: int, *, buddhist: bool) -> int:
    """Return a Christian year as it is shown."""
    return year + BUDDHIST_ERA if buddhist else year


def pages_of(asked: SearchRequest, total: int, reach: int) -> dict[str, SearchRequest]:
    """Return the searches for other pages by their relation (RFC 8288): first, prev, next, last; those that there are.

    A page behind the last one has the last one before it. ``reach`` is how many hits can be paged to.
    """
    last = max(1, -(-min(total, reach) // asked.size))
    numbers = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    wanted = {"first": asked.page > 1, "prev": asked.page > 1, "next": asked.page < last, "last": asked.page != last}
    return {name: replace(asked, page=number) for name, number in numbers.items() if wanted[name]}
