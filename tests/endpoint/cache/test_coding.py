"""Accept-Encoding as RFC 9110, section 12.5.3, has it, and gzip."""

import gzip
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.cache.coding import GZIP, IDENTITY, Compression, accepts_identity, choose, compressed

WEIGHTS = st.sampled_from(["", ";q=1", ";q=0", ";q=0.5", "; q=0.001", ";Q=0.300", ";q=0.0"])
NAMES = st.sampled_from(["gzip", "identity", "*", "br", "deflate", "GZIP"])


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, IDENTITY),
        ("", IDENTITY),
        ("gzip", GZIP),
        ("x-gzip", GZIP),
        ("gzip, deflate, br, zstd", GZIP),
        ("br, zstd", IDENTITY),
        ("*", GZIP),
        ("*;q=0.1", GZIP),
        ("gzip;q=0", IDENTITY),
        ("gzip;q=0, *", IDENTITY),
        ("gzip;q=0.2, identity;q=0.8", IDENTITY),
        ("gzip;q=0.8, identity;q=0.2", GZIP),
        ("gzip;q=0.2, *;q=0.8", IDENTITY),
        ("identity", IDENTITY),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("*;q=0, identity", IDENTITY),
        ("identity;q=0, *", GZIP),
        ("gzip;q=0, identity;q=0", None),
        ("gzip;q=nonsense", IDENTITY),
        ("gzip;q=7", IDENTITY),
        (" , ;q=1, gzip ", GZIP),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(header: str | None, coding: str | None) -> None:
    assert choose(header) == coding


@given(st.lists(st.tuples(NAMES, WEIGHTS), max_size=5, unique_by=lambda part: part[0].lower()))
def test_what_is_chosen_is_acceptable_and_nothing_is_chosen_only_if_nothing_is(parts: list[tuple[str, str]]) -> None:
    header = ", ".join(name + weight for name, weight in parts)
    weights = {name.lower(): float(weight.lower().partition("q=")[2] or 1) for name, weight in parts}
    others = weights.get("*")
    gzip_weight = weights.get("gzip", others if others is not None else 0)
    identity_weight = weights.get("identity", others if others is not None else 1e-9)
    chosen = choose(header)
    if chosen is None:
        assert gzip_weight == identity_weight == 0
    else:
        assert {GZIP: gzip_weight, IDENTITY: identity_weight}[chosen] == max(gzip_weight, identity_weight) > 0
    assert accepts_identity(header) == (identity_weight > 0)


@given(st.lists(st.binary(max_size=200_000), max_size=6))
def test_pieces_compressed_are_the_whole_compressed_byte_by_byte(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    assert b"".join(Compression().all(pieces)) == compressed(whole)
    assert gzip.decompress(compressed(whole)) == whole


def test_the_same_bytes_are_compressed_to_the_same_bytes_however_they_come() -> None:
    text = "".join(f'<urn:{number % 977}> <urn:p> "ยุทธศาสตร์ที่ {number % 13}" .\n' for number in range(40_000)).encode()
    for size in (1, 7_919, 65_536, 262_144):
        assert b"".join(Compression().all(_cut(text, max(size, 400)))) == compressed(text)


def _cut(data: bytes, size: int) -> Iterable[bytes]:
    return (data[begin : begin + size] for begin in range(0, len(data), size))
