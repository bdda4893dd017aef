"""Phone: plays a call on the reference or through what a target emitted. The whole call stands in the address."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from ivr_author.core.entry import EntrySpec
from ivr_author.core.locale import find_locale
from ivr_author.harness.targets import REFERENCE, load_targets
from ivr_author.usecases.hear import hear_line
from ivr_author.usecases.keep_call import script_of_call
from ivr_author.usecases.keep_scripts import keep_call
from ivr_author.usecases.simulate import Simulation
from ivr_author.usecases.try_scripts import Trial, try_call
from ivr_author.web.access import locales_to_choose
from ivr_author.web.call.booth import Booth, differences, voice_notes
from ivr_author.web.call.state import FILES, SWITCHED, PhoneState, act
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.layout import calls_path

blueprint = Blueprint("phone", __name__)
ROOM = Room(blueprint, gettext("Phone"), "phone.index", order=15)

MOST_NAME_LETTERS = 120
"""Of the name that is offered for a call, and of the field for it."""

LETTERS = ("", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "", "")
KEYS = tuple(zip("123456789*0#", LETTERS, strict=True))
"""The keys of a telephone, row by row, with the letters that stand on them."""

SHOWN = ("target", "locale", "bulletins", "do", "typed")
"""What the panel has fields for; the rest of the call goes with them unseen."""


@blueprint.get("/phone")
def index() -> Answer | str:
    """The phone of the first flow that answers a number."""
    shown = snapshot()
    entries = shown.callable_flows
    if shown.content is None or not entries:
        return render_template("phone_none.html")
    answering = [one.flow.value for one in shown.content.settings.numbers.values() if one.flow.value in entries]
    return redirect(url_for("phone.show", flow_id=[*answering, *entries][0]))


@blueprint.get("/flows/<flow_id>/phone")
def show(flow_id: str) -> Answer | str:
    """The phone with the call so far."""
    booth = Booth.of(flow_id)
    state, faults = _step(booth)
    if not faults and _has_act():
        return redirect(booth.address("phone.show", state))
    return _page(booth, state, faults)


def _page(booth: Booth, state: PhoneState, faults: dict[str, str], **more: Any) -> str:
    kept = _kept(booth, request.args.get("kept", ""))
    return render_template("phone.html", in_panel=False, kept=kept, **{**_shown(booth, state, faults), **more})


@dataclass(frozen=True, slots=True)
class KeptView:
    """A call script of this flow, and how it goes on every target."""

    name: str
    runs: tuple[Trial, ...]

    @property
    def passed(self) -> bool:
        """Whether it passes everywhere."""
        return all(one.passed for one in self.runs)


def _kept(booth: Booth, name: str) -> KeptView | None:
    """The script that was just kept, played on all targets that can carry the flows."""
    scripts = booth.shown.workspace.scripts.get(calls_path(booth.flow.id), ())
    script = next((one for one in scripts if one.name == name), None) if name else None
    if script is None:
        return None
    built = {target: booth.shown.build(target).artifact for target in load_targets()}
    artifacts = {target: artifact for target, artifact in built.items() if artifact is not None}
    return KeptView(name, try_call(booth.program, script, artifacts))


@blueprint.post("/flows/<flow_id>/phone/keep")
@shows_expired_forms
def keep(flow_id: str) -> Answer | tuple[str, int]:
    """Keep the call as a script of the flow, and say how it goes on every target."""
    take_only("call", "name")
    booth = Booth.of(flow_id)
    state, faults = booth.read(read_query(request.form.get("call", "")))
    name = " ".join(request.form.get("name", "").split())
    if g.form_expired:
        faults["name"] = gettext(
            "The studio was started again meanwhile, so nothing was kept. Send the form once more."
        )
        return _page(booth, state, faults, name=name), 403
    result = keep_call(the_studio().keeper, booth.shown.workspace, flow_id, _script(booth, state, name))
    if result.faults:
        faults["name"] = "; ".join(one.message for one in result.faults)
        return _page(booth, state, faults, name=name, name_faults=result.faults), 422
    told = {"kept": result.names[0]}
    if result.kept is not None and result.kept.fault is not None:
        told["unkept"] = result.kept.fault.rule
    return redirect(f"{booth.address('phone.show', state)}&{urlencode(told)}#kept", 303)


@blueprint.get("/flows/<flow_id>/phone/panel")
def panel(flow_id: str) -> Answer | str:
    """The same beside the canvas, as a fragment; whoever opens its address gets the page."""
    booth = Booth.of(flow_id)
    state, faults = _step(booth)
    if "HX-Request" not in request.headers:
        return redirect(booth.address("phone.show", state))
    return render_template("phone_panel.html", in_panel=True, **_shown(booth, state, faults))


def _has_act() -> bool:
    return bool(request.args.get("act") or request.args.get("key"))


def _step(booth: Booth) -> tuple[PhoneState, dict[str, str]]:
    """The state that the address asks for, after what the form wants done."""
    state, faults = booth.read(request.args)
    if _has_act():
        state, wrong = act(state, request.args, _entry(booth, state))
        if wrong:
            faults["act"] = wrong
    return state, faults


def _entry(booth: Booth, state: PhoneState) -> EntrySpec | None:
    """What the input that waits makes of keys; only a key on the keypad has to know."""
    waiting = booth.play(state).waiting if request.args.get("key") else None
    return waiting.entry if waiting else None


def _shown(booth: Booth, state: PhoneState, faults: dict[str, str]) -> dict[str, Any]:
    """What the templates of the page and of the panel show."""
    built = booth.build(state)
    call = booth.play(state, built)
    targets, hidden = load_targets(), _hidden(booth)
    lines = booth.lines(state, call)
    spoken = [str(one.moment.event["locale"]) for one in lines if one.moment.pieces and not one.is_recorded]
    return {
        "flow": booth.flow,
        "content": booth.content,
        "state": state,
        "faults": faults,
        "outside": booth.outside,
        "targets": targets,
        "target_choices": [
            (REFERENCE, gettext("the reference")),
            *((name, one.title) for name, one in targets.items()),
        ],
        "answers": booth.choices_of_answers(state),
        "blocked": built.diagnostics if state.target != REFERENCE and built.artifact is None else (),
        "call": call,
        "lines": lines,
        "spoken_seconds": round(sum(one.seconds for one in lines)),
        "voice_notes": list(voice_notes(list(dict.fromkeys(spoken)))),
        "differences": [] if _has_hidden(call, hidden) else differences(call),
        "bulletin_choices": [
            (SWITCHED, gettext("as switched now")),
            (FILES, gettext("as in the files")),
        ]
        if booth.switches.all
        else [],
        "trace": booth.trace(call),
        "values": booth.values(call),
        "keys": KEYS,
        "locales": [find_locale(one) for one in locales_to_choose(booth.content.settings.all_locales())],
        "hidden": hidden,
        "is_whole": not _has_hidden(call, hidden),
        "share": booth.address("phone.show", state),
        "script": booth.address("phone.script", state),
        "held": [(name, value) for name, value in state.query() if name not in SHOWN and not name.startswith("given.")],
        "query": urlencode(list(state.query())),
        "suggested": ", ".join(state.actions)[:MOST_NAME_LETTERS],
        "sources": booth.shown.sources,
    }


@blueprint.get("/flows/<flow_id>/phone/script")
def script(flow_id: str) -> Response:
    """The call as a call script."""
    booth = Booth.of(flow_id)
    state, _ = booth.read(request.args)
    if _has_hidden(booth.play(state), _hidden(booth)):
        abort(403, gettext("In this call something is said in a language that is not one of yours."))
    text = _script(booth, state, gettext("A call of {moment}").format(moment=state.at.replace("T", " ")))
    headers = {"Content-Disposition": f'attachment; filename="{flow_id}.calls.yaml"'}
    return Response(text, mimetype="application/yaml", headers=headers)


def _hidden(booth: Booth) -> Collection[str]:
    """The languages that are not for the person's ears: who translates some hears these alone."""
    every = booth.content.settings.all_locales()
    return frozenset(every) - frozenset(locales_to_choose(every))


