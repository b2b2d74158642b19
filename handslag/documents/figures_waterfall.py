"""A waterfall: from what there is at the start, through what falls away, to what is left. Connecting lines carry the sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handslag.documents.drawing import BROAD, LINE, NARROW, RISE, Drawing, Picture, draw, label, num, path, text
from handslag.documents.lettering import fit, measure, visible, wrap

_BAR = 18.0  # px, a bar's thickness
_ROW = 12.0  # px between rows
_LABELS = 250.0  # px, the most room for labels in the broad picture
_WORDS = 0.45  # of the width: the most room for the words after a bar
_LEAST = 2.0  # px, so that a small number can be seen
_LOOKS = {"level": ("k-lake", "lake"), "fall": ("k-plum", "plum"), "part": ("k-mid", "edge")}


@dataclass(frozen=True)
class Step:
    """kind: "level" is what there is here, "fall" what goes away, "part" how much of the level something is true of.

    words: the amount as printed; a fall's say that it goes away ("−300 kr").
    """

    label: str
    amount: int
    words: str
    kind: Literal["level", "fall", "part"] = "level"


def waterfall(
    steps: Sequence[Step],
    *,
    key: str,
    title: str,
    finding: str,
    head: str = "Steg",
    unit: str = "Kronor",
    note: str = "",
) -> Drawing:
    """Return the waterfall. Raises ValueError where a level is not what the steps before it leave, or one goes below zero."""
    spans = _spans(steps)
    told = [f"{step.label}: {step.words}" for step in steps]
    return draw(
        key=key,
        title=title,
        finding=finding,
        description=visible(". ".join([title, *told])) + ".",
        broad=_Layout(steps, spans, width=BROAD).broad(),
        narrow=_Layout(steps, spans, width=NARROW).narrow(),
        columns=(visible(head), visible(unit)),
        rows=tuple((visible(step.label), visible(step.words)) for step in steps),
        note=note,
    )


@dataclass(frozen=True)
class _Span:
    """From where to where a bar goes, and what there is after it."""

    first: int
    last: int
    after: int


def _spans(steps: Sequence[Step]) -> list[_Span]:
    """Return where each bar stands."""
    found: list[_Span] = []
    there = steps[0].amount if steps else 0
    for step in steps:
        if step.amount < 0 or (step.kind == "level" and step.amount != there) or step.amount > there:
            raise ValueError(f"{step.label!r} is {step.amount} where {there} is left")
        if step.kind == "fall":
            found.append(_Span(there - step.amount, there, there - step.amount))
            there -= step.amount
        else:
            found.append(_Span(0, step.amount, there))
    return found


class _Layout:
    """Places the steps in one picture, the first at the top."""

    def __init__(self, steps: Sequence[Step], spans: Sequence[_Span], *, width: float) -> None:
        self.steps, self.spans, self.width = steps, spans, width
        self.end = max((span.last for span in spans), default=0)
        self.room = min(max((measure(visible(step.words), bold=True) for step in steps), default=0), width * _WORDS)
        self.body: list[str] = []
        self.y = 0.0
        self.foot: float | None = None  # the last bar's, from which the line goes on

    def broad(self) -> Picture:
        """Return the label to the left of its bar."""
        left = min(max((measure(visible(step.label)) for step in self.steps), default=0), _LABELS) + 16
        for step, span in zip(self.steps, self.spans, strict=True):
            lines = wrap(step.label, within=left - 16, lines=4)
            height = max(_BAR, len(lines) * LINE)
            self.body.append(label(0, self.y + (height - len(lines) * LINE) / 2 + RISE + 2, lines))
            self._bar(step, span, left, self.y + (height - _BAR) / 2)
            self.y += height + _ROW
        axis = path(f"M{num(left)} 0V{num(max(self.y - _ROW, LINE))}", name="k-axis", stroke="edge")
        return Picture("".join(self.body) + axis, max(self.y - _ROW, LINE) + 2)

    def narrow(self) -> Picture:
        """Return the label above its bar; the line from bar to bar is broken for it."""
        for step, span in zip(self.steps, self.spans, strict=True):
            lines = wrap(step.label, within=self.width, lines=4)
            self.body.append(label(0, self.y + RISE + 2, lines))
            if self.foot is not None:
                self._line(0, self._there(step, span), self.foot, self.y - 2)
                self.foot = self.y + len(lines) * LINE
            self.y += len(lines) * LINE + 5
            self._bar(step, span, 0, self.y)
            self.y += _BAR + _ROW
        return Picture("".join(self.body), max(self.y - _ROW, LINE) + 2)

    def _bar(self, step: Step, span: _Span, left: float, top: float) -> None:
        if self.foot is not None:
            self._line(left, self._there(step, span), self.foot, top)
        x, length = left + self._px(span.first, left), self._px(span.last, left) - self._px(span.first, left)
        if step.amount:
            thick = max(length, _LEAST)
            name, token = _LOOKS[step.kind]
            box = f"M{num(x)} {num(top)}h{num(thick)}v{num(_BAR)}h{num(-thick)}Z"
            self.body.append(path(box, name=name, fill=token))
        if step.kind == "part":
            self._line(left, span.after, top, top + _BAR)
        after = left + max(self._px(span.last, left), self._px(span.after, left), _LEAST) + 8
        self.body.append(text(after, top + 14, fit(step.words, within=self.room + 0.1, bold=True), bold=True))
        self.foot = top + _BAR

    def _there(self, step: Step, span: _Span) -> int:
        """What there was before a step."""
        return span.last if step.kind == "fall" else span.after

    def _line(self, left: float, amount: int, first: float, last: float) -> None:
        x = num(left + self._px(amount, left))
        self.body.append(path(f"M{x} {num(first)}V{num(last)}", name="k-axis", stroke="edge"))

    def _px(self, amount: int, left: float) -> float:
        return amount / self.end * (self.width - left - self.room - 10) if self.end else 0.0
