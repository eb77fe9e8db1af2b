"""Find the files of the editor, which npm and esbuild have made of ``frontend/`` at set-up, where there was npm."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LOG = logging.getLogger(__name__)
FOLDER: Final = Path(__file__).resolve().parents[1] / "static" / "editor"


@dataclass(frozen=True)
class Bundle:
    """The names of the script and of the style sheet, which change with their content."""

    script: str
    style: str


def find_bundle(folder: Path = FOLDER) -> Bundle | None:
    """Return what the manifest names; None where the editor was not made: the page then has a plain form alone."""
    try:
        found = Bundle(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        _LOG.warning("the editor cannot be used (%s): make it again with 'make editor'", error)
        return None
    return found if (folder / found.script).is_file() and (folder / found.style).is_file() else None
