"""The regulator's pages: the trial, findings, flows, the ledger and the evidence; each table can be taken along."""

from padu.web.oversight.routes import oversight_router

__all__ = ["oversight_router"]
