"""Reads a folder of YAML files, or one JSON or YAML file, into one `Exchange` document.

A broken file gives `BrokenFile`: a list of problems, each with file, line and field. Nothing is half read.
Knows no Django: `python -m handslag.exchange.reader examples/orebro` checks files on their own.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from handslag.exchange.details import detail_faults, repeated_faults
from handslag.exchange.funding_faults import funding_faults
from handslag.exchange.json_lines import line_of
from handslag.exchange.measure_faults import measure_faults
from handslag.exchange.persons import personal_faults
from handslag.exchange.references import Fault, faults
from handslag.exchange.schema import Exchange
from handslag.exchange.schema_base import SOURCE_FORM, WEB_ADDRESS
from handslag.exchange.schema_measures import AGES, OWN_KEY
from handslag.exchange.targets import attached

MAX_BYTES = 20_000_000
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where it was built, but a file made to nest without end brings the process down."""
MAX_VALUES = 500_000
MAX_TOLD = 100
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: file name, line (1-based, None when unknown) and field path."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        line = f", rad {self.line}" if self.line else ""
        field = f", fältet {self.field[:200]}" if self.field else ""
        return printable(f"{self.file}{line}{field}: {self.message[:1000]}")


def printable(text: str) -> str:
    """Return the text without what could speak to a terminal: control characters are written out."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


class BrokenFile(Exception):
    """The files cannot be read. `problems` has at least one `Problem`."""

    def __init__(self, problems: list[Problem]) -> None:
        told = [str(problem) for problem in problems[:MAX_TOLD]]
        if rest := len(problems) - MAX_TOLD:
            told += [f"Och {rest} fel till."] if rest > 0 else []
        super().__init__("\n".join(told))
        self.problems = problems


def read(path: Path, *, trusted: bool = False, also: Callable[[Exchange], list[Fault]] | None = None) -> Exchange:
    """Return the document in `path`: a folder (all .yaml files, in name order) or one file.

    Citations that stand in a list, as in an export, are put back on what they are about.

    Raises BrokenFile with every problem found.

    trusted: the files are our own; read them the fast way, and do not look for persons in their texts.
    also: what more to ask of a document that is whole; its faults are told by line like all others.
    """
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise BrokenFile([Problem(str(path), None, "", "Här finns ingen fil att läsa.")])
    merged: dict[str, Any] = {}
    lines: dict[Place, tuple[str, int]] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            content, places = _parse(file, trusted)
        except BrokenFile as broken:
            problems += broken.problems
            continue
        problems += _merge(merged, lines, content, places, str(file))
    if problems:
        raise BrokenFile(problems)
    try:
        document = Exchange.model_validate(merged)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=True, include_input=False)
        raise BrokenFile(_all_located([(detail["loc"], _message(detail)) for detail in told], lines, path)) from None
    found = (
        repeated_faults(document)
        or faults(document)
        or detail_faults(document)
        or measure_faults(document)
        or funding_faults(document)
    )
    if not (found or trusted):
        found = list(personal_faults(document))
    if also and not found:
        found = also(document)
    if found:
        raise BrokenFile(_all_located(found, lines, path))
    return attached(document)


def _all_located(found: list[Fault], lines: dict[Place, tuple[str, int]], path: Path) -> list[Problem]:
    """Return the problems with their lines. Those of a JSON file are looked up only now."""
    if path.suffix == ".json":
        text = path.read_text(encoding="utf-8-sig")
        lines = {place: (str(path), line_of(text, place) or 1) for place, _ in found[:MAX_TOLD]}
    return [_located(place, message, lines, str(path)) for place, message in found]


def _parse(file: Path, trusted: bool) -> tuple[Any, dict[Place, int]]:
    """Return a file's content and the line of each place in it."""
    name = str(file)
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)  # never more: the file may have no end
    except OSError as error:
        raise BrokenFile([Problem(name, None, "", f"Filen går inte att läsa: {error.strerror}.")]) from None
    if len(raw) > MAX_BYTES:
        raise BrokenFile([Problem(name, None, "", f"Filen är större än {MAX_BYTES // 1_000_000} MB.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BrokenFile([Problem(name, line, "", "Filen är inte text i UTF-8.")]) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise BrokenFile([Problem(name, line, "", "Filen innehåller ett nolltecken (NUL).")])
    if file.suffix == ".json":
        return _parse_json(text, name), {}
    return _parse_yaml(text, name, trusted)


def _parse_json(text: str, name: str) -> Any:
    if "\\u0000" in text:
        line = text[: text.index("\\u0000")].count("\n") + 1
        raise BrokenFile([Problem(name, line, "", "Filen innehåller ett nolltecken (NUL).")])
    try:
        content = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, name))
    except RecursionError:
        raise BrokenFile([Problem(name, None, "", "Filen har för många nivåer.")]) from None
    except ValueError as error:  # not JSON, or a number without end
        line = getattr(error, "lineno", None)
        cut = " Den tar slut för tidigt." if getattr(error, "pos", 0) >= len(text.rstrip()) else ""
        raise BrokenFile([Problem(name, line, "", f"Filen är inte giltig JSON.{cut}")]) from None
    if _is_too_much(content):
        raise BrokenFile([Problem(name, None, "", "Filen innehåller för mycket.")])
    return content


def _is_too_much(content: Any) -> bool:
    """Whether there are more values than a plan can have: each could be a fault to tell of."""
    waiting, n = [content], 0
    while waiting and n <= MAX_VALUES:
        value = waiting.pop()
        n += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return n > MAX_VALUES


def _once(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    """Return a JSON object's fields. Raises BrokenFile if one stands twice."""
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise BrokenFile([Problem(name, None, key, "Fältet står två gånger.")])
        result[key] = value
    return result


def _parse_yaml(text: str, name: str, trusted: bool) -> tuple[Any, dict[Place, int]]:
    try:
        root = yaml.compose(text, Loader=FAST_LOADER if trusted else yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        advice = "Se över indrag, kolon, citattecken och klamrar på raden och den före."
        raise BrokenFile([Problem(name, line, "", f"Filen är inte giltig YAML. {advice}")]) from None
    places: dict[Place, int] = {}
    try:
        return (_value(root, (), places, name) if root is not None else {}), places
    except RecursionError:  # a list that holds itself
        raise BrokenFile([Problem(name, None, "", "Filen har för många nivåer.")]) from None


def _value(node: yaml.Node, place: Place, places: dict[Place, int], name: str) -> Any:
    """Return a node as dict, list, text or None; every scalar stays text for the schema to read."""
    places[place] = line = node.start_mark.line + 1
    if len(places) > MAX_VALUES:  # anchors may unfold a small file without end
        raise BrokenFile([Problem(name, line, "", "Filen innehåller för mycket.")])
    if isinstance(node, yaml.ScalarNode):
        if "\x00" in node.value:
            raise BrokenFile([Problem(name, line, "", "Filen innehåller ett nolltecken (NUL).")])
        empty = not node.style and node.value in ("", "null", "~")
        return None if empty else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, n), places, name) for n, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, child in node.value:
        key = str(key_node.value)
        if key in result:
            line = key_node.start_mark.line + 1
            raise BrokenFile([Problem(name, line, key, "Fältet står två gånger.")])
        result[key] = _value(child, (*place, key), places, name)
        places[(*place, key)] = key_node.start_mark.line + 1
    return result


def _merge(
    merged: dict[str, Any],
    lines: dict[Place, tuple[str, int]],
    content: Any,
    places: dict[Place, int],
    name: str,
) -> list[Problem]:
    """Add one file's content to the whole: lists are joined, anything else may stand in one file only."""
    if not isinstance(content, dict):
        return [Problem(name, 1, "", "Filen ska bestå av namngivna fält.")]
    problems = []
    for key, value in content.items():
        offset = 0
        if isinstance(value, list) and isinstance(merged.get(key, []), list):
            offset = len(merged.setdefault(key, []))
            merged[key] += value
        elif key in merged and merged[key] != value:
            problems.append(Problem(name, places.get((key,)), key, "Fältet står redan i en annan fil."))
            continue
        else:
            merged[key] = value
        for place, line in places.items():
            if place[:1] == (key,):
                moved = (key, place[1] + offset, *place[2:]) if _indexed(place, value) else place
                lines[moved] = (name, line)
    return problems


def _indexed(place: Place, value: Any) -> bool:
    return isinstance(value, list) and len(place) > 1 and isinstance(place[1], int)


MESSAGES = {
    "missing": "Fältet saknas.",
    "extra_forbidden": "Fältet är okänt.",
    "string_too_long": "Texten är för lång.",
    "string_too_short": "Texten är tom.",
    "string_type": "Här ska stå en text.",
    "string_unicode": "Texten innehåller ett otillåtet tecken.",
    "int_parsing": "Här ska stå ett heltal.",
    "int_from_float": "Här ska stå ett heltal.",
    "int_parsing_size": "Talet är för stort.",
    "less_than_equal": "Talet är för stort.",
    "greater_than_equal": "Talet är för litet.",
    "decimal_whole_digits": "Talet är för stort.",
    "decimal_max_digits": "Talet har för många siffror.",
    "decimal_max_places": "Talet har för många decimaler.",
    "finite_number": "Här ska stå ett tal med decimalpunkt.",
    "int_type": "Här ska stå ett heltal.",
    "decimal_parsing": "Här ska stå ett tal med decimalpunkt.",
    "decimal_type": "Här ska stå ett tal med decimalpunkt.",
    "bool_parsing": "Här ska stå true eller false.",
    "date_from_datetime_parsing": "Här ska stå ett datum, ÅÅÅÅ-MM-DD.",
    "date_type": "Här ska stå ett datum, ÅÅÅÅ-MM-DD.",
    "date_from_datetime_inexact": "Här ska stå ett datum, ÅÅÅÅ-MM-DD, utan klockslag.",
    "bool_type": "Här ska stå true eller false.",
    "date_parsing": "Här ska stå ett datum, ÅÅÅÅ-MM-DD.",
    "list_type": "Här ska stå en lista.",
    "dict_type": "Här ska stå namngivna fält.",
    "model_type": "Här ska stå namngivna fält.",
}


FORMS = {
    SOURCE_FORM: "Källan skrivs som 002:151-155.",
    WEB_ADDRESS: "En adress börjar med https:// eller http:// och har inga mellanslag.",
    AGES: "Åldern skrivs som 15-24 eller 85+.",
    OWN_KEY: "Ett eget måtts nyckel börjar med egen-, och har bara a-z, 0-9, bindestreck och understreck.",
}


def _message(detail: Any) -> str:
    """Return what pydantic found, in Swedish."""
    message = MESSAGES.get(detail["type"])
    if detail["type"] == "literal_error":
        message = f"Ordet är okänt. Tillåtna: {detail['ctx']['expected'].replace(' or ', ', ')}."
    if detail["type"] == "string_pattern_mismatch":
        message = FORMS.get(detail["ctx"]["pattern"], "Här får bara stå a-z, 0-9, bindestreck och understreck.")
    return message or "Värdet går inte att läsa."


def _located(place: Place, message: str, lines: dict[Place, tuple[str, int]], default: str) -> Problem:
    """Return the problem with the line of the nearest place that has one."""
    file, line = default, None
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            file, line = lines[place[:length]]
            break
    return Problem(file, line, ".".join(str(part) for part in place), message)


if __name__ == "__main__":
    try:
        document = read(Path(sys.argv[1]))
    except BrokenFile as broken:
        sys.exit(str(broken))
    print(f"{len(document.initiatives)} insatser, {len(document.goals)} mål, inga fel.")
