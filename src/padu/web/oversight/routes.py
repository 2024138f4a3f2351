"""All pages that a regulator sees; each asks for the role itself."""

from __future__ import annotations

from litestar import Router

from padu.web.oversight.evidence import download_evidence, export_checkpoints, export_log, show_evidence
from padu.web.oversight.findings import export_findings, show_finding, show_findings
from padu.web.oversight.flows import export_crossings, export_register, show_flows
from padu.web.oversight.ledger import export_balances, export_postings, show_ledger
from padu.web.oversight.trial import export_gates, export_steps, show_trial


def oversight_router() -> Router:
    """The regulators' pages. They need `law_book`, `trial_plan` and `evidence_verifier` in the app's state."""
    handlers = [
        show_trial,
        export_gates,
        export_steps,
        show_findings,
        export_findings,
        show_finding,
        show_flows,
        export_crossings,
        export_register,
        show_ledger,
        export_balances,
        export_postings,
        show_evidence,
        download_evidence,
        export_log,
        export_checkpoints,
    ]
    return Router(path="/", route_handlers=handlers)
