"""PxWeb: the table databases of SCB (API v2), and of Folkhälsomyndigheten and Skolverket (API v1).

The limits are read from the source before the first question, and kept to. A question with more cells than the source
allows is asked in parts. Nothing is handed out before all of it has come, and is what was asked for. The last periods
are TOP(n); see `pxweb_selection` for what else a selection may hold.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from handslag.opendata import pxweb_cubes, pxweb_tables
from handslag.opendata.answers import Answer
from handslag.opendata.cube import Cube
from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.jsonstat import MAX_CELLS
from handslag.opendata.options import page_size as check_page_size
from handslag.opendata.pxweb_catalogue import CAUTIOUS, Config, Entry, Found, config, entry, found_table
from handslag.opendata.pxweb_records import MARKS, SKOLVERKET_MARKS, interval, observations
from handslag.opendata.pxweb_selection import (
    Choice,
    Chosens,
    Group,
    Selection,
    WrongQuestion,
    cells,
    chosen,
    parted,
    spelled_out,
)
from handslag.opendata.pxweb_tables import Table, Variable
from handslag.opendata.records import Observation
from handslag.opendata.transport import MAX_BYTES, Keep, Transport

__all__ = ["MARKS", "SKOLVERKET_MARKS", "Config", "Entry", "Found", "Group", "PxWeb1", "PxWeb2", "Table", "Variable"]

SCB_URL = "https://statistikdatabasen.scb.se/api/v2"
FOLKHALSODATA_URL = "https://fohm-app.folkhalsomyndigheten.se/Folkhalsodata/api/v1/sv"
MAX_PAGES = 1000


class _PxWeb(ABC):
    """What the two versions share."""

    _describes_itself = True
    """Whether an answer tells all that must be known of the table: its variables, labels and periods."""

    def __init__(
        self, base_url: str, *, source: str, timeout: float, rate: float, max_bytes: int, keep: Keep | None,
        marks: Mapping[str, str], **options: Any,
    ) -> None:  # fmt: skip
        self.source = source
        self.transport = Transport(
            source, base_url, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, **options
        )
        self._marks = marks
        self._config: Config | None = None

    @abstractmethod
    def config(self) -> Config:
        """Return the source's limits as it tells them now. Raises SourceError."""

    @abstractmethod
    def metadata(self, table: str) -> Table:
        """Return a table's variables with all their codes and labels. Raises SourceError."""

    @abstractmethod
    def _part(self, table: Table, asked: Chosens) -> tuple[Answer, Cube]: ...

    @abstractmethod
    def _codelist(self, name: str) -> Mapping[str, str] | None: ...

    def data(self, table: str, selection: Selection) -> Iterator[Observation]:
        """Return what a selection of a table holds, one observation for each cell.

        selection: variable (its code or label) -> codes, expressions ("*", "18*", "TOP(3)", "BOTTOM(1)", "FROM(2015)",
        "TO(2020)", "RANGE(2015,2020)"), our codes of places and sexes ("18", "K"), or a Group. A variable that is left
        out is summed by the source if it allows that. A value and its limits (Folkhälsodata's
        `Andel och konfidensintervall`) come as one observation. Raises SourceError, QuestionError for a selection that
        the table does not allow.
        """
        return self._observed(*self._asked(table, selection))

    def cube(self, table: str, selection: Selection) -> Cube:
        """Return the same as `data`, as the table that the source gave."""
        return self._asked(table, selection)[1]

    def _observed(self, table: Table, cube: Cube) -> Iterator[Observation]:
        try:
            return iter(list(observations(cube, table, source=self.source, marks=self._marks)))
        except ValueError as error:
            raise SourceError(self.source, self._address(table), "shape", str(error)) from error

    def _asked(self, name: str, selection: Selection) -> tuple[Table, Cube]:
        """Ask for a selection; where the source describes no such table, only for codes that are spelled out."""
        selection = {each: [*choice] if isinstance(choice, Iterator) else choice for each, choice in selection.items()}
        try:
            table = self.metadata(name)
        except SourceError as error:
            bare = spelled_out(name.strip("/"), selection) if error.reason == "not_found" else None
            if bare is None or not self._describes_itself:
                raise
            try:
                cube = self._asked_of(bare, {each.code: each.codes for each in bare.variables})
            except SourceError as second:
                if second.reason not in ("not_found", "status"):
                    raise
                raise error from second  # there is no such table at all, and that is what there is to say
            return pxweb_tables.described_by_cube(cube, bare.id), cube
        return table, self._asked_of(table, selection)

    def _asked_of(self, table: Table, selection: Selection) -> Cube:
        """Ask for a selection, in as many parts as the source's limit makes it."""
        limit = self._limits().max_data_cells
        four = interval({each.code: each.labels for each in table.variables})
        always: dict[str, Choice] = {four.variable: "*"} if four else {}
        try:
            asked = chosen(table, selection, codelist=self._codelist, always=always)
        except WrongQuestion as error:
            raise QuestionError(self.source, self._address(table), str(error)) from error
        if cells(asked) > MAX_CELLS:
            told = f"Den gäller {cells(asked)} celler. Välj färre: högst {MAX_CELLS}."
            raise SourceError(self.source, self._address(table), "too_many_cells", told)
        cubes = []
        for part in parted(asked, limit):
            answer, cube = self._part(table, part)
            pxweb_cubes.prove(answer, cube, part)
            cubes.append(cube)
        try:
            return pxweb_cubes.joined(cubes, asked)
        except ValueError as error:
            raise SourceError(self.source, self._address(table), "shape", str(error)) from error

    def _limits(self) -> Config:
        """Return the source's limits, asked for once, and keep to its pace from then on."""
        if self._config is None:
            try:
                self._config = self.config()
            except SourceError as error:
                if error.reason not in ("not_found", "shape", "not_json") and error.status != 400:
                    raise
                self._config = CAUTIOUS
            try:
                self._keep_pace(self._config)
            except (ValueError, OverflowError):  # a limit that nobody can have meant would make us wait for ever
                self._config = CAUTIOUS
                self._keep_pace(CAUTIOUS)
        return self._config

    def _keep_pace(self, limits: Config) -> None:
        # A twentieth more than it says: its clock and ours do not start the window at the same moment.
        self.transport.pace(calls=limits.max_calls, seconds=1.05 * limits.time_window)

    def _post(self, path: str, document: Any, query: Mapping[str, str]) -> Answer:
        try:
            return self.transport.post(path, document, query)
        except SourceError as error:
            if error.status != 403:
                raise
            raise SourceError(self.source, error.address, "too_many_cells", error.told, status=403) from error

    def _address(self, table: Table) -> str:
        return self.transport.address(table.id)


