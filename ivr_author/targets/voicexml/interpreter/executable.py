"""Executable content (§5.3): in blocks, in <filled>, in handlers, at the head of documents and forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from ivr_author.targets.voicexml.interpreter.data import dom_tree
from ivr_author.targets.voicexml.interpreter.nodes import MalformedXml, Node
from ivr_author.targets.voicexml.interpreter.prompts import Implied, Step, for_each, queue_prompt, steps_of
from ivr_author.targets.voicexml.interpreter.signals import Exited, NextItem, Returned, Thrown
from ivr_author.targets.voicexml.interpreter.state import Item, Place
from ivr_author.targets.voicexml.interpreter.transitions import (
    GoTo,
    fetch_request,
    find_target,
    flush_before_fetch,
)
from ivr_author.targets.voicexml.interpreter.validity import HANDLERS

_INPUT_ITEMS = frozenset({"field", "record", "transfer", "subdialog", "object"})


class Executor:
    """Runs content at one place. `reprompt` tells whether the content asked for it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.reprompt = False
        self._call = place.call
        self._engine = place.call.engine
        self._scopes = place.scopes

    def run(self, node: Node) -> None:
        """Run an element's content in the scope that is current."""
        self._steps(steps_of(node))

    def element(self, node: Node) -> None:
        """Run one element. Foreign ones, and those that are not executable, do nothing."""
        self._call.step()
        action = _ACTIONS.get(node.tag)
        if action is not None:
            action(self, node)

    def text(self, expression: str) -> str:
        """An expression's value as a string."""
        return self._engine.text(expression, self._scopes.chain)

    def either(self, node: Node, literal: str, expression: str) -> str | None:
        """An attribute given as it is or as an expression."""
        value = node.get(literal)
        if value is None and expression in node.attributes:
            return self.text(node.attributes[expression])
        return value

    def follow(self, node: Node) -> None:
        """What <link> and <choice> do when they are meant: go somewhere or throw an event."""
        reference = self.either(node, "next", "expr")
        if reference is not None:
            raise GoTo(find_target(self.place, node, reference))
        self.throw(node)

    def throw(self, node: Node) -> None:
        """What <throw> does."""
        event = self.either(node, "event", "eventexpr")
        raise Thrown(str(event), self.either(node, "message", "messageexpr"))

    def parameters(self, namelist: str | None) -> list[tuple[str, str]]:
        """The variables of a namelist as strings to submit."""
        found: list[tuple[str, str]] = []
        for name in (namelist or "").split():
            self._check_declared(name)
            found.extend(self._engine.flatten(name, self._scopes.chain))
        return found

    def _check_declared(self, name: str) -> None:
        base = name.split(".")[0].split("[")[0]
        if base not in ("session", "application", "document", "dialog") and self._scopes.holder(base) is None:
            raise Thrown("error.semantic", f"{name} is not declared")

    def _steps(self, steps: Sequence[Step]) -> None:
        for step in steps:
            if isinstance(step, Implied):
                self._call.step()
                queue_prompt(self.place, step)
            else:
                self.element(step)

    def _var(self, node: Node) -> None:
        self._scopes.declare(node.attributes["name"], node.get("expr"))

    def _assign(self, node: Node) -> None:
        self._scopes.assign(node.attributes["name"], node.attributes["expr"])

    def _clear(self, node: Node) -> None:
        names = (node.get("namelist") or "").split()
        dialog = self.place.dialog
        items = [] if dialog is None else dialog.items
        for item in items if not names else []:
            self._clear_item(item)
        for name in names:
            named = next((item for item in items if item.node.get("name") == name), None)
            if named is not None:
                self._clear_item(named)
            elif self._scopes.holder(name) is None:
                raise Thrown("error.semantic", f"{name} is not declared")
            else:
                self._scopes.assign(name, "undefined")

    def _clear_item(self, item: Item) -> None:
        self._engine.call("undefine", self._scopes.dialog, item.name)
        item.reset()

    def _if(self, node: Node) -> None:
        for condition, steps in _branches(node):
            if condition is None or self._engine.truth(condition, self._scopes.chain):
                self._steps(steps)
                return

    def _foreach(self, node: Node) -> None:
        for_each(self.place, node, lambda: self.run(node))

    def _prompt(self, node: Node) -> None:
        queue_prompt(self.place, node)

    def _reprompt(self, _node: Node) -> None:
        self.reprompt = True

    def _log(self, node: Node) -> None:
        parts: list[str] = []
        for child in node.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag == "value":
                parts.append(self.text(child.attributes["expr"]))
        if "expr" in node.attributes:
            parts.append(self.text(node.attributes["expr"]))
        self._call.platform.log(node.get("label") or "", " ".join("".join(parts).split()))

    def _script(self, node: Node) -> None:
        reference = self.either(node, "src", "srcexpr")
        if reference is None:
            source = node.text()
        else:
            flush_before_fetch(self.place, node)
            url = self.place.context.document.resolve(reference)
            response = self._call.loader.fetch(fetch_request(self.place, None, url, "script", []))
            try:
                source = response.content.decode(node.get("charset") or "utf-8-sig")
            except (UnicodeError, LookupError) as fault:
                raise Thrown("error.badfetch", f"{url}: {fault}") from None
        self._engine.run_script(source, self._scopes.chain, self._scopes.innermost)

    def _data(self, node: Node) -> None:
        reference = self.either(node, "src", "srcexpr")
        parameters = self.parameters(node.get("namelist"))
        flush_before_fetch(self.place, node)
        url = self.place.context.document.resolve(str(reference))
        response = self._call.loader.fetch(fetch_request(self.place, node, url, "data", parameters))
        name = node.get("name")
        if name is None:
            return
        try:
            document = self._engine.document(dom_tree(response.content))
        except MalformedXml as fault:
            raise Thrown("error.badfetch", f"{url}: {fault}") from None
        self._scopes.declare(name, None)
        self._scopes.put(name, document, self._scopes.innermost)

    def _goto(self, node: Node) -> None:
        item = node.get("nextitem")
        if item is None and "expritem" in node.attributes:
            item = self.text(node.attributes["expritem"])
        if item is not None:
            items = [] if self.place.dialog is None else self.place.dialog.items
            if not any(found.node.get("name") == item for found in items):
                raise Thrown("error.badfetch", f"the form has no item {item}")
            raise NextItem(item, reprompted=self.reprompt)
        reference = self.either(node, "next", "expr")
        raise GoTo(find_target(self.place, node, str(reference)))

    def _submit(self, node: Node) -> None:
        reference = str(self.either(node, "next", "expr"))
        namelist = node.get("namelist")
        if namelist is None:
            items = [] if self.place.dialog is None else self.place.dialog.items
            names = [item.node.get("name") for item in items if item.node.tag in _INPUT_ITEMS]
            namelist = " ".join(name for name in names if name)
        parameters = self.parameters(namelist)
        raise GoTo(find_target(self.place, node, reference, parameters=parameters, submitted=True))

    def _exit(self, node: Node) -> None:
        value: object = None
        if "expr" in node.attributes:
            value = self._engine.plain(node.attributes["expr"], self._scopes.chain)
        elif "namelist" in node.attributes:
            value = self._named_values(node.attributes["namelist"])
        raise Exited(value)

    def _named_values(self, namelist: str) -> dict[str, object]:
        values: dict[str, object] = {}
        for name in namelist.split():
            self._check_declared(name)
            values[name] = self._engine.plain(name, self._scopes.chain)
        return values

    def _disconnect(self, _node: Node) -> None:
        self._call.flush()
        if not self._call.gone:
            self._call.gone = "disconnect"
            self._call.platform.disconnect()
        raise Thrown("connection.disconnect.hangup", "the document disconnected")

    def _return(self, node: Node) -> None:
        if not self.place.context.is_subdialog:
            raise Thrown("error.semantic", "<return> outside a subdialog")
        event = self.either(node, "event", "eventexpr")
        if event is not None:
            raise Returned(None, Thrown(event, self.either(node, "message", "messageexpr")))
        names = (node.get("namelist") or "").split()
        for name in names:
            self._check_declared(name)
        fields = ",".join(f"{json.dumps(name)}:({name})" for name in names)
        raise Returned(self._engine.value(f"{{{fields}}}", self._scopes.chain))


