"""Downloads from a real server by curl: broken off, and gone on with."""

import hashlib
import subprocess
from pathlib import Path


def curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["curl", "--silent", *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_curl_goes_on_with_a_download_that_broke_off(served: str, sample_release: Path, tmp_path: Path) -> None:
    source, target = sample_release / "phaen.nq", tmp_path / "phaen.nq"
    address = f"{served}/releases/latest/phaen.nq"
    target.write_bytes(source.read_bytes()[:1_500_000])
    done = curl("--continue-at", "-", "--output", str(target), "--write-out", "%{http_code} %{size_download}", address)
    assert done.stdout == f"206 {source.stat().st_size - 1_500_000}"
    assert target.read_bytes() == source.read_bytes()


def test_curl_goes_on_only_with_the_very_same_file(served: str, sample_release: Path) -> None:
    digest = hashlib.sha256((sample_release / "phaen.nq").read_bytes()).hexdigest()
    told = ("--output", "/dev/null", "--write-out", "%{http_code} %{size_download}")
    address = f"{served}/releases/latest/phaen.nq"
    size = (sample_release / "phaen.nq").stat().st_size
    for tag, answer in ((digest, "206 5"), ("other", f"200 {size}")):
        done = curl(*told, "--header", f'If-Range: "{tag}"', "--header", "Range: bytes=-5", address)
        assert done.stdout == answer


def test_a_file_is_no_larger_on_the_wire_than_its_compressed_form(served: str, sample_release: Path) -> None:
    told = ("--output", "/dev/null", "--write-out", "%{size_download}", "--compressed")
    done = curl(*told, f"{served}/releases/latest/phaen.nq")
    assert int(done.stdout) <= (sample_release / "phaen.nq.gz").stat().st_size
