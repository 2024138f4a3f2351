"""The import contracts hold on the tree, and a planted violation of each is caught and named."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "lint-imports"


def contract_names() -> dict[str, str]:
    """The contracts' names by their ids."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    prefix = "importlinter:contract:"
    return {section.removeprefix(prefix): config[section]["name"] for section in config.sections() if section.startswith(prefix)}


NAMES = contract_names()


def lint(root: Path) -> tuple[int, set[str], str]:
    """Run the contracts on a tree: the exit code, the ids of those that were broken, and what was printed."""
    environ = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "400", "NO_COLOR": "1"}
    done = subprocess.run([PROGRAM, "--no-cache", "--no-logo"], cwd=root, env=environ, capture_output=True, text=True, check=False)
    by_name = {name: contract for contract, name in NAMES.items()}
    broken = {by_name[name] for name in re.findall(r"^(.+?) BROKEN", done.stdout, re.MULTILINE)}
    return done.returncode, broken, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, the contracts and the tools, to plant in."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", root / "src", ignore=lambda folder, names: [n for n in names if not _wanted(Path(folder) / n)])
    (root / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "import_contracts.py", root / "tools")
    shutil.copy(ROOT / ".importlinter", root)
    return root


def _wanted(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")


def test_the_tree_keeps_every_contract() -> None:
    code, broken, printed = lint(ROOT)
    assert code == 0, printed
    assert broken == set()


# What is planted: the contract that must break, and the modules to write (below src/padu) with their text.
PLANTS: dict[str, tuple[str, dict[str, str]]] = {
    "kernel looks up": ("layers", {"kernel/planted.py": "import padu.platform.settings"}),
    "market looks at web": ("layers", {"market/sellers/planted.py": "import padu.web"}),
    "platform looks at engines": ("layers", {"platform/planted.py": "import padu.engines"}),
    "social looks at market": ("layers", {"social/accounts/planted.py": "import padu.market"}),
    "market looks at social": ("layers", {"market/sellers/planted.py": "import padu.social"}),
    "exchange looks at market": ("layers", {"exchange/register/planted.py": "import padu.market"}),
    "merge looks at oversight": ("layers", {"merge/planted.py": "import padu.oversight"}),
    "growth looks at venture": ("layers", {"venture/__init__.py": "", "growth/__init__.py": "import padu.venture"}),
    "a room nobody declared": ("layers", {"attic/__init__.py": "import padu.kernel"}),
    "kernel takes a library": ("kernel", {"kernel/planted.py": "import msgspec"}),
    "events take a context": ("events", {"events/planted.py": "import padu.market.sellers"}),
    "merge looks at social": ("beside", {"merge/planted.py": "import padu.social"}),
    "sellers look at catalog": ("market-stack", {"market/sellers/planted.py": "import padu.market.catalog"}),
    "catalog looks at stock": ("market-stack", {"market/catalog/planted.py": "import padu.market.stock"}),
    "a context of the market nobody declared": ("market-stack", {"market/attic/__init__.py": ""}),
    "accounts look at videos": ("social-stack", {"social/accounts/planted.py": "import padu.social.videos"}),
    "a context of the social side nobody declared": ("social-stack", {"social/attic/__init__.py": ""}),
    "consent looks at hand-offs": ("exchange-stack", {"exchange/consent/planted.py": "import padu.exchange.handoff"}),
    "findings look at the register": ("exchange-stack", {"exchange/findings/planted.py": "import padu.exchange.register"}),
    "evidence looks at the rulebook": ("oversight-stack", {"oversight/evidence/planted.py": "import padu.oversight.rulebook"}),
    "the rulebook looks at the trial": ("oversight-stack", {"oversight/rulebook/planted.py": "import padu.oversight.trial"}),
    "sources look at plan": ("merge-stack", {"merge/sources/planted.py": "import padu.merge.plan"}),
    "a stranger reads tables": ("doors", {"merge/plan/planted.py": "from padu.market.catalog import tables"}),
    "a neighbour reads store": ("doors", {"market/stock/planted.py": "from padu.market.sellers.store import load"}),
    "the web takes a command": ("doors", {"web/shop/planted.py": "import padu.market.catalog.commands"}),
    "a stranger goes round the door": ("doors", {"merge/plan/planted.py": "from padu.engines.linkage.compare import planted"}),
    "rules take the store": (
        "rules",
        {"market/catalog/planted/__init__.py": "", "market/catalog/planted/rules.py": "from padu.market.catalog import store"},
    ),
    "rules take a library": (
        "rules",
        {"market/catalog/planted/__init__.py": "", "market/catalog/planted/rules.py": "import sqlalchemy"},
    ),
    "the engine of rules takes a library": ("rules-engine", {"engines/rules/planted.py": "import rapidfuzz"}),
    "an engine takes SQLAlchemy": ("engines", {"engines/planted/__init__.py": "import sqlalchemy"}),
    "an engine takes the platform": ("engines", {"engines/planted/__init__.py": "import padu.platform.settings"}),
    "engines meet": ("engines-apart", {"engines/planted/__init__.py": "import padu.engines.linkage"}),
    "seller pages take shop pages": ("audiences", {"web/seller/planted.py": "import padu.web.shop"}),
    "the design system takes a page": ("audiences", {"web/ui/planted.py": "import padu.web.shop"}),
    "social pages take the market": ("web-social", {"web/social/planted.py": "import padu.market"}),
    "shop pages take the social side": ("web-market", {"web/shop/planted.py": "import padu.social"}),
    "the web takes the demo": ("demo", {"web/shop/planted.py": "import padu.demo"}),
    "a context prints": ("contexts-headless", {"market/sellers/planted.py": "import rich"}),
    "a context serves": ("contexts-headless", {"merge/planted.py": "import litestar"}),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_import_is_caught(copy: Path, plant: str) -> None:
    expected, modules = PLANTS[plant]
    written = [_write(copy / "src" / "padu" / name, text) for name, text in modules.items()]
    try:
        code, broken, printed = lint(copy)
    finally:
        for path in written:
            path.unlink()
    assert code == 1, printed
    assert expected in broken, printed


def _write(path: Path, text: str) -> Path:
    assert not path.exists(), f"{path.name} stands by now: plant something else"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""Planted."""\n\n{text}\n')
    return path


def test_every_contract_has_its_plant() -> None:
    assert {expected for expected, _ in PLANTS.values()} == set(NAMES)
