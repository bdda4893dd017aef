"""The telephone line: hang-ups, transfers, recordings."""

from __future__ import annotations

import pytest

from ivr_author.targets.voicexml.interpreter import HangUp, Outcome, Recording, Silence, TransferOutcome
from tests.targets.voicexml.interpreter.phone import HOME, Phone, call, press

GONE = """<catch event="connection.disconnect"><log expr="_event"/>not heard
      <submit next="last" namelist="note"/></catch>"""
LAST = """<form><block><log>last</log>not heard</block><field name="x" type="digits"><prompt>nor this</prompt></field>
  <block><log>never</log></block></form>"""


def outcome_of(phone: Phone) -> Outcome:
    assert phone.outcome is not None
    return phone.outcome


def test_a_caller_who_hangs_up_at_an_input_lets_the_document_finish_unheard() -> None:
    body = f"""<var name="note" expr="1"/>{GONE}<form><field name="a" type="digits"><prompt>hello</prompt>
      </field></form>"""
    phone = call({"main": body, "last": LAST}, [HangUp()])
    assert phone.log_texts == ["connection.disconnect.hangup", "last"]
    assert phone.speech == ["hello"]
    assert len(phone.waitings) == 1
    assert outcome_of(phone).by == "hangup"


def test_a_caller_who_hangs_up_while_listening_never_reaches_the_input() -> None:
    body = f"""<var name="note" expr="1"/>{GONE}<form><field name="a" type="digits"><prompt>hello</prompt>
      </field></form>"""
    phone = call({"main": body, "last": LAST}, press("1"), hang_up_after_hearing="hello")
    assert phone.log_texts == ["connection.disconnect.hangup", "last"]
    assert phone.waitings == []


def test_a_caller_who_hangs_up_during_a_fetch_is_noticed_there() -> None:
    body = """<form><block>wait<data src="last" fetchaudio="w"/><log>never</log></block></form>"""
    phone = call({"main": body, "last": LAST}, hang_up_after_hearing="wait")
    assert (phone.log_texts, outcome_of(phone).by) == ([], "hangup")


def test_a_caller_who_hangs_up_at_the_last_words_has_hung_up() -> None:
    assert outcome_of(call("<form><block>bye</block></form>", hang_up_after_hearing="bye")).by == "hangup"


def test_after_a_disconnect_the_document_may_finish() -> None:
    body = """<form><catch event="connection.disconnect.hangup"><log>finish</log>unheard<exit expr="5"/></catch>
      <block><disconnect/></block></form>"""
    phone = call(body)
    assert (phone.log_texts, phone.speech, phone.disconnected) == (["finish"], [], 1)
    assert (outcome_of(phone).by, outcome_of(phone).value) == ("disconnect", 5)


def transfer(attributes: str) -> str:
    return f"""<form><catch event="connection error"><log expr="_event"/><exit/></catch>
      <block>one moment</block>
      <transfer name="t" dest="tel:+18005550101" {attributes}><prompt>hold on</prompt>
      <filled><log expr="t + ' ' + t$.duration"/></filled></transfer><block>after</block></form>"""


@pytest.mark.parametrize("kind", ["blind", "consultation"])
def test_who_is_handed_over_is_gone(kind: str) -> None:
    phone = call(transfer(f'type="{kind}" aai="case=7"'), transfers=[TransferOutcome("connected")])
    assert phone.log_texts == ["connection.disconnect.transfer"]
    assert phone.heard == [["one moment", "hold on"]]
    assert outcome_of(phone).by == "transfer"
    request = phone.transfer_requests[0]
    assert (request.dest, request.kind, request.aai, request.maxtime) == ("tel:+18005550101", kind, "case=7", 0)


@pytest.mark.parametrize("kind", ["bridge", "consultation"])
def test_who_cannot_be_handed_over_stays(kind: str) -> None:
    phone = call(transfer(f'type="{kind}"'), transfers=[TransferOutcome("busy")])
    assert phone.log_texts == ["busy 0"]
    assert phone.heard == [["one moment", "hold on"], ["after"]]


def test_a_bridge_ends_and_the_call_goes_on() -> None:
    body = transfer('bridge="true" connecttimeout="20s" maxtime="90s" transferaudio="ring.wav"')
    phone = call(body, transfers=[TransferOutcome("far_end_disconnect", 12.5)])
    assert phone.log_texts == ["far_end_disconnect 12.5"]
    request = phone.transfer_requests[0]
    assert (request.connecttimeout, request.maxtime, request.transferaudio) == (20, 90, HOME + "ring.wav")


def test_transfers_fail_with_events() -> None:
    event = "error.connection.baddestination"
    assert call(transfer('type="bridge"'), transfers=[TransferOutcome(event)]).log_texts == [event]
    assert call(transfer('type="magic"')).log_texts == ["error.unsupported.transfer.magic"]
    assert call(transfer('type="bridge"'), transfers=[HangUp()]).log_texts == ["connection.disconnect.hangup"]


def test_a_destination_may_be_computed() -> None:
    body = """<form><var name="n" expr="'tel:' + 5"/><transfer destexpr="n" aaiexpr="n + 'a'" type="bridge"/></form>"""
    request = call(body, transfers=[TransferOutcome("busy")]).transfer_requests[0]
    assert (request.dest, request.aai) == ("tel:5", "tel:5a")


RECORD = """<form><catch event="connection.disconnect.hangup"><log expr="'gone ' + r"/><exit/></catch>
  <record name="r" beep="true" maxtime="30s" finalsilence="4s" dtmfterm="true" type="audio/x-wav">
  <prompt timeout="6s">speak</prompt><noinput>nothing<reprompt/></noinput>
  <filled><log expr="[r, r$.duration, r$.size, r$.termchar, r$.maxtime].join()"/></filled></record>
  <block><prompt><audio expr="r"/></prompt></block></form>"""


def test_a_recording_fills_its_variable() -> None:
    phone = call(RECORD, recordings=[Silence(), Recording("rec:1", 2.5, 4000, "#")])
    assert phone.log_texts == ["rec:1,2500,4000,#,false"]
    assert phone.speech == ["speak", "nothing", "speak", ""]
    request = phone.record_requests[0]
    assert (request.beep, request.maxtime, request.finalsilence, request.timeout) == (True, 30, 4, 6)
    assert phone.pieces[-1].audio_src == "rec:1"


def test_a_caller_who_hangs_up_leaves_what_was_said() -> None:
    phone = call(RECORD, recordings=[HangUp(Recording("rec:1"))])
    assert phone.log_texts == ["gone rec:1"]
    assert call(RECORD, recordings=[HangUp()]).log_texts == ["gone undefined"]
