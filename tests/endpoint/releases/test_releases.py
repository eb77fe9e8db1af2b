"""The list of releases, their pages and feeds, and what changes on disk while they are served."""

import hashlib
import json
import re
import shutil
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.releases.listing import PER_PAGE
from phaen.loaders.releases.manifest import read_manifest
from tests.endpoint.releases.conftest import Serve
from tests.endpoint.releases.making import make_release

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ATOM = "{http://www.w3.org/2005/Atom}"
LATEST = "2026-11-22"


def linked(page: str) -> list[str]:
    return [address.replace("&amp;", "&") for address in re.findall(r'href="(/releases/[^"#]*)"', page)]


def test_the_list_is_a_page_or_json(site: FlaskClient) -> None:
    page = site.get("/releases/", headers=HTML | {"Accept-Language": "th"})
    assert "22 พฤศจิกายน 2569 (ค.ศ. 2026)" in page.text
    assert "22 November 2026 (B.E. 2569)" in site.get("/releases", headers=HTML | {"Accept-Language": "en"}).text
    assert "text/html" in site.get("/releases/").content_type, "wget reads pages, and accepts anything"
    for answer in (site.get("/releases/?format=json"), site.get("/releases/", headers={"Accept": "application/json"})):
        found = answer.json or {}
        assert found["latest"] == LATEST
        assert [one["release"] for one in found["releases"]] == [LATEST, "2026-11-20"]
        first = found["releases"][0]
        assert (first["previous"], first["quads"]) == ("2026-11-20", 50_000)
        assert first["published"] == "2026-11-22T10:10:10+00:00"
        assert (site.get(first["manifest"]).json or {})["release"] == LATEST
    assert site.get("/releases/?format=ttl").status_code == 406
    assert site.get("/releases/", headers={"Accept": "text/turtle"}).status_code == 406


def test_a_release_as_json_is_its_manifest(site: FlaskClient) -> None:
    answer = site.get(f"/releases/{LATEST}/", headers={"Accept": "application/json"})
    assert answer.data == site.get(f"/releases/{LATEST}/manifest.json").data
    assert answer.headers["Content-Location"] == f"/releases/{LATEST}/manifest.json"
    assert {"Accept", "Accept-Encoding"} & set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", ["phaen.nq", "", "graphs/", "graphs/plan/pao-51/undated.ttl"])
def test_latest_is_the_newest_release_and_says_which_that_is(site: FlaskClient, path: str) -> None:
    latest, dated = (site.get(f"/releases/{name}/{path}", headers=HTML) for name in ("latest", LATEST))
    assert latest.status_code == 200
    assert latest.headers["Content-Location"] == f"/releases/{LATEST}/{path}"
    links = ", ".join(latest.headers.getlist("Link"))
    assert f'</releases/{LATEST}/{path}>; rel="canonical"' in links
    assert f'</releases/latest/{path}>; rel="latest-version"' in ", ".join(dated.headers.getlist("Link"))
    assert "immutable" not in latest.headers["Cache-Control"]
    assert ('</releases/2026-11-20/phaen.nq>; rel="predecessor-version"' in links) == (path == "phaen.nq")


def test_an_unknown_date_is_told_which_there_are(site: FlaskClient) -> None:
    for path in ("2026-01-01/", "2026-01-01/phaen.nq", "newest/", "<script>/"):
        answer = site.get(f"/releases/{path}")
        assert answer.status_code == 404
        assert "latest, 2026-11-22, 2026-11-20" in (answer.json or {})["detail"]


def test_before_the_first_release_a_page_says_how_one_comes(serve: Serve, tmp_path: Path) -> None:
    site = serve(tmp_path / "not there")
    page = site.get("/releases/", headers=HTML)
    assert page.status_code == 200
    assert "<code>phaen release</code>" in page.text
    assert site.get("/releases/?format=json").json == {"latest": None, "releases": []}
    assert site.get("/releases/latest/").status_code == 404
    assert ET.fromstring(site.get("/releases/feed.atom").data).findall(f"{ATOM}entry") == []
    assert ET.fromstring(site.get("/releases/feed.rss").data).findall("channel/item") == []
    assert "/releases/20" not in site.get("/", headers=HTML).text


