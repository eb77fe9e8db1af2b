"""What is done beside a search gives its result, or raises what went wrong, in the thread that asks for it."""

import os
import threading

import pytest

from phaen.loaders.search.aside import Aside


def test_it_is_done_in_another_thread() -> None:
    aside = Aside(threading.get_ident)
    assert aside.result() != threading.get_ident()


def test_the_other_thread_is_kept_for_the_next_and_a_fork_has_its_own() -> None:
    first = Aside(threading.get_ident).result()
    assert Aside(threading.get_ident).result() == first
    child = os.fork()
    if child == 0:
        os._exit(Aside(os.getpid).result() != os.getpid())
    assert os.waitpid(child, 0)[1] == 0


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

    monkeypatch.setattr("phaen.loaders.search.aside._helpers", [])
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert Aside(threading.get_ident).result() == threading.get_ident()
