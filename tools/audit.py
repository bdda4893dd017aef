"""`make audit`: ruff's security rules, known holes of what we stand on, and everybody's licence.

Fails for what it finds. Known holes are asked for over the network; where that does not allow it, this is said.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("ivr_author", "tools")
PRODUCT = "ivr_author"

# Assertions say what cannot happen, and a parser has tokens: neither is left out anywhere else.
LEFT_OUT = "S101,S105"
MOST_SECONDS = 240

# Where a package does not say it in a way that can be read.
KNOWN = {
    "axe-playwright-python": "MIT",
    "espeakng-loader": "GPL-3.0-or-later",
    "quickjs-ng": "MIT",
    "@uswds/uswds": "CC0-1.0 AND Apache-2.0 AND OFL-1.1 AND MIT",
}
# Which of several we take.
CHOSEN = {"pyphen": "MPL-1.1", "text-unidecode": "Artistic-1.0"}
# Licences that ask something of who passes a program on, each with why that is met.
REASONS = {
    "certifi": "MPL-2.0: the list of authorities, as it comes",
    "espeakng-loader": "GPL-3: optional; a process of its own loads it, and nothing of ours imports it",
    "hypothesis": "MPL-2.0: tests only",
    "numpy": "BSD; its wheel carries OpenBLAS (BSD) and libgfortran (GPL-3 with its exception for linking)",
    "pathspec": "MPL-2.0: builds and tests only",
    "pikepdf": "MPL-2.0: tests only",
    "psycopg": "LGPL-3: optional; an ordinary import of what anybody can replace",
    "psycopg-binary": "LGPL-3: optional; comes as it is with psycopg",
    "pyphen": "GPL, LGPL or MPL-1.1, of which we take the last: as it comes, through textstat",
    "soundfile": "BSD; its wheel carries libsndfile (LGPL-2.1) as a library of its own that anybody can replace",
    "text-unidecode": "Artistic or GPL, of which we take the first: as it comes",
    "tqdm": "MPL-2.0 and MIT: as it comes",
    "translate-toolkit": "GPL-3: the other side of a benchmark, run as a program",
}
_FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|Zlib|CC0|OFL|Unlicense|CNRI|MIT-CMU|HPND|ZPL|Zope"
    r"|Artistic|public domain|dependency licenses)",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|SSPL|BUSL|Business Source)", re.IGNORECASE)
_WEAK = re.compile(r"\b(LGPL|Lesser General Public|MPL|Mozilla|EPL|CDDL|EUPL)", re.IGNORECASE)
_EXEMPT = re.compile(r"#\s*noqa:\s*([A-Z0-9, ]*\bS[0-9]{3}\b[A-Z0-9, ]*)(?:\s*-\s*(\S.*))?")


@dataclass(frozen=True, slots=True)
class Package:
    """What we stand on: its name, its version, its licence, and what it is for: the product, an extra, development."""

    name: str
    version: str
    licence: str
    serves: str


def main() -> int:
    """All parts, one after the other."""
    parts = (check_code(), check_holes(), check_licences())
    print()
    print("The audit found nothing." if not any(parts) else "The audit found something: see above.")
    return 1 if any(parts) else 0


# --- the code ---


def check_code() -> bool:
    """Whether ruff's security rules find something, or an exemption has no reason."""
    print(f"Security rules of ruff over {', '.join(CODE)}")
    command = [sys.executable, "-m", "ruff", "check", "--select", "S", "--ignore", LEFT_OUT, "--quiet", *CODE]
    found = subprocess.run(command, cwd=ROOT, check=False, timeout=MOST_SECONDS).returncode != 0
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for one in CODE for path in (ROOT / one).rglob("*.py")}
    exempt = list(exemptions(texts))
    for place, rules, reason in exempt:
        print(f"  {place}: {rules}: {reason or 'NO REASON IS GIVEN'}")
    print(f"  {len(exempt)} exemptions, {'and findings' if found else 'no finding'}")
    return found or any(not reason for _, _, reason in exempt)


