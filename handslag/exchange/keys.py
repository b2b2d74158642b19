"""What reading and writing the format share without its models: those (pydantic's, 20 MB) are for reading alone.

A web process writes exports and compares them, and should not hold what it hardly ever reads.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

CITED_PARTS = ("period", "adopted", "places")
"""Fields that hold a thing with sources of its own; those are stored as sources of the field."""

CITED_AS = {("own_measure", "source"): "source_text", ("own_measure", "indicator"): "id",
            ("cited_figure", "source"): "source_text", ("cited_figure", "value_text"): "text"}  # fmt: skip
"""What the document calls a column that citations name, by kind of row, where it calls it something else."""

COLUMNS = {(kind, field): column for (kind, column), field in CITED_AS.items()}
"""The other way round."""

AWAITED, AWAITED_PROPOSAL = "awaited_carry", "awaited_proposal"
"""What citations call something that waits for another plan."""

NOT_KEPT = {"source", "ours"}
"""Fields of something that waits which are kept as citations instead."""

_DATA = Path(__file__).resolve().parent.parent / "places" / "data"
MUNICIPALITIES, COUNTIES = _DATA / "municipalities.csv", _DATA / "counties.csv"

FRAMEWORK_SUFFIXES = (".yaml", ".yml", ".json")
FRAMEWORK_BYTES = 500_000


def suffix_of(name: str) -> str:
    """Return the ending of a file's name, in small letters."""
    return Path(name).suffix.lower()


def steps(ids: Sequence[str | None]) -> list[str]:
    """Return what a path calls each item of a list, given the items' ids (None where an item has none)."""
    times = Counter(ids)
    return [
        key.replace("~", "~0").replace("/", "~1") if key and times[key] == 1 else str(n) for n, key in enumerate(ids)
    ]


def places_cited(source: str) -> list[tuple[str, str]]:
    """Return the documents and lines in a source: "002:3-5; 001:7, 9" -> [("002", "3-5"), ("001", "7, 9")]."""
    return [
        (document.strip(), lines.strip()) for document, _, lines in (part.partition(":") for part in source.split(";"))
    ]
