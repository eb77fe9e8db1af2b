"""The data dictionary as W3C has it: metadata of tables (Metadata Vocabulary for Tabular Data, CSV on the Web)."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final

from phaen.loaders.releases.parts import Source
from phaen.loaders.releases.tables.columns import Column, ForeignKey, Table, Type
from phaen.loaders.releases.tables.definitions import KEYS, TABLES
from phaen.loaders.releases.tables.described import meaning
from phaen.loaders.releases.tables.files import CSV

SEPARATOR: Final = "|"
"""Parts the texts of a cell that may hold several."""

_DATATYPES: Final = MappingProxyType(
    {
        Type.IRI: "anyURI",
        Type.TEXT: "string",
        Type.TEXTS: "string",
        Type.WHOLE: "integer",
        Type.MONEY: "decimal",
        Type.DEGREE: "decimal",
        Type.TRUTH: "boolean",
        Type.DAY: "date",
    }
)


def csvw(source: Source, keys: Sequence[ForeignKey]) -> dict[str, Any]:
    """Describe all tables; a foreign key must be the key of a row, so none may be empty."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": f"{source.base}releases/{source.date}/tables/csv-metadata.json",
        "dc:title": _both("ตารางข้อมูลแผนพัฒนาท้องถิ่น", "Tables of local-government plans"),
        **({"dc:license": {"@id": source.licence}} if source.licence else {}),
        "dialect": {
            "encoding": "utf-8",
            "lineTerminators": ["\r\n"],
            "header": True,
            "delimiter": ",",
            "doubleQuote": True,
        },
        "tables": [_table(table, keys) for table in TABLES],
    }


def _table(table: Table, keys: Sequence[ForeignKey]) -> dict[str, Any]:
    return {
        "url": f"{table.name}{CSV}",
        "dc:title": _both(table.th, table.en),
        "tableSchema": {
            "aboutUrl": f"{{+{table.key.name}}}",
            "primaryKey": table.key.name,
            "columns": [_column(column) for column in table.columns],
            "foreignKeys": [
                _foreign_key(key) for key in keys if key.table == table.name and not key.dangling and not key.empty
            ],
        },
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": {"th": column.th, "en": column.en},
        "datatype": _DATATYPES[column.type],
        **dict(_facts(column)),
    }


def _facts(column: Column) -> Iterator[tuple[str, Any]]:
    th, en = meaning(column)
    if en:
        yield "dc:description", _both(th, en)
    if column.required:
        yield "required", True
    if column.type is Type.TEXTS:
        yield "separator", SEPARATOR
    if column.type is Type.IRI or column.start:
        yield "valueUrl", f"{column.start}{{+{column.name}}}"
    if column.about:
        yield "aboutUrl", f"{{+{column.about}}}"
    if column.property:
        yield "propertyUrl", column.property.value
    else:
        yield "suppressOutput", True


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    reference = {"resource": f"{key.refers}{CSV}", "columnReference": KEYS[key.refers]}
    return {"columnReference": key.column, "reference": reference}


def _both(th: str, en: str) -> list[dict[str, str]]:
    return [{"@value": th, "@language": "th"}, {"@value": en, "@language": "en"}]
