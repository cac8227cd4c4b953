"""`croissant.json`: a release's tables for machine learning tools, by Croissant 1.1.

Promises: every table file with its sha256; one record set a table, whose records `mlcroissant` loads; what is
kept by year comes with its `year`.
Refuses: absolute paths, the time of the build, an address that the release does not have.
Caveat: mlcroissant reads through NumPy's types, so that counts that may be absent come as numbers there. What
points at what is in datapackage.json alone: mlcroissant gives wrong records of tables that others point at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gongkai.citation import cite
from gongkai.datapackage import CREATOR, KEYWORDS, LICENSE_URL, TITLE, TableFile
from gongkai.fields import Field, Table

FORMAT = "application/x-parquet"
_DESCRIPTION = (
    "Numbers of the annual reports that Chinese public bodies publish on government information disclosure "
    "(政府信息公开工作年度报告), with their raw text and place. Never sum across levels: read README.md."
)
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}  # the standard one, in its order


def describe_croissant(files: Sequence[TableFile], *, name: str, created: datetime) -> dict[str, Any]:
    """The Croissant description of the tables of a release."""
    tables = {file.table.name: file.table for file in files}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "gongkai",
        "alternateName": TITLE,
        "description": _DESCRIPTION,
        "version": name.removeprefix("v"),
        "datePublished": created.date().isoformat(),
        "license": LICENSE_URL,
        "citeAs": cite(name, created),
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "keywords": list(KEYWORDS),
        "inLanguage": ["zh", "en"],
        "distribution": [
            *map(_file, files),
            *(_file_set(table) for table in tables.values() if table.by_year),
        ],
        "recordSet": list(map(_record_set, tables.values())),
    }


def _file(file: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.name,
        "description": file.table.en,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": FORMAT,
        "sha256": file.sha256,
    }


def _file_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": _set_id(table),
        "name": f"{table.name}, all years",
        "encodingFormat": FORMAT,
        "includes": f"{table.name}/*/part-0.parquet",
    }


def _set_id(table: Table) -> str:
    return f"{table.name}-files"


def _record_set(table: Table) -> dict[str, Any]:
    fields = [_field(table, field) for field in table.fields]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.en} {table.zh}。",
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [*fields, *([_year(table)] if table.by_year else [])],
    }


def _field(table: Table, field: Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": f"{field.en} {field.zh}",
        "dataType": _data_type(field),
        "source": {**_source(table), "extract": {"column": field.name}},
    }


def _data_type(field: Field) -> str:
    # an absent count makes the whole column one of floats there, which is no sc:Integer
    return _TYPES["number"] if field.type == "integer" and field.nullable else _TYPES[field.type]


def _year(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/year",
        "name": "year",
        "description": "The year reported on; 0 where it is unclear. 报告年度",
        "dataType": "sc:Integer",
        "source": {
            **_source(table),
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": r".*/year=(\d+)/.*"},
        },
    }


def _source(table: Table) -> dict[str, Any]:
    if table.by_year:
        return {"fileSet": {"@id": _set_id(table)}}
    return {"fileObject": {"@id": f"{table.name}.parquet"}}
