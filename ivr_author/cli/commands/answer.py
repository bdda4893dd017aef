"""`ivr-author answer`: the webhook service for the phone platform."""

from __future__ import annotations

import importlib
import logging.config
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from ivr_author import __version__
from ivr_author.answering.application import Terms
from ivr_author.answering.records import logging_of
from ivr_author.answering.server import Plan, PortTaken, reserve, serve
from ivr_author.cli.commands._options import moment_with_offset
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation
from ivr_author.cli.print import complain, plural, say, show_diagnostics
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import compile_bundle
from ivr_author.usecases.answer_folders import FolderSource
from ivr_author.usecases.answer_follow import LOOK_SECONDS, Follower, Source
from ivr_author.usecases.answer_live import LiveSource
from ivr_author.usecases.answer_switched import create_switched_source
from ivr_author.usecases.answer_terms import is_loopback, read_redis_url, read_terms
from ivr_author.workspace.bundle_shelf import FOLDER, BundleShelf
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.state import state_folder
from ivr_author.workspace.worker_counts import CountsFolder

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10.0
"""After which it is looked again, where a fault of ours kept it from being followed."""


@click.command("answer")
@click.option(
    "--bundle",
    "bundles",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder that `compile --target twiml` wrote, or a zip of it; several times for several numbers. Another "
    "one that is put in its place is picked up. Default: the workspace, compiled now.",
)
@click.option(
    "--live", is_flag=True, help="Follow what is published (`ivr-author release`). Calls in progress stay on theirs."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes any free port.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer.")
@click.option(
    "--public-url", default="", metavar="URL", help="The address that the phone platform sees, if a proxy hides it."
)
@click.option("--redis", default="", metavar="URL", help="Keep the state of calls in this Redis, and not in addresses.")
@click.option(
    "--state", type=click.Path(path_type=Path), help="The folder that the processes share. Default: .ivr/answer."
)
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Tell Prometheus about calls at this port.")
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address to tell it on.")
@click.option("--log-steps", is_flag=True, help="Log every step of a call, too; never what callers say or key in.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="HOST", help="Ask no back end but these. Default: the bundle's."
)
@click.option(
    "--private-host",
    "private",
    multiple=True,
    metavar="HOST",
    help="A back end that may have a private address; or such an address or network, as in 10.1.0.0/16.",
)
@click.option(
    "--outside", "instead", default="", metavar="URL", help="For rehearsals: ask this address instead of all back ends."
)
@click.option(
    "--at",
    metavar="TIME",
    callback=moment_with_offset,
    help="For rehearsals, with --outside: when all calls begin, as 2026-12-23T10:00-05:00.",
)
@click.option(
    "--voicexml-adapter",
    is_flag=True,
    help="Also ask services for VoiceXML documents. Whoever reaches it can ask them.",
)
@click.option(
    "--unsigned", is_flag=True, help="Check no signatures, to try flows. It listens on this machine alone then."
)
@pass_invocation
@click.pass_context
def answer(
    context: click.Context,
    invocation: Invocation,
    bundles: tuple[Path, ...],
    live: bool,
    host: str,
    port: int,
    workers: int,
    public_url: str,
    redis: str,
    state: Path | None,
    metrics_port: int | None,
    metrics_host: str,
    log_steps: bool,
    hosts: tuple[str, ...],
    private: tuple[str, ...],
    instead: str,
    at: datetime | None,
    voicexml_adapter: bool,
    unsigned: bool,
) -> None:
    """Answer the phone: the webhook service for compiled TwiML.

    Point the number's voice webhook at <address>/call, or let `ivr-author deploy twilio` do it. Secrets come from the
    environment, or from the file that the same name with _FILE at its end names:

    \b
      TWILIO_AUTH_TOKEN        the account's, by which requests prove that they come from the platform
      IVR_AUTHOR_SECRET        any long random text, which signs the state of calls between requests
      IVR_AUTHOR_WEBHOOK_KEYS  shared keys of webhooks, as ID:KEY,ID:KEY, where the account signs with SHA-256
      IVR_AUTHOR_REDIS         as --redis, for an address with a password

    Bulletins follow `ivr-author bulletin on` and `off` within a second or two, with and without --live, but not with
    --bundle. With --live it answers with the release that is published, and with another one as soon as that is. Calls
    in progress stay on what they began with. Several such services behind one address need the same IVR_AUTHOR_SECRET.

    GET /health says that it is alive, /ready that it can answer calls. The log is a line of JSON for each thing that
    happened, on standard error.
    """
    if live and bundles:
        raise click.UsageError("--live follows what is published, --bundle a folder: take one of them")
    root = invocation.root
    with ExitStack() as stack:
        try:
            terms = read_terms(
                host,
                is_unsigned=unsigned,
                public_url=public_url,
                hosts=hosts,
                private=private,
                instead=instead,
                at=at,
                with_adapter=voicexml_adapter,
            )
            redis_url = read_redis_url(redis)
            held = stack.enter_context(reserve(host, port))
            source = _source(context, root, bundles, live=live)
            # Of a name such as localhost, the address that it leads to.
            bound, port = held.getsockname()[:2]
            folder = root / state if state is not None else state_folder(root).parent / FOLDER
            shelf, counts = BundleShelf(folder, f"now-{port}"), CountsFolder(folder / f"counts-{port}")
            counts.clear()
            follower = Follower(source, shelf)
            follower.begin()
            if metrics_port is not None:
                stack.callback(_listen(counts, follower, metrics_host, metrics_port))
        except PortTaken as taken:
            raise click.UsageError(f"port {port} of {host} can't be used: {taken}; name another one, or 0") from None
        except WorkspaceError as failure:
            raise click.UsageError(_sentence(failure.diagnostic)) from None
        except BundleFault as fault:
            raise click.UsageError(str(fault)) from None
        logging.config.dictConfig(logging_of(is_masked=False))
        threading.Thread(target=follow_for_ever, args=(follower,), daemon=True).start()
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        plan = Plan(shelf, counts, terms, bound, port, workers, redis_url=redis_url, log_steps=log_steps)
        serve(plan, lambda: _tell(address, follower, terms, source, is_local=is_loopback(host)))


def _source(context: click.Context, root: Path, bundles: tuple[Path, ...], *, live: bool) -> Source:
    if live:
        return LiveSource(root)
    if bundles:
        return FolderSource([root / one for one in bundles])
    found = compile_bundle(root)
    if has_errors(found.diagnostics):
        show_diagnostics(found.diagnostics, found.sources, to_errors=True)
        context.exit(CONTENT_FAULT)
    return create_switched_source(root, found)


def _sentence(fault: Diagnostic) -> str:
    place = f"{fault.span.path}: " if fault.span is not None else ""
    hint = f"; {fault.hint}" if fault.hint else ""
    return f"{place}{fault.message}{hint}"


def _listen(counts: CountsFolder, follower: Follower, host: str, port: int) -> Callable[[], None]:
    # Loaded here: without a port, nobody collects, and nothing of Prometheus is needed.
    told = importlib.import_module("ivr_author.answering.metrics")
    teller = told.Teller(counts.read, lambda: follower.standing.bundles, __version__)
    try:
        close: Callable[[], None] = teller.listen(host, port)
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        message = f"port {port} of {host} can't be used for metrics: {reason}; name another one"
        raise click.UsageError(message) from None
    return close


def follow_for_ever(follower: Follower) -> None:
    """What a thread does beside the processes that answer."""
    wait = LOOK_SECONDS
    while True:
        time.sleep(wait)
        try:
            follower.follow()
            wait = LOOK_SECONDS
        except Exception:  # the outermost line of a thread: without it, nothing new would ever be heard
            logger.exception("what is new can't be followed, so calls stay as they are")
            wait = RETRY_SECONDS


def _tell(address: str, follower: Follower, terms: Terms, source: Source, *, is_local: bool) -> None:
    """What is served, once calls are answered."""
    say(f"Answering at {address}/call")
    if isinstance(source, LiveSource):
        say(f"Release {source.live} is live")
    standing = follower.standing
    for number, name in standing.numbers.items():
        say(f"  +{number}: {name}")
    if not standing.numbers:
        complain(f"{plural(0, 'number')}: call a flow by its name, as in /call/main")
    if not terms.auth_token:
        complain("Signatures are not checked: only this machine may ask.")
    if not is_local:
        complain("It speaks HTTP without TLS and limits nobody: let a web server that does both stand before it.")


COMMAND = answer
