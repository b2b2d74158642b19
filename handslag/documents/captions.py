"""What is written round the plot of a chart: over it, beside the ends of its lines, and under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handslag.documents.drawing import LINE, RISE, Tone, spread, text
from handslag.documents.lettering import fit, measure, visible, wrap

_BREAK_ROOM = 110.0  # px, the least room for words to the right of the line they belong to


@dataclass(frozen=True)
class Beside:
    """What is written beside the end of a line, at its level. tone "lake" is this county's, and strong."""

    y: float
    words: str
    value: str = ""
    tone: Tone = "muted"

    @property
    def bold(self) -> bool:
        return self.tone == "lake"

    def lines(self, within: float) -> tuple[str, ...]:
        """Return the words and the value in one line, or the value under them: it is never cut for a long name."""
        whole = f"{self.words} {self.value}".strip()
        if not self.value or measure(whole, bold=self.bold) <= within:
            return wrap(whole, within=within, lines=2, bold=self.bold)
        value = fit(self.value, within=within, bold=self.bold)
        return *wrap(self.words, within=within, lines=2, bold=self.bold), value


def beside_width(labels: Sequence[Beside], *, most: float) -> float:
    """Return the room in px that the labels need, at most so much; none for no labels."""
    within = [measure(line, bold=each.bold) for each in labels for line in each.lines(most)]
    return max(within, default=0)


def draw_beside(labels: Sequence[Beside], *, x: float, within: float, top: float, bottom: float) -> list[str]:
    """Return the labels, each as near its level as the others let it."""
    ordered = sorted(labels, key=lambda each: each.y)
    lines = [each.lines(within) for each in ordered]
    heights = [len(each) * LINE for each in lines]
    middles = spread([each.y for each in ordered], heights=heights, gap=1, top=top, bottom=bottom)
    return [
        text(x, middle - height / 2 + RISE + 2 + at * LINE, line, tone=label.tone, bold=label.bold)
        for label, each, height, middle in zip(ordered, lines, heights, middles, strict=True)
        for at, line in enumerate(each)
    ]


def unit_lines(unit: str, *, width: float) -> tuple[list[str], float]:
    """Return the unit over the axis, and where the plot may begin."""
    lines = wrap(unit, within=width, lines=2)
    body = [text(0, RISE + at * LINE, line, tone="muted") for at, line in enumerate(lines)]
    return body, len(lines) * LINE + 12


def break_words(
    walls: Sequence[tuple[float, str]], *, top: float, width: float
) -> tuple[list[str], list[tuple[float, float]], float]:
    """Return the words of upright lines in rows above the plot, where each line then begins, and where the plot does.

    walls: x in px, and words. No line crosses another's words: they stand to the right of their line, those at the
    right edge to the left of theirs and above the others.
    """
    ordered = sorted(walls)
    leftwards = [each for each in ordered if width - each[0] - 5 < _BREAK_ROOM]
    rightwards = [each for each in ordered if each not in leftwards]
    end = min((x for x, _ in leftwards), default=width)
    body: list[str] = []
    tops = []
    top -= 6 if walls else 0
    for x, words in [*reversed(leftwards), *rightwards]:
        is_left = (x, words) in leftwards
        lines = wrap(words, within=x - 5 if is_left else max(end - x - 10, 30), lines=3)
        tops.append((x, top))
        start = x - 5 if is_left else x + 5
        for at, line in enumerate(lines):
            baseline = top + RISE + at * LINE
            body.append(text(start, baseline, line, tone="muted", anchor="end" if is_left else "start"))
        top += len(lines) * LINE
    return body, tops, top + (10 if walls else 0)


def told_below(
    gaps: Sequence[tuple[tuple[str, ...], str]], *, top: float, x: float, width: float
) -> tuple[list[str], float]:
    """Return the periods and words of the gaps that had no room for theirs, as lines under the plot, and their foot."""
    told = "; ".join(f"{period_range(periods)}: {words}" for periods, words in gaps)
    lines = wrap(told, within=width, lines=3)
    top += 6 if lines else 0
    body = [text(x, top + RISE + at * LINE, line, tone="muted") for at, line in enumerate(lines)]
    return body, top + len(lines) * LINE


def period_range(labels: Sequence[str]) -> str:
    """Return consecutive periods in words: "2019", "2019 till 2023"."""
    first, last = visible(labels[0]), visible(labels[-1])
    return first if len(labels) == 1 else f"{first} till {last}"
