"""An operator: sees that the service is well, that a runaway ends at its limit, and what a lost visitor is told."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.journeys.journey import Journey
from tests.browser.journeys.own_service import own_service
from tests.endpoint.serving import RUNAWAY


@pytest.fixture
def site(sample_store: Path, tmp_path: Path) -> Iterator[str]:
    with own_service(sample_store, tmp_path, timeout="1") as address:
        yield address


def test_a_runaway_is_stopped_and_the_rest_goes_on(journey: Journey) -> None:
    journey.begin("/sparql")
    journey.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        journey.open("/sparql")
        journey.enter("textarea[name=query]", RUNAWAY)
    finally:
        journey.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert " 1 " in journey.find("main .error").text  # the limit, which is named
    journey.see("stopped")
    journey.follow(journey.say("nav.queries"), "header")
    journey.press("main a[href='/queries/visions']")
    assert journey.texts("main tbody tr")
    journey.see("answered-beside-it")
    with urllib.request.urlopen(f"{journey.site}/health", timeout=20) as health:
        assert json.load(health)["status"] == "ok"
    with urllib.request.urlopen(f"{journey.site}/metrics", timeout=20) as metrics:
        assert b'route="/sparql",status="5xx"} 1.0' in metrics.read()
    journey.open("/doc/plan/pao-99")
    assert journey.say("problem.404") in journey.texts("h1")[0]
    journey.see("lost")
    # Chromium itself writes failed statuses on the console; there is no other word there.
    said = [entry["message"] for entry in journey.browser.get_log("browser")]
    assert [message for message in said if "504" not in message and "404" not in message] == []
