"""A call from the first document to its end: entering documents, subdialogs, and how it all ended."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.targets.voicexml.interpreter.documents import Document, Loader
from ivr_author.targets.voicexml.interpreter.ecmascript import Engine
from ivr_author.targets.voicexml.interpreter.events import Unhandled, handle
from ivr_author.targets.voicexml.interpreter.executable import Executor, is_head
from ivr_author.targets.voicexml.interpreter.fia import FormInterpreter
from ivr_author.targets.voicexml.interpreter.platform import Platform, Request
from ivr_author.targets.voicexml.interpreter.scope import Scopes
from ivr_author.targets.voicexml.interpreter.signals import Exited, InterpreterError, Outcome, Returned, Thrown
from ivr_author.targets.voicexml.interpreter.state import Call, Context, Item, Place, Settings
from ivr_author.targets.voicexml.interpreter.transitions import GoTo, Target, find_root, find_target


def interpret(
    url: str, platform: Platform, *, session: Mapping[str, object] | None = None, settings: Settings | None = None
) -> Outcome:
    """Interpret the document at a URL, and those it leads to, until the call is over.

    `session` gives the session's variables, as {"connection": {"local": {"uri": ...}, "remote": {"uri": ...}}}.
    Raises InterpreterError where a limit is reached; every other fault is a VoiceXML event and so an `Outcome`.
    """
    settings = settings or Settings()
    engine = Engine(platform.now, settings.script)
    variables = engine.call("merge", engine.new_scope(), engine.data(dict(session or {})))
    call = Call(platform, settings, engine, Loader(platform), engine.call("freeze", variables))
    context = Context(call, Scopes(engine, variables))
    try:
        _run(context, _first_target(context, url))
    except Unhandled as end:
        return _finish(call, Outcome("error", None, end.event, end.message))
    except Thrown as thrown:
        return _finish(call, Outcome("error", None, thrown.event, thrown.message))
    except Exited as end:
        return _finish(call, Outcome(call.gone or end.by, end.value))
    raise InterpreterError("the first document returned like a subdialog")


def _finish(call: Call, outcome: Outcome) -> Outcome:
    """What is still queued is heard before the call ends, if there is somebody to hear it."""
    try:
        call.flush()
    except Thrown:
        return Outcome("hangup", outcome.value)
    return outcome


def _first_target(context: Context, url: str) -> Target:
    bare, _, fragment = url.partition("#")
    document = context.call.loader.document(Request(url=bare))
    dialog = document.dialog(fragment)
    if dialog is None and fragment:
        raise Thrown("error.badfetch", f"{document.url} has no dialog {fragment}")
    return Target(document, dialog, find_root(context, document))


def _run(context: Context, target: Target) -> None:
    """Go from dialog to dialog within one execution context."""
    carried = None
    while True:
        try:
            if not target.within:
                _enter_document(context, target)
            carried = target.carried
            if target.dialog is None:
                raise Exited(by="end")
            FormInterpreter(context, target.dialog, _call_subdialog).run(carried)
        except GoTo as move:
            target = move.target


def _enter_document(context: Context, target: Target) -> None:
    scopes = context.scopes
    context.handlers.clear()
    document, root = target.document, target.root
    before = context.document if context.application else None
    if root is None:
        # From a leaf back to its root the variables stay, unless the root was submitted to.
        is_return = before is not None and before.url != document.url and context.application == document.url
        context.document, context.root, context.application = document, None, document.url
        if is_return and not target.submitted:
            scopes.enter_application(scopes.application)
            scopes.enter_document(own=False)
            return
        scopes.enter_application()
        scopes.enter_document(own=False)
        _initialise(context, document)
        return
    if context.application != root.url:
        scopes.enter_application()
        scopes.enter_document(own=False)
        context.document, context.root, context.application = root, None, root.url
        _initialise(context, root)
        context.handlers.clear()
    context.document, context.root = document, root
    scopes.enter_application(scopes.application)
    scopes.enter_document(own=True)
    _initialise(context, document)


def _initialise(context: Context, document: Document) -> None:
    """Declare the document's variables and run its scripts, in document order."""
    context.events.clear()
    place = Place(context)
    try:
        for node in document.node.elements:
            if is_head(node):
                Executor(place).element(node)
    except Thrown as thrown:
        handle(place, thrown)


def _call_subdialog(place: Place, item: Item) -> object:
    """Run a subdialog in an execution context of its own; its values, or its event, come back."""
    call, node, executor = place.call, item.node, Executor(place)
    parameters: dict[str, object] = {}
    for param in node.all("param"):
        literal = param.get("value")
        expression = param.get("expr") or "undefined"
        parameters[param.attributes["name"]] = (
            call.engine.call("box", call.engine.compile(expression), *place.scopes.chain)
            if literal is None
            else call.engine.data([literal])
        )
    reference = str(executor.either(node, "src", "srcexpr"))
    submitted = executor.parameters(node.get("namelist"))
    target = find_target(place, node, reference, parameters=submitted, anew=True)
    if call.depth >= call.settings.subdialogs:
        raise InterpreterError(f"subdialogs are nested more than {call.settings.subdialogs} deep")
    inner = Context(call, Scopes(call.engine, call.session), parameters)
    call.depth += 1
    try:
        _run(inner, target)
    except Returned as end:
        if end.event is not None:
            raise end.event from None
        return end.values
    finally:
        call.depth -= 1
    raise InterpreterError("a subdialog ended without a transition")
