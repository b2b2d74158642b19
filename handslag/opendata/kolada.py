"""Kolada, API v3: figures of Sweden's municipalities and regions. Terms: free to use; show "Källa: Kolada".

An indicator or an area without a row has no published value: that is never zero.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from handslag.opendata import kolada_rows as rows
from handslag.opendata.answers import Answer
from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.kolada_rows import NAME, Group, Kpi, Municipality, Page, Unit
from handslag.opendata.kolada_tally import MOST_ANSWERS, MOST_ROWS, Tally, most_rows
from handslag.opendata.options import page_size as check_page_size
from handslag.opendata.records import NOT_PUBLISHED, Observation
from handslag.opendata.transport import MAX_BYTES, Keep, Transport

__all__ = ["BASE_URL", "IDS_A_PART", "NAME", "Group", "Kolada", "Kpi", "Municipality", "Page", "Unit"]

BASE_URL = "https://api.kolada.se/v3"
IDS_A_PART = 25
"""More ids than this in one part of an address are an error."""
MAX_PAGES = 5000

Ids = str | int | Iterable[str | int]
Parts = dict[str, list[str]]
T = TypeVar("T")


class Kolada:
    """Asks Kolada.

    timeout: seconds for a whole answer. rate: questions a second. max_bytes: of an answer. keep: gets each raw answer.
    page_size: rows a page, Kolada's own (5000) when None. More options: see Transport. What is asked is split where
    Kolada takes no more, and pages are followed to the last. All methods raise SourceError when Kolada cannot be asked
    or answers what cannot be used.
    """

    def __init__(
        self, base_url: str = BASE_URL, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, page_size: int | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.transport = Transport(
            NAME, base_url, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, **options
        )
        check_page_size(page_size)
        self._page_size = page_size
        self._most_bytes = MOST_ANSWERS * max_bytes

    def kpis(self, ids: Ids | None = None, title: str | None = None) -> list[Kpi]:
        """Return indicators: those with the ids, those whose title holds a text, or all (some 6,100)."""
        return self._catalogue("kpi", rows.kpi, ids, title=title)

    def municipalities(self, title: str | None = None, region_type: str | None = None) -> list[Municipality]:
        """Return areas, or those whose title holds a text. region_type: "K" or "L" for only those."""
        return self._catalogue("municipality", rows.municipality, title=title, region_type=region_type)

    def groups(self, title: str | None = None, ids: Ids | None = None) -> list[Group]:
        """Return groups of areas with their members: those with the ids, those whose title holds a text, or all."""
        return self._catalogue("municipality_groups", rows.group, ids, title=title)

    def units(self, municipality: str | None = None, title: str | None = None) -> list[Unit]:
        """Return units, or those of a municipality, or those whose title holds a text."""
        return self._catalogue("ou", rows.unit, municipality=municipality, title=title)

    def changed_titles(self, expect: Mapping[str, str]) -> dict[str, str | None]:
        """Return id -> title now, of the indicators whose title is not as expected; None for one that is gone."""
        now = {kpi.id: kpi.title for kpi in self.kpis(expect)} if expect else {}
        return {id: now.get(id) for id, title in expect.items() if _plain(now.get(id)) != _plain(title)}

    def data(
        self, kpis: Ids | None = None, municipalities: Ids | None = None, years: Ids | None = None, *,
        from_date: str | None = None, expect: Mapping[str, str] | None = None, fill: bool = False,
    ) -> Iterator[Observation]:  # fmt: skip
        """Yield published values, when all have come: where a page breaks off there are none. See `pages` otherwise.

        At least two of the three parts are needed; municipalities may be groups (G...). from_date: only what changed
        since "YYYY-MM-DD". expect: id -> title as stored; stops with reason "changed" when a title is another, for then
        the figure may be too. fill: last, one observation "not_published" for each asked combination without a row
        (needs all three parts; not with from_date).
        """
        parts = self._parts(kpi=kpis, municipality=municipalities, year=years)
        if fill and (len(parts) < 3 or from_date):
            raise self._wrong("fill kräver alla tre delarna, utan from_date.")
        pages = self.pages(parts.get("kpi"), parts.get("municipality"), parts.get("year"),
                           from_date=from_date, expect=expect)  # fmt: skip
        return _when_all_have_come(pages, parts if fill else {})

    def unit_data(
        self, kpis: Ids | None = None, units: Ids | None = None, years: Ids | None = None
    ) -> Iterator[Observation]:
        """Yield published values of units, when all have come; area is the unit's id. At least two parts are needed."""
        pages = self._pages("oudata", self._parts(kpi=kpis, ou=units, year=years), {}, resume=None, expect=None)
        return _when_all_have_come(pages, {})

    def pages(
        self, kpis: Ids | None = None, municipalities: Ids | None = None, years: Ids | None = None, *,
        from_date: str | None = None, expect: Mapping[str, str] | None = None, resume: str | None = None,
    ) -> Iterator[Page]:  # fmt: skip
        """Yield values a page at a time, as they come in: see `data`.

        resume: the address of a SourceError, or the `next` of a page, to go on from where an earlier call broke off.
        """
        parts = self._parts(kpi=kpis, municipality=municipalities, year=years)
        if from_date is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", from_date):
            raise self._wrong(f"from_date skrivs ÅÅÅÅ-MM-DD, inte {from_date!r}.")
        query = {"from_date": from_date} if from_date else {}
        return self._pages("data", parts, query, resume=resume, expect=expect)

    def _pages(
        self, root: str, parts: Parts, query: dict[str, str], *, resume: str | None, expect: Mapping[str, str] | None
    ) -> Iterator[Page]:
        paths = [f"{root}/{path}" for path in _paths(parts)]
        start = self._place_of(resume, paths) if resume else 0
        place = "ou" if root == "oudata" else "municipality"
        return self._asked_pages(paths[start:], place, query, resume, expect)

    def _asked_pages(
        self, paths: Sequence[str], place: str, query: dict[str, str], resume: str | None,
        expect: Mapping[str, str] | None,
    ) -> Iterator[Page]:  # fmt: skip
        self._stop_on_changed(expect or {})
        for path in paths:
            seen: set[tuple[str, str, str]] = set()
            asked = _asked(path)
            most = most_rows(asked, ("kpi", place, "year"))
            for answer in self._answers(path, query, resume, most=most):
                yield rows.page(answer, _next(answer), place=place, seen=seen, asked=asked)
            resume = None

    def _catalogue(
        self, path: str, build: Callable[[Answer, Any], T], ids: Ids | None = None, **query: str | None
    ) -> list[T]:
        asked = {name: value for name, value in query.items() if value is not None}
        paths = [path] if ids is None else [f"{path}/{','.join(some)}" for some in _chunks(self._ids("id", ids))]
        return [
            build(answer, each)
            for one in paths
            for answer in self._answers(one, asked)
            for each in answer.part(answer.document, "values", list)
        ]

    def _answers(
        self, path: str, query: dict[str, str], resume: str | None = None, *, most: int = MOST_ROWS
    ) -> Iterator[Answer]:
        """Yield the pages of one question, at most so many rows.

        Raises SourceError where they lead round or to another host, do not end, or hold more or less than they say.
        """
        size = {"per_page": str(self._page_size)} if self._page_size else {}
        base = self.transport.base_url
        answer = self.transport.follow(resume, at=base) if resume else self.transport.get(path, query | size)
        seen = {_target(answer.address)}
        tally = Tally(most_rows=most, most_bytes=self._most_bytes, is_whole=not resume)
        for _ in range(MAX_PAGES):
            link = _next(answer)
            tally.add(answer, is_last=not link)
            yield answer
            if not link:
                return
            following = self.transport.follow(link, at=answer.address)
            if _target(following.address) in seen or (answer.document["values"] == following.as_a(dict).get("values")):
                raise following.refused("", "loop")
            seen.add(_target(following.address))
            answer = following
        raise answer.refused(f"De är fler än {MAX_PAGES}.", "loop")

    def _stop_on_changed(self, expect: Mapping[str, str]) -> None:
        changed = self.changed_titles(expect)
        if changed:
            told = "; ".join(
                f"{id} hette {expect[id]!r} och " + (f"heter nu {now!r}" if now is not None else "finns inte längre")
                for id, now in changed.items()
            )
            raise SourceError(NAME, self.transport.address("kpi/" + ",".join(changed)), "changed", f"{told}.")

    def _parts(self, **given: Ids | None) -> Parts:
        """Return the ids of each part that is given, in the order that Kolada wants them."""
        parts = {name: self._ids(name, ids) for name, ids in given.items() if ids is not None}
        if len(parts) < 2:
            raise self._wrong("Minst två av delarna nyckeltal, område och år behövs.")
        return parts

    def _ids(self, name: str, given: Ids) -> list[str]:
        some = given.split(",") if isinstance(given, str) else [given] if isinstance(given, int) else given
        ids = list(dict.fromkeys(str(each).strip() for each in some))
        wrong = [each for each in ids if not re.fullmatch(r"\d{4}" if name == "year" else r"[A-Za-z0-9]+", each)]
        if wrong or not ids:
            raise self._wrong(f"{name} kan inte vara {wrong[0]!r}." if wrong else f"{name} är tom.")
        return ids

    def _place_of(self, resume: str, paths: Sequence[str]) -> int:
        """Return which of the questions an address belongs to."""
        for place, path in enumerate(paths):
            if urlsplit(self.transport.address(path)).path == urlsplit(resume).path:
                return place
        raise self._wrong(f"resume hör inte till frågan: {resume[:200]!r}.")

    def _wrong(self, told: str) -> QuestionError:
        return QuestionError(NAME, self.transport.base_url, told)


