"""What a process that we start is given of our environment."""

import os
from collections.abc import Mapping
from typing import Final

KEEP_FREED: Final = "glibc.malloc.tcache_count=1000"
"""Have what a query frees at hand for the next one: else the allocator goes round all the gaps between the data."""
HUGE_PAGES: Final = "glibc.malloc.hugetlb=1"
"""Take memory in pages of 2 MB where the system lends them to who asks: most of the time that taking it costs is spent
page by page, and so is much of what finding it again costs."""


def clean_environment() -> dict[str, str]:
    """Return our environment without settings: there are secrets among them, and processes get theirs by a pipe."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PHAEN_")}


def with_tunables(environment: Mapping[str, str], *tunables: str) -> dict[str, str]:
    """Return an environment with more settings of the C library (glibc manual, "Tunables"); other ones pass by them."""
    known = environment.get("GLIBC_TUNABLES", "")
    return {**environment, "GLIBC_TUNABLES": ":".join(filter(None, [known, *tunables]))}
