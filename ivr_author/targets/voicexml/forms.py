"""One block -> one form. A way onward is always a goto to another form, so prompts are queued afresh there (5.3.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.core.value_types import ValueType
from ivr_author.expression.ecmascript import to_ecmascript
from ivr_author.expression.model import Expr
from ivr_author.ir.ops import (
    GATEWAY_ARGUMENTS,
    Ask,
    Assign,
    Back,
    BlockId,
    Branch,
    End,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Log,
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Step,
    Transfer,
    Visit,
)
from ivr_author.ir.program import Block, LocalText, Part, Program, Slot
from ivr_author.ir.sounds import sound_path
from ivr_author.ir.speech import recording_of, spoken_text
from ivr_author.targets.voicexml.grammars import key_grammar, word_grammar
from ivr_author.targets.voicexml.silence import SILENCE_PATH
from ivr_author.targets.voicexml.voices import chosen_voice, language_of, tag_of
from ivr_author.targets.voicexml.writer import Element, element, prompt, script

CALL = "application.call"
ENDLESS = "ivr.endless"
INTERDIGIT_TIMEOUT = "3s"
"""Silence between keys that ends an entry; callers look numbers up as they type."""

TERMINATOR_TIMEOUT = "1s"
"""How long a terminator may follow an entry that is complete without it, so that it does not reach the next input."""

RECORDING_SILENCE = "4s"

ARGUMENT_PREFIX = "arg_"
"""Stands before the name of each argument that a document sends to the adapter in front of services."""


@dataclass(frozen=True, slots=True)
class FormWriter:
    """Writes the forms of one flow in one locale."""

    program: Program
    flow: str
    locale: str

    def form(self, block: Block) -> Element:
        """The form of a block."""
        form = element("form", id=_fragment(block.id))
        steps = [made for step in block.steps for made in self._step(step)]
        match block.end:
            case Input():
                return self._with_block(form, steps, []).add(self._field(block.end, _fragment(block.id)))
            case Ask():
                return self._ask(form, steps, block.end)
            case Transfer() | Queue():
                return self._with_block(form, steps, []).add(*self._transfer(block.end))
            case Record(mailbox=mailbox):
                steps.append(element("log", f"mailbox {quote(mailbox, safe='')}", label="ivr"))
                return self._with_block(form, steps, []).add(*self._record(block.end))
            case _:
                return self._with_block(form, steps, self._onward(block.end))

    def endless(self) -> Element:
        """Where a call ends that passed too many nodes without its caller."""
        end = [element("log", "hangup failure", label="ivr"), element("disconnect")]
        return element("form", element("block", *end), id=ENDLESS)

    def _with_block(self, form: Element, steps: Sequence[Element], end: Sequence[Element]) -> Element:
        if steps or end:
            form.add(element("block", *steps, *end))
        return form

    # --- steps ---

    def _step(self, step: Step) -> list[Element]:
        match step:
            case Log(kind="node", value=value):
                passed = element("if", element("goto", next=f"#{ENDLESS}"))
                passed.attributes["cond"] = f"ivr.passes({CALL}, {MAX_STEPS_WITHOUT_CALLER})"
                return [element("log", f"node {value}", label="ivr"), passed]
            case Log(kind=kind):
                return [element("log", kind, label="ivr")]
            case Say():
                return self._say(step)
            case Assign(name=name, expression=expression):
                kind = self.program.variables.get(name, ValueType.TEXT)
                return [script(f"{_value(name)} = ivr.as_type({_expression(expression)}, {_quote(kind)});")]
            case Visit(menu=menu):
                return [script(f"ivr.visit({CALL}, {_quote(menu)});")]

    def _say(self, say: Say) -> list[Element]:
        text = spoken_text(self.program, say, self.locale)
        conditions = [
            f"ivr.is_within({_number(window.start)}, {_number(window.end)}, {CALL}.began)" for window in say.windows
        ]
        prompts = []
        for index, form in enumerate(text.forms):
            picked = [f"{self._form_index(text)} == {index}"] if len(text.forms) > 1 else []
            made = prompt(*self.spoken(form, text.locale))
            if text.locale != self.locale:
                made.attributes["xml:lang"] = language_of(self.program, text.locale)
            if conditions or picked:
                made.attributes["cond"] = " && ".join([*conditions, *picked])
            prompts.append(made)
        return prompts

    def spoken(self, form: Sequence[Part], locale: str) -> list[Element | str]:
        """What a prompt holds: the words, in a named voice if ivr.yaml names one, inside of their recording."""
        words = [self._part(part, locale) for part in form]
        voice = chosen_voice(self.program, locale)
        if voice is not None and voice.name and words:
            words = [element("voice", *words, name=voice.name)]
        recording = recording_of(self.program, locale, form)
        if recording is None:
            return words
        return [element("audio", *words, src=f"../{sound_path(self.program, recording)}")]

    def _form_index(self, text: LocalText) -> str:
        rule = f"application.plurals[{_quote(text.locale)}]"
        return f"ivr.choose_form({rule}, {_value(text.count)}, {len(text.forms)})"

    def _part(self, part: Part, locale: str) -> Element | str:
        if isinstance(part, Slot):
            form = f"application.formats[{_quote(locale)}]"
            return element("value", expr=f"ivr.speak({_value(part.name)}, {_quote(part.type)}, {form})")
        return part

    # --- ends ---

    def _goto(self, to: BlockId, locale: str | None = None) -> Element:
        flow, _, _ = to.partition("/")
        if flow == self.flow and locale in (None, self.locale):
            return element("goto", next=f"#{_fragment(to)}")
        return element("goto", next=f"../{locale or self.locale}/{flow}.vxml#{_fragment(to)}")

    def _computed_goto(self, block: str) -> Element:
        return element("goto", expr=f"ivr.document_of({CALL}, {block})")

    def _onward(self, end: End) -> list[Element]:
        match end:
            case Jump(to=to, leaves_subflow=leaves):
                leave = [script(f"ivr.leave_all({CALL});")] if leaves else []
                return [*leave, self._goto(to)]
            case Branch(cases=cases, otherwise=otherwise):
                conditions = [(f"({_expression(condition)}) === true", to) for condition, to in cases]
                return [self._choose(conditions, otherwise)]
            case Hours():
                calendar = f"application.calendars[{_quote(end.calendar)}]"
                zone = self.program.calendars[end.calendar].time_zone
                state = f"ivr.calendar_state({calendar}, application.offsets[{_quote(zone)}], {CALL}.began)"
                states = [(f"{state} == 'open'", end.open), (f"{state} == 'holiday'", end.holiday)]
                return [self._choose(states, end.closed)]
            case SetLocale(locale=locale, to=to):
                return [self._goto(to, locale)]
            case Enter(to=to, returns=returns):
                return [script(f"{CALL}.stack.push({_json(dict(returns))});"), self._goto(to)]
            case Return(name=name, otherwise=otherwise):
                return [self._computed_goto(f"ivr.leave({CALL}, {_quote(name)}, {_quote(otherwise)})")]
            case Back(menu=menu, otherwise=otherwise):
                return [self._computed_goto(f"ivr.back({CALL}, {_json(menu)}, {_quote(otherwise)})")]
            case Hangup(by=by):
                return [element("log", f"hangup {by}", label="ivr"), element("disconnect")]
        raise AssertionError(f"{type(end).__name__} has a form of its own")

    def _choose(self, cases: Sequence[tuple[str, BlockId]], otherwise: BlockId) -> Element:
        made = element("if")
        for index, (condition, to) in enumerate(cases):
            if index == 0:
                made.attributes["cond"] = condition
            else:
                made.add(element("elseif", cond=condition))
            made.add(self._goto(to))
        return made.add(element("else"), self._goto(otherwise)) if cases else self._goto(otherwise)

    def _field(self, end: Input, name: str) -> Element:
        heard = bool(end.phrases) or end.free_speech
        field = element(
            "field",
            element("property", name="timeout", value=_seconds(end.timeout)),
            element("property", name="interdigittimeout", value=INTERDIGIT_TIMEOUT),
            element("property", name="termchar", value=end.entry.terminator),
            element("property", name="inputmodes", value="dtmf voice" if heard else "dtmf"),
            name="entry",
        )
        if end.entry.terminator:
            field.add(element("property", name="termtimeout", value=TERMINATOR_TIMEOUT))
        if end.entry.kind != "menu" or end.keys or not heard:
            field.add(key_grammar(end, name))
        if heard:
            field.add(self._words(end, name))
        reset = script(f"{CALL}.passed = 0;")
        field.add(element("noinput", reset, self._goto(end.no_input)))
        field.add(element("nomatch", reset, self._goto(end.no_match)))
        return field.add(element("filled", reset, *self._filled(end)))

    def _words(self, end: Input, name: str) -> Element:
        texts = [self.program.speech[phrase.address, self.locale] for phrase in end.phrases]
        language = tag_of(texts[0].locale if texts else self.locale)
        return word_grammar([text.plain() for text in texts], language, name)

    def _filled(self, end: Input) -> list[Element]:
        cases: list[tuple[str, BlockId]] = []
        before: list[Element] = []
        words = "entry$.inputmode == 'voice'"
        for index, phrase in enumerate(end.phrases, 1):
            cases.append((f"{words} && entry == 'phrase {index}'", phrase.to))
        if end.free_speech and end.into and end.accepted:
            kind = self.program.variables.get(end.into, ValueType.TEXT)
            keep = script(f"{_value(end.into)} = ivr.as_type(ivr.words(entry$.utterance), {_quote(kind)});")
            before.append(element("if", keep, cond=words))
            cases.append((words, end.accepted))
        spec = {**end.entry.to_json(), "global_keys": sorted(end.keys)}
        judged = f"ivr.classify_entry(ivr.keys(entry$.utterance), false, {_json(spec)})"
        before.append(element("var", name="judged", expr=judged))
        if end.into and end.accepted and not end.free_speech:
            kind = self.program.variables.get(end.into, ValueType.TEXT)
            keep = script(f"{_value(end.into)} = ivr.as_type(judged.value, {_quote(kind)});")
            before.append(element("if", keep, cond="judged.outcome == 'ok'"))
            cases.append(("judged.outcome == 'ok'", end.accepted))
        for key, to in end.keys.items():
            cases.append((f"judged.outcome == 'key' && judged.key == '{key}'", to))
        cases.append(("judged.outcome == 'no_input'", end.no_input))
        return [*before, self._choose(cases, end.no_match)]

    def _ask(self, form: Element, steps: list[Element], end: Ask) -> Element:
        service = self.program.services.get(end.name) if end.kind == "lookup" else None
        types: Mapping[str, ValueType] = service.arguments if service else GATEWAY_ARGUMENTS
        endpoint = service or self.program.gateways.get(end.kind)
        block = element("block", *steps)
        names = []
        for name, expression in end.arguments.items():
            kind = types.get(name, ValueType.TEXT)
            # The prefix keeps words of ECMAScript, such as `case`, usable as names of arguments.
            variable = f"{ARGUMENT_PREFIX}{name}"
            block.add(element("var", name=variable, expr=f"ivr.to_wire({_expression(expression)}, {_quote(kind)})"))
            names.append(variable)
        block.add(element("var", name="locale", expr=f"{CALL}.values['locale']"))
        data = element(
            "data",
            name="answer",
            src=f"../{end.kind}/{end.name or '-'}",
            method="get" if end.kind == "lookup" else "post",
            namelist=" ".join([*names, "locale"]),
            fetchtimeout=_seconds(endpoint.timeout if endpoint else 5),
            fetchaudio=f"../{SILENCE_PATH}",
        )
        kinds = _json({name: str(kind) for name, kind in (service.answer if service else {}).items()})
        taken = f"ivr.take_answer(answer, {kinds}, {_json(dict(end.into))}, {CALL}, application.kinds)"
        block.add(data, element("var", name="result", expr=taken))
        block.add(self._choose([("result == 'ok'", end.ok), ("result == 'not_found'", end.not_found)], end.failed))
        return form.add(block, element("catch", self._goto(end.failed), event="error.badfetch"))

    def _transfer(self, end: Transfer | Queue) -> list[Element]:
        if isinstance(end, Queue):
            target = self.program.queues[end.queue].number
            names = [name for name in self.program.variables if not name.startswith("_") and "." not in name]
            aai = f"ivr.carry({CALL}, {_quote(end.queue)}, {_json([name for name in names if name != 'locale'])})"
            cases = [("outcome == 'busy'", end.full)]
            otherwise, on_error = end.closed, end.full
        else:
            target, aai = end.to, "''"
            cases = [("outcome == 'busy'", end.busy), ("outcome == 'noanswer'", end.no_answer)]
            otherwise = on_error = end.failed
        uri = target if target.startswith("sip") else f"tel:{target}"
        transfer = element("transfer", name="outcome", dest=uri, type="consultation", aaiexpr=aai)
        transfer.add(element("filled", self._choose(cases, otherwise)))
        errors = element("catch", self._goto(on_error), event="error.connection error.unsupported.transfer")
        return [transfer.add(errors)]

    def _record(self, end: Record) -> list[Element]:
        record = element(
            "record",
            name="message",
            beep="true",
            maxtime=_seconds(end.max_seconds),
            finalsilence=RECORDING_SILENCE,
            dtmfterm="true",
            type="audio/x-wav",
        )
        reset = script(f"{CALL}.passed = 0;")
        record.add(element("noinput", reset, self._goto(end.failed)))
        upload = element(
            "data",
            name="stored",
            src=f"../record/{quote(end.mailbox, safe='')}",
            method="post",
            namelist="message",
            enctype="multipart/form-data",
        )
        stored = "ivr.take_answer(stored, {}, {}, application.call, {}) == 'ok'"
        filled = element("filled", reset, upload, self._choose([(stored, end.ok)], end.failed))
        return [record.add(filled, element("catch", self._goto(end.failed), event="error"))]


def _fragment(block: BlockId) -> str:
    return block.partition("/")[2]


def _value(name: str) -> str:
    return f"{CALL}.values[{_quote(name)}]"


def _expression(expression: Expr) -> str:
    return to_ecmascript(expression, _value)


def _seconds(duration: float) -> str:
    return f"{duration:g}s"


def _number(number: int | None) -> str:
    return "null" if number is None else str(number)


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
