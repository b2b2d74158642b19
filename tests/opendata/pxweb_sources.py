"""A PxWeb source with made-up tables: it checks what it is asked, eliminates, limits and errs as the real ones do."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tests.opendata.server import Request, Response, as_json, body, problem


@dataclass
class Var:
    """A variable. total: the code whose values stand for it when it is left out; None: it cannot be left out."""

    code: str
    labels: dict[str, str]
    label: str = ""
    total: str | None = None
    is_time: bool = False
    is_content: bool = False
    codelists: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class FakeTable:
    """value: what stands in a cell, by variable -> code. A text is a mark: null with that status."""

    variables: list[Var]
    value: Callable[[dict[str, str]], float | str]
    title: str = "Påhittad tabell"
    notes: list[str] = field(default_factory=list)
    unit: str = "antal"

    def cube(self, asked: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, Any]:
        """The answer as JSON-stat 2. asked: variable -> codes and their labels."""
        shown = [each for each in self.variables if each.code in asked]
        hidden = {each.code: each.total for each in self.variables if each.code not in asked}
        cells = [
            self.value({**hidden, **dict(zip((each.code for each in shown), key, strict=True))})
            for key in product(*(asked[each.code][0] for each in shown))
        ]
        return {
            "version": "2.0",
            "class": "dataset",
            "label": self.title,
            "source": "Källan",
            "updated": "2026-06-08T06:00:00Z",
            "note": self.notes,
            "role": self.roles(shown),
            "id": [each.code for each in shown],
            "size": [len(asked[each.code][0]) for each in shown],
            "dimension": {each.code: self.dimension(each, *asked[each.code]) for each in shown},
            "value": [None if isinstance(cell, str) else cell for cell in cells],
            "status": {str(at): cell for at, cell in enumerate(cells) if isinstance(cell, str)},
        }

    def roles(self, shown: list[Var]) -> dict[str, list[str]]:
        roles = {"time": [each.code for each in shown if each.is_time]}
        contents = [each.code for each in shown if each.is_content]
        return {**roles, "metric": contents} if contents else roles

    def dimension(self, variable: Var, codes: list[str], labels: dict[str, str]) -> dict[str, Any]:
        category: dict[str, Any] = {
            "index": {code: at for at, code in enumerate(codes)},
            "label": {code: labels[code] for code in codes},
        }
        if variable.is_content:
            category["unit"] = {code: {"base": self.unit, "decimals": 0} for code in codes}
        codelists = [{"id": name, "label": name, "type": "Aggregation"} for name in variable.codelists]
        return {
            "label": variable.label or variable.code.lower(),
            "category": category,
            "extension": {"elimination": variable.total is not None, "codelists": codelists},
        }


class FakePxWeb2:
    """SCB's kind."""

    def __init__(self, tables: dict[str, FakeTable], *, max_cells: int = 1000, calls: int = 1000) -> None:
        self.tables = tables
        self.max_cells = max_cells
        self.calls = calls
        self.sizes: list[int] = []

    def __call__(self, asked: Request) -> Response:
        match asked.path.strip("/").split("/"):
            case ["config"]:
                limits = {"maxDataCells": self.max_cells, "maxCallsPerTimeWindow": self.calls, "timeWindow": 1}
                return as_json({"apiVersion": "2.2.0", **limits, "defaultDataFormat": "json-stat2"})
            case ["tables"]:
                return self.search(asked)
            case ["codelists", name]:
                return self.codelist(name)
            case ["tables", table, *rest] if table in self.tables:
                return self.data(self.tables[table], asked) if rest == ["data"] else self.metadata(table)
        return problem(404, "Non-existent table")

    def search(self, asked: Request) -> Response:
        number, size = int(asked.query.get("pageNumber", 1)), int(asked.query.get("pageSize", 20))
        found = [name for name, table in self.tables.items() if asked.query.get("query", "") in table.title]
        some = found[(number - 1) * size : number * size]
        tables = [{"id": each, "label": self.tables[each].title, "variableNames": ["region"]} for each in some]
        page = {"pageNumber": number, "pageSize": size, "totalElements": len(found)}
        return as_json(
            {"language": "sv", "tables": tables, "page": {**page, "totalPages": math.ceil(len(found) / size)}}
        )

    def codelist(self, name: str) -> Response:
        for table in self.tables.values():
            for variable in table.variables:
                if name in variable.codelists:
                    values = [{"code": code, "label": label} for code, label in variable.codelists[name].items()]
                    return as_json({"id": name, "type": "Aggregation", "values": values})
        return problem(404, "Non-existent codelist")

    def metadata(self, name: str) -> Response:
        table = self.tables[name]
        cube = table.cube({each.code: (list(each.labels), each.labels) for each in table.variables})
        del cube["status"]
        return as_json({**cube, "value": []})

    def data(self, table: FakeTable, asked: Request) -> Response:
        chosen: dict[str, tuple[list[str], dict[str, str]]] = {}
        by_code = {each.code: each for each in table.variables}
        for each in asked.document["selection"]:
            variable = by_code.get(each["variableCode"])
            if variable is None:
                return problem(400, "Non-existent variable")
            labels = variable.codelists.get(each["codelist"], {}) if each["codelist"] else variable.labels
            if not set(each["valueCodes"]) <= set(labels):
                return problem(400, "Non-existent value")
            chosen[variable.code] = (each["valueCodes"], labels)
        if any(each.total is None and each.code not in chosen for each in table.variables):
            return problem(400, "Missing selection for mandatory variable")
        self.sizes.append(math.prod(len(codes) for codes, _ in chosen.values()))
        if self.sizes[-1] > self.max_cells:
            return problem(403, "Too many cells selected")
        return as_json(table.cube(chosen))


