"""Make the films of several subjects, those that are not there yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from PIL import Image

from padu.demo.videos.film import film
from padu.demo.videos.find_materials import Materials
from padu.demo.videos.stage import Stage
from padu.demo.videos.types import Format, MadeVideo, Subject
from padu.demo.world.chance import chance

# Raise it whenever the same subject no longer gives the same frames: films of older versions are then made anew.
GENERATOR = 1

Progress = Callable[[int, int], None]


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def make_videos(
    folder: Path, subjects: Sequence[Subject], materials: Materials, *, form: Format | None = None, progress: Progress = ignore
) -> tuple[MadeVideo, ...]:
    """A film of every subject below `folder`, in the subjects' order; `progress` hears how many are done and how many there are."""
    measures = form or Format()
    made: list[MadeVideo] = []
    for done, subject in enumerate(subjects, start=1):
        name = _name(subject, measures)
        path = folder / f"{name}.mp4"
        stage = _stage(subject, materials, measures, name)
        is_new = not path.is_file()
        if is_new:
            film(stage.frames(), measures, stage.seconds, path, chance(name, "sound"))
        made.append(MadeVideo(subject, path, stage.seconds, is_new))
        progress(done, len(subjects))
    return tuple(made)


def write_frames(subject: Subject, materials: Materials, *, form: Format | None = None) -> Iterator[Image.Image]:
    """The frames that a subject's film is made of, in order, as RGB."""
    measures = form or Format()
    return _stage(subject, materials, measures, _name(subject, measures)).frames()


def _stage(subject: Subject, materials: Materials, form: Format, name: str) -> Stage:
    return Stage(subject, materials.read_emoji(subject.emoji), materials.typeface, form, chance(name, "picture"))


def _name(subject: Subject, form: Format) -> str:
    """Stands for all that changes a frame; the caller's mark does not."""
    shown = msgspec.json.encode([GENERATOR, msgspec.structs.replace(subject, listing=""), form])
    return hashlib.sha256(shown).hexdigest()[:20]
