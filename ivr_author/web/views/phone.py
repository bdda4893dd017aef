"""Phone: plays a call on the reference or through what a target emitted. The whole call stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.call.world import Answer as WorldAnswer
from ivr_author.call.world import CallSetup
from ivr_author.core.entry import EntrySpec
from ivr_author.core.locale import find_locale
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import to_wire
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lower import CALL_VARIABLES
from ivr_author.flow.settings import ServiceSetting
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.usecases.keep_call import script_of_call
from ivr_author.usecases.simulate import Simulation, simulate
from ivr_author.web.language import gettext
from ivr_author.web.outside import Outside, outside_of
from ivr_author.web.phone_query import QueryReader, read_state
from ivr_author.web.phone_state import REFERENCE, TYPED, PhoneState, act
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Built, Snapshot

blueprint = Blueprint("phone", __name__)
ROOM = Room(blueprint, gettext("Phone"), "phone.index", order=15)

LETTERS = ("", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "", "")
KEYS = tuple(zip("123456789*0#", LETTERS, strict=True))
"""The keys of a telephone, row by row, with the letters that stand on them."""


@blueprint.get("/phone")
def index() -> Answer | str:
    """The phone of the first flow that answers a number."""
    shown = snapshot()
    entries = shown.program.entries if shown.program else {}
    if shown.content is None or not entries:
        return render_template("phone_none.html")
    answering = [one.flow.value for one in shown.content.settings.numbers.values() if one.flow.value in entries]
    return redirect(url_for("phone.show", flow_id=[*answering, *entries][0]))


@dataclass(frozen=True, slots=True)
class Booth:
    """A flow that can be called, and what calls to it can meet."""

    shown: Snapshot
    content: Content
    flow: Flow
    program: Program
    outside: Outside

    @classmethod
    def of(cls, flow_id: str) -> Booth:
        """The booth of a flow, which must be free of errors."""
        shown = snapshot()
        content, program = shown.content, shown.program
        flow = content.flows.get(flow_id) if content else None
        if flow_id not in shown.flow_paths():
            abort(404, gettext("There is no flow “{flow}”.").format(flow=flow_id))
        if content is None or program is None or flow is None or flow_id not in program.entries:
            explanation = gettext("The flow “{flow}” can't be called before its problems are mended.")
            abort(409, explanation.format(flow=flow_id))
        return cls(shown, content, flow, program, outside_of(content, flow))

    def read(self) -> tuple[PhoneState, dict[str, str]]:
        """What the address asks for, and what of it could not be used."""
        reader = QueryReader(request.args)
        return read_state(reader, self.content, self.flow, self.outside, load_targets()), reader.faults

    def setup(self, state: PhoneState) -> CallSetup:
        """How the call begins."""
        return state.setup(self.flow.id, self.content.settings.time_zone)

    def play(self, state: PhoneState, artifact: Artifact | None = None) -> Simulation:
        """The call so far, on the reference or through what a target emitted."""
        target = (load_targets()[state.target], artifact) if artifact is not None else None
        return simulate(self.program, self.setup(state), state.answers(self.outside), state.caller_actions(), target)

    def values(self, call: Simulation) -> dict[str, str]:
        """The variables that are set, as text; those that every call has are told elsewhere."""
        types = self.program.variables
        return {
            name: to_wire(value, types.get(name, ValueType.TEXT))
            for name, value in call.values.items()
            if value is not None and name not in CALL_VARIABLES
        }

    def address(self, endpoint: str, state: PhoneState) -> str:
        """One address for one call, however it was made: it can be shared, and the browser's back button undoes."""
        return f"{url_for(endpoint, flow_id=self.flow.id)}?{urlencode(list(state.query()))}"


@blueprint.get("/flows/<flow_id>/phone")
def show(flow_id: str) -> Answer | str:
    """The phone with the call so far."""
    booth = Booth.of(flow_id)
    state, faults = booth.read()
    if request.args.get("act") or request.args.get("key"):
        state, wrong = act(state, request.args, _entry(booth, state))
        if wrong:
            faults["act"] = wrong
        if not faults:
            return redirect(booth.address("phone.show", state))
    built = booth.shown.build(state.target) if state.target != REFERENCE else Built(None)
    targets = load_targets()
    call = booth.play(state, built.artifact)
    return render_template(
        "phone.html",
        flow=booth.flow,
        content=booth.content,
        state=state,
        faults=faults,
        outside=booth.outside,
        targets=targets,
        target_choices=[(REFERENCE, gettext("the reference")), *((name, one.title) for name, one in targets.items())],
        answers={name: _answer_choices(service) for name, service in booth.outside.services.items()},
        blocked=built.diagnostics if state.target != REFERENCE and built.artifact is None else (),
        call=call,
        values=booth.values(call),
        keys=KEYS,
        locales=[find_locale(one) for one in booth.content.settings.all_locales()],
        share=booth.address("phone.show", state),
        script=booth.address("phone.script", state),
        sources=booth.shown.sources,
    )


def _entry(booth: Booth, state: PhoneState) -> EntrySpec | None:
    """What the input that waits makes of keys; only a key on the keypad has to know."""
    waiting = booth.play(state).waiting if request.args.get("key") else None
    return waiting.entry if waiting else None


@blueprint.get("/flows/<flow_id>/phone/script")
def script(flow_id: str) -> Response:
    """The call as a call script."""
    booth = Booth.of(flow_id)
    state, _ = booth.read()
    text = script_of_call(
        booth.setup(state),
        state.answers(booth.outside),
        state.caller_actions(),
        booth.play(state).transcript,
        name=gettext("A call of {moment}").format(moment=state.at.replace("T", " ")),
    )
    headers = {"Content-Disposition": f'attachment; filename="{flow_id}.calls.yaml"'}
    return Response(text, mimetype="application/yaml", headers=headers)


def _answer_choices(service: ServiceSetting) -> list[tuple[str, str]]:
    """The answers that a tester can choose: the workspace's examples, a failure, or fields of their own."""
    choices = [(str(index), _answer_in_words(example)) for index, example in enumerate(service.examples)]
    given = {example.result for example in service.examples}
    for result, words in (("not_found", gettext("not found")), ("failed", gettext("failed"))):
        if result not in given:
            choices.append((result, words))
    return [*choices, (TYPED, gettext("type the fields…"))]


def _answer_in_words(answer: WorldAnswer) -> str:
    if answer.result != "ok":
        return answer.result.replace("_", " ")
    return ", ".join(f"{name} {value}" for name, value in answer.fields.items()) or "ok"
