"""Couriers that speak Biteship's API, for this machine."""

from padu.demo.sandboxes.biteship.app import BiteshipSandboxConfig, create_biteship_sandbox, serve_biteship_sandbox

__all__ = ["BiteshipSandboxConfig", "create_biteship_sandbox", "serve_biteship_sandbox"]
