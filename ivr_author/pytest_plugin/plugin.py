"""The hooks that pytest calls; each hands over to a plain module beside this one."""

from __future__ import annotations
