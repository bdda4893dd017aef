"""The scopes of §5.1.2: session, application, document, dialog and anonymous, and what elements do to variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from ivr_author.targets.voicexml.interpreter.ecmascript import Chain, Engine, JsObject
from ivr_author.targets.voicexml.interpreter.signals import Thrown

_IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")
_SCOPED = re.compile(r"(session|application|document|dialog)\.([^\W\d$][\w$]*)\Z")
_SIMPLE = re.compile(r"[^\W\d][\w$]*\Z")
_PATH = re.compile(r"[^\W\d$][\w$]*(\s*(\.\s*[^\W\d$][\w$]*|\[[^\]=]*\]))+\Z")
_ASSIGN_FAULTS = {1: "is not declared", 2: "is read-only"}


class Scopes:
    """The chain of one execution context. Documents and dialogs come and go; the session's variables stay."""

    def __init__(self, engine: Engine, session: JsObject) -> None:
        self.engine = engine
        self._session = session
        self._none = engine.new_scope()
        self.application = self._none
        self.document = self._none
        self.dialog = self._none
        self._anonymous: JsObject | None = None
        self._chain: Chain | None = None

    @property
    def chain(self) -> Chain:
        """The scopes for an evaluation, outermost first: the scopes' own names, then the scopes."""
        if self._chain is None:
            session, application, document, dialog = self._session, self.application, self.document, self.dialog
            names = self.engine.call("chain", session, application, document, dialog)
            anonymous = self._none if self._anonymous is None else self._anonymous
            self._chain = (names, session, application, document, dialog, anonymous)
        return self._chain

    @property
    def innermost(self) -> JsObject:
        """The scope that a <var> or <script> declares into."""
        for scope in (self._anonymous, self.dialog, self.document):
            if scope is not None and scope is not self._none:
                return scope
        return self.application

    def enter_application(self, scope: JsObject | None = None) -> None:
        """Begin an application's variables: new ones, or those kept from the document before."""
        self.application = self.engine.new_scope() if scope is None else scope
        self.document = self.dialog = self._none
        self._anonymous = self._chain = None

    def enter_document(self, own: bool) -> None:
        """Begin a document. A root document's variables (`own` false) are the application's."""
        self.document = self.engine.new_scope() if own else self.application
        self.dialog = self._none
        self._anonymous = self._chain = None

    def enter_dialog(self) -> None:
        """Begin a form or menu."""
        self.dialog = self.engine.new_scope()
        self._anonymous = self._chain = None

    @contextmanager
    def anonymous(self) -> Iterator[JsObject]:
        """A new anonymous scope for a block, a <filled> or a handler; never inside another one."""
        before, scope, before_chain = self._anonymous, self.engine.new_scope(), self._chain
        self._anonymous, self._chain = scope, None
        try:
            yield scope
        finally:
            self._anonymous, self._chain = before, before_chain

    @contextmanager
    def layer(self, *, new: bool = True) -> Iterator[JsObject]:
        """A place for names that an element brings along: on top of the anonymous scope, or that scope itself."""
        if self._anonymous is not None and not new:
            yield self._anonymous
            return
        below = self._anonymous
        with self.anonymous() as scope:
            if below is not None:
                self.engine.call("inherit", scope, below)
            yield scope

    def declare(self, name: str, expression: str | None, target: JsObject | None = None) -> None:
        """What <var> does. A second declaration without an expression changes nothing, as in ECMAScript."""
        if not _IDENTIFIER.match(name):
            raise Thrown("error.semantic", f"{name} is not a name for a variable")
        scope = self.innermost if target is None else target
        if expression is None:
            self.engine.call("declare", scope, name)
        else:
            self.engine.call("put", scope, name, self.engine.compile(expression), *self.chain)

    def declare_internal(self, name: str) -> None:
        """Declare a dialog variable of the interpreter's own, for a form item without a name."""
        self.engine.call("declare", self.dialog, name)

    def assign(self, name: str, expression: str) -> None:
        """What <assign> does: the variable must have been declared."""
        compiled = self.engine.compile(expression)
        scoped = _SCOPED.match(name)
        if scoped:
            fault = self.engine.call("assignIn", scoped[1], scoped[2], compiled, *self.chain)
        elif _SIMPLE.match(name):
            fault = self.engine.call("assign", name, compiled, *self.chain)
        elif _PATH.match(name):
            self.engine.value(f"{name} = ({expression})", self.chain)
            return
        else:
            raise Thrown("error.semantic", f"{name} cannot be assigned to")
        if fault:
            raise Thrown("error.semantic", f"{name} {_ASSIGN_FAULTS[fault]}")

    def put(self, name: str, value: JsObject, target: JsObject) -> None:
        """Set a variable of one scope to a value of the engine."""
        self.engine.call("set", target, name, value)

    def holder(self, name: str) -> JsObject | None:
        """The scope in which the name is declared, seen from here."""
        index = self.engine.call("scopeOf", name, *self.chain)
        return None if index < 0 else self.chain[index]
