"""Services: what flows look up during a call, where, and the examples of answers that calls are tried with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.examples import EXAMPLE_VALUES
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import Malformed, from_wire, to_wire
from ivr_author.flow.content import Content
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.settings import ServiceSetting
from ivr_author.usecases.edit_shared import SETTINGS_PATH, Example, remove_example, set_example
from ivr_author.web.language import gettext
from ivr_author.web.links import source_link
from ivr_author.web.numbers import whole_number
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.saving import Trouble, tried
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import read_file, revision

blueprint = Blueprint("services", __name__)
ROOM = Room(blueprint, gettext("Services"), "services.index", order=65, in_workspace=True)

RESULT_TITLES = {
    "ok": gettext("It answers"),
    "not_found": gettext("It finds nothing"),
    "failed": gettext("It fails"),
}
NEW = "new"


@dataclass(frozen=True, slots=True)
class Typed:
    """An example as a form has it: which one (`new` or its number), how it ends, its fields."""

    index: str
    result: str
    fields: Mapping[str, str]


@blueprint.get("/services")
def index() -> str:
    """All services."""
    content = snapshot().content
    services = content.settings.services if content else {}
    rows = [(name, service, _uses(content, name) if content else []) for name, service in services.items()]
    return render_template("services.html", rows=rows)


@blueprint.get("/services/<service_id>")
def show(service_id: str) -> str:
    """One service."""
    return _page(service_id, _open(service_id))


@blueprint.post("/services/<service_id>/examples")
@shows_expired_forms
def save_example(service_id: str) -> str | tuple[str, int] | Response:
    """Add, change or take out an example of its answers."""
    service = _open(service_id)
    names = {f"field-{name}" for name in service.answer}
    if set(request.form) - {"index", "result", "revision", "do", "csrf_token", *names}:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    given = {name: request.form.get(f"field-{name}", "").strip() for name in service.answer}
    typed = Typed(request.form.get("index", NEW), request.form.get("result", "ok"), given)
    if g.form_expired:
        return _page(service_id, service, typed, expired=True), 403
    place = None if typed.index == NEW else whole_number(typed.index, 0, len(service.examples))
    if place is None and typed.index != NEW:
        place = -1
    if typed.result not in RESULT_TITLES:
        abort(400, gettext("There is nothing like that to choose."))
    fields = {name: value for name, value in given.items() if value} if typed.result == "ok" else {}
    faults = [
        _misfit(name, service.answer[name]) for name, value in fields.items() if not _fits(value, service.answer[name])
    ]
    if faults and request.form.get("do") != "remove":
        return _page(service_id, service, typed, faults), 422
    studio, workspace, wanted = the_studio(), snapshot().workspace, request.form.get("revision", "")
    troubles = tried(
        lambda: (
            remove_example(studio.keeper, workspace, service_id, -1 if place is None else place, wanted)
            if request.form.get("do") == "remove"
            else set_example(studio.keeper, workspace, service_id, place, Example(typed.result, fields), wanted)
        )
    )
    if troubles:
        return _page(service_id, _open(service_id), typed, troubles), troubles[0].status
    return redirect(url_for("services.show", service_id=service_id, saved=1), 303)


def _open(service_id: str) -> ServiceSetting:
    content = snapshot().content
    service = content.settings.services.get(service_id) if content else None
    if service is None:
        abort(404, gettext("There is no service “{service}”.").format(service=service_id))
    return service


def _page(
    service_id: str,
    service: ServiceSetting,
    typed: Typed | None = None,
    troubles: Sequence[Trouble] = (),
    *,
    expired: bool = False,
) -> str:
    content = snapshot().content
    forms = [Typed(str(place), one.result, one.fields) for place, one in enumerate(service.examples)]
    forms.append(Typed(NEW, "ok", {}))
    if typed is not None:
        forms = [typed if one.index == typed.index else one for one in forms]
    return render_template(
        "service.html",
        service_id=service_id,
        service=service,
        forms=forms,
        open_form=typed.index if typed else "",
        troubles=troubles,
        expired=expired,
        results=RESULT_TITLES,
        revision=revision(read_file(the_studio().root, SETTINGS_PATH)),
        uses=_uses(content, service_id) if content else [],
        source=source_link(SETTINGS_PATH, service.span.line),
    )


def _fits(value: str, kind: ValueType) -> bool:
    try:
        from_wire(value, kind)
    except Malformed:
        return False
    return True


def _misfit(name: str, kind: ValueType) -> Trouble:
    message = gettext("`{field}` is of type {kind}, and this is none.").format(field=name, kind=kind)
    return Trouble(message, gettext("For example: {example}").format(example=to_wire(EXAMPLE_VALUES[kind], kind)))


def _uses(content: Content, service_id: str) -> list[tuple[str, str]]:
    """The flows and nodes that look something up there."""
    return [
        (flow.id, node.id)
        for flow in content.flows.values()
        for node in flow.nodes.values()
        if isinstance(node, Lookup) and node.service.value == service_id
    ]