def test_the_home_page_leads_to_the_newest_release_and_every_page_to_the_feed(site: FlaskClient) -> None:
    home = site.get("/", headers=HTML).text
    assert f'href="/releases/{LATEST}/"' in home
    assert 'href="/releases/feed.atom" type="application/atom+xml"' in home


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_link_of_every_page_of_a_release_leads_somewhere(site: FlaskClient, language: str) -> None:
    pending, seen = ["/releases/"], {"/releases/"}
    while pending:
        answer = site.get(pending.pop(), headers=HTML | {"Accept-Language": language, "Accept-Encoding": "identity"})
        assert answer.status_code == 200
        if answer.mimetype == "text/html":
            fresh = set(linked(answer.text)) - seen
            pending += sorted(fresh)
            seen |= fresh
    files = {f"/releases/{LATEST}/{file.path}" for file in read_manifest(releases_of(site) / LATEST).files}
    assert files <= {unquote(address.partition("?")[0]) for address in seen}


def releases_of(site: FlaskClient) -> Path:
    return Path(site.application.extensions["phaen.settings"].releases)


def test_a_folder_of_thousands_is_paged_and_shows_each_once(serve: Serve, tmp_path: Path) -> None:
    names = [f"graphs/{number:04}.ttl" for number in range(2 * PER_PAGE)]
    make_release(tmp_path, "20261122T101010Z", dict.fromkeys(names, b"") | {"graphs/a/b/c.ttl": b"1", "README.md": b""})
    site = serve(tmp_path)
    shown: list[str] = []
    address = "/releases/2026-11-22/graphs/"
    for number in (1, 2, 3):
        page = site.get(f"{address}?page={number}", headers=HTML).text
        shown += re.findall(r'<tr><td><a href="([^"]+)"', page)
        assert ('rel="next"' in page, 'rel="prev"' in page) == (number < 3, number > 1)
    assert shown == [f"{address}a/", *(f"/releases/2026-11-22/{name}" for name in names)]
    assert site.get(f"{address}?page=4").status_code == 404
    assert [site.get(f"{address}?page={text}").status_code for text in ("0", "x", "-1", "9" * 50)] == [400] * 4
    assert site.get("/releases/2026-11-22/graphs/a/b", headers=HTML).status_code == 200


