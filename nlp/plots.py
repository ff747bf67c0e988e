"""Pictures of a measurement, as PNG files: confusion, reliability, coverage.

Drawing only; the numbers come from `nlp.evaluation`. Matplotlib is imported when a picture is
drawn, and draws without a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nlp import calibration, evaluation
from nlp.evaluation import Answers, Report
from nlp.message import Message

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

_INK, _MUTED, _ACCENT, _GRID = "#1f2a37", "#6b7785", "#0f6e84", "#e4e8ec"
_DPI = 160
_RIGHT_EDGE = 0.9  # of confidence; from there on, numbers stand to the left of a dot
_ROOMY = 0.2  # share of the messages from which a dot has room for their number
_MANY = 20  # labels; with more, numbers in the cells cannot be read


def draw(folder: Path, messages: Sequence[Message], answers: Answers, report: Report) -> list[Path]:
    """Write `confusion.png`, `reliability.png` and `coverage.png` to `folder`; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {
        "confusion": confusion(report),
        "reliability": reliability(messages, answers, report),
        "coverage": coverage(messages, answers, report),
    }
    paths = []
    for name, figure in figures.items():
        path = folder / f"{name}.png"
        figure.savefig(path, dpi=_DPI, facecolor="white", bbox_inches="tight")
        paths.append(path)
    return paths


def confusion(report: Report) -> Figure:
    """Draw how the messages of each initiative (rows) were understood (columns)."""
    names = list(report.confusion)
    counts = np.array([[report.confusion[one][other] for other in names] for one in names])
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    side = 2.6 + 0.56 * min(len(names), _MANY)
    figure, axes = _blank(side, side)
    axes.imshow(shares, cmap=_colours(), vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("understood as", labelpad=10)
    axes.set_ylabel("right", labelpad=10)
    axes.grid(visible=False)
    if len(names) <= _MANY:
        _write_counts(axes, counts, shares)
    _title(axes, "Who is taken for whom", f"{report.messages:,} messages, {report.accuracy:.1%} right")
    return figure


def reliability(messages: Sequence[Message], answers: Answers, report: Report) -> Figure:
    """Draw accuracy over confidence: on the diagonal, a confidence means what it says."""
    sure = answers.chances.max(axis=1)
    hits = np.array([m.initiative == s for m, s in zip(messages, answers.said, strict=True)])
    bins = calibration.reliability(sure, hits)
    figure, axes = _blank(5.4, 5.4)
    axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 4)))
    axes.scatter(
        [sure for sure, _, _ in bins],
        [hit for _, hit, _ in bins],
        s=[40 + 900 * share for _, _, share in bins],
        color=_ACCENT,
        alpha=0.75,
        linewidths=0,
    )
    for one in bins:
        _count_at(axes, one, len(messages))
    axes.set(xlim=(-0.03, 1.06), ylim=(-0.03, 1.06), xlabel="confidence", ylabel="share that is right")
    _percent(axes)
    subtitle = f"on the line, it does; expected error {report.calibration_error:.1%}; numbers are messages"
    _title(axes, "Does confidence mean what it says?", subtitle)
    return figure


def coverage(messages: Sequence[Message], answers: Answers, report: Report) -> Figure:
    """Draw precision over the share of messages accepted, the surest first."""
    points = evaluation.curve(messages, answers)
    figure, axes = _blank(6.6, 4.6)
    axes.plot([c for c, _ in points], [p for _, p in points], color=_ACCENT, linewidth=2)
    axes.axhline(calibration.PRECISION, color=_MUTED, linewidth=1, linestyle=(0, (4, 4)))
    promised = f"promised: {calibration.PRECISION:.0%}"
    axes.annotate(
        promised, (0.01, calibration.PRECISION), (0, 4), textcoords="offset points", color=_MUTED, size=8
    )
    if report.accepted_precision is not None:
        axes.scatter([report.coverage], [report.accepted_precision], s=70, color=_INK, zorder=3)
        axes.annotate(
            f"accepted: {report.coverage:.0%} of messages, {report.accepted_precision:.1%} right",
            (report.coverage, report.accepted_precision),
            xytext=(-8, -18),
            textcoords="offset points",
            ha="right",
            color=_INK,
        )
    lowest = min(0.9, min(p for _, p in points[len(points) // 20 :]) - 0.02)
    axes.set(xlim=(0, 1.01), ylim=(max(0.0, lowest), 1.005))
    axes.set(xlabel="share of messages accepted", ylabel="share of these that is right")
    _percent(axes)
    _title(axes, "How much can be routed by itself", "the surest messages first")
    return figure


def _blank(width: float, height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # noqa: PLC0415 - 1.7 s, and only pictures need it

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.grid(color=_GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=_INK, labelsize=9)
    axes.xaxis.label.set_color(_MUTED)
    axes.yaxis.label.set_color(_MUTED)
    return figure, axes


def _colours() -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415 - as above

    return LinearSegmentedColormap.from_list("ink", ["#f7f9fa", "#9cc7d0", _ACCENT])


def _write_counts(axes: Axes, counts: NDArray[np.int64], shares: NDArray[np.float64]) -> None:
    half = 0.5  # from here on the cell is dark
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > half else _INK
            axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=9)


def _count_at(axes: Axes, one: tuple[float, float, float], messages: int) -> None:
    """Write how many messages a dot stands for: a few say little, and should not look as if they did."""
    sure, hit, share = one
    left = sure >= _RIGHT_EDGE
    shift, where = (4 + 13 * share**0.5) * (-1 if left else 1), "right" if left else "left"
    if share > _ROOMY:
        shift, where = 0, "center"
    axes.annotate(
        f"{round(share * messages):,}",
        (sure, hit),
        (shift, 0),
        textcoords="offset points",
        ha=where,
        va="center",
        color="white" if share > _ROOMY else _MUTED,
        size=8,
    )


def _title(axes: Axes, title: str, subtitle: str) -> None:
    axes.set_title(subtitle, loc="left", fontsize=9, color=_MUTED, pad=8)
    axes.annotate(
        title,
        (0, 1),
        xytext=(0, 26),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=13,
        fontweight="bold",
        color=_INK,
    )


def _percent(axes: Axes) -> None:
    from matplotlib.ticker import PercentFormatter  # noqa: PLC0415 - as above

    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
