"""Which files become videos, in which sizes, with which words and cards; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from padu.platform.attempts.types import Limit
from padu.social.videos.types import Fault, Rung, Source, VideosError

BYTES_MAX = 200 * 1024 * 1024
CAPTION_MAX = 500
CARDS_MAX = 5
DURATION_MIN_MS = 1_000
DURATION_MAX_MS = 180_000
EDGE_MIN = 64
EDGE_MAX = 4_096

# A day of western Indonesia (UTC+7, without daylight saving time), where most viewers are.
_WIB = dt.timezone(dt.timedelta(hours=7))

# An hour's worth of a person's uploads; a page that somebody looks at again within the half hour was viewed once.
UPLOADS = Limit("videos.upload", 30, dt.timedelta(hours=1))
# Files that were begun to be sent, whatever became of them: each may take as much room as the largest while it comes.
BEGUN = Limit("videos.upload_begun", 60, dt.timedelta(hours=1))
VIEWS = Limit("videos.view", 1, dt.timedelta(minutes=30))
# Many people share one address, and none of them can be told from a script that says it is many people.
VIEWS_BY_ADDRESS = Limit("videos.view_address", 2_000, dt.timedelta(minutes=30))
# A worker that has said nothing for so long is dead.
SILENT_FOR = dt.timedelta(minutes=2)

# The short and the long edge of each size, and the most kilobits a second that H.264 gets for it. Apple's HLS authoring specification
# gives 365 to 2,000 for these sizes at 30 frames; phones on the move profit from less, fast movement needs some more.
_SIZES = ((360, 640, 800), (540, 960, 1_600), (720, 1_280, 2_800))
SOUND_KILOBITS = 96
# Main profile, level 3.1: what every phone of the last ten years decodes, up to 1280 x 720 at 30 frames.
VIDEO_CODEC, SOUND_CODEC = "avc1.4d401f", "mp4a.40.2"


def day_of(now: dt.datetime) -> dt.date:
    """The day that a view or a like counts for."""
    return now.astimezone(_WIB).date()


def fault_of(source: Source) -> Fault | None:
    """Why a file of this size and length is refused, or None."""
    if max(source.width, source.height) > EDGE_MAX:
        return Fault.TOO_LARGE
    if min(source.width, source.height) < EDGE_MIN:
        return Fault.TOO_SMALL
    return None if source.duration_ms is None else fault_of_length(source.duration_ms)


def fault_of_length(duration_ms: int) -> Fault | None:
    """Why a video of this length is refused, or None."""
    if duration_ms < DURATION_MIN_MS:
        return Fault.TOO_SHORT
    return Fault.TOO_LONG if duration_ms > DURATION_MAX_MS else None


def is_cut_off(declared_ms: int | None, found_ms: int) -> bool:
    """Whether a file holds markedly less than it says: a tenth is missing, and that is more than a second or leaves too little."""
    if declared_ms is None or found_ms >= declared_ms * 0.9:
        return False
    return declared_ms - found_ms > 1_000 or found_ms < DURATION_MIN_MS <= declared_ms


def ladder(width: int, height: int) -> tuple[Rung, ...]:
    """The sizes that a picture is made in, smallest first: each fits a box of the picture's own orientation, none is larger than it.

    A picture smaller than the smallest box is kept at its own size. Edges are even, as H.264 wants them.
    """
    rungs: dict[tuple[int, int], Rung] = {}
    for short, long, kilobits in _SIZES:
        box_width, box_height = (short, long) if height >= width else (long, short)
        share = min(box_width / width, box_height / height)
        if share > 1 and rungs:
            break
        share = min(share, 1.0)
        size = _even(width * share), _even(height * share)
        rungs.setdefault(size, Rung(name=f"{short}p", width=size[0], height=size[1], kilobits=kilobits + SOUND_KILOBITS))
    return tuple(rungs.values())


def _even(edge: float) -> int:
    return max(2, int(edge) // 2 * 2)


def master_playlist(rungs: Sequence[Rung], *, has_sound: bool) -> str:
    """The HLS playlist that names every size (RFC 8216 section 4.3.4.2)."""
    codecs = f"{VIDEO_CODEC},{SOUND_CODEC}" if has_sound else VIDEO_CODEC
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for rung in rungs:
        lines.append(f'#EXT-X-STREAM-INF:BANDWIDTH={rung.kilobits * 1000},RESOLUTION={rung.width}x{rung.height},CODECS="{codecs}"')
        lines.append(f"{rung.name}.m3u8")
    return "\n".join(lines) + "\n"


def percent_of(done_ms: int, whole_ms: int | None) -> int:
    """How far a transcoding is; 100 is said only when everything is in its place."""
    return 0 if not whole_ms else max(0, min(99, done_ms * 100 // whole_ms))


def check_caption(typed: str) -> str:
    """The caption as it is kept. Raises `videos.caption_too_long`."""
    caption = typed.replace("\r\n", "\n").strip()
    if len(caption) > CAPTION_MAX:
        raise VideosError("videos.caption_too_long", "this is more than a caption holds", todo=f"take at most {CAPTION_MAX} characters")
    return caption


def check_cards(listing_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The listings once each, in the order given. Raises `videos.too_many_cards`."""
    once = tuple(dict.fromkeys(listing_ids))
    if len(once) > CARDS_MAX:
        raise VideosError("videos.too_many_cards", f"a video shows {CARDS_MAX} cards at most", todo="take some away")
    return once
