"""Signing in by OpenID Connect, with a small provider of these tests' own: who is let in, and what is not believed."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from ivr_author.people import accounts
from ivr_author.people.roles import Role
from ivr_author.web.provider_settings import SETTING, Provider, provider_of_environment
from tests.web.accounts import House
from tests.web.pages import BASE, Visitor
from tests.web.server import serving

CLIENT, SECRET = "studio", "a secret of the tests"


@dataclass
class SmallProvider:
    """Answers as a provider does; `claims` replace what its token says, `key` what signs it."""

    address: str = ""
    key: Any = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    signs_with: Any = None
    claims: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    def app(self) -> Flask:
        """Its pages."""
        app = Flask("provider")

        @app.get("/.well-known/openid-configuration")
        def configuration() -> Any:
            addresses = {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }
            return jsonify({**addresses, **self.facts})

        @app.get("/keys")
        def keys() -> Any:
            return jsonify(KeySet([self.key]).as_dict(private=False))

        @app.post("/token")
        def token() -> Any:
            verifier = request.form["code_verifier"].encode()
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
            given = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if challenge != self.asked["code_challenge"] or request.headers["Authorization"] != f"Basic {given}":
                return jsonify({"error": "invalid_grant"}), 400
            now = int(time.time())
            said = {"iss": self.address, "aud": CLIENT, "sub": "42", "iat": now, "exp": now + 300}
            said |= {"nonce": self.asked["nonce"], "email": "Ana@example.org", "email_verified": True, **self.claims}
            signed = jwt.encode({"alg": "ES256", "kid": "one"}, said, self.signs_with or self.key)
            return jsonify({"access_token": "x", "token_type": "Bearer", "id_token": signed})

        return app


@pytest.fixture
def small(shared_house: House) -> Iterator[SmallProvider]:
    """One that the studio trusts."""
    provider = SmallProvider()
    with serving(provider.app()) as address:
        provider.address = address.rstrip("/")
        shared_house.app.config[SETTING] = Provider(provider.address, CLIENT, SECRET)
        yield provider
        shared_house.app.config[SETTING] = None


def go(visitor: Visitor, small: SmallProvider, status: int = 303, state: str = "") -> Any:
    """To the provider and back."""
    there = visitor.get("/sign-in/provider?next=/problems", 303)
    url = urlsplit(there.headers["Location"])
    small.asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert small.asked["redirect_uri"] == f"{BASE}/sign-in/provider/back"
    assert small.asked["code_challenge_method"] == "S256"
    back = {"code": "1234", "state": state or small.asked["state"]}
    return visitor.get("/sign-in/provider/back", status, query_string=back)


def test_who_was_invited_is_let_in_without_a_password(shared_house: House, small: SmallProvider) -> None:
    ana = shared_house.add("ana", Role.VIEWER, password="")
    visitor = shared_house.visitor()
    assert visitor.get("/sign-in").all("//a[contains(@href, '/sign-in/provider')]")
    assert go(visitor, small).headers["Location"] == "/problems"
    visitor.get("/problems")
    assert shared_house.log("sign in")[0].detail["way"] == "provider"
    assert shared_house.log("link identity")[0].subject == "ana@example.org"
    # Known by what the provider calls them from now on; an address that is somebody else's changes nothing.
    shared_house.add("boss", Role.VIEWER)
    small.claims = {"email": "boss@example.org"}
    other = shared_house.visitor()
    go(other, small)
    assert "Ana" in other.get("/help").texts("//header//summary")
    with shared_house.database.writing() as session:
        accounts.disable(session, shared_house.clock(), "test", ana.id)
    go(shared_house.visitor(), small, 422)


def test_who_signs_in_so_and_manages_people_still_shows_a_code(shared_house: House, small: SmallProvider) -> None:
    shared_house.add("chief", Role.ADMINISTRATOR, password="")
    small.claims = {"sub": "7", "email": "chief@example.org"}
    visitor = shared_house.visitor()
    go(visitor, small)
    assert visitor.get("/people", 303).headers["Location"] == "/account/second-factor"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": 1_000_000_000},
        {"exp": None},
    ],
    ids=str,
)
def test_what_is_not_believed(shared_house: House, small: SmallProvider, claims: dict[str, Any]) -> None:
    with shared_house.database.reading() as session:
        known = accounts.find_person(session, "dora@example.org")
    if known is None:
        shared_house.add("dora", Role.VIEWER)
    small.claims = {"sub": "9", "email": "dora@example.org", **claims}
    visitor = shared_house.visitor()
    page = go(visitor, small, 422)
    assert page.all("//*[@role='alert']")
    visitor.get("/problems", 303)
    assert shared_house.log("sign-in refused")[0].detail["way"] == "provider"


def test_a_token_that_somebody_else_signed(shared_house: House, small: SmallProvider) -> None:
    small.signs_with = ECKey.generate_key("P-256", {"kid": "one"})
    go(shared_house.visitor(), small, 422)


def test_another_s_way_back(shared_house: House, small: SmallProvider) -> None:
    go(shared_house.visitor(), small, 422, state="another")
    stranger = shared_house.visitor()
    stranger.get("/sign-in/provider/back?code=1&state=2", 422)


@pytest.mark.parametrize(
    "facts", [{"issuer": "https://evil.example"}, {"token_endpoint": ""}, {"jwks_uri": "http://192.0.2.1/"}]
)
def test_a_provider_that_is_another_one(shared_house: House, small: SmallProvider, facts: dict[str, str]) -> None:
    small.facts = facts
    shared_house.visitor().get("/sign-in/provider", 422)


def test_a_provider_that_is_gone(shared_house: House) -> None:
    shared_house.app.config[SETTING] = Provider("http://127.0.0.1:9", CLIENT, SECRET)
    assert "does not answer" in shared_house.visitor().get("/sign-in/provider", 422).text
    shared_house.app.config[SETTING] = None
    shared_house.visitor().get("/sign-in/provider", 404)


def test_it_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider_of_environment() is None
    monkeypatch.setenv("IVR_AUTHOR_OIDC_ISSUER", "https://id.example.org/")
    monkeypatch.setenv("IVR_AUTHOR_OIDC_CLIENT_ID", "studio")
    assert provider_of_environment() is None
    monkeypatch.setenv("IVR_AUTHOR_OIDC_CLIENT_SECRET", "s")
    assert provider_of_environment() == Provider("https://id.example.org", "studio", "s")
