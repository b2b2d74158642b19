"""A source that behaves as Kolada does: parts of an address, 25 ids in each, pages with a link to the next."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.opendata.server import Request, Response, as_json, html, problem

MOST_IDS = 25


def kpi(id: str = "N00001", title: str = "Ett nyckeltal, andel (%)", **more: Any) -> dict[str, Any]:
    return {
        "id": id, "title": title, "description": "", "is_divided_by_gender": True, "municipality_type": "A",
        "auspice": "X", "operating_area": "Hälso- och sjukvård", "perspective": "Volymer",
        "prel_publication_date": None, "publication_date": "2026-05-05", "publ_period": "2025", "has_ou_data": False,
    } | more  # fmt: skip


def value(value: float | None = 1.5, gender: str = "T", **more: Any) -> dict[str, Any]:
    return {"gender": gender, "count": 1, "status": "", "value": value, "isdeleted": False} | more


def row(kpi: str, place: str, year: int, *values: dict[str, Any], key: str = "municipality") -> dict[str, Any]:
    return {"values": list(values) or [value()], "kpi": kpi, "period": year, key: place}


class KoladaServer:
    """Answers as Kolada from what it is given. rows: of data; catalogue: path -> objects with id and title."""

    def __init__(
        self, rows: Iterable[dict[str, Any]] = (), *, catalogue: dict[str, list[dict[str, Any]]] | None = None,
        page_size: int = 5000,
    ) -> None:  # fmt: skip
        self.rows = list(rows)
        self.catalogue = {"kpi": [], "municipality": [], "municipality_groups": [], "ou": []} | (catalogue or {})
        self.page_size = page_size

    def __call__(self, asked: Request) -> Response:
        parts = asked.path.strip("/").split("/")
        if parts[0] in ("data", "oudata"):
            return self._data(asked, parts[1:])
        if parts[0] in self.catalogue and len(parts) <= 2:
            return self._objects(asked, *parts)
        return html()

    def _objects(self, asked: Request, kind: str, ids: str = "") -> Response:
        if len(ids.split(",")) > MOST_IDS:
            return problem(400, "Too many ids")
        wanted = ids.split(",") if ids else None
        found = [
            each
            for each in self.catalogue[kind]
            if (wanted is None or each["id"] in wanted)
            and asked.query.get("title", "").lower() in each["title"].lower()
            and asked.query.get("region_type", each.get("type")) == each.get("type")
            and asked.query.get("municipality", each.get("municipality")) == each.get("municipality")
        ]
        return self._paged(asked, found)

    def _data(self, asked: Request, parts: list[str]) -> Response:
        wanted = dict(zip(parts[::2], parts[1::2], strict=True))
        ids = {name: each.split(",") for name, each in wanted.items()}
        if len(ids) < 2 or any(len(each) > MOST_IDS for each in ids.values()):
            return problem(400, "Bad Request")
        found = [
            each for each in self.rows
            if all(str(each.get("period" if name == "year" else name)) in some for name, some in ids.items())
        ]  # fmt: skip
        return self._paged(asked, found)

    def _paged(self, asked: Request, found: list[Any]) -> Response:
        size = int(asked.query.get("per_page", self.page_size))
        page = int(asked.query.get("page", 1))
        some = found[(page - 1) * size : page * size]
        envelope: dict[str, Any] = {"values": some, "count": len(some)}
        if page * size < len(found):
            plain = urlsplit(asked.url)._replace(query="").geturl()
            envelope["next_url"] = f"{plain}?{urlencode(asked.query | {'page': page + 1})}"
        return as_json(envelope)
