"""Runs every benchmark of this folder and prints its figures; ratios count, single times depend on the machine."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run all `bench_*.py`, or those whose name holds one of the words given."""
    sys.path.insert(0, str(FOLDER.parent.parent))
    for path in sorted(FOLDER.glob("bench_*.py")):
        if names and not any(name in path.stem for name in names):
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None, "the file was just listed"
        assert spec.loader is not None, "a Python file has a loader"
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        print(path.stem.removeprefix("bench_"))
        for name, value, unit in module.run():
            print(f"  {name:<72}{value:>12,.2f} {unit}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
