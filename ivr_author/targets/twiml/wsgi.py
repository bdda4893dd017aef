"""The whole of `ivr-author answer` as one WSGI callable: bundle, real clock, real services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from ivr_author.targets.twiml.adapter import KeepRecording, create_adapter
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.outside import HttpOutside
from ivr_author.targets.twiml.service import StartResponse, create_service
from ivr_author.targets.twiml.store import Store

Application = Callable[[Mapping[str, Any], StartResponse], Iterable[bytes]]

_ADAPTED = ("/lookup/", "/send/", "/callback/", "/record/")


def create_application(
    files: Mapping[str, bytes],
    secret: str,
    auth_token: str | None = None,
    base_url: str | None = None,
    store: Store | None = None,
    shared_keys: Mapping[str, str] | None = None,
    *,
    with_adapter: bool = False,
    keep_recording: KeepRecording | None = None,
    mount: str = "",
) -> Application:
    """The service of a bundle's files; `with_adapter` also serves VoiceXML's lookups. Raises `BundleFault`.

    `mount` is the path under which calls of this bundle go on, where others are served at the same address.
    """
    bundle = load_bundle(files)
    outside = HttpOutside(bundle.services, bundle.gateways)
    service = create_service(bundle, outside, _now, secret, auth_token, base_url, store, shared_keys, mount)
    if not with_adapter:
        return service
    adapter = create_adapter(outside, bundle.services, keep_recording)

    def answer(environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        chosen: Application = adapter if environ.get("PATH_INFO", "").startswith(_ADAPTED) else service
        return chosen(environ, start_response)

    return answer


def _now() -> datetime:
    return datetime.now(UTC)
