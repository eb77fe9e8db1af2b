"""Ask the full-text index through the engine."""

import json
from collections.abc import Mapping
from typing import Any

from phaen.endpoint.engine import Engine, SearchJob


def ask(engine: Engine, operation: str, arguments: Mapping[str, Any], timeout: float | None = None) -> Any:  # noqa: ANN401 - JSON
    """Have an operation done on the index of the data that new queries see, and give what it has found.

    Raises NoIndexError where the data has no index, and the other AnswerErrors of the engine.
    """
    with engine.run(SearchJob.of(operation, arguments, timeout)) as answer:
        return json.loads(b"".join(answer))
