"""Asks a provider (OpenID Connect, by Authlib) who somebody is: the code flow with PKCE, and what its token says.

Whether that somebody may come in is left to `people/provider.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ivr_author.web.provider_settings import Provider
from ivr_author.web.security import is_loopback

SECONDS = 10.0
"""How long a provider may take to answer."""

ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]
CLOCK_SLACK = 60
"""Seconds by which two clocks may differ."""


class ProviderFault(Exception):
    """The provider can't be asked, or what it says can't be trusted; the message is for the log."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What must be known again when somebody comes back from the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider means. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str


def begin_sign_in(provider: Provider, back: str) -> tuple[str, Pending]:
    """Where to send somebody, and what to keep meanwhile. Raises ProviderFault."""
    facts = _facts(provider)
    pending = Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
    client = _client(provider, back)
    url, _ = client.create_authorization_url(
        facts["authorization_endpoint"], state=pending.state, code_verifier=pending.verifier, nonce=pending.nonce
    )
    return str(url), pending


def end_sign_in(provider: Provider, back: str, pending: Pending, state: str, code: str) -> Identity:
    """Who came back with this code. Raises ProviderFault."""
    if not secrets.compare_digest(state.encode(), pending.state.encode()):
        raise ProviderFault("the state is another one than was sent")
    facts = _facts(provider)
    try:
        client = _client(provider, back)
        token = client.fetch_token(
            facts["token_endpoint"], code=code, code_verifier=pending.verifier, timeout=SECONDS, allow_redirects=False
        )
        keys = KeySet.import_key_set(_get(facts["jwks_uri"]))
        claims = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS).claims
        rules = jwt.JWTClaimsRegistry(
            leeway=CLOCK_SLACK,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": pending.nonce},
        )
        rules.validate(claims)
    except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as failure:
        raise ProviderFault(f"{type(failure).__name__}: {failure}") from failure
    return _identity(provider, claims)


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise ProviderFault("the token was made for somebody else too, and not at our wish")
    is_verified = claims.get("email_verified") is True
    return Identity(provider.issuer, str(claims["sub"])[:255], str(claims.get("email", "")) if is_verified else "")


def _client(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope="openid email profile",
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _facts(provider: Provider) -> Mapping[str, str]:
    """What the provider says of itself. It must be whom it was asked for."""
    facts = _get(f"{provider.issuer}/.well-known/openid-configuration")
    wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if str(facts.get("issuer", "")).rstrip("/") != provider.issuer or not all(facts.get(name) for name in wanted):
        raise ProviderFault("the provider's configuration is another one's, or lacks an address")
    return {name: _safe(str(facts[name])) for name in wanted}


def _get(url: str) -> Any:
    try:
        answer = requests.get(_safe(url), timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as failure:
        raise ProviderFault(f"{url}: {type(failure).__name__}") from failure
    if not isinstance(found, dict):
        raise ProviderFault(f"{url}: not an object")
    return found


def _safe(url: str) -> str:
    """Nobody on the way shall read or change what the provider says."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.netloc)):
        raise ProviderFault(f"{url} is not https")
    return url
