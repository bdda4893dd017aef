"""Plots of a rehearsed day as SVG that takes the page's own colours and letters. Same day, same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ivr_author.rehearsal.arrivals import Day
from ivr_author.rehearsal.day import Record
from ivr_author.rehearsal.figures import SLOT_SECONDS, LanguageDay, slots_of

# Colours that stand for the page's: matplotlib knows no variables of CSS.
INK, LINE, FIRST, SECOND, ALARM = _COLOURS = ("#010101", "#020202", "#030303", "#040404", "#050505")
_VARIABLES = dict(zip(_COLOURS, ("--ink-soft", "--line", "--first", "--second", "--error"), strict=True))

_SIZE = (7.2, 2.6)
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.facecolor": "none",
    "legend.edgecolor": "none",
    "legend.framealpha": 0.0,
}
_Draw = Callable[[Axes], None]

_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_IDS = re.compile(r'<g id="[^"]*"')
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_OPENING = re.compile(r"<svg[^>]*viewBox=\"([^\"]*)\"[^>]*>")


def plot_arrivals(record: Record, day: Day, title: str) -> str:
    """Calls that began, first tries and redials one on the other."""
    first, again = [0] * (day.seconds // SLOT_SECONDS), [0] * (day.seconds // SLOT_SECONDS)
    for at, is_first in record.attempts:
        slot = min(int(at // SLOT_SECONDS), len(first) - 1)
        (first if is_first else again)[slot] += 1

    def draw(axes: Axes) -> None:
        hours = _hours(len(first))
        axes.stackplot(hours, [first, again], labels=["First tries", "Redials"], colors=[FIRST, SECOND])
        axes.set_ylabel("Calls in 10 minutes")
        _name_colours(axes)

    return _svg(draw, day, title)


def plot_lines(record: Record, day: Day, title: str, limit: float | None) -> str:
    """Calls on the line at once, with what may be."""
    slots = slots_of(record.lines, day.seconds)

    def draw(axes: Axes) -> None:
        axes.fill_between(_hours(len(slots)), slots, color=FIRST, label="Calls at once", linewidth=0)
        if limit is not None:
            axes.axhline(limit, color=ALARM, linestyle="--", label=f"Limit: {limit:,.0f}")
        axes.set_ylabel("Calls at once")
        _name_colours(axes)

    return _svg(draw, day, title)


def plot_language(one: LanguageDay, day: Day, title: str) -> str:
    """Callers who wait and agents who are busy, with the agents that there are."""

    def draw(axes: Axes) -> None:
        hours = _hours(len(one.waiting))
        axes.fill_between(hours, one.waiting, color=SECOND, label="Callers who wait", linewidth=0)
        axes.plot(hours, one.busy, color=FIRST, label="Agents who are busy", linewidth=1.8)
        axes.axhline(one.agents, color=ALARM, linestyle="--", label=f"Agents: {one.agents:,}")
        axes.set_ylabel("People")
        _name_colours(axes)

    return _svg(draw, day, title)


def _name_colours(axes: Axes) -> None:
    """Above the plot: inside it, names would lie on top of the busiest hours."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0, handlelength=1.5)


def _hours(slots: int) -> list[float]:
    return [slot * SLOT_SECONDS / 3600 for slot in range(slots)]


def _svg(draw: _Draw, day: Day, title: str) -> str:
    # Names inside one picture come from its title: several pictures stand in one page.
    with mpl.rc_context({**_SETTINGS, "svg.hashsalt": title}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        last = len(day.clock)
        axes.set_xlim(0, last)
        axes.set_ylim(bottom=0)
        axes.set_xticks(range(0, last, 3), [f"{day.clock[hour]}:00" for hour in range(0, last, 3)])
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axes.grid(axis="y", linewidth=0.6)
        axes.set_axisbelow(True)
        out = io.StringIO()
        FigureCanvasSVG(figure).print_figure(out, format="svg", metadata=_NO_METADATA)
    text = _IDS.sub("<g", _HEAD.sub("", out.getvalue()))
    text = _OPENING.sub(
        lambda found: f'<svg viewBox="{found[1]}" role="img" aria-label="{escape(title)}">', text, count=1
    )
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    return text
