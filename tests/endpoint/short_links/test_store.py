"""Short links on disk: whole or not at all, never two of one name, and never more than there is room for."""

import errno
import json
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.endpoint.cli import phaen
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.short_links import store as store_module
from phaen.endpoint.short_links.citation import cite, day_of
from phaen.endpoint.short_links.content import Content
from phaen.endpoint.short_links.errors import (
    DamagedLinkError,
    RemovedLinkError,
    ShortLinksFullError,
    TooManyLinksError,
    UnwritableLinksError,
)
from phaen.endpoint.short_links.link import Link, read_document
from phaen.endpoint.short_links.rates import Rates
from phaen.endpoint.short_links.store import LinkStore
from phaen.loaders.store import Writer

NAMES = ("content", "form", "created", "snapshots", "digest", "removed")
DAY = date(2026, 11, 22)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
CONTENTS = st.builds(
    Content, TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.lists(TEXTS, max_size=3).map(tuple), TEXTS, TEXTS
)


def links_in(folder: Path, **arguments: int) -> LinkStore:
    return LinkStore(folder, **{"megabytes": 1, **arguments}, today=lambda: DAY)


@settings(max_examples=30)
@given(CONTENTS, st.lists(TEXTS, max_size=3).map(tuple))
def test_a_link_comes_back_from_its_file_as_it_was(content: Content, snapshots: tuple[str, ...]) -> None:
    link = Link(content.digest()[:12], content, "ask", DAY, snapshots)
    assert read_document(link.name, link.document().encode()) == link


@settings(max_examples=30)
@given(CONTENTS, CONTENTS)
def test_only_the_same_content_has_the_same_digest(one: Content, other: Content) -> None:
    assert (one == other) == (one.digest() == other.digest())
    assert Content.of(json.loads(one.canonical())) == one


NONSENSE = st.none() | st.integers() | st.just("a" * 12) | st.lists(st.integers(), max_size=2) | st.just({"query": 1})


