"""Files of a release over HTTP: forms, conditions, ranges, and what is never sent."""

import gzip
import hashlib
import os
from base64 import b64encode
from pathlib import Path

import pytest
import zstandard
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.errors import EngineError
from tests.endpoint.releases.conftest import Serve
from tests.endpoint.releases.making import FILES, make_release

DATED = "/releases/2026-11-22/phaen.nq"
QUADS = FILES["phaen.nq"]
TAG = f'"{hashlib.sha256(QUADS).hexdigest()}"'
MOMENT = "Sun, 22 Nov 2026 10:10:10 GMT"
BEFORE, AFTER = "Sun, 22 Nov 2026 10:10:09 GMT", "Mon, 23 Nov 2026 00:00:00 GMT"
IMPOSSIBLE = f"Sun, 22 Nov {'9' * 20} 00:00:00 GMT"


def unpacked(data: bytes, coding: str | None) -> bytes:
    if coding is None:
        return data
    return gzip.decompress(data) if coding == "gzip" else zstandard.decompress(data)


def test_a_file_is_sent_with_what_is_known_of_it(site: FlaskClient) -> None:
    answer = site.get(DATED)
    assert answer.data == QUADS
    digest = b64encode(hashlib.sha256(QUADS).digest()).decode()
    told = {
        "ETag": TAG,
        "Last-Modified": MOMENT,
        "Repr-Digest": f"sha-256=:{digest}:",
        "Content-Type": "application/n-quads",
        "Content-Length": str(len(QUADS)),
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    assert {name: answer.headers[name] for name in told} == told
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not {"Content-Encoding", "Content-Disposition", "Set-Cookie", "Phaen-Snapshot"} & set(answer.headers.keys())


def test_head_tells_the_same_as_get_without_the_file(site: FlaskClient) -> None:
    head, get = site.head(DATED), site.get(DATED)
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("graphs/plan/pao-51/undated.ttl", "text/turtle; charset=utf-8"),
        ("tables/%E0%B9%81%E0%B8%9C%E0%B8%99.csv", "text/csv; charset=utf-8"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("phaen.nq.gz", "application/gzip"),
        ("phaen.nq.zst", "application/zstd"),
        ("manifest.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
        ("graphs/http%253A%252F%252Fexample.org%252F%2522x%2522.ttl", "text/turtle; charset=utf-8"),
    ],
)
def test_every_kind_of_file_says_what_it_is(site: FlaskClient, path: str, content_type: str) -> None:
    answer = site.get(f"/releases/2026-11-22/{path}", headers={"Accept-Encoding": "identity"})
    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("br, deflate", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=0.8, zstd;q=0.2", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("*", "zstd"),
        ("*;q=0, gzip", "gzip"),
        ("zstd;q=0, *", "gzip"),
    ],
)
def test_a_client_gets_the_form_that_suits_it_best(site: FlaskClient, accepted: str | None, coding: str | None) -> None:
    answer = site.get(DATED, headers={} if accepted is None else {"Accept-Encoding": accepted})
    assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, coding)
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"', "each form has a tag of its own"
    assert answer.content_type == "application/n-quads"
    assert unpacked(answer.data, coding) == QUADS


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0", "identity;q=0, br"])
def test_who_accepts_nothing_that_there_is_is_told_so(site: FlaskClient, accepted: str) -> None:
    assert site.get("/releases/2026-11-22/README.md", headers={"Accept-Encoding": accepted}).status_code == 406


def test_a_compressed_file_that_is_asked_for_by_its_name_is_not_said_to_be_encoded(site: FlaskClient) -> None:
    answer = site.get(f"{DATED}.gz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert gzip.decompress(answer.data) == QUADS


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": TAG}, 304),
        ({"If-None-Match": f'"other", W/{TAG}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": AFTER}, 200),
        ({"If-None-Match": TAG, "Accept-Encoding": "gzip"}, 200),
        ({"If-Modified-Since": MOMENT}, 304),
        ({"If-Modified-Since": AFTER}, 304),
        ({"If-Modified-Since": BEFORE}, 200),
        ({"If-Modified-Since": "no date"}, 200),
        ({"If-Match": TAG}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": f"W/{TAG}"}, 412),
        ({"If-Unmodified-Since": MOMENT}, 200),
        ({"If-Unmodified-Since": BEFORE}, 412),
        ({"If-Match": TAG, "If-Unmodified-Since": BEFORE}, 200),
    ],
)
def test_conditions_hold_as_http_has_them(site: FlaskClient, headers: dict[str, str], status: int) -> None:
    answer = site.get(DATED, headers=headers)
    assert answer.status_code == status
    if status == 304:
        assert answer.data == b""
        assert {"ETag", "Cache-Control", "Vary"} <= set(answer.headers.keys())
        assert not {"Content-Type", "Content-Length"} & set(answer.headers.keys())


@pytest.mark.parametrize(
    ("headers", "status", "length"),
    [
        ({"Range": "bytes=0-0"}, 206, 1),
        ({"Range": "Bytes=0-9"}, 206, 10),
        ({"Range": "bytes=-7"}, 206, 7),
        ({"Range": "bytes=-99999999999"}, 206, len(QUADS)),
        ({"Range": "bytes=100-"}, 206, len(QUADS) - 100),
        ({"Range": f"bytes={len(QUADS)}-"}, 416, None),
        ({"Range": "bytes=-0"}, 416, None),
        ({"Range": "bytes=5-4"}, 200, len(QUADS)),
        ({"Range": "bytes=0-1,5-6"}, 200, len(QUADS)),
        ({"Range": "bytes=-"}, 200, len(QUADS)),
        ({"Range": "lines=0-1"}, 200, len(QUADS)),
        ({"Range": "bytes=" + "9" * 5000 + "-"}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Range": TAG}, 206, 1),
        ({"Range": "bytes=0-0", "If-Range": f"W/{TAG}"}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Range": '"other"'}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Range": MOMENT}, 206, 1),
        ({"Range": "bytes=0-0", "If-Range": AFTER}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Range": "neither"}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Range": IMPOSSIBLE}, 200, len(QUADS)),
        ({"Range": "bytes=0-0", "If-Modified-Since": IMPOSSIBLE}, 206, 1),
        ({"Range": "bytes=0-0", "If-Unmodified-Since": IMPOSSIBLE}, 206, 1),
        ({"Range": f"bytes={len(QUADS)}-", "If-Range": '"other"'}, 200, len(QUADS)),
    ],
)
def test_ranges_are_answered_as_http_has_them(
    site: FlaskClient, headers: dict[str, str], status: int, length: int | None
) -> None:
    answer = site.get(DATED, headers=headers)
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(QUADS)}"
    else:
        assert len(answer.data) == length == answer.content_length
        assert ("Content-Range" in answer.headers) == (status == 206)


