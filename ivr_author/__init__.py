"""Author call flows in YAML, compile them to what telephone platforms speak, and play callers through the result."""

from __future__ import annotations

__version__ = "0.1.0"