def _when_all_have_come(pages: Iterator[Page], fill: Parts) -> Iterator[Observation]:
    """Yield the values of all pages, and then what none of them had of the parts that are to be filled."""
    found = [each for page in pages for each in page.observations]
    yield from found
    there = {(each.indicator, each.area, each.period) for each in found} if fill else set()
    for indicator, area, period in product(*fill.values()) if fill else ():
        if (indicator, area, period) not in there:
            yield Observation(indicator, area, period, "", None, NOT_PUBLISHED, source=NAME)


def _next(answer: Answer) -> str:
    """Return the link to the page after an answer, "" after the last. v2's link means that this is not v3."""
    document = answer.as_a(dict)
    if document.get("next_page") and not document.get("next_url"):
        raise answer.refused("Det är i formen för v2 av gränssnittet (next_page).")
    link = document.get("next_url") or ""
    if not isinstance(link, str):
        raise answer.refused("Fältet 'next_url' är ingen text.")
    return link


def _target(address: str) -> str:
    parts = urlsplit(urljoin("http://", address))
    return f"{parts.path}?{parts.query}"


def _paths(parts: Parts) -> list[str]:
    """Return the questions that the parts make when no part holds more ids than Kolada takes."""
    chunks = [[f"{name}/{','.join(some)}" for some in _chunks(ids)] for name, ids in parts.items()]
    return ["/".join(each) for each in product(*chunks)]


def _asked(path: str) -> dict[str, set[str]]:
    """Return the ids that the address of a question asks for of each part, in capitals."""
    _, *parts = path.split("/")
    return {name: set(ids.upper().split(",")) for name, ids in zip(parts[::2], parts[1::2], strict=True)}


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + IDS_A_PART] for start in range(0, len(ids), IDS_A_PART))


def _plain(title: str | None) -> str:
    return " ".join((title or "").split())
