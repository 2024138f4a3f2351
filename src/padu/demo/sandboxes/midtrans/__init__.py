"""A payment gateway that speaks Midtrans' Core API, for this machine."""

from padu.demo.sandboxes.midtrans.app import MidtransSandboxConfig, create_midtrans_sandbox, serve_midtrans_sandbox

__all__ = ["MidtransSandboxConfig", "create_midtrans_sandbox", "serve_midtrans_sandbox"]
