"""The provider (OpenID Connect) that may sign people in, as the environment names it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from flask import current_app

SETTING = "PROVIDER"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in instead: its issuer's URL, and what it knows this studio by."""

    issuer: str
    client_id: str
    client_secret: str


def provider_of_environment() -> Provider | None:
    """What IVR_AUTHOR_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET say; None unless all do."""
    names = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    issuer, client_id, secret = (os.environ.get(f"IVR_AUTHOR_OIDC_{name}", "").strip() for name in names)
    return Provider(issuer.rstrip("/"), client_id, secret) if issuer and client_id and secret else None


def provider() -> Provider | None:
    """The provider of this application, if it has one."""
    found = current_app.config.get(SETTING)
    assert found is None or isinstance(found, Provider), "create_app puts it there"
    return found
