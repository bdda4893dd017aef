"""The description of the service's routes is true and whole, and what Schemathesis makes up of it breaks nothing."""

from __future__ import annotations

import ast
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from lxml import etree
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks
from werkzeug.test import Client

from ivr_author.answering import application, board
from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board
from ivr_author.answering.records import Records
from ivr_author.targets.twiml import service
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.service import FAULT_HEADER
from ivr_author.targets.twiml.signature import sign
from ivr_author.targets.twiml.validate import validate_document
from ivr_author.usecases.answer import Bundle
from ivr_author.usecases.answer_follow import offer_of, standing_of
from ivr_author.workspace.bundle_shelf import BundleShelf
from tests.tally import tally, times
from tests.targets.twiml.everything import everything
from tests.targets.twiml.programs import AT, Answering
from tests.targets.twiml.test_recordings import place, with_recordings

DESCRIPTION: dict[str, Any] = yaml.safe_load(files("ivr_author.answering").joinpath("openapi.yaml").read_text())
SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
Operation = APIOperation[Any, Any, Any, Any]
OPERATIONS: dict[str, Operation] = {
    found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)
}
CHECKS = [
    *(not_a_server_error, checks.status_code_conformance, checks.content_type_conformance),
    *(checks.response_headers_conformance, checks.response_schema_conformance),
]
TOKEN, ORIGIN = "token", "http://localhost"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"]
_ROUTE = re.compile(r"/[a-z]+/?")


@dataclass
class Served:
    """A board, the names of its bundles, and the statuses of its answers."""

    board: Board
    names: list[str]
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    def begin(self) -> tuple[str, dict[str, str]]:
        """Begin a call: the bundle it is on, and the query with which it goes on."""
        response = Client(self.board).post("/call/main", data={"CallSid": "CA1"}, headers=signed("/call/main"))
        onward = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', response.text)
        assert onward is not None
        address = urlsplit(unescape(onward[1]))
        return address.path.split("/")[2], dict(parse_qsl(address.query))


def signed(path: str) -> dict[str, str]:
    """The header with which such a call begins where it must be signed."""
    return {"X-Twilio-Signature": sign(TOKEN, f"{ORIGIN}{path}", {"CallSid": ["CA1"]})}


NAMES: list[str] = []
SPOKEN = "¿En qué podemos ayudarle?"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> BundleShelf:
    """With a bundle that does everything, and an older one that no new call gets."""
    made = BundleShelf(tmp_path_factory.mktemp("shelf"))
    programs = {"new": with_recordings(everything(), menu=SPOKEN), "old": everything()}
    offers = [offer_of(label, Bundle(emit(program).files)) for label, program in programs.items()]
    for offer in offers:
        made.keep(offer.name, offer.raw)
    made.show(standing_of(offers[:1]))
    NAMES.extend(offer.name for offer in offers)
    return made


@pytest.fixture
def serve(shelf: BundleShelf) -> Callable[[Terms], Served]:
    def made(terms: Terms) -> Served:
        made = Board(shelf, terms, records=Records(io.StringIO()), outside=Answering(), clock=lambda: AT)
        made.look()
        return Served(made, NAMES)

    return made


class Always(random.Random):
    """Chance that is none: whatever may happen does, with the first of several."""

    def random(self) -> float:
        """Less than anything that it is compared with."""
        return 0.0

    def choice(self, seq: Any) -> Any:
        """The first."""
        return seq[0]


def fill(case: Case[Any], served: Served, chance: random.Random) -> None:
    """Put what there is into a request, half of the time: made-up names alone would never get in."""
    parameters = dict(case.path_parameters or {})
    known = {
        "bundle": served.names,
        "answering": ["main", "+18005550100"],
        "name": ["billing.balance", "link", "billing", "-"],
    }
    for name, values in known.items():
        if name in parameters and chance.random() < 0.7:
            parameters[name] = chance.choice(values)
    if "file" in parameters and chance.random() < 0.7:
        _, parameters["locale"], parameters["file"] = place("menu", SPOKEN).split("/")
        parameters["bundle"] = served.names[0]
    if case.path.endswith("/call") and chance.random() < 0.7:
        if isinstance(case.body, dict):
            case.body = {**case.body, "To": "+18005550100"}
        elif case.method == "GET":
            case.query = {"To": "+18005550100", "locale": chance.choice(["en", "es", "tlh"])}
    if case.path.endswith("/step") and chance.random() < 0.7:
        parameters["bundle"], case.query = served.begin()
        if isinstance(case.body, dict):
            case.body = {**case.body, "CallSid": "CA1"}
            if chance.random() < 0.7:
                case.body["CallStatus"] = "in-progress"
    if case.operation.path.startswith(("/lookup", "/send", "/callback")) and chance.random() < 0.5:
        case.query = {}
        if isinstance(case.body, dict):
            case.body = {"locale": "es"}
    if "bundle" not in case.operation.path:
        parameters.pop("bundle", None)
    case.path_parameters = parameters


