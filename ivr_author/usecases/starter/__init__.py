"""The files of a new workspace, as `ivr-author init` writes them; `gitignore` becomes `.gitignore`."""

from __future__ import annotations
