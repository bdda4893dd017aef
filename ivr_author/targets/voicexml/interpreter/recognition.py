"""Waiting for the caller: prompts are played, keys taken as far as grammars go (Appendix D), words matched."""

from __future__ import annotations

from collections.abc import Sequence

from ivr_author.targets.voicexml.interpreter.activation import Active, active_grammars
from ivr_author.targets.voicexml.interpreter.platform import HangUp, Keys, Progress, Silence, Utterance, Waiting
from ivr_author.targets.voicexml.interpreter.prompts import language_at
from ivr_author.targets.voicexml.interpreter.properties import find_property, seconds, time_property
from ivr_author.targets.voicexml.interpreter.recognised import Owner, Recognised
from ivr_author.targets.voicexml.interpreter.semantics import meaning
from ivr_author.targets.voicexml.interpreter.signals import Exited, Thrown
from ivr_author.targets.voicexml.interpreter.state import Item, Place
from ivr_author.targets.voicexml.interpreter.words import keys_of


class KeyReader:
    """Decides, for the key grammars that are active, how many keys belong to an input."""

    def __init__(self, actives: Sequence[Active], termchar: str, waits_for_termchar: bool) -> None:
        self._grammars = [active.grammar for active in actives if active.grammar.mode == "dtmf"]
        self._termchar = termchar
        self._waits = waits_for_termchar and bool(termchar)

    def progress(self, keys: str) -> Progress:
        """Where these keys stand. A key that a grammar wants is data, even if it is the terminating one."""
        units = keys_of(keys)
        if not units:
            return Progress.MORE
        accepts, could_go_on = self._union(units)
        if could_go_on:
            return Progress.MORE
        if accepts:
            return Progress.TERMINATOR if self._waits else Progress.DONE
        return Progress.DONE if self._is_terminated(units) else Progress.NONE

    def read(self, keys: str) -> tuple[int, str]:
        """How many of the keys are taken, and which of those are data."""
        taken = len(keys)
        for length in range(1, len(keys) + 1):
            state = self.progress(keys[:length])
            if state in (Progress.DONE, Progress.NONE):
                taken = length
                break
            if state is Progress.TERMINATOR:
                followed = keys[length : length + 1] == self._termchar
                return (length + 1 if followed else length), keys[:length]
        units = keys_of(keys[:taken])
        if units and self._is_terminated(units) and not any(self._union(units)):
            units = units[:-1]
        return taken, "".join(units)

    def _is_terminated(self, units: tuple[str, ...]) -> bool:
        return bool(self._termchar) and units[-1] == self._termchar

    def _union(self, units: tuple[str, ...]) -> tuple[bool, bool]:
        found = [grammar.progress(units) for grammar in self._grammars]
        return any(accepts for accepts, _ in found), any(could for _, could in found)


def stay_connected(place: Place) -> None:
    """After the caller is gone a document may finish its work, but not wait for input (§1.5.4)."""
    if place.call.gone:
        raise Exited(by=place.call.gone)


def input_timeout(place: Place) -> float:
    """The timeout of the last prompt that is queued, else the property."""
    queue = place.call.queue
    own = queue[-1].timeout if queue else None
    return seconds(own) if own else time_property(place, "timeout")


def recognise(place: Place, item: Item) -> Recognised:
    """Wait at an item; a silence or an input that no grammar accepts is thrown as an event."""
    stay_connected(place)
    call = place.call
    actives = active_grammars(place, item)
    if not actives:
        raise Thrown("error.semantic", "an input is expected, but no grammar is active")
    timeout = input_timeout(place)
    discard = any(not prompt.bargein for prompt in call.queue)
    termchar = (find_property(place, "termchar") or "").strip()
    termtimeout = time_property(place, "termtimeout")
    reader = KeyReader(actives, termchar, termtimeout > 0)
    waiting = Waiting(
        dtmf=any(active.grammar.mode == "dtmf" for active in actives),
        voice=any(active.grammar.mode == "voice" for active in actives),
        timeout=timeout,
        interdigit_timeout=time_property(place, "interdigittimeout"),
        termtimeout=termtimeout,
        termchar=termchar,
        may_take=reader.progress,
        language=language_at(place, item.node),
        discard_keys=discard,
    )
    call.flush()
    action: Keys | Utterance | Silence | HangUp = HangUp()
    with call.line():
        action = call.platform.collect(waiting)
    match action:
        case Keys(keys) if keys:
            return _take_keys(place, actives, reader, keys)
        case Utterance(text, confidence):
            return _take_words(place, actives, text, confidence)
        case HangUp():
            call.hang_up()
    raise Thrown("noinput")


def _take_keys(place: Place, actives: Sequence[Active], reader: KeyReader, keys: str) -> Recognised:
    taken, data = reader.read(keys)
    with place.call.line():
        place.call.platform.taken(keys[:taken], keys[taken:])
    return _match(place, actives, "dtmf", data, 1.0)


def _take_words(place: Place, actives: Sequence[Active], text: str, confidence: float) -> Recognised:
    level = find_property(place, "confidencelevel") or "0.5"
    try:
        heard = confidence >= float(level)
    except ValueError:
        raise Thrown("error.semantic", f"confidencelevel {level}") from None
    if not heard:
        raise Thrown("nomatch")
    return _match(place, actives, "voice", text, confidence)


def _match(place: Place, actives: Sequence[Active], mode: str, text: str, confidence: float) -> Recognised:
    for active in actives:
        if active.grammar.mode != mode:
            continue
        found = active.grammar.match(active.grammar.units(text))
        if found is None:
            continue
        recognised = Recognised(
            kind=active.kind,
            owner=active.owner,
            dialog=active.dialog,
            document=active.document,
            meaning=meaning(active.grammar, found, place.call.engine),
            utterance=text,
            mode=mode,
            confidence=confidence,
            event=active.event,
        )
        _publish(place, recognised)
        return recognised
    raise Thrown("nomatch")


def _publish(place: Place, recognised: Recognised) -> None:
    """application.lastresult$, and the shadow variable of the field."""
    engine, scopes = place.call.engine, place.scopes
    result = engine.call("result", recognised.utterance, recognised.mode, recognised.confidence, recognised.meaning)
    engine.call("lastresult", scopes.application, result)
    if recognised.kind is Owner.ITEM and place.item is not None:
        scopes.put(f"{place.item.name}$", engine.call("first", result), scopes.dialog)
