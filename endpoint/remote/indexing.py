"""Make the full-text index of the data that another service holds: read all of it, and index a copy."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from phaen.endpoint.engine import GraphJob
from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.search.local import local_index_folder
from phaen.endpoint.settings import Settings
from phaen.loaders.durable import sync
from phaen.loaders.errors import StoreWriteError
from phaen.loaders.search.index import build_index

_SECONDS = 3600.0
"""What it may take to read all data: far more than one query of a user."""


def index_service(settings: Settings) -> int:
    """Index the data of the service in the settings; return how many statements it has.

    The former index serves until the new one is whole. Raises an AnswerError of the service, or StoreWriteError.
    """
    folder = local_index_folder(settings)
    building = folder.with_name("building")
    try:
        shutil.rmtree(building, ignore_errors=True)  # left by one that was killed
        building.mkdir(parents=True)
        quads = _copy(settings, building / "data.nq")
        Store(str(building / "data")).bulk_load(path=str(building / "data.nq"), format=RdfFormat.N_QUADS, lenient=True)
        build_index(Store.read_only(str(building / "data")), building / "search", building / "data")
        _replace(building / "search", folder)
    except OSError as error:
        raise StoreWriteError(
            f"{folder}: the index was not written ({error}); free some disk space, and run again"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return quads


def _copy(settings: Settings, path: Path) -> int:
    """Write all quads of the service to a file; return how many there are."""
    engine = RemoteEngine(replace(settings, timeout=max(settings.timeout, _SECONDS)))
    lines = 0
    with closing(engine), path.open("wb") as file, engine.run(GraphJob("nquads", dataset=True)) as answer:
        for piece in answer:
            lines += piece.count(b"\n")
            file.write(piece)
    return lines


def _replace(fresh: Path, folder: Path) -> None:
    former = folder.with_name("former")
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    fresh.rename(folder)
    sync(folder.parent)
    shutil.rmtree(former, ignore_errors=True)
