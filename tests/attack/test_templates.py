"""Published ways out of template sandboxes, and bombs, against the templates of notices: refused, or words on paper.

Each has its source. Nothing may be opened, started or asked for, and time and memory stay within their share.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.catalog.lookup import Translations
from ivr_author.core.source import Source
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.render import Renderer
from ivr_author.notice.template.read import read_template
from tests.attack.watch import MOST_BYTES, check, watched
from tests.notice.outline import VALUES, a_letterhead, a_notice, outline
from tests.tally import tally

# Where each was published.
CVE_2014 = "CVE-2014-1402"  # compiled templates in a shared folder
CVE_2016 = "CVE-2016-10745, GHSA-hj2j-77xm-mc5v"
CVE_2019 = "CVE-2019-10906, GHSA-462w-v97r-4m45"
CVE_2020 = "CVE-2020-28493 (urlize)"
CVE_2024_22195 = "CVE-2024-22195, GHSA-h5c8-rqwp-cp95 (xmlattr)"
CVE_2024_34064 = "CVE-2024-34064, GHSA-h75v-3vvj-5mfj (xmlattr)"
CVE_2024_56201 = "CVE-2024-56201, GHSA-gmj6-6f8f-6699 (file name of a template)"
CVE_2024_56326 = "CVE-2024-56326, GHSA-q2x7-8rv6-6q7h"
CVE_2025 = "CVE-2025-27516, GHSA-cpwx-vrp4-4pq7"
ISSUE_549 = "pallets/jinja#549"
PULL_2149 = "pallets/jinja#2149"
AIRBYTE = "airbytehq/airbyte#25589"
PODALIRIUS = "podalirius: Python vulnerabilities, code execution in jinja templates, 2021"
TOMES = "T. Tomes: Exploring SSTI in Flask/Jinja2, Part II, 2016"
NEEF = "S. Neef: Jinja2 template injection filter bypasses, 2017"
PHOSPHORE = "phosphore: Cheatsheet - Flask & Jinja2 SSTI, 2018"
SECGUS = "SecGus, 2019, in PayloadsAllTheThings: Server Side Template Injection, Python"
PAYLOADS = "PayloadsAllTheThings: Server Side Template Injection, Python"
KETTLE = "J. Kettle: Server-Side Template Injection, Black Hat 2015"
SPEC = "Jinja documentation: Sandbox, Security Considerations"
MINIJINJA = "mitsuhiko/minijinja#924"
NORMALIZED = "PEP 3131: identifiers are NFKC-normalised by Python"
CVE_2011 = "CVE-2013-0305 and its kin: attributes of objects that a template was given"
OURS = "found here, by these tests"

REFUSED: list[tuple[str, str]] = [
    # Attributes of Python's own, up to a class that opens files or starts programs.
    (ISSUE_549, "{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}"),
    (TOMES, "{{ ''.__class__.__mro__[2].__subclasses__()[40]('/etc/passwd').read() }}"),
    (TOMES, "{{ config.from_pyfile('/tmp/owned.cfg') }}"),
    (PAYLOADS, "{{ config.items() }}"),
    (PAYLOADS, "{{ self.__init__.__globals__.__builtins__.__import__('os').popen('id').read() }}"),
    (PAYLOADS, "{{ get_flashed_messages.__globals__.__builtins__.open('/etc/passwd').read() }}"),
    (PAYLOADS, "{{ x.__init__.__builtins__.exec('import os') }}"),
    (PAYLOADS, "{{ ''.__class__.mro()[1].__subclasses__()[396]('id', shell=True, stdout=-1).communicate() }}"),
    (PAYLOADS, "{% debug %}"),
    (PODALIRIUS, "{{ self._TemplateReference__context.cycler.__init__.__globals__.os.popen('id').read() }}"),
    (PODALIRIUS, "{{ cycler.__init__.__globals__.os.popen('id').read() }}"),
    (PODALIRIUS, "{{ joiner.__init__.__globals__.os.popen('id').read() }}"),
    (PODALIRIUS, "{{ namespace.__init__.__globals__.os.popen('id').read() }}"),
    (PODALIRIUS, "{{ lipsum.__globals__['os'].popen('id').read() }}"),
    (SECGUS, "{% for x in ().__class__.__base__.__subclasses__() %}{{ x()._module.__builtins__ }}{% endfor %}"),
    (SECGUS, r"{{ request|attr('application')|attr('\x5f\x5fglobals\x5f\x5f')|attr('\x5f\x5fgetitem\x5f\x5f') }}"),
    (NEEF, "{{ request|attr(['_'*2, 'class', '_'*2]|join) }}"),
    (NEEF, "{{ request|attr(request.args.f|format(request.args.a, request.args.a)) }}"),
    (NEEF, "{{ name|attr('__class__') }}"),
    (NEEF, "{{ name['__class__'] }}"),
    (NEEF, "{{ name['\\x5f\\x5fclass\\x5f\\x5f'] }}"),
    (PHOSPHORE, "{{ url_for.__globals__['current_app'].config }}"),
    (PHOSPHORE, "{{ name|map(attribute='__class__')|list }}"),
    (KETTLE, "{% set x = self.__class__ %}"),
    (CVE_2014, "{% import '/tmp/__jinja2_owned.cache' as owned %}"),
    (CVE_2024_56201, "{% include \"a\\\"+__import__('os').system('id')+\\\".md\" %}"),
    (CVE_2011, "{{ letterhead.__class__ }}"),
    (CVE_2011, "{{ letterhead.phone.__class__ }}"),
    (CVE_2011, "{{ channel.__class__ }}"),
    (CVE_2011, "{% for person in people %}\n\n{{ person.__class__ }}\n\n{% endfor %}"),
    (CVE_2011, "{% for person in people %}\n\n{{ person.name.__class__ }}\n\n{% endfor %}"),
    (CVE_2011, "{{ people|join(attribute='__class__') }}"),
    (CVE_2011, "{{ people|sum(attribute='age.__class__') }}"),
    (NORMALIZED, "{{ name.__\uff43lass__ }}"),
    (NORMALIZED, "{{ \uff4eame }}"),
    # The methods of texts that format, by every road to them.
    (CVE_2016, "{{ '{0.__class__.__mro__}'.format(name) }}"),
    (CVE_2019, "{{ '{x.__class__}'.format_map({'x': name}) }}"),
    (CVE_2024_56326, "{% set f = '{0.__class__}'.format %}"),
    (CVE_2024_56326, "{{ ['{0.__class__}'.format]|map('call', name) }}"),
    (CVE_2025, "{{ ('{0.__class__}'|attr('format'))(name) }}"),
    (CVE_2025, "{{ '{0.__class__}'|attr('format_map') }}"),
    # Everywhere that an expression can stand.
    (KETTLE, "{% if name.__class__ %}\n\nx\n\n{% endif %}"),
    (KETTLE, "{% if autopay %}\n\nx\n\n{% elif name.__class__ %}\n\ny\n\n{% endif %}"),
    (KETTLE, "{% for x in name.__class__ %}\n\nx\n\n{% endfor %}"),
    (KETTLE, "{% trans x=name.__class__ %}{{ x }}{% endtrans %}"),
    (KETTLE, "{% trans %}{{ name.__class__ }}{% endtrans %}"),
    (KETTLE, "{{ name|default(name.__class__) }}"),
    (KETTLE, "{{ name in ('a', name.__class__) }}"),
    (KETTLE, "{{ name if name.__class__ else name }}"),
    (KETTLE, "{% block sms %}\n\n{{ name.__class__ }}\n\n{% endblock %}"),
    (KETTLE, "[a]({{ name.__class__ }})"),
    (KETTLE, "| a |\n|---|\n| {{ name.__class__ }} |"),
    # Tags and filters that read files, run code, or turn escaping off.
    (KETTLE, "{% include '/etc/passwd' %}"),
    (KETTLE, '{% include "../../ivr.yaml" %}'),
    (KETTLE, '{% include "_snippets/../../../etc/passwd" %}'),
    (KETTLE, "{% extends '/etc/passwd' %}"),
    (KETTLE, "{% from 'x' import y %}"),
    (KETTLE, "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}"),
    (KETTLE, "{% call x() %}{% endcall %}"),
    (KETTLE, "{% filter upper %}x{% endfilter %}"),
    (KETTLE, "{% autoescape false %}x{% endautoescape %}"),
    (KETTLE, "{% do people.append(1) %}"),
    (PAYLOADS, "{{ '<script>alert(3)</script>'|safe }}"),
    (CVE_2024_22195, "{{ {'a onload=alert(1) b': 1}|xmlattr }}"),
    (CVE_2024_34064, "{{ {'a/onload=alert(1)/b': 1}|xmlattr }}"),
    (PAYLOADS, "<script>alert(1)</script>"),
    (PAYLOADS, "<img src=x onerror=alert(1)>"),
    (PAYLOADS, "[a](javascript:alert%281%29)"),
    (PAYLOADS, "[a](&#106;avascript:alert)"),
    (PAYLOADS, "[a](data:text/html;base64,PHNjcmlwdD4=)"),
    # What takes memory or time.
    (PULL_2149, "{{ 'A' * 10**9 }}"),
    (PULL_2149, "{% set x = 'A' * 1000000000 %}"),
    (PULL_2149, "{{ name|default('A' * 1000000000) }}"),
    (MINIJINJA, "{{ range(10000000000)|length }}"),
    (AIRBYTE, "{% for i in range(1000000000) %}{% endfor %}"),
    (SPEC, "{{ 'A'.center(1000000000) }}"),
    (SPEC, "{{ name|center(1000000000) }}"),
    (SPEC, "{{ name|indent(1000000000) }}"),
    (SPEC, "{{ '%999999999d' % 1 }}"),
    (SPEC, "{{ '{:>999999999}'.format(1) }}"),
    (SPEC, "{{ 10**5000000 }}"),
    (SPEC, "{{ 9 ** 9 ** 9 }}"),
    (SPEC, "{{ lipsum(n=1000000) }}"),
    (CVE_2020, "{{ ('a@' + '.' * 50000)|urlize }}"),
    (SPEC, "".join(f"{{% for p{n} in people %}}\n" for n in range(3)) + "x\n" + "{% endfor %}\n" * 3),
    # Loops that take one name count as one: eight of them over twenty rows are 25 thousand million.
    (OURS, "{% for a in people %}\n" * 8 + "x\n" + "{% endfor %}\n" * 8),
    (OURS, "".join(f"{{% set a{n} = total + {n} %}}" for n in range(5_000))),
    (OURS, "".join(f"{{% set a{n} = total{'|abs' * 110} %}}\n" for n in range(500))),
    (OURS, "{% set a = total" + "|abs" * 110 + " %}\n"),
    (SPEC, "{{ " + "(" * 400 + " }}"),
    (SPEC, "{{ " + "-" * 480 + "1 }}"),
    (SPEC, "{{ " + "not " * 120 + "autopay }}"),
    (OURS, "{% set x = 1e308 * 1e308 %}\n\n{{ x }}"),
    (OURS, "{% set x = 1e999 %}\n\n{{ x }}"),
    (OURS, "{% set x = " + "9" * 400 + " %}\n\n{{ x }}"),
    (OURS, "{{ plan|default(people) }}"),
    (OURS, "{% for p in people %}\n\n{{ plan|default(p) }}\n\n{% endfor %}"),
    (OURS, "{% set x = total if autopay else name %}\n\n{% set y = x * 999999999 %}\n\n{{ y }}"),
    (OURS, "{% set x = name if autopay else people %}\n\n{{ x }}"),
    (OURS, "{{ people|join(other='name') }}"),
]

# What is no syntax of ours is text, and comes out as it was typed.
TEXT: list[tuple[str, str]] = [
    (PAYLOADS, "${7*7}"),
    (PAYLOADS, '${self.module.cache.util.os.system("id")}'),
    (PAYLOADS, "<%= 7*7 %>"),
    (KETTLE, "#set($x=7)$x"),
    (KETTLE, "@(7*7)"),
    (KETTLE, "*{7*7}"),
    ("Typst documentation: read, plugin, eval", 'a #read("/etc/passwd")'),
    ("Typst documentation: read, plugin, eval", 'a #plugin("x.wasm")'),
    ("Typst documentation: packages", 'a #import "@preview/owned:0.1.0"'),
    ("Jinja documentation: line statements", "%% for x in people"),
    (PAYLOADS, "{% raw %}{{ ''.__class__ }}{% endraw %}"),
]

# Taken, and no letter is made for a member with whom it can't be worked out.
FAILING: list[tuple[str, str]] = [
    (SPEC, "{% set x = total / 0 %}\n\n{{ x }}"),
    (SPEC, "{% set x = total / (visits - visits) %}\n\n{{ x }}"),
    (OURS, '{% for p in people %}\n\n{% set x = p.age|default("abc") * 999999999 %}\n\n{{ x }}\n\n{% endfor %}'),
    # Python's whole numbers have no end: fourteen squares took five seconds, and each further one four times that.
    (
        OURS,
        "{% set a0 = 999999999999999 %}\n"
        + "".join(f"{{% set a{n + 1} = a{n} * a{n} %}}\n" for n in range(40))
        + "\n{{ a40 }}\n",
    ),
]

# Taken or not, it is small.
BOUNDED: list[tuple[str, str]] = [
    ("markdown-it/markdown-it#1145 and its kin: links in links", "[" * 5_000 + "a" + "](https://a.example)" * 5_000),
    ("CommonMark: deep quotes", "> " * 5_000 + "x"),
    ("commonmark/cmark GHSA-66g8-4hjf-77xh and its kin: many marks", "*_" * 10_000 + "a" + "_*" * 10_000),
    ("github/cmark-gfm GHSA-mc3g-88wq-6f4x: a wide table", "|" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|a" * 5_000),
    (SPEC, '{% include "_snippets/loop.md.j2" %}'),
]


def read(text: str) -> tuple[NoticeFile | None, list[str]]:
    """A notice with these words, or the rules of its faults."""
    source = Source("notices/bill/notice.md.j2", text)
    snippets = {"loop": Source("notices/_snippets/loop.md.j2", '{% include "_snippets/loop.md.j2" %}\n' * 50)}
    template, faults = read_template(a_notice(), source, snippets, a_letterhead())
    assert all(fault.hint or fault.message for fault in faults)
    assert all(fault.span is not None and fault.span.line >= 1 for fault in faults)
    return (NoticeFile(a_notice(), template, source) if template else None), [fault.rule for fault in faults]


def rendered(file: NoticeFile) -> str:
    """What a member reads in a text message of it."""
    renderer = Renderer(file, a_letterhead(), Translations({}, "en"))  # type: ignore[arg-type]
    document, member = renderer.document("sms", "en", VALUES)
    return outline(document, member)


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """What is made once, on the first use, is nobody's attack."""
    file, _ = read("# Words\n\n{{ name }} {{ total }} {% if autopay %}x{% endif %}\n\n{{ due }}")
    assert file is not None
    assert rendered(file)
    for text in ("{{ ''.x }}", "{{ name|nothing }}", "<b>x</b>"):
        read(text)


