from __future__ import annotations

import httpx
import pytest

from padu.platform.call_outside import call_outside


class Outside:
    """Gives the answers it was made with, one a call; None is no answer."""

    def __init__(self, *answers: int | None) -> None:
        self.answers = list(answers)

    async def send(self) -> httpx.Response:
        answer = self.answers.pop(0)
        if answer is None:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(answer)


@pytest.mark.anyio
async def test_the_first_answer_that_is_no_failure_counts() -> None:
    outside = Outside(None, 503, 404, 200)
    assert (await call_outside(outside.send, pauses=(0, 0, 0))).status_code == 404
    assert outside.answers == [200]


@pytest.mark.anyio
async def test_without_pauses_it_is_sent_once() -> None:
    outside = Outside(503, 200)
    assert (await call_outside(outside.send)).status_code == 503
    assert outside.answers == [200]


@pytest.mark.anyio
async def test_the_last_failure_or_silence_is_what_remains() -> None:
    assert (await call_outside(Outside(None, 500).send, pauses=(0,))).status_code == 500
    with pytest.raises(httpx.ConnectError):
        await call_outside(Outside(500, None).send, pauses=(0,))
