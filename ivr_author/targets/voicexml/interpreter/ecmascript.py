"""The ECMAScript engine: QuickJS with limits on time and memory, the platform's clock, and compiled texts kept.

Knows nothing of VoiceXML but its six nested scopes, which stand around every expression as `with` blocks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import quickjs

from ivr_author.targets.voicexml.interpreter.signals import InterpreterError, Thrown

# A scope, a value or a compiled function inside the engine: opaque here.
JsObject = Any
Chain = tuple[JsObject, JsObject, JsObject, JsObject, JsObject, JsObject]

_NAMES = ("__scope0__", "__scope1__", "__scope2__", "__scope3__", "__scope4__", "__scope5__")
_OPEN = f"(function({','.join(_NAMES)}){{" + "".join(f"with({name})" for name in _NAMES) + "{"
_OPEN_TARGET = f"(function({','.join(_NAMES)},__target__){{" + "".join(f"with({name})" for name in _NAMES) + "{"
_CLOSE = "\n}})"
_LIBRARY = files(__package__).joinpath("engine.js").read_text("utf-8")
_CLOCK = files(__package__).joinpath("clock.js").read_text("utf-8")
_DOM = files(__package__).joinpath("dom.js").read_text("utf-8")


_WORD = re.compile(r"(?<![\w$])[^\W\d][\w$]*|(?<![\w$])\$[\w$]*")


@dataclass(frozen=True, slots=True)
class ScriptLimits:
    """What one evaluation may use."""

    seconds: float = 1.0
    bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that a script declares at its top level."""

    variables: tuple[str, ...]
    functions: tuple[str, ...]
    lexical: tuple[str, ...]