class FakePxWeb1:
    """Folkhälsomyndigheten's and Skolverket's kind. tables: by path."""

    def __init__(self, tables: dict[str, FakeTable], *, max_cells: int = 1000) -> None:
        self.tables = tables
        self.max_cells = max_cells
        self.sizes: list[int] = []

    def __call__(self, asked: Request) -> Response:
        path = asked.path.strip("/")
        if asked.url.endswith("?config"):
            return as_json({"maxValues": 10000, "maxCells": self.max_cells, "maxCalls": 1000, "timeWindow": 10})
        if path in self.tables:
            table = self.tables[path]
            return self.data(table, asked) if asked.method == "POST" else as_json(self.metadata(table))
        return self.folder(path)

    def folder(self, path: str) -> Response:
        inside = [name.removeprefix(f"{path}/" if path else "") for name in self.tables if name.startswith(path)]
        if not inside:
            return body(b"", kind="text/html", status=404)
        folders = dict.fromkeys(name.split("/")[0] for name in inside if "/" in name)
        tables = [{"id": name, "type": "t", "text": "Tabell", "updated": "2026"} for name in inside if "/" not in name]
        return as_json([*({"id": name, "type": "l", "text": "Mapp"} for name in folders), *tables])

    def metadata(self, table: FakeTable) -> dict[str, Any]:
        variables = [
            {
                "code": each.code,
                "text": each.label or each.code.lower(),
                "values": list(each.labels),
                "valueTexts": list(each.labels.values()),
                **({"elimination": True} if each.total is not None else {}),
                **({"time": True} if each.is_time else {}),
            }
            for each in table.variables
        ]
        return {"title": table.title, "variables": variables}

    def data(self, table: FakeTable, asked: Request) -> Response:
        chosen: dict[str, tuple[list[str], dict[str, str]]] = {}
        by_code = {each.code: each for each in table.variables}
        for each in asked.document["query"]:
            variable, picked = by_code[each["code"]], each["selection"]
            labels = variable.labels if picked["filter"] == "item" else variable.codelists[picked["filter"]]
            if not set(picked["values"]) <= set(labels):
                return body(b'{"error":"Unknown value"}', status=400)
            chosen[variable.code] = (picked["values"], labels)
        self.sizes.append(math.prod(len(codes) for codes, _ in chosen.values()))
        if self.sizes[-1] > self.max_cells:
            return body(b"", kind="text/html", status=403)
        if asked.document["response"]["format"] == "json":
            return as_json(self.own_json(table, chosen))
        return as_json(table.cube(chosen))

    def own_json(self, table: FakeTable, chosen: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, Any]:
        by_code = {each.code: each for each in table.variables}
        columns = [
            {"code": name, "text": by_code[name].label or name, "type": "t" if by_code[name].is_time else "d"}
            for name in chosen
        ]
        data = [
            {"key": list(key), "values": [str(table.value(dict(zip(chosen, key, strict=True))))]}
            for key in product(*(codes for codes, _ in chosen.values()))
        ]
        return {"columns": [*columns, {"code": "C1", "text": table.title, "type": "c"}], "comments": [], "data": data}
