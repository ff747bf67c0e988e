"""The note's charts, as PNG for paper and SVG for the page: arrivals over time, statements by theme.

Drawing only; the figures and every word come from `chapters.figures`. Matplotlib is imported when a chart
is drawn, and draws without a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from consultation.rounds.words import Stance

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _MUTED, _ACCENT, _GRID = "#1f2a37", "#5d6975", "#0f6e84", "#e4e8ec"
_COLOURS = {
    Stance.SUPPORT: _ACCENT,
    Stance.CRITICISM: "#c2571a",
    Stance.PROPOSAL: "#e0ac3c",
    Stance.QUESTION: "#7f6aa3",
    Stance.INFORMATION: "#a9b4bf",
    Stance.EVIDENCE: "#34495e",
}
_EARLIER = ("#8d99a6", "#b3bcc6", "#ccd3da")
_DPI = 200
_WIDTH = 6.6  # inches: the width of an A4 page's text
_LONGEST = 34  # characters of a label
_DRAWN = "\u3000"  # from here on the font has no letters

Chart = tuple[bytes, bytes]
"""The same chart as PNG and as SVG."""


@dataclass(frozen=True, slots=True)
class Line:
    """A round: how many were asked, and when each first answered, in days from the opening.

    `until` is how far a round that still runs has come; its line ends there.
    """

    title: str
    invited: int
    days: tuple[float, ...]
    until: float | None = None


def arrivals(
    lines: Sequence[Line], period: int, texts: Mapping[str, str], percent: Callable[[float], str]
) -> Chart:
    """Draw the share of those asked who had answered by each day; the first line is this round."""
    figure, axes = _blank(3.1)
    last = max([period * 1.1, *(day for line in lines for day in line.days)])
    for at, line in reversed(list(enumerate(lines))):
        colour = _EARLIER[min(at, len(_EARLIER)) - 1] if at else _ACCENT
        _staircase(axes, line, last, colour, bold=not at)
    axes.axvline(period, color=_MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        texts["deadline"],
        (period, 1),
        (4, -3),
        ("data", "axes fraction"),
        "offset points",
        va="top",
        color=_MUTED,
        fontsize=8,
    )
    axes.set(xlim=(0, last), ylim=(0, 1))
    axes.set_xlabel(texts["days"])
    axes.set_ylabel(texts["share"])
    axes.yaxis.set_major_formatter(lambda share, _: percent(share))
    axes.legend(loc="upper left", fontsize=8, frameon=False, reverse=True, labelcolor=_INK)
    return _saved(figure)


def stances(
    rows: Sequence[tuple[str, Mapping[Stance, int]]], names: Mapping[Stance, str], label: str
) -> Chart:
    """Draw the statements of each theme as a bar, the largest on top."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as in `_blank`

    figure, axes = _blank(0.9 + 0.32 * len(rows))
    titles = [_label(title) for title, _ in rows]
    left = [0] * len(rows)
    for stance, colour in _COLOURS.items():
        counts = [count.get(stance, 0) for _, count in rows]
        if any(counts):
            axes.barh(range(len(rows)), counts, 0.62, left, color=colour, label=names[stance])
            left = [done + count for done, count in zip(left, counts, strict=True)]
    axes.set_yticks(range(len(rows)), titles)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(label)
    figure.legend(
        loc="outside upper left",
        ncols=len(names),
        fontsize=8,
        frameon=False,
        handlelength=1,
        columnspacing=1.2,
        labelcolor=_INK,
    )
    return _saved(figure)


def _staircase(axes: Axes, line: Line, last: float, colour: str, *, bold: bool) -> None:
    days = sorted(line.days)
    shares = [count / line.invited for count in range(len(days) + 1)]
    axes.step(
        [0, *days, last if line.until is None else max([line.until, *days])],
        [*shares, shares[-1]],
        where="post",
        color=colour,
        linewidth=2.2 if bold else 1.3,
        label=_label(line.title),
        clip_on=False,
    )


def _blank(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # noqa: PLC0415 - 1.7 s, and only charts need it

    figure = Figure(figsize=(_WIDTH, height), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=_INK, labelsize=8)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(color=_MUTED, fontsize=8)
    return figure, axes


def _label(text: str) -> str:
    """Return a title that can be drawn: no formula between dollar signs, and no sign the font lacks."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
    drawn = "".join(sign if sign.isprintable() and sign < _DRAWN else "?" for sign in short)
    # a legend leaves out what begins with an underscore
    return drawn.replace("$", r"\$").lstrip("_") or "?"


def _saved(figure: Figure) -> Chart:
    from matplotlib import rc_context  # noqa: PLC0415 - as above

    png, svg = BytesIO(), BytesIO()
    figure.savefig(png, format="png", dpi=_DPI, facecolor="white")
    with rc_context({"svg.hashsalt": "note"}):  # the same note gives the same file
        figure.savefig(svg, format="svg", metadata={"Date": None}, facecolor="white")
    return png.getvalue(), svg.getvalue()
