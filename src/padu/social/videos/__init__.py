"""Videos: uploads, what players get of them, the cards they show, likes and views.

Invariants: a video is watched by others only once it is `ready`, and then its files lie there whole; a file that is no video ends
`failed` with a `Fault`, never half made; a transcoding may be interrupted and repeated at will; a video shows five cards at most; an
account likes a video once; who liked or watched what never leaves this side.
Tables owned, in the schema `social`: `video`, `video_card`, `video_like`, `video_day`. Files owned, under `PADU_HOME/media`: `incoming`,
`work`, `videos`. Events told: `VideoUploaded`, `VideoReady`, `VideoFailed`.
Jobs, for `entry` to wire: `social.transcode_video` (`transcode_video`), `social.remove_video_files` (`remove_video_files`), and once a
minute `resume_videos`.
"""

from padu.social.videos.commands.add_video import TRANSCODE, add_video, begin_upload
from padu.social.videos.commands.change_video import REMOVE_FILES, delete_video, describe_video
from padu.social.videos.commands.like_video import count_view, like_video, unlike_video
from padu.social.videos.media_files import MASTER, MEDIA_NAME, POSTER, SMALL, receive_file, remove_files, video_folder
from padu.social.videos.queries import count_candidates, is_ready, liked_by, newest_showing, own_video, ready_videos, videos_of
from padu.social.videos.rules import BYTES_MAX, CAPTION_MAX, CARDS_MAX, DURATION_MAX_MS, day_of
from padu.social.videos.transcode_video import remove_video_files, resume_videos, transcode_video
from padu.social.videos.types import Fault, NewVideo, Video, VideoCount, VideoId, VideosError, VideoState

__all__ = [
    "BYTES_MAX",
    "CAPTION_MAX",
    "CARDS_MAX",
    "DURATION_MAX_MS",
    "MASTER",
    "MEDIA_NAME",
    "POSTER",
    "REMOVE_FILES",
    "SMALL",
    "TRANSCODE",
    "Fault",
    "NewVideo",
    "Video",
    "VideoCount",
    "VideoId",
    "VideoState",
    "VideosError",
    "add_video",
    "begin_upload",
    "count_candidates",
    "count_view",
    "day_of",
    "delete_video",
    "describe_video",
    "is_ready",
    "like_video",
    "liked_by",
    "newest_showing",
    "own_video",
    "ready_videos",
    "receive_file",
    "remove_files",
    "remove_video_files",
    "resume_videos",
    "transcode_video",
    "unlike_video",
    "video_folder",
    "videos_of",
]