@settings(max_examples=50)
@given(st.fixed_dictionaries({"short-link": st.just(1)}, optional=dict.fromkeys(NAMES, NONSENSE)) | NONSENSE)
def test_what_is_no_link_is_refused(members: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_document("a" * 12, json.dumps(members).encode())


@settings(max_examples=30)
@given(st.binary(max_size=50))
def test_what_is_no_json_is_no_link(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_document("a" * 12, text)


def test_names_that_clash_become_longer_and_stay(tmp_path: Path) -> None:
    contents = [Content(f"ASK {{}} # {number}") for number in range(5_000)]
    begin = contents[0].digest()[:2]
    alike = [content for content in contents if content.digest().startswith(begin)][:4]
    links = links_in(tmp_path, shortest=2)
    names = [links.put(content, "ask", "")[0].name for content in alike]
    assert [len(name) for name in names] == [2, 6, 6, 6]
    links.remove(names[0])
    others = links_in(tmp_path, shortest=2)
    assert [others.put(content, "ask", "")[0].name for content in alike[1:]] == names[1:]
    assert [others.get(name).content for name in names[1:]] == alike[1:]
    with pytest.raises(RemovedLinkError):
        others.put(alike[0], "ask", "")


def test_many_at_once_make_each_link_once(tmp_path: Path) -> None:
    stores = [links_in(tmp_path) for _ in range(4)]
    made: list[tuple[str, bool]] = []

    def put(links: LinkStore, snapshot: str) -> None:
        for number in range(10):
            link, new = links.put(Content(f"ASK {{}} # {number}"), "ask", snapshot)
            made.append((link.name, new))

    threads = [threading.Thread(target=put, args=(links, f"s{i}")) for i, links in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(new for _, new in made) == len({name for name, _ in made}) == 10
    assert all(set(stores[0].get(name).snapshots) == {"s0", "s1", "s2", "s3"} for name, _ in made)


def test_links_take_no_more_room_than_they_may(tmp_path: Path) -> None:
    links = links_in(tmp_path)  # a megabyte: 244 blocks
    for number in range(4):
        links.put(Content("#" * 245_000 + str(number)), "ask", "")
    with pytest.raises(ShortLinksFullError, match="1 MB"):
        links.put(Content("#" * 245_000), "ask", "")
    for _ in range(2):  # what is there already is found, and may be cited
        assert links.put(Content("#" * 245_000 + "0"), "ask", "20261122T081757Z")[1] is False
    assert links.usage().bytes <= 1_000_000
    links_in(tmp_path, megabytes=2).put(Content("#" * 245_000), "ask", "")


def test_a_removed_link_gives_its_room_back_to_the_next_process(tmp_path: Path) -> None:
    links = links_in(tmp_path)
    names = [links.put(Content("#" * 245_000 + str(number)), "ask", "")[0].name for number in range(4)]
    links.remove(names[0])
    links_in(tmp_path).put(Content("#" * 245_000), "ask", "")
    with pytest.raises(RemovedLinkError):
        links.put(Content("#" * 245_000 + "0"), "ask", "")
    links.remove(names[0])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(path: Path, text: str) -> None:
        path.with_name(path.name + ".new").write_text(text[:10])
        raise OSError(number, os.strerror(number))

    links = links_in(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "write_durably", full)
        with pytest.raises(ShortLinksFullError, match="disk"):
            links.put(Content("ASK {}"), "ask", "")
    assert [path.name for path in tmp_path.rglob("*.*")] == []
    assert links.put(Content("ASK {}"), "ask", "")[1] is True


def test_a_folder_that_may_not_be_written_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(store_module, "write_durably", refused)
    with pytest.raises(UnwritableLinksError, match="Read-only"):
        links_in(tmp_path).put(Content("ASK {}"), "ask", "")


KILLED = """
import os, sys
from pathlib import Path
from phaen.endpoint.short_links import store
from phaen.endpoint.short_links.content import Content
from phaen.loaders import durable

os.fsync = lambda descriptor: os._exit(9)
store.LinkStore(Path(sys.argv[1]), 1).put(Content("ASK {}"), "ask", "")
"""


def test_who_is_killed_half_way_leaves_no_link_and_no_lock(tmp_path: Path) -> None:
    (tmp_path / "short-links").mkdir()
    (tmp_path / "short-links" / Content("ASK {}").digest()[:2]).mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert done.returncode == 9
    assert len(list(tmp_path.rglob("*.new"))) == 1
    links = links_in(tmp_path)
    with pytest.raises(UnknownResourceError):
        links.get(Content("ASK {}").digest()[:12])
    assert links.put(Content("ASK {} # another"), "ask", "")[1] is True
    assert list(tmp_path.rglob("*.new")) == []


def test_a_damaged_file_is_neither_shown_nor_in_the_way_of_others(tmp_path: Path) -> None:
    links = links_in(tmp_path)
    name = links.put(Content("ASK {}"), "ask", "")[0].name
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(path.read_bytes().replace(b"ASK", b"ask"))
    with pytest.raises(DamagedLinkError):
        links.get(name)
    assert links.put(Content("ASK { }"), "ask", "")[1] is True
    links.remove(name)
    with pytest.raises(RemovedLinkError):
        links.get(name)


def test_links_do_not_stand_in_the_way_of_a_new_store_and_outlast_publications(tmp_path: Path) -> None:
    links = links_in(tmp_path)
    name = links.put(Content("ASK {}"), "ask", "")[0].name
    with Writer(tmp_path) as writer:
        writer.publish()
    assert links.get(name).content == Content("ASK {}")


def test_each_client_has_its_own_rate_which_comes_back_evenly() -> None:
    now = 1000.0
    rates = Rates(4, clock=lambda: now)
    for _ in range(4):
        rates.take("a")
    with pytest.raises(TooManyLinksError) as caught:
        rates.take("a")
    assert caught.value.headers() == {"Retry-After": "900"}
    rates.take("b")
    now += 900
    rates.take("a")
    with pytest.raises(TooManyLinksError):
        rates.take("a")
    now += 3600
    rates.take("c")
    assert list(rates._even) == ["c"]  # the others are forgotten


def test_a_flood_of_clients_takes_no_more_memory() -> None:
    rates = Rates(1, clock=lambda: 0.0)
    for number in range(10_100):
        rates.take(str(number))
    assert len(rates._even) <= 10_001


def say(language: str, key: str, **values: object) -> str:
    return f"{language} {key} {values}"


@pytest.mark.parametrize("title", ["a_b & c% $1 #2 {x} \\y ^~", "}", "%", '"|<>'])
def test_a_title_cannot_break_out_of_bibtex(title: str) -> None:
    content = Content("ASK {}", title=title)
    found = cite(Link("a" * 12, content, "ask", DAY), "http://x/q/" + "a" * 12, "", say).bibtex
    line = found.splitlines()[1].replace("\\{", "").replace("\\}", "").replace("\\%", "")
    assert line.count("{") == line.count("}")
    assert "%" not in line
    assert found.startswith("@misc{phaen-aaaaaaaaaaaa,\n")
    assert "month = nov" in found


@pytest.mark.parametrize(
    ("snapshot", "day"),
    [("20261122T081757Z", DAY), ("20261122T081757Z-2", DAY), ("20261399T000000Z", None), ("", None), ("latest", None)],
)
def test_the_day_of_a_snapshot_is_in_its_name(snapshot: str, day: date | None) -> None:
    assert day_of(snapshot) == day


def test_the_command_counts_and_removes(tmp_path: Path) -> None:
    links = links_in(tmp_path)
    name = links.put(Content("ASK {}"), "ask", "")[0].name

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(phaen, ["shortlinks", "--store", str(tmp_path), *arguments])
        return f"{done.exit_code} {done.output.strip() or done.exception}"

    assert run() == "0 1 short links take 0.0 MB of 500 MB"
    assert run("--remove", name) == f"0 {name} is removed"
    assert run("--remove", "../../CURRENT").startswith("1 there is no short link")
    assert run(name).startswith("2")
    assert run("--remove").startswith("2")
    with pytest.raises(RemovedLinkError):
        links.get(name)
