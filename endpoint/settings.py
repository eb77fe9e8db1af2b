"""The one table of settings, from which flags, environment variables, documentation and checks are derived."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from phaen.endpoint.errors import SettingError

ENVIRONMENT_PREFIX = "PHAEN_"
_SHORTEST_TOKEN = 8


@dataclass(frozen=True)
class Setting:
    """One row of the table: a name, how to read it, its default and a line of help in both languages."""

    name: str
    read: Callable[[str], Any]
    default: str | Callable[[], str]
    metavar: str
    help_th: str
    help_en: str
    choices: tuple[str, ...] = ()
    secret: bool = False

    @property
    def flag(self) -> str:
        """Return the command-line flag, e.g. ``--query-workers``."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Return the environment variable, e.g. ``PHAEN_QUERY_WORKERS``."""
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def default_text(self) -> str:
        """Return the default as it would be written on the command line."""
        return self.default if isinstance(self.default, str) else self.default()

    def parse(self, text: str) -> Any:  # noqa: ANN401 - each row has its own type
        """Read a value, or raise SettingError naming the setting, the value and the remedy."""
        try:
            return self.read(text.strip())
        except ValueError as error:
            given = "not usable" if self.secret else repr(text)
            message = f"{self.variable} ({self.flag}) is {given}: {error}"
            raise SettingError(message) from error


def default_store() -> str:
    """Return the folder under the user's data directory that holds the store."""
    from platformdirs import user_data_dir

    return str(Path(user_data_dir("phaen", appauthor=False)) / "store")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    return read


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:  # noqa: PLR2004 - a day; also keeps NaN and infinity out
        raise ValueError("give a number of seconds above 0 and up to 86400")
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}")
        return text

    return read


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError("give the path of a folder")
    return Path(text).expanduser()


def _host(text: str) -> str:
    if not text or any(character.isspace() or character in "/@?#" for character in text):
        raise ValueError("give a host name or address, e.g. 127.0.0.1 or 0.0.0.0")
    return text


def _base(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or not text.endswith("/") or parts.query:
        raise ValueError("give an http or https IRI that ends with a slash, e.g. https://w3id.org/phaen/")
    if any(character.isspace() or character in '<>"{}|\\^`#' for character in text):
        raise ValueError("give an IRI without spaces, quotes, brackets and fragment")
    return text


def _origin(text: str) -> str:
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


def _token(text: str) -> Secret:
    if text and (len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable() or " " in text):
        # The text itself must not get into a log.
        raise ValueError(f"give at least {_SHORTEST_TOKEN} ASCII letters, digits or signs, without spaces") from None
    return Secret(text)


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.replace(",", " ").split()))
    for address in found:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment:
            raise ValueError(f"{address} is no address of a service; give http or https addresses, separated by spaces")
    return found


