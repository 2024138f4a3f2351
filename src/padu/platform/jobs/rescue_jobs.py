"""What a worker had begun when it died is begun anew."""

from __future__ import annotations

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

HEARTBEAT_SECONDS = 3.0
# Long enough that no busy worker is taken for a dead one.
SILENT_SECONDS = 15.0
# A job that its workers die of is given up in the end, so that the others live.
_MOST_TRIES = 10


async def rescue_jobs(queue: App) -> int:
    """Free the jobs that workers held who have not been heard of; returns how many. Jobs may thereby run twice, and must bear it.

    What a schedule began is let go: it comes again at its next time, which its lock would otherwise keep from coming at all.
    """
    rescued = 0
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            if job.queueing_lock is not None:
                await queue.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
            elif job.attempts >= _MOST_TRIES:
                await queue.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await queue.job_manager.retry_job(job)
        except ConnectorException as error:
            # Another worker was faster, or the database is away; whatever is left is found next time.
            structlog.get_logger().info("job not rescued", task=job.task_name, number=job.id, error=str(error))
        else:
            structlog.get_logger().warning("job of a dead worker begun anew", task=job.task_name, number=job.id, tries=job.attempts + 1)
            rescued += 1
    return rescued