class PxWeb2(_PxWeb):
    """Asks a PxWeb API v2, SCB's by default. Terms there: CC0; show "Källa: SCB".

    timeout: seconds for a whole answer. rate: questions a second at most; the source's own limit is kept to beside it.
    max_bytes: of an answer. keep: gets each raw answer. source: its name, in records and errors. language: of labels.
    marks: what stands instead of a number -> status. More options: see Transport.
    """

    def __init__(
        self, base_url: str = SCB_URL, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, source: str = "SCB", language: str = "sv", marks: Mapping[str, str] = MARKS,
        page_size: int = 100, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            base_url, source=source, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, marks=marks, **options
        )
        self._language = {"lang": language}
        check_page_size(page_size)
        self._page_size = page_size

    def config(self) -> Config:
        """Return the source's limits as it tells them now. Raises SourceError."""
        return config(self.transport.get("config"), "maxDataCells", "maxCallsPerTimeWindow")

    def tables(
        self, query: str | None = None, *, past_days: int | None = None, discontinued: bool = False
    ) -> list[Found]:
        """Return the tables, or those that a search finds. past_days: only those changed since. Raises SourceError."""
        self._limits()
        asked = {**self._language, "pageSize": str(self._page_size), "includeDiscontinued": str(discontinued).lower()}
        asked |= {"query": query} if query else {}
        asked |= {"pastDays": str(past_days)} if past_days is not None else {}
        found: dict[str, Found] = {}
        for number in range(1, MAX_PAGES + 1):
            answer = self.transport.get("tables", {**asked, "pageNumber": str(number)})
            page = answer.part(answer.as_a(dict), "page", dict)
            some = [found_table(answer, each) for each in answer.part(answer.document, "tables", list)]
            if answer.part(page, "pageNumber", int) != number or (some and found.keys() >= {each.id for each in some}):
                raise answer.refused("", "loop")
            found |= {each.id: each for each in some}
            if number >= answer.part(page, "totalPages", int):
                return list(found.values())
        raise answer.refused(f"De är fler än {MAX_PAGES}.", "loop")

    def metadata(self, table: str) -> Table:
        """Return a table's variables with all their codes and labels. Raises SourceError."""
        self._limits()
        return pxweb_tables.described_by_v2(self.transport.get(f"tables/{table}/metadata", self._language), table)

    def codelist(self, name: str) -> dict[str, str]:
        """Return the codes of a codelist with their labels. Raises SourceError."""
        self._limits()
        answer = self.transport.get(f"codelists/{name}", self._language)
        values = answer.part(answer.as_a(dict), "values", list)
        return {answer.part(each, "code", str): answer.part(each, "label", str) for each in values}

    def _codelist(self, name: str) -> Mapping[str, str]:
        return self.codelist(name)

    def _part(self, table: Table, asked: Chosens) -> tuple[Answer, Cube]:
        selection = [
            {"variableCode": name, "valueCodes": some.codes, "codelist": some.codelist} for name, some in asked.items()
        ]
        query = {**self._language, "outputFormat": "json-stat2"}
        answer = self._post(f"tables/{table.id}/data", {"selection": selection}, query)
        return answer, pxweb_cubes.from_jsonstat(answer)

    def _address(self, table: Table) -> str:
        return self.transport.address(f"tables/{table.id}")


