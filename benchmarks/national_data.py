"""Make the national data set: 7,850 organisations and their plans, in about 0.1, 1 or 10 million quads.

python -m benchmarks.national_data [--size small|medium|large] [--keep-data DIR] [--gzip] [--stores]

Prints where the N-Quads are, how many, and their SHA-256, which is always the same for the same phaen.
"""

import argparse
import gzip
import shutil
from pathlib import Path

from benchmarks.national.dataset import CACHE, data_set
from benchmarks.national.stores import stores


def compressed(path: Path) -> Path:
    """Compress a file beside it, without a time in it."""
    target = path.with_suffix(".nq.gz")
    with path.open("rb") as source, target.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        shutil.copyfileobj(source, file, 1 << 20)
    return target


def main() -> None:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("small", "medium", "large"), default="small")
    parser.add_argument("--keep-data", type=Path, default=CACHE, metavar="DIR")
    parser.add_argument("--gzip", action="store_true", help="a compressed copy too")
    parser.add_argument("--stores", action="store_true", help="fill a store of phaen and an Oxigraph database too")
    given = parser.parse_args()
    data = data_set(given.size, given.keep_data)
    counts = f"{data.quads:,} quads, {data.organisations:,} organisations, {data.plans:,} plans"
    print(f"{data.path}: {counts}, {data.bytes:,} bytes")
    print(f"SHA-256 {data.sha256}")
    if given.gzip:
        print(compressed(data.path))
    if given.stores:
        filled = stores(data)
        print(f"{filled.phaen}\n{filled.native}")


if __name__ == "__main__":
    main()