def _has_hidden(call: Simulation, hidden: Collection[str]) -> bool:
    return any(one.pieces and one.event["locale"] in hidden for one in call.moments)


def _script(booth: Booth, state: PhoneState, name: str) -> str:
    answers, actions = state.answers(booth.outside), state.caller_actions()
    # Scripts are played on the files, whatever is switched then.
    state = replace(state, bulletins=FILES)
    return script_of_call(booth.setup(state), answers, actions, booth.play(state).transcript, name=name)


@blueprint.get("/flows/<flow_id>/phone/line-<int:number>.wav")
def line(flow_id: str, number: int) -> Response:
    """How a line of the call sounds on a telephone. Only what the flow really says can be asked for."""
    booth = Booth.of(flow_id)
    state, _ = booth.read(request.args)
    moments = booth.play(state, booth.build(state)).moments
    pieces = moments[number - 1].pieces if 0 < number <= len(moments) else ()
    if not pieces:
        abort(404, gettext("Nothing is said there."))
    locale = str(moments[number - 1].event["locale"])
    if locale in _hidden(booth):
        abort(403, gettext("This is said in a language that is not one of yours."))
    heard = hear_line(the_studio().root, booth.program_of(state), locale, pieces)
    answer = Response(heard.wav, mimetype="audio/wav")
    answer.headers["X-Sound-Source"] = ", ".join(dict.fromkeys(heard.sources))
    answer.add_etag()
    answer.make_conditional(request, accept_ranges=True, complete_length=len(heard.wav))
    return answer


def read_query(text: str) -> MultiDict[str, str]:
    """An address's query that came as a form's field."""
    return MultiDict(parse_qsl(text, keep_blank_values=True))
