"""Whether a query may answer differently each time, although the data is the same."""

import re

# Functions whose value changes (SPARQL 1.1 Query, sections 17.4.2 to 17.4.5). Looked for anywhere in the text, also
# glued to what stands before, as the engine reads them: where one is wrongly found, a little time is lost; where one
# were missed, an answer would be wrong.
_CHANGING = re.compile(r"(RAND|NOW|UUID|BNODE)\b", re.IGNORECASE)
_SERVICE = re.compile("SERVICE", re.IGNORECASE)


def may_change(query: str, *, services: bool) -> bool:
    """Tell whether two evaluations of a query may differ; ``services`` tells that it may call others."""
    return bool(_CHANGING.search(query) or (services and _SERVICE.search(query)))
