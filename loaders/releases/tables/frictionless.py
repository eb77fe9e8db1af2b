"""The data dictionary as a Data Package with Table Schema, which Frictionless and its like read."""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from phaen.loaders.releases.manifest import sha256
from phaen.loaders.releases.parts import Source
from phaen.loaders.releases.tables.columns import Column, ForeignKey, Table, Type
from phaen.loaders.releases.tables.definitions import KEYS, TABLES
from phaen.loaders.releases.tables.described import meaning
from phaen.loaders.releases.tables.files import CSV

_TYPES: Final = MappingProxyType(
    {
        Type.WHOLE: "integer",
        Type.MONEY: "number",
        Type.DEGREE: "number",
        Type.TRUTH: "boolean",
        Type.DAY: "date",
    }
)


def data_package(source: Source, folder: Path, keys: Sequence[ForeignKey]) -> dict[str, Any]:
    """Describe all tables; a foreign key must be the key of a row or empty."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "phaen",
        "id": f"{source.base}releases/{source.date}/tables/datapackage.json",
        "title": "Tables of local-government plans",
        "title_th": "ตารางข้อมูลแผนพัฒนาท้องถิ่น",
        "version": source.date,
        **({"licenses": [{"path": source.licence}]} if source.licence else {}),
        "resources": [_resource(table, folder, keys) for table in TABLES],
    }


def _resource(table: Table, folder: Path, keys: Sequence[ForeignKey]) -> dict[str, Any]:
    path = folder / table.path(CSV)
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path.name,
        "title": table.en,
        "title_th": table.th,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": table.key.name,
            "foreignKeys": [_foreign_key(key) for key in keys if key.table == table.name and not key.dangling],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    th, en = meaning(column)
    return {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "title": column.en,
        "title_th": column.th,
        **({"description": en, "description_th": th} if en else {}),
        **({"property": column.property.value} if column.property else {}),
        **({"constraints": {"required": True, "unique": True}} if column.required else {}),
    }


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    return {"fields": key.column, "reference": {"resource": key.refers, "fields": KEYS[key.refers]}}
