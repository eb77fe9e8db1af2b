"""The links of one load: reviews win in every plan that is put, and what another linker has linked is linked anew."""

from collections.abc import Callable

from phaen.loaders.mappings.relinking import is_current, relink, write_link_sets
from phaen.loaders.mappings.reviews import Reviews
from phaen.loaders.mappings.stored import plan_keys
from phaen.loaders.packed import PackedPlan
from phaen.loaders.shelf import Graphs


class Linking:
    """What a load has to do with links, in an open writer or what stands in for it."""

    def __init__(self, writer: Graphs, base: str, stop: Callable[[], bool]) -> None:
        """Read what people have said of links."""
        self._writer = writer
        self._base = base
        self._stop = stop
        self._reviews = Reviews.of(writer, base)
        self._fresh: set[str] = set()
        self._is_new = not plan_keys(writer.database, base)

    def applied(self, packed: PackedPlan) -> PackedPlan:
        """Have reviews win over the links that were found for a plan, which this version has linked."""
        self._fresh.add(packed.plan)
        return self._reviews.applied(packed)

    def describe(self) -> None:
        """Describe the link sets of a store that had no plans: all that comes is linked by this version."""
        if self._is_new:
            write_link_sets(self._writer, self._base)

    def renew(self) -> None:
        """Link what is stored anew if another linker has linked it; raises StoppedError when asked to stop."""
        if not self._is_new and not is_current(self._writer.database, self._base):
            relink(self._writer, self._base, self._fresh, self._stop)
