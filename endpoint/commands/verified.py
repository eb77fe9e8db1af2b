"""What ``phaen release --verify`` prints."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from phaen.loaders.releases.verifying import Verification

_WIDTH = 70


def verify_release(releases: Path, name: str, style: str) -> int:
    """Verify a release and print what is found, as ``text`` or ``json``; return the exit code."""
    from phaen.loaders.releases.verifying import located, verify

    found = verify(located(releases, name), _tell if sys.stderr.isatty() else lambda _: None)
    if sys.stderr.isatty():
        _tell("")
    if style == "json":
        _print_json(found)
    else:
        _print(found)
    return 0 if found.sound else 1


def _tell(path: str) -> None:
    """Show the file that is read in one line, which the next one takes the place of."""
    click.echo(f"\r\x1b[K{path[-_WIDTH:]}\r", err=True, nl=False)


def _print(found: "Verification") -> None:
    for finding in found.findings:
        click.echo(str(finding))
    for path, number in found.more.items():
        click.echo(f"{path}: and {number} more")
    state = "sound" if found.sound else f"{found.errors} {'error' if found.errors == 1 else 'errors'}"
    click.echo(f"release {found.release} in {found.folder}: {state} ({found.quads} quads, {found.files} files)")


def _print_json(found: "Verification") -> None:
    said = asdict(found) | {"folder": str(found.folder), "sound": found.sound}
    click.echo(json.dumps(said, ensure_ascii=False))
