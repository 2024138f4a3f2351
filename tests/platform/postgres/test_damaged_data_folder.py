"""A data folder that cannot be used is told and left exactly as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
import pytest

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.postgres import State

QUICK = {"fsync": "off"}  # nothing here is about the disk


def photograph(folder: Path) -> dict[str, tuple[int, int, str]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def data(made_home: Path) -> Path:
    """The data folder of a stopped server with one row."""
    server = postgres.start(made_home, options=QUICK)
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("create table kept as select 1 as number")
    postgres.stop(made_home)
    return made_home / "postgres" / "data"


@pytest.mark.faults
def test_another_major_version_is_told_with_both_and_nothing_is_touched(made_home: Path, data: Path) -> None:
    (data / "PG_VERSION").write_text("17\n")
    before = photograph(data)
    with pytest.raises(PaduError, match=r"made by PostgreSQL 17, and the programs here are PostgreSQL 18\.\d") as caught:
        postgres.start(made_home, options=QUICK)
    assert caught.value.code == "postgres.wrong_version"
    assert photograph(data) == before
    status = postgres.status(made_home)
    assert (status.state, status.code) == (State.BROKEN, "postgres.wrong_version")
    (data / "PG_VERSION").write_text("18\n")
    with psycopg.connect(postgres.start(made_home, options=QUICK).admin_url) as connection:
        assert connection.execute("select number from kept").fetchone() == (1,)


@pytest.mark.faults
def test_another_format_of_the_same_major_version_is_told_too(made_home: Path, data: Path) -> None:
    control = data / "global" / "pg_control"
    content = bytearray(control.read_bytes())
    content[8:12] = (1700).to_bytes(4, "little")  # pg_control_version follows the system identifier (catalog/pg_control.h)
    control.write_bytes(content)
    with pytest.raises(PaduError) as caught:
        postgres.start(made_home, options=QUICK)
    assert caught.value.code == "postgres.wrong_version"
    assert "1700" in caught.value.what
    assert control.read_bytes() == content


@pytest.mark.faults
@pytest.mark.parametrize("damage", ["no PG_VERSION", "garbage PG_VERSION", "no pg_control", "garbage pg_control", "no pg_wal"])
def test_a_damaged_folder_is_told_and_left_alone(made_home: Path, data: Path, damage: str) -> None:
    kind, name = damage.split()
    file = next(path for path in data.rglob(name) if path.parent in {data, data / "global"})
    if name == "pg_wal":
        file.rename(made_home / "wal")
    elif kind == "no":
        file.unlink()
    else:
        file.write_bytes(b"\xff" * 8192)
    before = photograph(data)
    with pytest.raises(PaduError) as caught:
        postgres.start(made_home, options=QUICK)
    assert caught.value.code == "postgres.data_damaged", str(caught.value)
    after = photograph(data)
    ours = {"postmaster.opts", "current_logfiles"}
    assert {name: seen for name, seen in after.items() if name not in ours} == {
        name: seen for name, seen in before.items() if name not in ours
    }
    assert postgres.stop(made_home) is False


@pytest.mark.faults
def test_a_data_folder_of_somebody_elses_is_told(made_home: Path, data: Path) -> None:
    data.chmod(0o777)
    with pytest.raises(PaduError) as caught:
        postgres.start(made_home, options=QUICK)
    assert caught.value.code == "postgres.folder_closed"
    assert data.stat().st_mode & 0o777 == 0o777
    data.chmod(0o700)
    assert postgres.start(made_home, options=QUICK).pid
