"""Short vertical videos about products of the demo's market, drawn by Pillow and encoded by ffmpeg.

Equal subjects, formats and materials give equal frames. A film is kept under a name that stands for all of them, so that nothing is
filmed twice.
"""

from __future__ import annotations

from padu.demo.videos.find_materials import Materials, find_materials
from padu.demo.videos.make_videos import make_videos, write_frames
from padu.demo.videos.types import Format, MadeVideo, Subject, VideoError

__all__ = ["Format", "MadeVideo", "Materials", "Subject", "VideoError", "find_materials", "make_videos", "write_frames"]
