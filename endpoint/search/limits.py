"""How much may be asked in one search: held by the views, and once more where it costs something."""

from typing import Final

MOST_VALUES: Final = 50
"""Of all filters together."""
MOST_HITS: Final = 1000
"""Of one answer, as for CSV."""
MOST_REACHED: Final = 10_000
"""Hits that can be paged to; whoever needs more has SPARQL."""
MOST_SUGGESTIONS: Final = 20
"""Of one answer."""
LONGEST_SUGGESTION: Final = 120
"""Characters; a mission may have five hundred, which nobody means to type."""
