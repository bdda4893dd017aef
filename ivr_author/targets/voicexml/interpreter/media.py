"""<record> and <transfer>: form items in which the platform does the work."""

from __future__ import annotations

from ivr_author.targets.voicexml.interpreter.executable import Executor
from ivr_author.targets.voicexml.interpreter.platform import (
    HangUp,
    Recording,
    RecordRequest,
    Silence,
    TransferOutcome,
    TransferRequest,
)
from ivr_author.targets.voicexml.interpreter.properties import boolean, seconds
from ivr_author.targets.voicexml.interpreter.recognition import input_timeout, stay_connected
from ivr_author.targets.voicexml.interpreter.signals import Thrown
from ivr_author.targets.voicexml.interpreter.state import Item, Place

_FAILURES = frozenset({"busy", "noanswer", "network_busy", "unknown"})
_RESULTS = _FAILURES | {"near_end_disconnect", "far_end_disconnect", "network_disconnect", "maxtime_disconnect"}
_KINDS = ("blind", "bridge", "consultation")


def record(place: Place, item: Item) -> None:
    """Record, and fill the item with the recording's reference; silence is the event noinput."""
    stay_connected(place)
    call, node = place.call, item.node
    maxtime, finalsilence = node.get("maxtime"), node.get("finalsilence")
    request = RecordRequest(
        beep=boolean(node.get("beep") or "false"),
        maxtime=seconds(maxtime) if maxtime else None,
        finalsilence=seconds(finalsilence) if finalsilence else None,
        timeout=input_timeout(place),
        dtmfterm=boolean(node.get("dtmfterm") or "true"),
        type=node.get("type") or "",
    )
    call.flush()
    result: Recording | Silence | HangUp = HangUp()
    with call.line():
        result = call.platform.record(request)
    match result:
        case Silence():
            raise Thrown("noinput")
        case HangUp(recording):
            if recording is not None:
                _keep(place, item, recording)
            call.hang_up()
        case Recording():
            _keep(place, item, result)


def _keep(place: Place, item: Item, recording: Recording) -> None:
    scopes = place.scopes
    scopes.put(item.name, recording.reference, scopes.dialog)
    shadow: dict[str, object] = {
        "duration": round(recording.duration * 1000),
        "size": recording.size,
        "maxtime": recording.maxtime,
    }
    if recording.termchar is not None:
        shadow["termchar"] = recording.termchar
    scopes.put(f"{item.name}$", place.call.engine.data(shadow), scopes.dialog)


def transfer(place: Place, item: Item) -> None:
    """Connect the caller. Who is handed over for good gets connection.disconnect.transfer and is gone."""
    stay_connected(place)
    call = place.call
    request = _transfer_request(place, item)
    call.flush()
    outcome: TransferOutcome | HangUp = HangUp()
    with call.line():
        outcome = call.platform.transfer(request)
    if isinstance(outcome, HangUp):
        call.hang_up()
        return
    if outcome.result == "connected" and request.kind != "bridge":
        call.gone = "transfer"
        raise Thrown("connection.disconnect.transfer", request.dest)
    if outcome.result not in _RESULTS and outcome.result != "connected":
        raise Thrown(outcome.result, request.dest)
    scopes = place.scopes
    # A bridge that the other side ends is the ordinary case.
    result = "far_end_disconnect" if outcome.result == "connected" else outcome.result
    scopes.put(item.name, result, scopes.dialog)
    shadow: dict[str, object] = {"duration": outcome.duration}
    if result == "near_end_disconnect":
        shadow |= {"inputmode": "dtmf", "utterance": outcome.keys}
    scopes.put(f"{item.name}$", call.engine.data(shadow), scopes.dialog)


def _transfer_request(place: Place, item: Item) -> TransferRequest:
    node, executor = item.node, Executor(place)
    kind = node.get("type") or ("bridge" if node.get("bridge") == "true" else "blind")
    if kind not in _KINDS:
        raise Thrown(f"error.unsupported.transfer.{kind}", f"transfers are {', '.join(_KINDS)}")
    destination = executor.either(node, "dest", "destexpr") or ""
    if not destination.strip():
        raise Thrown("error.connection.baddestination", "the transfer has no destination")
    connecttimeout = node.get("connecttimeout")
    audio = node.get("transferaudio")
    return TransferRequest(
        dest=destination.strip(),
        kind=kind,
        aai=executor.either(node, "aai", "aaiexpr") or "",
        connecttimeout=seconds(connecttimeout) if connecttimeout else None,
        maxtime=seconds(node.get("maxtime") or "0s"),
        transferaudio=place.context.document.resolve(audio) if audio else None,
    )
