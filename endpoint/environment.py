"""What a process that we start is given of our environment."""

import os


def clean_environment() -> dict[str, str]:
    """Return our environment without settings: there are secrets among them, and processes get theirs by a pipe."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PHAEN_")}
