"""The settings of this process, from its environment."""

from __future__ import annotations

import os

from padu.platform.settings import Settings, read_settings


def current_settings() -> Settings:
    """Read `PADU_*`. Raises `PaduError` where a variable is unknown or unreadable."""
    return read_settings(os.environ, is_root=os.geteuid() == 0)
