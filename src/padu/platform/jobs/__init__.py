"""Long work and schedules, as procrastinate jobs: a job's row joins the transaction of whoever defers it.

A context defers by name (`defer`); `entry` gives the names their functions (`open_jobs`) and runs them in a worker. A batch is one
job: each costs milliseconds. Jobs of workers that died are begun anew (`rescue_jobs`).
"""

from padu.platform.jobs.defer import defer
from padu.platform.jobs.list_failed import FailedJob, list_failed
from padu.platform.jobs.open_jobs import open_jobs
from padu.platform.jobs.rescue_jobs import HEARTBEAT_SECONDS, SILENT_SECONDS, rescue_jobs

__all__ = ["HEARTBEAT_SECONDS", "SILENT_SECONDS", "FailedJob", "defer", "list_failed", "open_jobs", "rescue_jobs"]
