"""Ways out of the workspace by an address of the studio: each part of each address, with names that lead elsewhere.

Links are planted where content lies, and a secret beside the workspace: no page may show it, whatever is asked for.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.tally import tally, times
from tests.web.conftest import copy_workspace, create_studio, put_under_git
from tests.web.examples import ARGUMENTS
from tests.web.kept import keep_what_is_the_same
from tests.web.pages import BASE

CANARY = "canary-5b1f90"
ROOT = Path(__file__).resolve().parents[2]

# CWE-22 and its kin: OWASP, Path Traversal; CVE-2021-41773 (Apache, encoded dots); CVE-2019-11043 and CVE-2006-7243
# (line breaks and NUL); CVE-2021-23017 and its kin (long names); CVE-2017-9805 (streams of NTFS, devices).
VALUES = (
    *("../../secret/secret.txt", "..", "../../../../../../etc/passwd", "/etc/passwd", "....//....//secret/secret.txt"),
    *("..%2f..%2fsecret%2fsecret.txt", "..\\..\\secret\\secret.txt", "%252e%252e%252fsecret", "..;/secret", "evil"),
    *(
        "evil.yaml",
        "x\0.yaml",
        "x\r\nSet-Cookie: a=b",
        "x" * 5_000,
        "file:///etc/passwd",
        "C:\\boot.ini",
        "con",
        "~root",
    ),
    *(
        "--output=owned",
        "--upload-pack=touch owned",
        "HEAD@{99999999999}",
        ":(top)../secret",
        "HEAD:../secret/secret.txt",
    ),
    *(".git/config", ".ivr_author/secret", "\u202e", "\ud83d\ude00", "${jndi:x}", "{{7*7}}", "-rf", "*", "<script>x"),
)


@pytest.fixture(scope="module", autouse=True)
def same_things_are_made_once() -> Iterator[None]:
    """As for the tests in `tests/web`: each studio here would compile all templates for itself."""
    with pytest.MonkeyPatch.context() as patch:
        keep_what_is_the_same(patch)
        yield


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with links that lead out of it, and a secret beside it."""
    folder = tmp_path_factory.mktemp("paths")
    (folder / "secret").mkdir()
    secret = folder / "secret/secret.txt"
    secret.write_text(f"{CANARY}\n")
    root = folder / "workspace"
    root.mkdir()
    copy_workspace(ROOT, root)
    for name in ("flows", "flows/calls", "flows/calendars", "flows/canvas", "notices", "notices/_snippets", "locales"):
        (root / name).mkdir(parents=True, exist_ok=True)
        for link in ("evil", "evil.yaml", "evil.calls.yaml", "evil.md.j2"):
            (root / name / link).symlink_to(secret)
    (root / "locales/evil_folder").symlink_to(folder / "secret", target_is_directory=True)
    (root / "notices/evil_folder").symlink_to(folder / "secret", target_is_directory=True)
    audio = root / "locales/en/audio"
    audio.mkdir(parents=True, exist_ok=True)
    (audio / "evil.wav").symlink_to(secret)
    return put_under_git(root)


def addresses(rule: Rule, values: tuple[str, ...]) -> list[str]:
    """The addresses of a rule in which one part is hostile and the others are as they should be."""
    parts = [(part.strip("<>").rpartition(":")[2], part) for part in rule.rule.split("/") if part.startswith("<")]
    found = []
    for name, part in parts:
        for value in values:
            address = rule.rule.replace(part, quote(value.encode("utf-8", "surrogatepass"), safe="/%"))
            for other, rest in parts:
                address = address.replace(rest, quote(ARGUMENTS.get(other, "x"))) if other != name else address
            found.append(address)
    return found


def told(office: Path, client: FlaskClient, address: str) -> int:
    """The status of the answer, in which nothing may stand that lies elsewhere, nor a fault of ours."""
    answer = client.get(address, base_url=BASE, buffered=True)
    assert answer.status_code < 500, address
    shown = answer.get_data()
    assert CANARY.encode() not in shown, address
    assert b"root:x:0" not in shown, address
    assert b"[core]" not in shown, address
    assert b"Traceback" not in shown, address
    assert b"<script>x" not in shown, address
    assert "a=b" not in str(answer.headers.get_all("Set-Cookie")), address
    assert "\n" not in answer.headers.get("Content-Disposition", ""), address
    leads_to = answer.headers.get("Location", "/")
    assert leads_to.startswith(("/", f"{BASE}/")), address
    assert leads_to[:2] not in ("//", "/\\"), address
    return answer.status_code


def test_no_address_leads_out_of_the_workspace(office: Path) -> None:
    application = create_studio(office)
    client = application.test_client()
    rules = [rule for rule in application.url_map.iter_rules() if rule.arguments and "GET" in (rule.methods or ())]
    asked = [address for rule in rules for address in addresses(rule, VALUES[:: times(7, 1)])]
    statuses = Counter(told(office, client, address) for address in asked)
    assert len(rules) > 40
    assert statuses[404] > len(asked) // 3
    tally("addresses of the studio that lead elsewhere", len(asked), routes=len(rules), led_out=0)


def test_no_question_leads_out_of_the_workspace(office: Path) -> None:
    """What stands behind the question mark: every name that a view reads, at every page that can be shown."""
    application = create_studio(office)
    client = application.test_client()
    code = "".join(path.read_text() for path in sorted((ROOT / "ivr_author/web").rglob("*.py")))
    names = sorted(set(re.findall(r"""args\.get(?:list)?\(["']([a-z_]+)""", code)))
    assert len(names) > 30
    rules = [rule for rule in application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = [re.sub("<[^>]*?([a-z_]+)>", lambda part: quote(ARGUMENTS.get(part[1], "x")), rule.rule) for rule in rules]
    values = (*VALUES, "https://attacker.example/", "//attacker.example", "/\\attacker.example", "javascript:x")
    chance, before = random.Random(7), sorted(path.name for path in office.iterdir())
    count = times(1, 24)
    for page in pages:
        for _ in range(count):
            chosen = (
                {name: chance.choice(values) for name in names} if chance.random() < 0.7 else {chance.choice(names): ""}
            )
            written = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in chosen.items()})
            told(office, client, f"{page}?{written}")
    after = sorted(path.name for path in office.iterdir())
    assert [name for name in after if not name.startswith(".ivr")] == [name for name in before if name[:4] != ".ivr"]
    tally("questions to the studio that lead elsewhere", len(pages) * count, names=len(names), led_out=0)


def test_a_link_is_no_file_of_the_workspace(office: Path) -> None:
    client = create_studio(office).test_client()
    for address in ("/", "/flows", "/notices", "/problems", "/source", "/find?q=canary", "/source/flows/evil.yaml"):
        answer = client.get(address, base_url=BASE, buffered=True)
        assert answer.status_code in (200, 302, 303, 308, 404), address
        assert CANARY not in answer.get_data(as_text=True), address
