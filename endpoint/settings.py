"""The settings of a service, read from flags, environment variables and a file by the rows of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from phaen.endpoint.errors import SettingError
from phaen.endpoint.setting_file import FILE_VARIABLE, read_file
from phaen.endpoint.setting_table import ENVIRONMENT_PREFIX, SETTINGS, Setting
from phaen.endpoint.setting_types import Secret

__all__ = ["ENVIRONMENT_PREFIX", "SETTINGS", "Secret", "Setting", "Settings"]


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
    slow_workers: int
    recycle: int
    in_memory: int
    timeout: float
    queue_timeout: float
    memory: int
    max_body: int
    max_rows: int
    max_bytes: int
    page_rows: int
    cache: int
    warm: str
    areas: str
    index: str
    default_graph: str
    cors_origin: str
    token: Secret
    services: tuple[str, ...]
    validate_writes: str
    connections: int
    head_timeout: float
    body_timeout: float
    send_timeout: float
    drain: float
    short_links: int
    short_link_size: int
    short_link_rate: int
    releases: Path | None
    kept_releases: int
    publisher: str
    contact: str
    licence: str
    proxies: tuple[str, ...]
    engine: str
    engine_update: str
    engine_graph_store: str
    engine_authorization: Secret
    access_log: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], overrides: Mapping[str, object] | None = None) -> Self:
        """Read every setting from an override (a flag), else the environment, else the settings file, else its default.

        An override of None counts as not given. Raises SettingError for a bad value, an unknown override, or a
        settings file that cannot be used.
        """
        given = {name: value for name, value in (overrides or {}).items() if value is not None}
        if unknown := sorted(given.keys() - {setting.name for setting in SETTINGS}):
            raise SettingError(f"there is no setting {unknown[0]!r}; the settings are {', '.join(_names())}")
        path = environ.get(FILE_VARIABLE, "")
        filed = read_file(path, _names()) if path else {}
        values = {}
        for row in SETTINGS:
            stated = given.get(row.name, environ.get(row.variable) or None)
            if stated is None and row.name in filed:
                values[row.name] = row.parse(filed[row.name], f"{row.name} in {path}")
            else:
                values[row.name] = row.parse(row.default_text if stated is None else str(stated))
        return cls(**values)

    def texts(self) -> dict[str, str]:
        """Return every value as a text that ``from_environment`` reads back as an override."""
        values = {name: getattr(self, name) for name in _names()}
        return {name: _text(value) for name, value in values.items()}

    @property
    def releases_folder(self) -> Path:
        """Return the folder of the releases, which need not be there."""
        return self.releases or self.store / "releases"

    @property
    def union(self) -> bool:
        """Tell whether queries see the union of all graphs by default."""
        return self.default_graph == "union"


def _text(value: object) -> str:
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _names() -> list[str]:
    return [field.name for field in fields(Settings)]
