"""What is spoken, in which language, and when the queue is heard."""

from __future__ import annotations

from ivr_author.targets.voicexml.interpreter import Piece, Settings
from tests.targets.voicexml.interpreter.phone import HOME, call, press

FIELD = '<field name="a"><grammar mode="dtmf"><rule id="r">1</rule></grammar>{}</field>'


def spoken(body: str) -> list[str]:
    return call(f"<form><block>{body}</block></form>").speech


def test_text_and_values_are_one_piece() -> None:
    assert spoken('<var name="x" expr="2.50"/>Your balance\n  is <value expr="x"/>.') == ["Your balance is 2.5."]


def test_ssml_elements_become_their_text() -> None:
    body = """<prompt>a<break time="1s"/>b <emphasis>c</emphasis> <say-as interpret-as="digits">12</say-as>
      <sub alias="World Wide Web">WWW</sub><p>d</p><s>e</s><metadata>no</metadata></prompt>"""
    assert spoken(body) == ["a b c 12 World Wide Web d e"]


def test_each_piece_has_its_language() -> None:
    body = """<form><block>one<prompt xml:lang="es-US">dos <voice xml:lang="fr-FR">trois</voice> cuatro</prompt>
      <prompt><s>five</s></prompt></block></form>"""
    phone = call({"main": f'<?xml version="1.0"?><vxml version="2.1" xml:lang="de-DE">{body}</vxml>'})
    assert [(piece.text, piece.language) for piece in phone.pieces] == [
        ("one", "de-DE"),
        ("dos", "es-US"),
        ("trois", "fr-FR"),
        ("cuatro", "es-US"),
        ("five", "de-DE"),
    ]


def test_a_document_without_a_language_has_that_of_the_platform() -> None:
    phone = call('<?xml version="1.0"?><vxml version="2.1"><form><block>x</block></form></vxml>')
    assert phone.pieces[0].language == "en-US"
    settings = Settings(language="vi-VN")
    phone = call('<?xml version="1.0"?><vxml version="2.1"><form><block>x</block></form></vxml>', settings=settings)
    assert phone.pieces[0].language == "vi-VN"


def test_a_handler_of_the_root_document_speaks_the_language_of_the_active_one() -> None:
    phone = call(
        {
            "main": '<?xml version="1.0"?><vxml version="2.1" application="root" xml:lang="es-US"><form><block>'
            '<throw event="my"/></block></form></vxml>',
            "root": '<catch event="my">said<exit/></catch>',
        }
    )
    assert phone.pieces == [Piece("said", "es-US")]


def test_audio_has_its_source_and_what_to_say_instead() -> None:
    body = """<form><block><var name="f" expr="'b.wav'"/><var name="none"/>
      <prompt>x<audio src="audio/a.wav">Hello<desc>a tune</desc></audio><audio expr="f"/>
      <audio expr="none">left out</audio>y</prompt></block></form>"""
    assert call(body).pieces == [
        Piece("x", "en-US"),
        Piece("Hello", "en-US", HOME + "audio/a.wav"),
        Piece("", "en-US", HOME + "b.wav"),
        Piece("y", "en-US"),
    ]


def test_foreach_in_prompts_and_in_content() -> None:
    body = """<var name="list" expr="[{n: 1}, {n: 2}]"/><prompt>Bills: <foreach item="bill" array="list">number
      <value expr="bill.n"/>, </foreach>.</prompt><foreach item="bill" array="list"><log expr="bill.n"/>
      <if cond="bill.n == 1">first</if></foreach>"""
    phone = call(f"<form><block>{body}</block></form>")
    assert phone.speech == ["Bills: number 1, number 2, .", "first"]
    assert phone.log_texts == ["1", "2"]


def test_foreach_over_something_else_is_an_error() -> None:
    phone = call('<form><block><foreach item="x" array="5"/></block></form>')
    assert phone.outcome is not None
    assert phone.outcome.event == "error.semantic"


def test_a_false_condition_silences_a_prompt() -> None:
    assert spoken('<prompt cond="false">no</prompt><prompt cond="1">yes</prompt>') == ["yes"]


def test_prompts_wait_for_an_input() -> None:
    body = """<form id="one"><block>a<goto next="other#two"/></block></form>"""
    two = f"""<form id="two"><block>b</block>{FIELD.format("<prompt>c</prompt>")}<block>d<exit/></block></form>"""
    phone = call({"main": body, "other": two}, press("1"))
    assert phone.heard == [["a", "b", "c"], ["d"]]
    assert phone.events == ["fetch", "fetch", "play", "collect", "play"]


def test_a_fetch_with_fetchaudio_lets_the_queue_be_heard_first() -> None:
    for element in (
        '<goto next="other" fetchaudio="wait.wav"/>',
        '<submit next="other" fetchaudio="wait.wav"/>',
        '<data src="other" fetchaudio="wait.wav"/>',
    ):
        phone = call({"main": f"<form><block>a{element}</block></form>", "other": "<form/>"})
        assert phone.events == ["fetch", "play", "fetch"], element
    phone = call({"main": '<form><block>a</block><subdialog src="s" fetchaudio="w"/></form>', "s": "<form/>"})
    assert phone.events == ["fetch", "play", "fetch"]
    body = '<property name="fetchaudio" value="w"/><form><block>a<goto next="other"/></block></form>'
    assert call({"main": body, "other": "<form/>"}).events == ["fetch", "play", "fetch"]


def test_without_fetchaudio_a_fetch_lets_nothing_be_heard() -> None:
    body = '<form><block>a<data src="other"/><goto next="other"/></block></form>'
    assert call({"main": body, "other": "<form/>"}).events == ["fetch", "fetch", "fetch", "play"]


def test_the_queue_is_heard_before_the_document_hangs_up() -> None:
    phone = call("<form><block>bye<disconnect/>never</block></form>")
    assert phone.heard == [["bye"]]
    assert phone.disconnected == 1
    assert phone.outcome is not None
    assert phone.outcome.by == "disconnect"


def test_enumerate_goes_through_choices_and_options() -> None:
    options = '<option dtmf="1" value="s">Sports</option><option dtmf="2">News</option>'
    body = f"""<form><field name="a">{options}<prompt>Say <enumerate/>.</prompt>
      <prompt>or <enumerate>for <value expr="_prompt"/> press <value expr="_dtmf"/>;</enumerate></prompt>
      </field></form>"""
    phone = call(body, press("1"))
    assert phone.speech == ["Say Sports; News.", "or for Sports press 1; for News press 2;"]


def test_a_fault_in_a_prompt_is_an_event_of_the_item() -> None:
    prompt = '<prompt><value expr="nowhere.x"/></prompt><error><log>caught</log><exit/></error>'
    assert call(f"<form>{FIELD.format(prompt)}</form>").log_texts == ["caught"]