_ACTIONS: dict[str, Callable[[Executor, Node], None]] = {
    "assign": Executor._assign,
    "clear": Executor._clear,
    "data": Executor._data,
    "disconnect": Executor._disconnect,
    "exit": Executor._exit,
    "foreach": Executor._foreach,
    "goto": Executor._goto,
    "if": Executor._if,
    "log": Executor._log,
    "prompt": Executor._prompt,
    "reprompt": Executor._reprompt,
    "return": Executor._return,
    "script": Executor._script,
    "submit": Executor._submit,
    "throw": Executor.throw,
    "var": Executor._var,
}


def _branches(node: Node) -> list[tuple[str | None, list[Step]]]:
    known = node.cache.get("branches")
    if isinstance(known, list):
        return known
    branches: list[tuple[str | None, list[Step]]] = [(node.attributes["cond"], [])]
    for step in steps_of(node):
        if isinstance(step, Node) and step.tag == "elseif":
            branches.append((step.attributes["cond"], []))
        elif isinstance(step, Node) and step.tag == "else":
            branches.append((None, []))
        else:
            branches[-1][1].append(step)
    node.cache["branches"] = branches
    return branches


def is_head(node: Node) -> bool:
    """Whether an element is run when its document or form is entered."""
    return node.tag in ("var", "script", "data") and node.tag not in HANDLERS