class PxWeb1(_PxWeb):
    """Asks a PxWeb API v1, Folkhälsodata's by default. Terms there: show "Källa: Folkhälsomyndigheten".

    base_url: down to the language or to a database; paths start there. format: "json-stat2", or "json" for a base that
    knows no other. The rest as for PxWeb2; Skolverket's base needs marks=SKOLVERKET_MARKS.
    """

    def __init__(
        self, base_url: str = FOLKHALSODATA_URL, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, source: str = "Folkhälsomyndigheten", format: str = "json-stat2",
        marks: Mapping[str, str] = MARKS, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            base_url, source=source, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, marks=marks, **options
        )
        if format not in ("json-stat2", "json"):
            raise ValueError(f'format must be "json-stat2" or "json", not {format!r}')
        self._format = format
        self._describes_itself = format == "json-stat2"

    def config(self) -> Config:
        """Return the source's limits as it tells them now. Raises SourceError."""
        base = f"{self.transport.base_url}/"
        return config(self.transport.follow("?config", at=base), "maxCells", "maxCalls")

    def folder(self, path: str = "") -> list[Entry]:
        """Return the folders and tables in a folder, "" for the topmost. Raises SourceError."""
        self._limits()
        answer = self.transport.get(path.strip("/"))
        return [entry(answer, each, path.strip("/")) for each in answer.as_a(list)]

    def metadata(self, table: str) -> Table:
        """Return a table's variables with all their codes and labels. table: its path. Raises SourceError."""
        self._limits()
        return pxweb_tables.described_by_v1(self.transport.get(table.strip("/")), table.strip("/"))

    def _codelist(self, name: str) -> None:
        return None  # this version tells only that they exist, on its pages

    def _part(self, table: Table, asked: Chosens) -> tuple[Answer, Cube]:
        query = [
            {"code": name, "selection": {"filter": some.codelist or "item", "values": some.codes}}
            for name, some in asked.items()
        ]
        answer = self._post(table.id, {"query": query, "response": {"format": self._format}}, {})
        if self._format == "json":
            return answer, pxweb_cubes.from_json(answer, table, asked)
        return answer, pxweb_cubes.from_jsonstat(answer)