def test_a_page_is_kept_by_its_tag(site: FlaskClient) -> None:
    for path in ("", f"{LATEST}/", f"{LATEST}/graphs/", "feed.atom", "feed.rss", "?format=json"):
        answer = site.get(f"/releases/{path}")
        again = site.get(f"/releases/{path}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (answer.status_code, again.status_code) == (200, 304)
        assert "must-revalidate" in answer.headers["Cache-Control"]


def test_both_feeds_tell_of_each_release_by_a_name_for_ever(serve: Serve, releases: Path) -> None:
    site = serve(releases, publisher="R&D <ฝ่ายแผน>", contact="plans@example.org")
    answers = {kind: site.get(f"/releases/feed.{kind}") for kind in ("atom", "rss")}
    assert [answer.content_type for answer in answers.values()] == [
        "application/atom+xml; charset=utf-8",
        "application/rss+xml; charset=utf-8",
    ]
    atom, channel = (ET.fromstring(answer.data) for answer in answers.values())
    assert atom.findtext(f"{ATOM}author/{ATOM}name") == "R&D <ฝ่ายแผน>"
    assert atom.findtext(f"{ATOM}updated") == "2026-11-22T10:10:10+00:00"
    names = [f"https://w3id.org/phaen/releases/{date}/" for date in (LATEST, "2026-11-20")]
    assert [entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")] == names
    assert [item.findtext("guid") for item in channel.findall("channel/item")] == names
    assert parsedate_to_datetime(channel.findtext("channel/lastBuildDate") or "").isoformat().startswith(LATEST)
    for links in (atom.findall(f"{ATOM}entry/{ATOM}link[@rel='enclosure']"), channel.findall("channel/item/enclosure")):
        sent = site.get((links[0].get("href") or links[0].get("url") or "").removeprefix("http://localhost"))
        assert str(sent.content_length) == links[0].get("length")
    for required in ("title", "id", "updated"):
        assert all(entry.findtext(f"{ATOM}{required}") for entry in (atom, *atom.findall(f"{ATOM}entry")))


def test_a_release_that_cannot_be_read_hides_no_other_one(serve: Serve, tmp_path: Path) -> None:
    make_release(tmp_path, "20261120T101010Z", {"phaen.nq": b"old"})
    broken = make_release(tmp_path, "20261122T101010Z", {"phaen.nq": b"new"}) / "manifest.json"
    site, sound = serve(tmp_path), json.loads(broken.read_text(encoding="utf-8"))
    bad_file = sound["files"][0] | {"sha256": 'x"\r\nSet-Cookie: a=b'}
    for content in (
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        *(json.dumps(one).encode() for one in _broken(sound, bad_file)),
    ):
        broken.write_bytes(content)
        answer = site.get("/releases/2026-11-22/phaen.nq")
        assert answer.status_code == 500
        assert (answer.json or {})["type"].endswith("release-unreadable")
        assert site.get("/releases/", headers=HTML).status_code == 200
        assert site.get("/releases/feed.atom").status_code == 200
        assert site.get("/releases/2026-11-20/phaen.nq").data == b"old"


def _broken(sound: dict[str, object], bad_file: dict[str, object]) -> list[dict[str, object]]:
    return [
        sound | {"format": 99},
        sound | {"snapshot": "yesterday"},
        sound | {"snapshot": 5},
        sound | {"files": [{"path": "phaen.nq"}]},
        sound | {"files": [bad_file]},
        sound | {"files": [bad_file | {"sha256": "0" * 64, "bytes": 10**400}]},
        sound | {"files": [bad_file | {"sha256": "0" * 64, "rows": "many"}]},
        sound | {"files": [bad_file | {"sha256": "0" * 64, "path": "\ud800"}]},
        sound | {"files": [bad_file | {"sha256": "0" * 64, "path": "a\0b"}]},
        sound | {"files": [bad_file | {"sha256": "0" * 64, "path": "a/" + "ก" * 100}]},
        sound | {"quads": "<b>"},
        sound | {"licence": 5},
    ]


def test_names_that_no_file_can_have_are_those_of_no_file(serve: Serve, tmp_path: Path) -> None:
    long = f"2026-11-21-{'1' * 300}"
    make_release(tmp_path, "20261122T101010Z", {"phaen.nq": b"new"}, previous=long)
    manifest = tmp_path / "2026-11-22" / "manifest.json"
    found = json.loads(manifest.read_text(encoding="utf-8"))
    site = serve(tmp_path)
    statuses = {
        path: site.get(f"/releases/{path}").status_code for path in ("latest/", f"latest/{'x' * 300}", f"{long}/")
    }
    assert list(statuses.values()) == [200, 404, 404]
    manifest.write_text(json.dumps(found | {"previous": f"2026-11-21-{'1' * 6}"}), encoding="utf-8")
    assert site.get("/releases/latest/phaen.nq").data == b"new"


def test_latest_is_the_newest_release_that_can_be_read(serve: Serve, tmp_path: Path) -> None:
    make_release(tmp_path, "20261120T101010Z", {"phaen.nq": b"old"})
    site = serve(tmp_path)
    assert site.get("/releases/latest/phaen.nq").data == b"old"
    newer = make_release(tmp_path, "20261122T101010Z", {"phaen.nq": b"new"})
    assert site.get("/releases/latest/phaen.nq").data == b"new"
    (newer / "manifest.json").write_text("{", encoding="utf-8")
    assert site.get("/releases/latest/phaen.nq").data == b"old"
    shutil.rmtree(newer)
    assert site.get("/releases/2026-11-22/phaen.nq").status_code == 404
    make_release(tmp_path, "20261122T101010Z", {"phaen.nq": b"again", "more.nq": b"m"})
    assert site.get("/releases/2026-11-22/more.nq").data == b"m"


def test_names_from_foreign_graphs_are_shown_and_never_run(serve: Serve, tmp_path: Path) -> None:
    hostile = "graphs/\"><script>alert(1)</script>/'{{7*7}}.ttl"
    make_release(tmp_path, "20261122T101010Z", {"phaen.nq": b"", hostile: b"1"})
    site = serve(tmp_path)
    for path in ("", "graphs/", "graphs/%22%3E%3Cscript%3Ealert(1)%3C"):
        assert "<script>alert" not in site.get(f"/releases/2026-11-22/{path}", headers=HTML).text
    page = site.get("/releases/2026-11-22/graphs/", headers=HTML).text
    assert "&#34;&gt;&lt;script&gt;alert(1)&lt;" in page or "&quot;&gt;&lt;script&gt;" in page


def test_every_file_of_a_real_release_is_served_as_its_manifest_has_it(serve: Serve, sample_release: Path) -> None:
    site = serve(sample_release.parent)
    manifest = read_manifest(sample_release)
    page = site.get("/releases/latest/?lang=en", headers=HTML).text
    assert f"{manifest.quads:,}" in page
    assert "CHANGES.md" in page
    for file in manifest.files:
        answer = site.get(f"/releases/{sample_release.name}/{quote(file.path)}")
        assert hashlib.sha256(answer.data).hexdigest() == file.sha256, file.path
