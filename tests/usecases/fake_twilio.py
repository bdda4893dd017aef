"""An account at Twilio, in memory, behind the SDK's own HTTP client; every request is held to Twilio's description.

What it may be asked, and what it answers, is `twilio_numbers.yaml`, taken from Twilio's published OpenAPI description.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import yaml
from twilio.http.response import Response

SID = "AC" + "0" * 31 + "1"
TOKEN = "a" * 32
ENVIRONMENT = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}
DESCRIPTION = Path(__file__).with_name("twilio_numbers.yaml")

_SNAKE = re.compile(r"(?<!^)(?=[A-Z])")


def owned(number: str, index: int = 1, **fields: Any) -> dict[str, Any]:
    """A phone number of the account, as Twilio answers it."""
    return {
        "sid": f"PN{index:032x}",
        "account_sid": SID,
        "phone_number": number,
        "voice_url": "https://demo.twilio.com/welcome/voice/",
        "voice_method": "POST",
        "voice_fallback_url": None,
        "voice_fallback_method": "POST",
        "voice_receive_mode": "voice",
        "status_callback": "",
        "voice_application_sid": None,
        "trunk_sid": None,
        **fields,
    }


@dataclass
class FakeTwilio:
    """The numbers of an account. `failing` are answers that it gives first, as statuses or exceptions."""

    numbers: list[dict[str, Any]]
    failing: list[int | Exception] = field(default_factory=list)
    page: int = 1000
    is_stubborn: bool = False
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.description: dict[str, Any] = yaml.safe_load(DESCRIPTION.read_text())

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """What the SDK's HTTP client does."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == self.description["servers"][0]["url"]
        query = {**dict(parse_qsl(parts.query)), **{key: str(one) for key, one in (params or {}).items()}}
        form = {key: str(one) for key, one in (data or {}).items()}
        path, operation, sid = self._operation(method.lower(), parts.path)
        self.asked.append((method, path, form))
        if self.failing:
            failure = self.failing.pop(0)
            if isinstance(failure, Exception):
                raise failure
            if failure == 200:
                return Response(200, "<html>Sign in to this network</html>")
            return _answer(failure, {"code": 20000 + failure, "message": "No", "status": failure})
        if auth is None or auth[0] not in (SID, "SK" + "0" * 32) or auth[1] != TOKEN:
            return _answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        self._hold(query, _query_schema(operation))
        if method == "GET":
            return self._list(operation, parts.path, int(query.get("Page", 0)))
        body = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        self._hold(form, {**body, "additionalProperties": False})
        found = next((one for one in self.numbers if one["sid"] == sid), None)
        if found is None:
            return _answer(404, {"code": 20404, "message": "not found", "status": 404})
        if not self.is_stubborn:
            found.update({_SNAKE.sub("_", name).lower(): value for name, value in form.items()})
        return _answer(200, found)

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any], str]:
        for pattern, operations in self.description["paths"].items():
            told = re.escape(pattern).replace(r"\{AccountSid\}", "(AC[0-9a-f]{32})").replace(r"\{Sid\}", "(?P<sid>.*)")
            if (match := re.fullmatch(told, path)) and method in operations:
                return pattern, operations[method], match.groupdict().get("sid", "")
        raise AssertionError(f"Twilio describes no {method} {path}")

    def _list(self, operation: dict[str, Any], path: str, page: int) -> Response:
        some = self.numbers[page * self.page : (page + 1) * self.page]
        more = (page + 1) * self.page < len(self.numbers)
        told = {
            "incoming_phone_numbers": some,
            "page": page,
            "page_size": self.page,
            "uri": path,
            "next_page_uri": f"{path}?Page={page + 1}&PageSize={self.page}" if more else None,
        }
        content = operation["responses"]["200"]["content"]["application/json"]
        self._hold(told, content["schema"])
        self._hold(content["example"], content["schema"])
        return _answer(200, told)

    def _hold(self, value: object, schema: dict[str, Any]) -> None:
        # 3.0's `nullable` is no word of JSON Schema.
        told = _without_nullable({**schema, "components": self.description["components"]})
        jsonschema.Draft4Validator(told).validate(value)


def _query_schema(operation: dict[str, Any]) -> dict[str, Any]:
    named = [one for one in operation["parameters"] if one.get("in") == "query"]
    return {"properties": {one["name"]: {} for one in named}, "additionalProperties": False}


def _without_nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: _without_nullable(one) for key, one in schema.items() if key != "nullable"}
    if schema.get("nullable") is True:
        told["type"] = [told["type"], "null"]
    return told


def _answer(status: int, data: object) -> Response:
    return Response(status, json.dumps(data))