@given(begin=st.integers(0, len(QUADS) + 10), size=st.integers(1, 300_000))
def test_a_range_is_that_part_of_the_file(site: FlaskClient, begin: int, size: int) -> None:
    answer = site.get(DATED, headers={"Range": f"bytes={begin}-{begin + size - 1}"})
    expected = QUADS[begin : begin + size]
    assert answer.status_code == (206 if expected else 416)
    if expected:
        assert answer.data == expected
        assert answer.headers["Content-Range"] == f"bytes {begin}-{begin + len(expected) - 1}/{len(QUADS)}"


def test_a_range_of_the_compressed_form_is_a_part_of_just_that(site: FlaskClient) -> None:
    whole = site.get(DATED, headers={"Accept-Encoding": "gzip"})
    parts = [
        site.get(DATED, headers={"Accept-Encoding": "gzip", "Range": part, "If-Range": whole.headers["ETag"]})
        for part in ("bytes=0-99", "bytes=100-")
    ]
    assert [part.status_code for part in parts] == [206, 206]
    assert b"".join(part.data for part in parts) == whole.data
    assert "Content-Range" not in site.head(DATED, headers={"Range": "bytes=0-1"}).headers


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "../2026-11-20/phaen.nq",
        "%2e%2e/2026-11-20/phaen.nq",
        "..%2f..%2f..%2f..%2fetc/passwd",
        "graphs/../phaen.nq",
        "./phaen.nq",
        "phaen.nq%00.gz",
        "%ff%fe",
        "phaen.nq/x",
        "%2Fetc%2Fpasswd",
        "stray.txt",
    ],
)
def test_only_what_the_manifest_names_is_served(site: FlaskClient, releases: Path, path: str) -> None:
    (releases / "2026-11-22" / "stray.txt").write_text("not of the release")
    answer = site.get(f"/releases/2026-11-22/{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_release_that_is_being_written_is_not_there(site: FlaskClient) -> None:
    for name in (".2026-11-23.part", "2026-11-23", "..", "%2e", ""):
        assert site.get(f"/releases/{name}/phaen.nq").status_code in {308, 404}


def test_a_file_that_has_become_a_link_a_pipe_or_another_one_is_not_sent(serve: Serve, tmp_path: Path) -> None:
    folder = make_release(tmp_path, "20261122T101010Z")
    (tmp_path / "secret").write_bytes(QUADS)
    (folder / "phaen.nq").unlink()
    (folder / "phaen.nq").symlink_to(tmp_path / "secret")
    (folder / "phaen.nq.zst").unlink()
    os.mkfifo(folder / "phaen.nq.zst")
    (folder / "phaen.nq.gz").write_bytes(b"other")
    (folder / "graphs").rename(tmp_path / "elsewhere")
    (folder / "graphs").symlink_to(tmp_path / "elsewhere")
    site = serve(tmp_path)
    found = [site.get(f"{DATED}{suffix}").status_code for suffix in ("", ".gz", ".zst")]
    assert found == [500, 500, 500]
    assert site.get("/releases/2026-11-22/graphs/plan/pao-51/undated.ttl").status_code == 404


@pytest.mark.parametrize("kept", [".gz", ".zst"])
def test_a_file_of_which_only_a_compressed_form_was_kept_is_unpacked_on_its_way(
    serve: Serve, tmp_path: Path, kept: str
) -> None:
    folder = make_release(tmp_path, "20261122T101010Z")
    for suffix in {"", ".gz", ".zst"} - {kept}:
        (folder / f"phaen.nq{suffix}").unlink()
    site = serve(tmp_path)
    answer = site.get(DATED, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["ETag"], answer.headers["Accept-Ranges"]) == (200, TAG, "none")
    assert answer.data == QUADS
    packed = site.get(DATED, headers={"Accept-Encoding": "gzip, zstd"})
    assert (folder / f"phaen.nq{kept}").read_bytes() == packed.data
    (folder / f"phaen.nq{kept}").write_bytes(packed.data[:-20] + bytes(20))
    with pytest.raises(EngineError):
        site.get(DATED, buffered=True)
    (folder / f"phaen.nq{kept}").unlink()
    gone = site.get(DATED)
    assert gone.status_code == 404
    assert "no longer kept" in (gone.json or {})["detail"]