class Engine:
    """One isolated ECMAScript world, for one call. Not to be shared between threads."""

    def __init__(self, now: Callable[[], datetime], limits: ScriptLimits) -> None:
        context = quickjs.Context()
        context.set_time_limit(limits.seconds)
        context.set_memory_limit(limits.bytes)
        self._context = context
        self._now = now
        self._limits = limits
        self._moment: datetime | None = None
        self._set_clock = context.eval(_CLOCK)
        library = context.eval(_LIBRARY)
        member = context.eval("(function(o,k){return o[k]})")
        self._library: dict[str, JsObject] = {}
        self._member: Callable[[str], JsObject] = lambda name: member(library, name)
        self._build_dom: JsObject | None = None
        # An assignment to an undeclared name must not create a variable that outlives every scope.
        context.eval("Object.preventExtensions(globalThis)")
        self._compiled: dict[tuple[str, str], JsObject] = {}

    def new_scope(self) -> JsObject:
        """An empty scope."""
        return self.call("create")

    def call(self, helper: str, *arguments: Any) -> Any:
        """Call a helper of engine.js; a fault of the document's code becomes error.semantic."""
        function = self._library.get(helper)
        if function is None:
            function = self._library[helper] = self._member(helper)
        return self._run(function, *arguments)

    def compile(self, expression: str) -> JsObject:
        """A function of the six scopes that gives the expression's value."""
        return self._compile("value", expression)

    def value(self, expression: str, chain: Chain) -> Any:
        """The value: a Python scalar (undefined and null are both None), or an opaque object."""
        return self._run(self._compile("value", expression), *chain)

    def text(self, expression: str, chain: Chain) -> str:
        """The value converted to a string, as ECMAScript does it."""
        return str(self._run(self._compile("text", expression), *chain))

    def truth(self, expression: str, chain: Chain) -> bool:
        """The value converted to a boolean."""
        return bool(self._run(self._compile("truth", expression), *chain))

    def defined_text(self, expression: str, chain: Chain) -> str | None:
        """The value as a string, or None where it is undefined."""
        result = self._run(self._compile("defined", expression), *chain)
        return None if result is None else str(result)

    def plain(self, expression: str, chain: Chain) -> Any:
        """The value as Python data, by way of JSON."""
        return json.loads(self.call("plain", self._compile("value", expression), *chain))

    def flatten(self, name: str, chain: Chain) -> list[tuple[str, str]]:
        """The value as names and strings to submit: an object by its properties, with dotted names."""
        found = json.loads(self.call("flatten", name, self._compile("value", name), *chain))
        return [(str(key), str(value)) for key, value in found]

    def run_script(self, source: str, chain: Chain, target: JsObject) -> None:
        """Run a script; what it declares at its top level lands in `target`, the innermost scope."""
        declared = declared_names(source)
        if isinstance(declared, str):
            raise Thrown("error.semantic", declared)
        compiled = self._compiled.get(("script", source))
        if compiled is None:
            before = "".join(f"__target__.{name}={name};" for name in declared.functions)
            after = "".join(f"__target__.{name}={name};" for name in declared.functions + declared.lexical)
            text = f"{_OPEN_TARGET}{before}{source}\n;{after}{_CLOSE}"
            compiled = self._compiled["script", source] = self._run(self._context.eval, text)
        for name in declared.variables:
            self.call("declare", target, name)
        self._run(compiled, *chain, target)

    def run_function(self, source: str, *arguments: Any) -> Any:
        """Run a function expression that stands outside every scope, such as a grammar's semantics."""
        compiled = self._compiled.get(("function", source))
        if compiled is None:
            compiled = self._compiled["function", source] = self._run(self._context.eval, f"({source})")
        return self._run(compiled, *arguments)

    def data(self, value: object) -> JsObject:
        """Python data as an object of the engine."""
        return self._run(self._context.parse_json, json.dumps(value))

    def document(self, tree: object) -> JsObject:
        """A read-only DOM of the XML given as nested lists (see data.py)."""
        if self._build_dom is None:
            self._build_dom = self._run(self._context.eval, _DOM)
        return self._run(self._build_dom, json.dumps(tree))

    def _compile(self, kind: str, expression: str) -> JsObject:
        key = (kind, expression)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._run(self._context.eval, _BODIES[kind](expression))
        return compiled

    def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        moment = self._now()
        if moment is not self._moment and moment != self._moment:
            self._moment = moment
            offset = moment.utcoffset()
            self._set_clock(moment.timestamp() * 1000 // 1, offset.total_seconds() * 1000 if offset else 0)
        try:
            return function(*arguments)
        except quickjs.JSException as fault:
            message = str(fault).strip()
            if message.startswith("InternalError: interrupted"):
                raise InterpreterError("a script ran longer than it may") from None
            # Without memory even for an error object the engine throws null.
            exhausted = message == "null" and self._context.memory()["malloc_size"] > 0.9 * self._limits.bytes
            if exhausted or message.startswith("InternalError: out of memory"):
                raise InterpreterError("a script used more memory than it may") from None
            raise Thrown("error.semantic", message.splitlines()[0] if message else "script fault") from None
        except UnicodeError as fault:
            raise Thrown("error.semantic", f"a string is not Unicode text: {fault}") from None


_BODIES: dict[str, Callable[[str], str]] = {
    "value": lambda text: f"{_OPEN}return ({text}\n){_CLOSE}",
    "text": lambda text: f"{_OPEN}return String(({text}\n)){_CLOSE}",
    "truth": lambda text: f"{_OPEN}return !!({text}\n){_CLOSE}",
    "defined": lambda text: f"{_OPEN}let v=({text}\n);return v===undefined?undefined:String(v){_CLOSE}",
}


@lru_cache(maxsize=512)
def declared_names(source: str) -> Declared | str:
    """What a script declares at its top level, or why it is not a script. The engine itself tells.

    A program that throws at once has already made the properties of its `var`s and functions; its `let`s, `const`s
    and classes are known to be there because touching them is a ReferenceError even for `typeof`.
    """
    scratch = quickjs.Context()
    probe = scratch.eval(
        "(function(g){var before=new Set(Object.getOwnPropertyNames(g));"
        "return function(){return JSON.stringify(Object.getOwnPropertyNames(g).filter(n=>!before.has(n))"
        ".map(n=>[n,typeof g[n]]))}})(globalThis)"
    )
    try:
        scratch.eval("throw 0;\n" + source)
    except quickjs.JSException as fault:
        message = str(fault).strip()
        if message.startswith("SyntaxError"):
            return message.splitlines()[0]
    found = [(str(name), str(kind)) for name, kind in json.loads(probe())]
    known = {name for name, _ in found}
    lexical = [name for name in _identifiers(source) if name not in known and _is_unready(scratch, name)]
    return Declared(
        variables=tuple(name for name, kind in found if kind != "function"),
        functions=tuple(name for name, kind in found if kind == "function"),
        lexical=tuple(lexical),
    )


def _identifiers(source: str) -> list[str]:
    """Every word, where there may be a lexical declaration at all."""
    words = dict.fromkeys(_WORD.findall(source))
    return list(words) if words.keys() & {"let", "const", "class"} else []


def _is_unready(scratch: Any, name: str) -> bool:
    try:
        scratch.eval(f"typeof {name}")
    except quickjs.JSException as fault:
        return str(fault).startswith("ReferenceError")
    return False