def exemptions(texts: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Where a security rule is silenced: the place, the rules, and why."""
    for name, text in sorted(texts.items()):
        for number, line in enumerate(text.splitlines(), 1):
            found = _EXEMPT.search(line)
            if found is not None:
                yield f"{name}:{number}", found[1].strip(), (found[2] or "").strip()


# --- known holes ---


def check_holes() -> bool:
    """Whether something we stand on has a known hole."""
    print("\nKnown holes of dependencies (pip-audit)")
    command = [sys.executable, "-m", "pip_audit", "--local", "--format", "json", "--progress-spinner", "off"]
    try:
        asked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        print("  not asked: the network gave no answer")
        return False
    told = read_holes(asked.stdout)
    if told is None:
        print("  not asked: the network does not allow it, or pip-audit is not there")
        return False
    asked_for, holes = told
    for hole in holes:
        print(f"  {hole}")
    print(f"  {asked_for} packages, {len(holes)} known holes")
    return bool(holes)


def read_holes(output: str) -> tuple[int, list[str]] | None:
    """How many packages were looked up, and what is known of them; None where none could be."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    looked_up = [one for one in packages if "skip_reason" not in one]
    if not looked_up:
        return None
    return len(looked_up), [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for one in looked_up
        for hole in one["vulns"]
    ]


# --- licences ---


def check_licences() -> bool:
    """Whether a licence does not fit, or is not known."""
    print("\nLicences")
    python, scripts = installed(), locked()
    for one in [*python, *scripts]:
        print(f"  {one.name:36} {one.version:14} {one.serves:20} {one.licence}")
    faults = [*judge([*python, *scripts]), *imported_strong(python)]
    for fault in faults:
        print(f"  FAULT: {fault}")
    print(f"  {len(python)} packages of Python, {len(scripts)} of npm, {len(faults)} faults. What asks for a reason:")
    for one in [*python, *scripts]:
        if one.name in REASONS:
            print(f"  {one.name}: {REASONS[one.name]}")
    return bool(faults)


def judge(packages: Iterable[Package]) -> list[str]:
    """What is wrong with the licences of packages."""
    faults = []
    for one in packages:
        if one.name in REASONS:
            continue
        if _STRONG.search(one.licence) or _WEAK.search(one.licence):
            faults.append(f"{one.name}: {one.licence} asks for a reason why it may be used")
        elif not _FREE.search(one.licence):
            faults.append(f"{one.name}: the licence is not known ({one.licence or 'none is told'})")
    return faults


def imported_strong(packages: Sequence[Package], modules: Iterable[str] = ()) -> list[str]:
    """What the product imports although its licence would then be the product's: the GPL and its kin."""
    owners = packages_distributions()
    imported = {normal(owner) for module in modules or imports_of_product() for owner in owners.get(module, ())}
    strong = [one for one in packages if _STRONG.search(CHOSEN.get(one.name, one.licence))]
    return [f"{one.name}: {one.licence}, and {PRODUCT} imports it" for one in strong if one.name in imported]


@cache
def imports_of_product() -> frozenset[str]:
    """The top-level names of all that the product imports."""
    found: set[str] = set()
    for path in (ROOT / PRODUCT).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return frozenset(found)


def installed() -> list[Package]:
    """Everything that is installed beside the product, by name."""
    here = {normal(one.metadata["Name"]): one for one in distributions()}
    serving = serves(here)
    return [
        Package(name, one.version, KNOWN.get(name) or licence_of(one), serving.get(name, "development"))
        for name, one in sorted(here.items())
        if name != normal(PRODUCT)
    ]


def serves(here: Mapping[str, Distribution]) -> dict[str, str]:
    """What needs each package: the product itself before an extra, an extra before development."""
    found: dict[str, str] = {}
    product = here[normal(PRODUCT)].requires or []
    extras = sorted({extra for line in product for extra in re.findall(r"""extra == ['"]([a-z]+)['"]""", line)})
    order = ["", *(one for one in extras if one not in ("dev", "bench", "audit", "test")), "test"]
    for extra in order:
        waiting = [need for line in product if (need := needed(line, extra))]
        while waiting:
            name = waiting.pop()
            if name not in found and name in here:
                found[name] = f"extra {extra}" if extra else "the product"
                waiting += [need for line in here[name].requires or [] if (need := needed(line, ""))]
    return found


def needed(line: str, extra: str) -> str:
    """The package that a line of metadata asks for; nothing if it asks for another extra than this."""
    condition = re.search(r"""extra == ['"]([A-Za-z0-9._-]+)['"]""", line)
    if (condition[1] if condition else "") != extra:
        return ""
    match = re.match(r"[A-Za-z0-9._-]+", line)
    return normal(match[0]) if match else ""


def licence_of(package: Distribution) -> str:
    """What a package says of its licence, in the newest way that it does."""
    told = package.metadata
    if "License-Expression" in told:
        return str(told["License-Expression"])
    kinds = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    kinds = [one for one in kinds if one != "OSI Approved"]
    if kinds:
        return " OR ".join(kinds)
    named = told.get_all("License") or [""]
    return str(named[0]).strip().split("\n")[0][:80]


def locked() -> list[Package]:
    """The packages of npm that the studio's scripts, styles and fonts are built from."""
    lock = json.loads((ROOT / "static/package-lock.json").read_text())["packages"]
    found = {path.rpartition("node_modules/")[2]: facts for path, facts in lock.items() if path}
    return [
        Package(name, facts["version"], KNOWN.get(name) or str(facts.get("license", "")), "built assets")
        for name, facts in sorted(found.items())
    ]


def normal(name: str) -> str:
    """A package's name as all write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
