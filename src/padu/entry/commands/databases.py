"""`padu db`: create the databases, and look after the embedded server."""

from __future__ import annotations

from rich.console import Console

from padu.entry.databases import create_databases
from padu.platform import postgres
from padu.platform.settings import Settings


def create_both(settings: Settings, console: Console) -> int:
    """Create or update both databases; says where the URLs are, and prints no password."""
    secrets_file = settings.home / "database-passwords"
    databases = create_databases(settings, secrets_file)
    exports = settings.home / "database-urls.sh"
    exports.touch(mode=0o600)
    exports.chmod(0o600)
    lines = (f"export PADU_MARKET_DATABASE_URL='{databases.market_url}'", f"export PADU_SOCIAL_DATABASE_URL='{databases.social_url}'")
    exports.write_text("\n".join(lines) + "\n", "utf-8")
    console.print("Both databases stand, with their roles and newest revisions.")
    console.print(f"Use them: [bold]. {exports}[/bold]   (readable by you alone)")
    return 0


def show_server(settings: Settings, console: Console) -> int:
    """One line about the embedded server; exit code 0 only when it runs."""
    found = postgres.status(settings.home)
    console.print(f"{found.state}: {found.reason}")
    if found.server is not None:
        console.print(f"URL: {found.server.admin_url}")
    console.print(f"log: {found.log_folder}")
    return 0 if found.state == postgres.State.RUNNING else 1


def stop_server(settings: Settings, console: Console, *, immediate: bool) -> int:
    """Stop the embedded server, at once where that is asked."""
    stopped = postgres.stop(settings.home, mode="immediate" if immediate else "fast")
    console.print("Stopped." if stopped else "It was not running.")
    return 0
