"""A form of a node, or of a flow's settings, on its page: what stands in it, and what came of sending it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from flask import render_template, request, url_for

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.flow.fields import record_fields
from ivr_author.flow.read import FlowFile
from ivr_author.web.flow.outdated_edit import Place
from ivr_author.web.flow.page import FlowPage
from ivr_author.web.node.form import FormOf
from ivr_author.web.node.labels import label_of
from ivr_author.web.node.options import Options

# A flow's own form: not its nodes, nor what only people who read the language need.
SETTINGS_LEFT_OUT = ("format", "nodes", "readability")


@dataclass
class Shown:
    """A form as it is drawn: what stands in it, and what came of sending it."""

    title: str
    record: type
    form: Mapping[str, Sequence[str]]
    revision: str
    faults: Sequence[tuple[str, Diagnostic]] = ()
    theirs: Mapping[str, Sequence[str]] | None = None
    asks: bool = False
    expired: bool = False
    why: str = ""
    places: Sequence[Place] = ()
    saved: bool = False
    beside: str = ""
    node: str = ""
    type: str = ""
    about: str = ""
    is_new: bool = False
    hidden: Mapping[str, str] = field(default_factory=dict)


def is_fragment() -> bool:
    """Whether a script asks for a part of the page."""
    return bool(request.headers.get("HX-Request"))


def draw(page: FlowPage, shown: Shown, back_to: str, code: int = 200) -> tuple[str, int]:
    """The form: a page, or for a script the form alone."""
    left_out = SETTINGS_LEFT_OUT if shown.record is FlowFile else ()
    drawn = FormOf(shown.record, shown.form, Options(page.flow, page.shown.content), shown.faults, left_out)
    address = url_for("node_form.settings", flow_id=page.flow_id)
    if shown.record is not FlowFile:
        address = url_for("node_form.show", flow_id=page.flow_id, node_id="new" if shown.is_new else shown.node)
    more = {
        "shown": shown,
        "widgets": drawn.widgets(),
        "elsewhere": drawn.faults_elsewhere(),
        "address": address,
        "differences": differences(shown),
        "back": request.values.get("back", ""),
        "back_to": back_to,
    }
    if is_fragment():
        return render_template(
            "node_form_part.html", page=page, flow=page.flow, sources=page.shown.sources, **more
        ), code
    return page.render("node_form.html", **more), code


def differences(shown: Shown) -> list[tuple[str, str, str]]:
    """Of a form that came too late: each field that stands otherwise in the file, as typed and as it stands."""
    if shown.theirs is None:
        return []
    if shown.is_new:
        return [(one.label, one.mine or "", one.theirs or "") for one in shown.places]
    names = dict.fromkeys([*shown.theirs, *(one for one in shown.form if any(shown.form[one]))])
    pairs = ((one, "\n".join(shown.form.get(one, ())), "\n".join(shown.theirs.get(one, ()))) for one in names)
    return [
        (f"{label_of(one.partition('.')[0])} ({one})", mine, own)
        for one, mine, own in pairs
        if mine.split() != own.split()
    ]


def form_of_meant(
    mine: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]], changed: Container[str]
) -> dict[str, Sequence[str]]:
    """The form as the file has it, with the fields alone that this person changed."""
    kept = {name: typed for name, typed in theirs.items() if name.partition(".")[0] not in changed}
    return {**kept, **{name: typed for name, typed in mine.items() if name.partition(".")[0] in changed}}


def row_name(shown: Shown, name: str) -> str:
    """The form's name for a fault: of an entry of a map its row, of a prompt's words their own field."""
    first, _, rest = name.partition(".")
    if rest and not rest[0].isdigit():
        for one in shown.form:
            if one.startswith(f"{first}.") and one.endswith(".key") and list(shown.form[one])[-1:] == [rest]:
                return one.removesuffix("key") + "value"
    while name and name not in shown.form and f"{name}.0.text" not in shown.form:
        if any(one.startswith(f"{name}.") for one in shown.form):
            break
        if any(name == one.key for one in record_fields(shown.record)) or name in ("id", "after_exit"):
            break
        name = name.rpartition(".")[0]
    return name
