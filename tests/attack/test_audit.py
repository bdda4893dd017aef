"""`make audit` finds what it is for: silenced rules without a reason, known holes, licences that do not fit."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    """Tools are scripts, and no package."""
    spec = importlib.util.spec_from_file_location("audit_tool", ROOT / "tools/audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit_tool"] = module
    spec.loader.exec_module(module)
    return module


audit = load()


def package(name: str, licence: str) -> object:
    return audit.Package(name, "1", licence, "the product")


def test_every_silenced_rule_has_its_reason() -> None:
    silenced = "x = eval(y)  # no" + "qa: S307 - a constant\nz = eval(y)  # no" + "qa: S307\n"
    found = list(audit.exemptions({"a.py": silenced}))
    assert found == [("a.py:1", "S307", "a constant"), ("a.py:2", "S307", "")]
    texts = {path.name: path.read_text() for one in audit.CODE for path in (ROOT / one).rglob("*.py")}
    assert [place for place, _, reason in audit.exemptions(texts) if not reason] == []


def test_known_holes_are_told_and_no_network_is_no_fault() -> None:
    hole = {"id": "CVE-2026-1", "fix_versions": ["2"], "aliases": [], "description": ""}
    told = {"dependencies": [{"name": "a", "version": "1", "vulns": [hole]}, {"name": "b", "skip_reason": "not found"}]}
    assert audit.read_holes(json.dumps(told)) == (1, ["a 1: CVE-2026-1, mended in 2"])
    assert audit.read_holes(json.dumps({"dependencies": [{"name": "b", "skip_reason": "not found"}]})) is None
    assert audit.read_holes("") is None
    assert audit.read_holes("[]") is None


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("MIT", ""),
        ("Apache-2.0 OR BSD-3-Clause", ""),
        ("GPL-3.0-or-later", "reason"),
        ("GNU Affero General Public License v3", "reason"),
        ("LGPL-3.0-only", "reason"),
        ("MPL-2.0", "reason"),
        ("MIT OR GPL-2.0", "reason"),
        ("Business Source License 1.1", "reason"),
        ("", "not known"),
        ("Proprietary", "not known"),
    ],
)
def test_a_licence_is_judged(licence: str, said: str) -> None:
    faults = audit.judge([package("some-package", licence)])
    assert len(faults) == bool(said)
    assert all(said in fault for fault in faults)


def test_nothing_under_the_gpl_is_imported() -> None:
    strong = package("espeakng-loader", "GPL-3.0-or-later")
    assert audit.imported_strong([strong]) == []
    assert len(audit.imported_strong([strong], ["espeakng_loader"])) == 1
    chosen = package("pyphen", "GPL OR MPL-1.1")
    assert audit.imported_strong([chosen], ["pyphen"]) == []


def test_every_licence_of_what_is_installed_fits() -> None:
    packages = audit.installed()
    assert {one.name for one in packages if one.serves == "the product"} >= {"flask", "lxml", "markupsafe", "uvloop"}
    assert next(one.serves for one in packages if one.name == "psycopg") == "extra postgresql"
    assert audit.judge([*packages, *audit.locked()]) == []
    assert audit.imported_strong(packages) == []
    assert len(audit.locked()) > 50
