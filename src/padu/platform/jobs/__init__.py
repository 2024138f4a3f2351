"""Long work and schedules, as procrastinate jobs: a job's row joins the transaction of whoever defers it.

A context defers by name (`defer`); `entry` gives the names their functions (`open_jobs`) and runs them in a worker. A batch is one
job: each costs milliseconds.
"""

from padu.platform.jobs.defer import defer
from padu.platform.jobs.list_failed import FailedJob, list_failed
from padu.platform.jobs.open_jobs import open_jobs

__all__ = ["FailedJob", "defer", "list_failed", "open_jobs"]
