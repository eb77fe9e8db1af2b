"""The service over a folder of releases."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from tests.endpoint.releases.making import make_release

Serve = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def serve(settings: Settings, engine: EmbeddedEngine) -> Serve:
    """Give what serves a folder of releases, with other settings where a test needs them."""

    def served(releases: Path, **others: str) -> FlaskClient:
        return create_app(replace(settings, releases=releases, **others), engine).test_client()  # type: ignore[arg-type]

    return served


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two releases; tests must not change it."""
    folder = tmp_path_factory.mktemp("releases")
    make_release(folder, "20261120T101010Z", {"phaen.nq": b"", "README.md": b""})
    make_release(folder, "20261122T101010Z", previous="2026-11-20")
    (folder / ".2026-11-23.part").mkdir()
    (folder / ".2026-11-23.part" / "phaen.nq").write_bytes(b"not yet")
    return folder


@pytest.fixture(scope="module")
def site(serve: Serve, releases: Path) -> FlaskClient:
    return serve(releases)