def examine(served: Served, label: str, mode: GenerationMode, examples: int) -> None:
    """Ask what Schemathesis makes up for an operation, and hold each answer against the description.

    The first request has all that there is. What is made up varies with the modules that a run has loaded so far, from
    which Hypothesis takes constants: among a few, chance alone would let nothing in now and then.
    """
    chances = chain([Always()], repeat(random.Random(f"{label} {mode}")))

    @seed(20261123)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        fill(case, served, next(chances))
        response = case.call(app=served.board, base_url=ORIGIN)
        served.statuses[label, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)
        assert FAULT_HEADER.lower() not in {name.lower() for name in response.headers}
        kind = response.headers.get("content-type", [""])[0]
        if kind.startswith("text/xml"):
            assert validate_document(response.content) == []
        elif kind.startswith("application/xml"):
            assert etree.fromstring(response.content).tag == "answer"

    ask()


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_is_made_up_breaks_nothing(label: str, serve: Callable[[Terms], Served]) -> None:
    served = serve(Terms("secret", with_adapter=True))
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        can_be_wrong = mode is GenerationMode.POSITIVE or any(OPERATIONS[label].iter_parameters())
        if can_be_wrong or OPERATIONS[label].body:
            examine(served, label, mode, times(6, 100))
    # It got in: what is described is there.
    assert any(status < 300 for _, status in served.statuses), served.statuses
    tally("requests made up from the description", sum(served.statuses.values()))


@pytest.mark.parametrize("label", [label for label, one in OPERATIONS.items() if "calls" in (one.tags or [])])
def test_what_is_not_signed_gets_nowhere(label: str, serve: Callable[[Terms], Served]) -> None:
    served = serve(Terms("secret", TOKEN))
    examine(served, label, GenerationMode.POSITIVE, times(6, 100))
    assert all(status in (400, 403, 404, 410, 413, 415) for _, status in served.statuses), served.statuses
    assert served.statuses[label, 403] > 0
    tally("requests made up from the description, unsigned", sum(served.statuses.values()))


def routes(*modules: Any) -> Iterable[str]:
    """What looks like a route in the code."""
    for module in modules:
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _ROUTE.fullmatch(node.value):
                yield node.value


def test_no_route_is_missing_from_the_description() -> None:
    in_code = set(routes(board, application, service))
    assert {"/health", "/ready", "/call", "/step", "/on/", "/lookup/", "/record/"} <= in_code
    described = DESCRIPTION["paths"]
    missing = {
        route for route in in_code if not any(f"{path}/".startswith(f"{route.rstrip('/')}/") for path in described)
    }
    assert missing == set()
    for route in in_code - {"/health", "/ready", "/on/"} - set(application.ADAPTED):
        assert any(path.startswith(f"/on/{{bundle}}{route.rstrip('/')}") for path in described), route


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_method_that_is_not_described_is_refused(path: str, serve: Callable[[Terms], Served]) -> None:
    served = serve(Terms("secret", with_adapter=True))
    _, locale, file = place("menu", SPOKEN).split("/")
    filled = {"bundle": NAMES[0], "answering": "main", "locale": locale, "file": file, "name": "billing.balance"}
    described = {method.upper() for method in DESCRIPTION["paths"][path]}
    refused = [method for method in METHODS if method not in described]
    for method in refused:
        form = {"CallSid": "CA1"} if method == "POST" else None
        response = Client(served.board).open(path.format(**filled), method=method, data=form)
        assert response.status_code == 405, method
    tally("methods that are not described", len(refused))


def test_description_is_one() -> None:
    assert SCHEMA.validate() is None
    assert DESCRIPTION["openapi"].startswith("3.1")
