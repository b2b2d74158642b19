"""Socialstyrelsen's statistics database, API v1. Terms: show "Källa: Socialstyrelsen".

Two things mislead. A filter that the source does not know may be ignored, with all causes in the answer: so each row is
held against what was asked. And a row that is absent is a zero in one subject (causes of death, within the published
years) and unknown in all others: `rows` never fills anything in, `counts` does where it is true.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from handslag.opendata import codes, socialstyrelsen_rows
from handslag.opendata.answers import Answer
from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.options import page_size as check_page_size
from handslag.opendata.records import NOT_PUBLISHED, Observation
from handslag.opendata.socialstyrelsen_rows import NAME, Chosen, Labels, Named, Value, named, plain
from handslag.opendata.transport import MAX_BYTES, Keep, Transport

__all__ = ["BASE_URL", "NAME", "Named", "Socialstyrelsen", "Value"]

BASE_URL = "https://sdb.socialstyrelsen.se/api/v1/sv"
PAGE_SIZE = 5000
MAX_PAGES = 5000
TAKE_LISTS = ("region", "alder", "kon", "ar")
"""Variables that take several ids in one question. A list of another is asked for one by one."""
ABSENT_IS_ZERO = {"dodsorsaker": ("region", "alder", "kon", "diagnos", "matt")}
"""Subjects where an absent row is a zero within the published years, and the variables that tell a row from another."""
ZERO = "Källan har ingen rad, vilket i den här statistiken betyder noll."
UNPUBLISHED = "Året är inte publicerat."

Choice = str | int | Iterable[str | int]
Key = tuple[tuple[str, str], ...]


class Socialstyrelsen:
    """Asks Socialstyrelsen's statistics database.

    timeout: seconds for a whole answer. rate: questions a second. max_bytes: of an answer. keep: gets each raw answer.
    page_size: rows a page, at most 5000. More options: see Transport. All methods raise SourceError.
    """

    def __init__(
        self, base_url: str = BASE_URL, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, page_size: int = PAGE_SIZE, **options: Any,
    ) -> None:  # fmt: skip
        self.transport = Transport(
            NAME, base_url, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, **options
        )
        check_page_size(page_size)
        self._page_size = page_size
        self._values: dict[tuple[str, str], list[Value]] = {}

    def subjects(self) -> list[Named]:
        """Return the subjects."""
        return named(self.transport.get(""))

    def variables(self, subject: str) -> list[Named]:
        """Return the variables of a subject."""
        return named(self.transport.get(subject))

    def values(self, subject: str, variable: str) -> list[Value]:
        """Return the values of a subject's variable. Each is asked for once."""
        if (subject, variable) not in self._values:
            answer = self.transport.get(f"{subject}/{variable}")
            self._values[subject, variable] = socialstyrelsen_rows.values(answer)
        return self._values[subject, variable]

    def rows(self, subject: str, **selection: Choice) -> Iterator[Observation]:
        """Return the rows that the source has, and no others, when all have come.

        selection: variable -> ids, "*" for all, or our codes of places and sexes: rows("dodsorsaker", region="18",
        kon=["K", "M"], diagnos=2026, alder="*", matt=1, ar=range(2015, 2025)). An empty slice has no rows: see `counts`
        for what that means. Raises SourceError: "ignored_filter" where rows come that were not asked for, "not_found"
        for a subject, variable or id that does not exist.
        """
        return iter(list(self._rows(subject, self._chosen(subject, selection)).values()))

    def counts(self, subject: str, **selection: Choice) -> Iterator[Observation]:
        """Return a value for each combination that is asked for, with a zero where the source has no row.

        Only in subjects where an absent row is a zero (ABSENT_IS_ZERO), and for numbers, not rates. All variables must
        be chosen but ar, which is all published years if left out. A year that is not published is not asked for, and
        comes as "not_published". Raises SourceError; QuestionError where a zero would be a guess.
        """
        if subject not in ABSENT_IS_ZERO:
            raise self._wrong(subject, f"I {subject!r} säger en rad som saknas inte att antalet är noll.")
        if unchosen := [name for name in ABSENT_IS_ZERO[subject] if name not in selection]:
            raise self._wrong(subject, f"Välj {', '.join(unchosen)}.")
        chosen = self._chosen(subject, {**selection, "ar": selection.get("ar", "*")})
        self._check_numbers(subject, chosen["matt"])
        published = {each.id for each in self.values(subject, "ar")}
        years = [year for year in chosen["ar"] if year in published]
        found = self._rows(subject, {**chosen, "ar": years}) if years else {}
        texts = self._labels(subject)
        filled = []
        for ids in (dict(zip(chosen, some, strict=True)) for some in product(*chosen.values())):
            if ids["ar"] in published:
                row = found.pop(_key(ids), None)
                filled.append(row or texts.observation(subject, ids, 0.0, note=ZERO))
            else:
                filled.append(texts.observation(subject, ids, None, NOT_PUBLISHED, UNPUBLISHED))
        if found:  # rows told apart by something more: each zero above may then be wrong
            told = f"En rad gäller {dict(next(iter(found)))}, vilket är mer än som efterfrågades."
            raise SourceError(NAME, self.transport.address(subject), "shape", told)
        return iter(filled)

    def _check_numbers(self, subject: str, measures: list[str]) -> None:
        """Refuse a measure that is no number of cases: where a rate has no row, nobody may live there."""
        texts = self._labels(subject).measures
        for each in measures:
            text = texts.get(plain(each), "").lower()
            if not text.startswith("antal") or " per " in text:
                raise self._wrong(subject, f"Måttet {each!r} ({text}) är inget antal.")

    def _chosen(self, subject: str, selection: Mapping[str, Choice]) -> Chosen:
        """Return the ids of each variable as the source has them: "*" and our codes are looked up."""
        chosen = {}
        for name, choice in selection.items():
            ids = [str(each) for each in ([choice] if isinstance(choice, str | int) else choice)]
            if wrong := [each for each in ids if not each or "/" in each or "," in each]:
                raise self._wrong(subject, f"{name} kan inte vara {wrong[0]!r}.")
            if not ids:
                raise self._wrong(subject, f"Välj något för {name}.")
            if ids == ["*"]:
                ids = [each.id for each in self.values(subject, name)]
            elif name in ("region", "kon"):
                ids = [_own(self._known(subject, name), each) for each in ids]
            chosen[name] = list(dict.fromkeys(ids))
        return chosen

    def _known(self, subject: str, variable: str) -> dict[str, str]:
        """Return id -> label, nothing where the subject does not tell its values."""
        try:
            return {each.id: each.text for each in self.values(subject, variable)}
        except SourceError as error:
            if error.reason != "not_found":
                raise
            return {}

    def _labels(self, subject: str) -> Labels:
        regions, sexes, measures = (
            {plain(id): text for id, text in self._known(subject, name).items()} for name in ("region", "kon", "matt")
        )
        return Labels(regions, sexes, measures)

    def _rows(self, subject: str, chosen: Chosen) -> dict[Key, Observation]:
        """Return all rows by their ids. Each question asks for one id of a variable that takes no lists."""
        apart = [name for name in chosen if name not in TAKE_LISTS]
        raw: dict[Key, tuple[dict[str, str], float | None, str]] = {}
        for one in product(*(chosen[name] for name in apart)):
            asked = chosen | {name: [id] for name, id in zip(apart, one, strict=True)}
            among = {name: {plain(id) for id in ids} for name, ids in asked.items()}
            for answer in self._pages(subject, asked):
                for row in answer.part(answer.document, "data", list):
                    ids = socialstyrelsen_rows.row_ids(answer, row)
                    socialstyrelsen_rows.prove(answer, ids, among)
                    if _key(ids) in raw:
                        raise answer.refused(f"Samma rad kom två gånger: {ids}.")
                    raw[_key(ids)] = (ids, *socialstyrelsen_rows.row_value(answer, row))
        if not raw:
            return {}
        texts = self._labels(subject)
        return {key: texts.observation(subject, *each) for key, each in raw.items()}

    def _pages(self, subject: str, asked: Chosen) -> Iterator[Answer]:
        """Yield all pages of one question; none where the slice is empty. Raises SourceError where they lead round."""
        path = "/".join([subject, "resultat", *(f"{name}/{','.join(ids)}" for name, ids in asked.items())])
        try:
            answer = self.transport.get(path, {"per_sida": str(self._page_size), "sida": "1"})
        except SourceError as error:
            if error.reason != "not_found":
                raise
            self._check_known(subject, asked, error)
            return
        for page in range(1, MAX_PAGES + 1):
            told = answer.as_a(dict)
            if answer.part(told, "sida", int) != page:
                raise answer.refused(f"Sida {page} kallas sida {told['sida']}.", "loop")
            yield answer
            link = answer.part({"nasta_sida": None, **told}, "nasta_sida", str, type(None))
            if not link:
                if answer.part(told, "sidor", int) > page:
                    raise answer.refused(f"Det finns {told['sidor']} sidor, men ingen väg vidare från sida {page}.")
                return
            answer = self.transport.follow(self._here(link), at=answer.address)
        raise answer.refused(f"De är fler än {MAX_PAGES}.", "loop")

    def _here(self, link: str) -> str:
        """Return a link under our own base address: the source gives its public one, with http."""
        there, public = urlsplit(link), urlsplit(BASE_URL)
        if there.hostname != public.hostname or not there.path.startswith(f"{public.path}/"):
            return link
        return f"{self.transport.base_url}{there.path.removeprefix(public.path)}?{there.query}"

    def _check_known(self, subject: str, asked: Chosen, error: SourceError) -> None:
        """Raise SourceError unless all that was asked for exists: the source answers 404 to an empty slice too."""

        def unknown(what: str) -> SourceError:
            return SourceError(NAME, error.address, "not_found", f"{what} finns inte.", status=error.status)

        if subject not in {each.name for each in self.subjects()}:
            raise unknown(f"Ämnet {subject!r}")
        variables = {each.name for each in self.variables(subject)}
        for name, ids in asked.items():
            if name not in variables:
                raise unknown(f"Variabeln {name!r} i ämnet {subject!r}")
            known = {plain(id) for id in self._known(subject, name)}
            if known and (absent := [id for id in ids if plain(id) not in known]):
                raise unknown(f"Värdet {absent[0]!r} för {name!r} i ämnet {subject!r}")

    def _wrong(self, subject: str, told: str) -> QuestionError:
        return QuestionError(NAME, self.transport.address(subject), told)


def _key(ids: Mapping[str, str]) -> Key:
    return tuple(sorted((name, plain(id)) for name, id in ids.items()))


def _own(known: Mapping[str, str], id: str) -> str:
    """Return the source's id for one of ours; the same where it is the source's own, or none that we know."""
    if id in known:
        return id
    try:
        return codes.own_codes(known, [id])[0]
    except LookupError:
        return id
