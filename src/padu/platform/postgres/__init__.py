"""The embedded PostgreSQL, supervised by us: started, attached to, recovered, watched and stopped.

Invariants: one home has one server; a process is told to be the server only when the kernel and the server itself prove
it; a signal goes only to processes proven to hold the data folder; a pid file is removed only when nothing holds it; the
data folder appears whole or not at all; no folder that exists is opened wider; nothing listens on the network.

`start` gives the server's URL, `status` and `stop` are what `padu db` needs, `check_version` judges any other server by URL.
"""

from padu.platform.postgres.ask import check_version
from padu.platform.postgres.start import start
from padu.platform.postgres.status import status
from padu.platform.postgres.stop import stop
from padu.platform.postgres.types import Server, State, Status

__all__ = ["Server", "State", "Status", "check_version", "start", "status", "stop"]
