"""Read many files on all cores, in order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from padu.merge import sources

_FEW = 20  # below this many files a second process costs more than it brings


def digest_files(files: Sequence[sources.SourceFile]) -> list[str]:
    """The digest of every file's bytes, in order."""
    return [sources.digest(file) for file in files]


def read_files(files: Sequence[tuple[sources.SourceFile, str]]) -> Iterator[sources.ReadFile]:
    """Read files with their digests, in order; many of them on all cores."""
    if len(files) < _FEW or (os.cpu_count() or 1) < 2:
        yield from map(_read, files)
        return
    # Forked from a clean process: this one has threads and open connections.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("forkserver")) as pool:
        yield from pool.map(_read, files, chunksize=16)


def _read(named: tuple[sources.SourceFile, str]) -> sources.ReadFile:
    file, digest = named
    return sources.ReadFile(file=file, digest=digest, outcomes=tuple(sources.read(file)))
