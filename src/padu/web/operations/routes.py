"""All pages that an operator sees; each asks for the role itself."""

from __future__ import annotations

from litestar import Router

from padu.web.operations.cockpit import show_cockpit
from padu.web.operations.findings import decide, show_queue, undo
from padu.web.operations.merge import export_quarantine, show_merge
from padu.web.operations.trial import show_trial, take_step


def operations_router() -> Router:
    """The operators' pages. They need `merge_reader` and `trial_plan` in the app's state."""
    return Router(
        path="/",
        route_handlers=[show_cockpit, show_merge, export_quarantine, show_trial, take_step, show_queue, decide, undo],
    )
