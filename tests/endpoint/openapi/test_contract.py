"""The service does what its description says: a few requests to each address; ``make contract`` makes thousands."""

import pytest

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from tests.endpoint.openapi.contract import plain, run

SAVED = "visions|plans-for|plan-as-graph|budgets-per-goal|statements-to-review"
"""One query of each form, with parameters of each type that there is."""


@pytest.mark.parametrize(
    ("paths", "phases"),
    [
        pytest.param(r"^/(?!queries/)", ("examples",), id="every address"),
        pytest.param(rf"^/queries/({SAVED})$", ("examples", "fuzzing"), id="saved queries"),
    ],
)
def test_the_service_answers_as_it_is_described(
    settings: Settings, engine: EmbeddedEngine, paths: str, phases: tuple[str, ...]
) -> None:
    report = run(plain(create_app(settings, engine)), 1, phases, paths)
    assert report.failures == {}
    assert report.requests > len(SAVED.split("|"))
