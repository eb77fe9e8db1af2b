"""The process that holds the database: a publication that fails, why ever, keeps nobody else from writing."""

from pathlib import Path

import pytest

from phaen.endpoint.errors import NotReadyError
from phaen.endpoint.writing.program import Limits, Session, Tell
from phaen.loaders.errors import StoreDamagedError
from phaen.loaders.locking import WriterLock
from phaen.loaders.store import Writer
from tests.endpoint.writing.changes import held, insert


def test_a_publication_that_fails_for_any_reason_lets_others_write(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreDamagedError("CURRENT cannot be read")

    session = Session(store, Limits(patience=1.0, validates=False))
    with (tmp_path / "told").open("wb") as output:
        tell = Tell(output)
        session.begin()
        session.make(insert(1), check=False)
        with monkeypatch.context() as patched:
            patched.setattr(Writer, "publish", fail)
            with pytest.raises(NotReadyError):
                session.publish(tell)
        other = WriterLock(store)
        assert other.take(0.0) is None
        other.release()
        session.begin()
        session.make(insert(2), check=False)
        session.publish(tell)
    session.leave()
    assert held(store) == {2}