SETTINGS: tuple[Setting, ...] = (
    Setting("store", _path, default_store, "PATH", "โฟลเดอร์ของคลังข้อมูล", "Folder of the store."),
    Setting("host", _host, "127.0.0.1", "ADDRESS", "ที่อยู่ที่เซิร์ฟเวอร์รับฟัง", "Address to listen on."),
    Setting("port", _whole(1, 65_535), "8000", "NUMBER", "พอร์ตที่เซิร์ฟเวอร์รับฟัง", "Port to listen on."),
    Setting(
        "base",
        _base,
        "https://w3id.org/phaen/",
        "IRI",
        "IRI ฐานของสิ่งที่เผยแพร่ (ไม่ใช้กับออนโทโลยีและรายการรหัส)",
        "Base IRI of the things published (the ontology and the code lists keep theirs).",
    ),
    Setting("workers", _whole(1, 64), "2", "NUMBER", "จำนวนโพรเซสที่รับคำขอ HTTP", "Processes that answer HTTP."),
    Setting("threads", _whole(1, 256), "32", "NUMBER", "จำนวนเธรดต่อหนึ่งโพรเซส HTTP", "Threads in each HTTP process."),
    Setting(
        "query_workers",
        _whole(1, 64),
        "2",
        "NUMBER",
        "จำนวนโพรเซสที่ประมวลผลคำค้นต่อหนึ่งโพรเซส HTTP",
        "Processes that evaluate queries, for each HTTP process.",
    ),
    Setting(
        "timeout",
        _seconds,
        "30",
        "SECONDS",
        "เวลาสูงสุดของหนึ่งคำค้น (วินาที)",
        "Longest time that one query may take, in seconds.",
    ),
    Setting(
        "queue_timeout",
        _seconds,
        "5",
        "SECONDS",
        "เวลาที่คำค้นรอโพรเซสว่างได้ (วินาที)",
        "Longest time that a query waits for a free query process, in seconds.",
    ),
    Setting(
        "memory",
        _whole(64, 1_048_576),
        "1024",
        "MEGABYTES",
        "หน่วยความจำที่หนึ่งคำค้นใช้เพิ่มได้ (เมกะไบต์)",
        "Memory that one query process may take beyond its start, in megabytes.",
    ),
    Setting(
        "max_body",
        _whole(1, 2**40),
        "10000000",
        "BYTES",
        "ขนาดสูงสุดของเนื้อความในคำขอ (ไบต์)",
        "Largest request body, in bytes.",
    ),
    Setting(
        "max_rows",
        _whole(0, 2**40),
        "0",
        "NUMBER",
        "จำนวนแถว (หรือทริปเปิล) สูงสุดของผลลัพธ์หนึ่งชุด, 0 คือไม่จำกัด",
        "Most rows, or triples, of one result; 0 sets no limit. A result that is cut says so.",
    ),
    Setting(
        "page_rows",
        _whole(1, 100_000),
        "1000",
        "NUMBER",
        "จำนวนแถวสูงสุดที่แสดงบนหน้าเว็บ (ไฟล์ดาวน์โหลดมีครบทุกแถว)",
        "Most rows shown on a page; downloads always hold all of them.",
    ),
    Setting(
        "default_graph",
        _one_of("union", "strict"),
        "union",
        "union|strict",
        "กราฟตั้งต้นของคำค้น: union คือกราฟทั้งหมดรวมกัน, strict ตามมาตรฐาน",
        "Default graph of a query: union (all graphs) or strict (the standard's plain default graph).",
        choices=("union", "strict"),
    ),
    Setting(
        "cors_origin",
        _origin,
        "*",
        "ORIGIN",
        "เว็บไซต์ที่เรียกใช้จากเบราว์เซอร์ได้ (ว่างคือปิด)",
        "Origin whose pages may call the service from a browser; empty switches it off.",
    ),
    Setting(
        "token",
        _token,
        "",
        "TOKEN",
        "โทเค็นสำหรับเขียนข้อมูล อย่างน้อย 8 ตัวอักษร (ว่างคือปิดการเขียน); ใช้ตัวแปรสภาพแวดล้อมปลอดภัยกว่าแฟล็ก",
        "Bearer token for writing, at least 8 characters; empty switches writing off. "
        "The environment variable is safer: other users of the machine can see flags.",
        secret=True,
    ),
    Setting(
        "services",
        _addresses,
        "",
        "IRIS",
        "ที่อยู่ของบริการที่ SERVICE และ LOAD เรียกได้ คั่นด้วยช่องว่าง (ว่างคือไม่มี)",
        "Addresses that SERVICE and LOAD may name, separated by spaces; empty refuses all.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """The values of all settings, read and checked."""

    store: Path
    host: str
    port: int
    base: str
    workers: int
    threads: int
    query_workers: int
    timeout: float
    queue_timeout: float
    memory: int
    max_body: int
    max_rows: int
    page_rows: int
    default_graph: str
    cors_origin: str
    token: Secret
    services: tuple[str, ...]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], overrides: Mapping[str, object] | None = None) -> Self:
        """Read every setting from an override (a flag), else the environment, else its default.

        An override of None counts as not given. Raises SettingError for a bad value or an unknown override.
        """
        given = {name: value for name, value in (overrides or {}).items() if value is not None}
        if unknown := sorted(given.keys() - {setting.name for setting in SETTINGS}):
            raise SettingError(f"there is no setting {unknown[0]!r}; the settings are {', '.join(_names())}")
        texts = {row.name: str(given.get(row.name, environ.get(row.variable) or row.default_text)) for row in SETTINGS}
        return cls(**{row.name: row.parse(texts[row.name]) for row in SETTINGS})

    @property
    def union(self) -> bool:
        """Tell whether queries see the union of all graphs by default."""
        return self.default_graph == "union"


def _names() -> list[str]:
    return [field.name for field in fields(Settings)]
