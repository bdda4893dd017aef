"""Problems: every fault of the workspace at its place, narrowed down, by file, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from flask import Blueprint, render_template, request, url_for

from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.locale import find_locale
from ivr_author.usecases.check import all_rules
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext
from ivr_author.web.links import link_of, source_link
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Place, Snapshot, notice_of
from ivr_author.workspace.layout import FileKind, kind_of, stem

blueprint = Blueprint("problems", __name__)
ROOM = Room(blueprint, gettext("Problems"), "problems.index", order=40)

SHOWN_AT_MOST = 500
"""A page that can still be read; the filters lead to the rest."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks for everything. `text` is looked for in what a fault says."""

    severity: str = ""
    rule: str = ""
    file: str = ""
    flow: str = ""
    notice: str = ""
    locale: str = ""
    text: str = ""

    def takes(self, fault: Diagnostic) -> bool:
        """Whether a fault is asked for."""
        path = fault.span.path if fault.span else ""
        said = f"{fault.message} {fault.hint} {fault.rule} {path}".casefold()
        return (
            self.severity in ("", fault.severity)
            and self.rule in ("", fault.rule)
            and self.file in ("", path)
            and self.flow in ("", flow_of(path))
            and self.notice in ("", notice_of(path))
            and self.locale in ("", locale_of(path))
            and self.text.casefold() in said
        )

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Listed:
    """A fault with the place that it is about and where it is best mended; `source` is its line in the file."""

    fault: Diagnostic
    place: Place
    href: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """The faults of one file: what people call it, and where it is looked at."""

    path: str
    title: str
    href: str
    faults: Sequence[Listed]


def flow_of(path: str) -> str:
    """The flow that a file is of."""
    return stem(path) if kind_of(path) is FileKind.FLOW else ""


def locale_of(path: str) -> str:
    """The language that a catalog or glossary is of."""
    folder, _, rest = path.partition("/")
    return rest.partition("/")[0] if folder == "locales" and "/" in rest else ""


def _is_told(fault: Diagnostic) -> bool:
    """Whether somebody who is here for some languages is told of it."""
    locale = locale_of(fault.span.path) if fault.span else ""
    return not locale or bool(visible_locales([locale]))


@blueprint.get("/problems")
def index() -> str:
    """All faults that the filter takes."""
    shown = snapshot()
    wanted = Filter(**{one.name: request.args.get(one.name, "") for one in fields(Filter)})
    everything = [one for one in shown.diagnostics if _is_told(one)]
    faults = [one for one in everything if wanted.takes(one)]
    paths = {one.span.path for one in everything if one.span}
    return render_template(
        "problems.html",
        everything=everything,
        faults=faults,
        groups=_groups(shown, faults[:SHOWN_AT_MOST]),
        most=SHOWN_AT_MOST,
        wanted=wanted,
        description=all_rules().get(wanted.rule, ""),
        severities=[severity for severity in Severity if any(one.severity is severity for one in everything)],
        rules=[(one, one) for one in sorted({one.rule for one in everything})],
        files=[(one, one) for one in sorted(paths)],
        flows=_titles({flow_of(path) for path in paths}, shown.content.flows if shown.content else {}),
        notices=_titles(
            {notice_of(path) for path in paths},
            {name: file.notice for name, file in shown.workspace.notices.notices.items()},
        ),
        locales=[find_locale(one) for one in sorted({locale_of(path) for path in paths} - {""})],
        sources=shown.sources,
    )


def _groups(shown: Snapshot, faults: Sequence[Diagnostic]) -> list[Group]:
    by_file: dict[str, list[Listed]] = {}
    for one in faults:
        path, line = (one.span.path, one.span.line) if one.span else ("", 0)
        listed = Listed(one, shown.place_of(one.span), link_of(shown, one.span), source_link(path, line))
        by_file.setdefault(path, []).append(listed)
    return [Group(path, *_named(shown, path), found) for path, found in by_file.items()]


def _named(shown: Snapshot, path: str) -> tuple[str, str]:
    """What people call a file, and where it is looked at."""
    flow, notice = flow_of(path), notice_of(path)
    if flow:
        known = shown.content.flows.get(flow) if shown.content else None
        return (known.title.value if known else flow), url_for("flow.show", flow_id=flow)
    if notice:
        file = shown.workspace.notices.notices.get(notice)
        return (file.notice.title.value if file else notice), url_for("notices.show", notice_id=notice)
    return path or gettext("The workspace"), source_link(path)


def _titles(names: set[str], known: Mapping[str, object]) -> list[tuple[str, str]]:
    found = ((name, getattr(getattr(known.get(name), "title", None), "value", name)) for name in names if name)
    return sorted(found, key=lambda one: one[1])
