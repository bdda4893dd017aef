"""Problems: every fault of the workspace with its place, narrowed down by severity, rule, file and flow."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot

blueprint = Blueprint("problems", __name__)
ROOM = Room(blueprint, gettext("Problems"), "problems.index", order=40)

SHOWN_AT_MOST = 500
"""A page that can still be read; the filters lead to the rest."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for everything."""

    severity: str = ""
    rule: str = ""
    file: str = ""
    flow: str = ""

    def takes(self, fault: Diagnostic, flow: str) -> bool:
        """Whether a fault, which lies in a flow or none, is asked for."""
        path = fault.span.path if fault.span else ""
        return (
            self.severity in ("", fault.severity)
            and self.rule in ("", fault.rule)
            and self.file in ("", path)
            and self.flow in ("", flow)
        )

    def __bool__(self) -> bool:
        return bool(self.severity or self.rule or self.file or self.flow)


@blueprint.get("/problems")
def index() -> str:
    """All faults that the filter takes."""
    shown = snapshot()
    wanted = Filter(**{name: request.args.get(name, "") for name in ("severity", "rule", "file", "flow")})
    flow_of = {path: flow for flow, path in shown.flow_paths().items()}
    everything = shown.diagnostics
    faults = [one for one in everything if wanted.takes(one, flow_of.get(one.span.path, "") if one.span else "")]
    return render_template(
        "problems.html",
        everything=everything,
        faults=faults[:SHOWN_AT_MOST],
        found=len(faults),
        wanted=wanted,
        severities=[severity for severity in Severity if any(one.severity is severity for one in everything)],
        rules=sorted({one.rule for one in everything}),
        files=sorted({one.span.path for one in everything if one.span}),
        flows=sorted({flow_of[one.span.path] for one in everything if one.span and one.span.path in flow_of}),
        places=[shown.place_of(one.span) for one in faults[:SHOWN_AT_MOST]],
        sources=shown.sources,
        flow_ids=frozenset(shown.flow_paths()),
    )
