"""What is done beside a search gives its result, or raises what went wrong, in the thread that asks for it."""

import threading

import pytest

from phaen.loaders.search.aside import Aside


def test_it_is_done_in_another_thread() -> None:
    aside = Aside(threading.get_ident)
    assert aside.result() != threading.get_ident()


def test_what_goes_wrong_is_raised_where_the_result_is_asked_for() -> None:
    def fail() -> int:
        raise ValueError("broken")

    aside = Aside(fail)
    aside.wait()
    with pytest.raises(ValueError, match="broken"):
        aside.result()


def test_where_no_thread_can_start_it_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert Aside(threading.get_ident).result() == threading.get_ident()
