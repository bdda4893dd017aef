"""The form interpretation algorithm (Appendix C): select a form item, collect, process; for menus as well."""

from __future__ import annotations

from collections.abc import Callable

from ivr_author.targets.voicexml.interpreter.events import handle
from ivr_author.targets.voicexml.interpreter.executable import Executor, is_head
from ivr_author.targets.voicexml.interpreter.media import record, transfer
from ivr_author.targets.voicexml.interpreter.nodes import Node
from ivr_author.targets.voicexml.interpreter.prompts import queue_item_prompts
from ivr_author.targets.voicexml.interpreter.recognised import Owner, Recognised
from ivr_author.targets.voicexml.interpreter.recognition import recognise
from ivr_author.targets.voicexml.interpreter.signals import Exited, NextItem, Thrown
from ivr_author.targets.voicexml.interpreter.state import Context, Dialog, Item, Place
from ivr_author.targets.voicexml.interpreter.transitions import GoTo, Target
from ivr_author.targets.voicexml.interpreter.validity import FORM_ITEMS

Subdialog = Callable[[Place, Item], object]

_PROMPTED = frozenset({"field", "record", "transfer", "subdialog", "object", "initial", "menu"})
_INPUTS = _PROMPTED - {"initial", "menu"}


class FormInterpreter:
    """One visit of one dialog. It ends by a transition, never by returning."""

    def __init__(self, context: Context, node: Node, subdialog: Subdialog) -> None:
        self._context = context
        self._call = context.call
        self._engine = context.call.engine
        self._scopes = context.scopes
        self._dialog = Dialog(node)
        self._subdialog = subdialog

    def run(self, carried: Recognised | None) -> None:
        """Interpret until a transition is raised. `carried` is an input that brought the caller here."""
        self._scopes.enter_dialog()
        place = Place(self._context, self._dialog)
        with_prompts = True
        chosen: Item | None = None
        try:
            self._initialise(place)
        except Thrown as thrown:
            chosen, with_prompts = self._recover(place, thrown)
        while True:
            self._call.step()
            item = place.item
            try:
                if carried is not None:
                    recognised, carried = carried, None
                    chosen = None
                    self._process(place, recognised)
                    continue
                item = chosen or self._select(place)
                chosen = None
                if item is None:
                    raise Exited(by="end")
                at_item = Place(self._context, self._dialog, item)
                queued, with_prompts = with_prompts, True
                self._visit(at_item, item, queued)
            except NextItem as next_item:
                chosen = self._item(next_item.name)
            except Thrown as thrown:
                chosen, with_prompts = self._recover(Place(self._context, self._dialog, item), thrown)
            except _InForm as fault:
                chosen, with_prompts = self._recover(place, fault.thrown)

    def _recover(self, place: Place, thrown: Thrown) -> tuple[Item | None, bool]:
        """Handle an event. Without <reprompt> the next prompts stay away (§5.3.6), also when it goes to an item."""
        try:
            return None, handle(place, thrown)
        except NextItem as next_item:
            return self._item(next_item.name), next_item.reprompted

    def _item(self, name: str) -> Item:
        return next(item for item in self._dialog.items if item.node.get("name") == name)

    def _initialise(self, place: Place) -> None:
        node = self._dialog.node
        if node.tag == "menu":
            self._dialog.items.append(Item(node, "$menu"))
            self._scopes.declare_internal("$menu")
            return
        parameters = self._context.parameters
        pending = dict(parameters) if parameters else {}
        # Parameters are for the dialog that was called, not for those it goes on to.
        if parameters:
            self._context.parameters = {}
        for number, child in enumerate(node.elements):
            if child.tag in FORM_ITEMS:
                self._dialog.items.append(Item(child, child.get("name") or f"$item{number}"))
        for child in node.elements:
            if child.tag == "var" and child.attributes["name"] in pending:
                name = child.attributes["name"]
                self._engine.call("unbox", self._scopes.dialog, name, pending.pop(name))
            elif is_head(child):
                Executor(place).element(child)
            elif child.tag in FORM_ITEMS:
                item = next(item for item in self._dialog.items if item.node is child)
                self._declare_item(item)
        if pending:
            raise Thrown("error.semantic", f"the dialog declares no variable {', '.join(sorted(pending))}")

    def _declare_item(self, item: Item) -> None:
        expression = item.node.get("expr")
        if "name" in item.node.attributes:
            self._scopes.declare(item.name, expression)
        else:
            self._scopes.declare_internal(item.name)
            if expression is not None:
                self._engine.call(
                    "put", self._scopes.dialog, item.name, self._engine.compile(expression), *self._scopes.chain
                )

    def _select(self, place: Place) -> Item | None:
        for item in self._dialog.items:
            if self._engine.call("defined", self._scopes.dialog, item.name):
                continue
            cond = item.node.get("cond")
            if item.node.tag == "menu" or cond is None or self._engine.truth(cond, place.scopes.chain):
                return item
        return None

    def _visit(self, place: Place, item: Item, with_prompts: bool) -> None:
        node = item.node
        if node.tag in _PROMPTED and with_prompts:
            queue_item_prompts(place, item)
            item.prompts += 1
        match node.tag:
            case "block":
                self._fill(item, True)
                with self._scopes.anonymous():
                    Executor(place).run(node)
            case "field" | "initial" | "menu":
                self._process(place, recognise(place, item))
            case "record":
                record(place, item)
                self._filled([item])
            case "transfer":
                transfer(place, item)
                self._filled([item])
            case "subdialog":
                self._fill(item, self._subdialog(place, item))
                self._filled([item])
            case "object":
                raise Thrown("error.unsupported.objectname", node.get("classid"))

    def _fill(self, item: Item, value: object) -> None:
        self._scopes.put(item.name, value, self._scopes.dialog)

    def _process(self, place: Place, recognised: Recognised) -> None:
        """The process phase for an input."""
        if recognised.kind is Owner.UNIVERSAL:
            raise Thrown(recognised.event)
        if recognised.kind is Owner.LINK and recognised.owner is not None:
            with self._scopes.anonymous():
                Executor(place).follow(recognised.owner)
        if recognised.dialog is not None and recognised.dialog is not self._dialog.node:
            self._carry(recognised, recognised.dialog)
        if recognised.kind is Owner.CHOICE and recognised.owner is not None:
            with self._scopes.anonymous():
                Executor(place).follow(recognised.owner)
        self._filled(self._assign(place, recognised))

    def _carry(self, recognised: Recognised, dialog: Node) -> None:
        """The input belongs to another dialog: go there with it."""
        document = recognised.document
        within = document is self._context.document
        raise GoTo(Target(document, dialog, self._context.root if within else None, within=within, carried=recognised))

    def _assign(self, place: Place, recognised: Recognised) -> list[Item]:
        """Assign the result to one field, or to all fields that it has values for."""
        dialog_scope = self._scopes.dialog
        if recognised.kind is Owner.ITEM and place.item is not None:
            item = place.item
            slot = item.node.get("slot") or item.name
            self._engine.call("fill", dialog_scope, item.name, recognised.meaning, slot, True)
            return [item]
        filled = [
            item
            for item in self._dialog.items
            if item.node.tag in _INPUTS
            and self._engine.call(
                "fill", dialog_scope, item.name, recognised.meaning, item.node.get("slot") or item.name, False
            )
        ]
        if filled:
            shadow = self._engine.call(
                "first",
                self._engine.call(
                    "result", recognised.utterance, recognised.mode, recognised.confidence, recognised.meaning
                ),
            )
            for item in filled:
                self._scopes.put(f"{item.name}$", shadow, dialog_scope)
            for item in self._dialog.items:
                if item.node.tag == "initial":
                    self._fill(item, True)
        return filled

    def _filled(self, just_filled: list[Item]) -> None:
        """Run the <filled> actions that these items have triggered, in document order."""
        if not just_filled:
            return
        names = {item.name for item in just_filled}
        by_node = {item.node: item for item in just_filled}
        place = Place(self._context, self._dialog)
        for node in self._dialog.node.elements:
            if node in by_node:
                for action in node.all("filled"):
                    self._run_filled(Place(self._context, self._dialog, by_node[node]), action)
            elif node.tag == "filled" and self._is_due(node, names):
                try:
                    self._run_filled(place, node)
                except Thrown as thrown:
                    raise _InForm(thrown) from None

    def _run_filled(self, place: Place, action: Node) -> None:
        with self._scopes.anonymous():
            Executor(place).run(action)

    def _is_due(self, action: Node, names: set[str]) -> bool:
        namelist = (action.get("namelist") or "").split() or [
            item.name for item in self._dialog.items if item.node.tag in _INPUTS and "name" in item.node.attributes
        ]
        if not names.intersection(namelist):
            return False
        if action.get("mode") == "any":
            return True
        return all(self._engine.call("defined", self._scopes.dialog, name) for name in namelist)


class _InForm(Exception):
    """An event of a form-level <filled>: handled by the form, not by the item that triggered it."""

    def __init__(self, thrown: Thrown) -> None:
        super().__init__()
        self.thrown = thrown
