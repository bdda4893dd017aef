"""`ivr-author answer`: the webhook service for the phone platform."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path

import click
from waitress.server import create_server

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation
from ivr_author.cli.print import complain, plural, say, show_diagnostics
from ivr_author.core.diagnostics import has_errors
from ivr_author.targets.twiml.bundle import BundleFault
from ivr_author.usecases.answer import Application, compile_bundle, create_service, read_bundle
from ivr_author.usecases.answer_live import create_live_service
from ivr_author.usecases.answer_switched import create_switched_service

THREADS = 8
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@click.command("answer")
@click.option(
    "--bundle",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that `compile --target twiml` wrote. Default: the workspace, compiled now.",
)
@click.option(
    "--live", is_flag=True, help="Follow what is published (`ivr-author release`). Calls in progress stay on theirs."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes any free port.")
@click.option(
    "--public-url", default="", metavar="URL", help="The address that the phone platform sees, if a proxy hides it."
)
@click.option(
    "--voicexml-adapter",
    is_flag=True,
    help="Also ask services for VoiceXML documents. Whoever reaches it can ask them.",
)
@click.option("--secret", envvar="IVR_AUTHOR_SECRET", default="", hidden=True)
@click.option("--auth-token", envvar="TWILIO_AUTH_TOKEN", default="", hidden=True)
@pass_invocation
@click.pass_context
def answer(
    context: click.Context,
    invocation: Invocation,
    bundle: Path | None,
    live: bool,
    host: str,
    port: int,
    public_url: str,
    voicexml_adapter: bool,
    secret: str,
    auth_token: str,
) -> None:
    """Answer the phone: the webhook service for compiled TwiML.

    Point the number's voice webhook at <address>/call. Two secrets come from the environment:

    \b
      TWILIO_AUTH_TOKEN    the account's, by which requests prove that they come from the platform
      IVR_AUTHOR_SECRET    any long random text, which signs the state of calls between requests; without it, calls
                           in progress are lost when the service starts again

    Bulletins follow `ivr-author bulletin on` and `off` within a second, with and without --live, but not with --bundle.
    With --live it answers with the release that is published, and with another one as soon as that is. Several such
    services behind one address need the same IVR_AUTHOR_SECRET.

    Without TWILIO_AUTH_TOKEN anybody could make calls go on, so the service then listens on this machine alone.
    """
    if not auth_token and host not in LOOPBACK:
        raise click.UsageError(f"set TWILIO_AUTH_TOKEN before you listen on {host}: without it anybody could ask")
    if live and bundle is not None:
        raise click.UsageError("--live follows what is published, --bundle a folder: take one of them")
    key = secret or secrets.token_hex(32)
    service: Application
    if live:
        service = create_live_service(invocation.root, key, auth_token, public_url, with_adapter=voicexml_adapter)
        numbers = service.numbers
        say(f"Release {service.live} is live")
    else:
        found = compile_bundle(invocation.root) if bundle is None else read_bundle(invocation.root / bundle)
        if has_errors(found.diagnostics):
            show_diagnostics(found.diagnostics, found.sources, to_errors=True)
            context.exit(CONTENT_FAULT)
        try:
            if bundle is None:
                service = create_switched_service(
                    invocation.root, found, key, auth_token, public_url, with_adapter=voicexml_adapter
                )
            else:
                service = create_service(found, key, auth_token, public_url, with_adapter=voicexml_adapter)
        except BundleFault as fault:
            raise click.UsageError(str(fault)) from None
        numbers = found.numbers
    if not auth_token:
        complain("TWILIO_AUTH_TOKEN is not set: signatures are not checked.")
    if not secret:
        complain("IVR_AUTHOR_SECRET is not set: calls in progress end with this service.")
    _serve(service, host, port, numbers)


def _serve(service: Application, host: str, port: int, numbers: Mapping[str, str]) -> None:
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    try:
        server = create_server(service, host=host, port=port, threads=THREADS, ident=None)
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise click.UsageError(
            f"port {port} of {host} can't be used: {reason}; name another one, or 0 for any"
        ) from None
    say(f"Answering at http://{host}:{getattr(server, 'effective_port', port)}/call")
    for number, flow in numbers.items():
        say(f"  {number}: {flow}")
    if not numbers:
        complain(f"{plural(0, 'number')}: call a flow by its name, as in /call/main")
    try:
        server.run()
    finally:
        server.close()


COMMAND = answer
