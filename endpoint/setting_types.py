"""How the values of settings are read: each reader takes a text, and raises ValueError with the remedy."""

import os
import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

_SHORTEST_TOKEN = 8


def default_store() -> str:
    """Return the folder phaen/store under the user's data directory."""
    from platformdirs import user_data_dir

    return str(Path(user_data_dir("phaen", appauthor=False)) / "store")


def sixth_of_memory() -> str:
    """Return a sixth of the machine's memory, in megabytes."""
    return str(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // (6 * 1024 * 1024))


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    return read


def seconds(text: str) -> float:
    """Read a time in seconds, up to a day."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:  # noqa: PLR2004 - a day; also keeps NaN and infinity out
        raise ValueError("give a number of seconds above 0 and up to 86400")
    return value


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of some words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}")
        return text

    return read


def path(text: str) -> Path:
    """Read the path of a folder."""
    if not text or "\0" in text:
        raise ValueError("give the path of a folder")
    return Path(text).expanduser()


def optional_path(text: str) -> Path | None:
    """Read the path of a folder, or nothing."""
    return path(text) if text else None


def line(text: str) -> str:
    """Read one line of text that says something."""
    if not text or not text.isprintable():
        raise ValueError("give one line of text")
    return text


def email(text: str) -> str:
    """Read an e-mail address, or nothing."""
    if text and not re.fullmatch(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+", text):
        raise ValueError("give an e-mail address such as data@example.go.th, or nothing")
    return text


def host(text: str) -> str:
    """Read the name or address of a host."""
    if not text or any(character.isspace() or character in "/@?#" for character in text):
        raise ValueError("give a host name or address, e.g. 127.0.0.1 or 0.0.0.0")
    return text


def base_iri(text: str) -> str:
    """Read the IRI that others begin with."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or not text.endswith("/") or parts.query:
        raise ValueError("give an http or https IRI that ends with a slash, e.g. https://w3id.org/phaen/")
    if any(character.isspace() or character in '<>"{}|\\^`#' for character in text):
        raise ValueError("give an IRI without spaces, quotes, brackets and fragment")
    return text


def origin(text: str) -> str:
    """Read an origin of the web, ``*`` or nothing."""
    parts = urlsplit(text)
    if text not in {"", "*"} and not (
        parts.scheme and parts.netloc and parts.geturl() == f"{parts.scheme}://{parts.netloc}"
    ):
        raise ValueError("give *, nothing (to switch it off) or one origin such as https://example.org")
    return text


class Secret(str):
    """A text that is not shown when the settings are."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Hide the text."""
        return "Secret()" if self else "Secret('')"


def token(text: str) -> Secret:
    """Read a token that a header can carry."""
    if text and (len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable() or " " in text):
        # The text itself must not get into a log.
        raise ValueError(f"give at least {_SHORTEST_TOKEN} ASCII letters, digits or signs, without spaces") from None
    return Secret(text)


def addresses(text: str) -> tuple[str, ...]:
    """Read http addresses separated by spaces or commas."""
    found = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for address in found:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment:
            raise ValueError(f"{address} is no address of a service; give http or https addresses, separated by spaces")
    return found


def address(text: str) -> str:
    """Read the address of a service, or nothing."""
    if text and addresses(text) != (text,):
        raise ValueError("give one http or https address; a user and a password do not belong in it")
    return text


def authorization(text: str) -> Secret:
    """Read a bearer token, or a user and a password with a colon between them, or nothing."""
    if not text.isprintable() or (":" not in text and not text.isascii()) or text.startswith(":"):
        # The text itself must not get into a log.
        raise ValueError("give a bearer token, or user:password") from None
    return Secret(text)


def networks(text: str) -> tuple[str, ...]:
    """Read IP addresses and networks separated by spaces or commas; ``none`` is the empty list."""
    if text == "none":
        return ()
    try:
        return tuple(str(ip_network(part)) for part in text.replace(",", " ").split())
    except ValueError as error:
        raise ValueError(
            f"{error}; give addresses or networks such as 10.0.0.0/8, separated by spaces, or none"
        ) from None