def name_of(text: str) -> str:
    return text[:40].replace("\n", "/").encode("unicode_escape").decode()


@pytest.mark.parametrize(("source", "text"), REFUSED, ids=[name_of(text) for _, text in REFUSED])
def test_a_published_escape_is_refused_with_its_place(source: str, text: str) -> None:
    with watched() as seen:
        file, rules = read(text)
    assert file is None, source
    assert rules
    check(seen)


@pytest.mark.parametrize(("source", "text"), TEXT, ids=[name_of(text) for _, text in TEXT])
def test_what_is_no_syntax_is_text(source: str, text: str) -> None:
    with watched() as seen:
        file, rules = read(text)
        assert file is not None, (source, rules)
        shown = rendered(file)
    written = text.removeprefix("{% raw %}").removesuffix("{% endraw %}")
    # `__class__` is bold: that much Markdown is.
    assert written.replace("__", "**") in shown
    assert "49" not in shown
    assert "root:" not in shown
    check(seen)


@pytest.mark.parametrize(("source", "text"), FAILING, ids=[name_of(text) for _, text in FAILING])
def test_what_can_not_be_worked_out_makes_no_letter(source: str, text: str) -> None:
    with watched() as seen:
        file, rules = read(text)
        assert file is not None, (source, rules)
        with pytest.raises(CannotRender, match="can't be worked out"):
            rendered(file)
    check(seen)


@pytest.mark.parametrize(("source", "text"), BOUNDED, ids=[name_of(text) for _, text in BOUNDED])
def test_what_is_taken_stays_small(source: str, text: str) -> None:
    with watched() as seen:
        file, rules = read(text)
        assert file is not None or rules, source
        shown = rendered(file) if file is not None else ""
    assert len(shown) < 100_000
    check(seen)


def test_enough_are_tried() -> None:
    tried = [*REFUSED, *TEXT, *FAILING, *BOUNDED]
    assert len({text for _, text in tried}) == len(tried)
    published = sum(source != OURS for source, _ in tried)
    assert published >= 40
    tally("escapes and bombs against templates", len(tried), published=published, refused=len(REFUSED), escaped=0)


def test_the_watch_sees_what_it_watches_for(tmp_path: Path) -> None:
    with watched() as seen:
        (tmp_path / "told").write_text("x")
        text = "x" * 2 * MOST_BYTES
    assert text
    assert any(event.startswith("open ") for event in seen.events)
    assert seen.bytes > MOST_BYTES
