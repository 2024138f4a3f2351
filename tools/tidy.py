"""Style as a test: sizes, names, empty rooms, unexplained exceptions, machine paths, lock files, stray commits and clocks.

`python tools/tidy.py [ROOT]` prints one finding a line and ends 1 if there are any. Every rule is a function from the tree
to findings, so that a test can plant a violation of each and see it named.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 70
SIZED = {".py", ".ts", ".js", ".sql", ".html", ".css"}
DRAWERS = {"util", "utils", "helper", "helpers", "service", "services", "manager", "managers", "common", "misc"}
CONTEXT_ROOMS = ("market", "social", "exchange", "merge", "oversight", "growth", "venture")
ALWAYS_IGNORED = {".git"}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule: the file relative to the root, its 1-based line (0: the whole file), the rule's name, a sentence."""

    path: str
    line: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.what}"


class Tree:
    """The files of a checkout, without what `.gitignore` names; read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = (root / ".gitignore").read_text().split() if (root / ".gitignore").is_file() else []
        self._ignored = [pattern.rstrip("/") for pattern in ignored] + sorted(ALWAYS_IGNORED)

    def is_ignored(self, path: Path) -> bool:
        """Whether a `.gitignore` line covers the path: anchored where it holds an inner slash, else by name at any depth."""
        relative = path.relative_to(self.root).as_posix()
        for pattern in self._ignored:
            if "/" in pattern:
                if relative == pattern.lstrip("/") or relative.startswith(pattern.lstrip("/") + "/"):
                    return True
            elif fnmatch(path.name, pattern):
                return True
        return False

    @cached_property
    def folders(self) -> list[Path]:
        """Every folder that is not ignored."""
        return [path for path in self._walked if path.is_dir()]

    @cached_property
    def files(self) -> list[Path]:
        """Every file that is not ignored."""
        return [path for path in self._walked if path.is_file()]

    @cached_property
    def _walked(self) -> list[Path]:
        found: list[Path] = []
        pending = [self.root]
        while pending:
            for path in sorted(pending.pop().iterdir()):
                if not self.is_ignored(path):
                    found.append(path)
                    if path.is_dir() and not path.is_symlink():
                        pending.append(path)
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every file that is UTF-8, by its path relative to the root."""
        read: dict[str, str] = {}
        for path in self.files:
            try:
                read[path.relative_to(self.root).as_posix()] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a spreadsheet
        return read

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """The parsed Python files."""
        return {name: ast.parse(text) for name, text in self.texts.items() if name.endswith(".py")}


Rule = Callable[[Tree], Iterator[Finding]]


def file_size(tree: Tree) -> Iterator[Finding]:
    """A file stays within 400 lines; what was recorded as data under tests/data is nobody's prose."""
    for name, text in tree.texts.items():
        lines = text.count("\n")
        if Path(name).suffix in SIZED and not name.startswith("tests/data/") and lines > FILE_LINES:
            yield Finding(name, 0, "file-size", f"{lines} lines, at most {FILE_LINES}")


def function_size(tree: Tree) -> Iterator[Finding]:
    """A function stays within 70 lines; a migration is one list of statements and is let be."""
    for name, module in tree.modules.items():
        if name.startswith("migrations/"):
            continue
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield Finding(name, node.lineno, "function-size", f"{node.name} has {lines} lines, at most {FUNCTION_LINES}")
    for name, text in tree.texts.items():
        if name.endswith((".ts", ".js")):
            yield from _script_function_size(name, text.splitlines())


_SCRIPT_FUNCTION = re.compile(r"(\bfunction\b.*|=>\s*|^\s+(?!if|for|while|switch|catch|else|return)[\w$ ]+\(.*\).*)\{\s*$")


def _script_function_size(name: str, lines: list[str]) -> Iterator[Finding]:
    """TypeScript functions, by the indentation that the formatter gives their closing brace."""
    for start, line in enumerate(lines):
        if not _SCRIPT_FUNCTION.search(line):
            continue
        indent = line[: len(line) - len(line.lstrip())]
        end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith(indent + "}")), len(lines) - 1)
        if end - start + 1 > FUNCTION_LINES:
            yield Finding(name, start + 1, "function-size", f"{end - start + 1} lines, at most {FUNCTION_LINES}")


def names(tree: Tree) -> Iterator[Finding]:
    """No drawer that anything could be thrown into: a file is named by what it does."""
    for path in [*tree.files, *tree.folders]:
        words = re.split(r"[_\-.]", path.stem.lower())
        if (path.is_dir() or path.suffix in SIZED) and (drawers := DRAWERS.intersection(words)):
            yield Finding(path.relative_to(tree.root).as_posix(), 0, "name", f"{drawers.pop()!r} names a drawer, not a purpose")


def empty(tree: Tree) -> Iterator[Finding]:
    """No empty folder, and no package that holds nothing but its docstring."""
    for folder in tree.folders:
        relative = folder.relative_to(tree.root).as_posix()
        inside = [path for path in folder.iterdir() if not tree.is_ignored(path)]
        ignored_inside = [path for path in folder.iterdir() if tree.is_ignored(path) and path.name != "__pycache__"]
        if not inside and not ignored_inside:
            yield Finding(relative, 0, "empty", "an empty folder")
        if [path.name for path in inside] == ["__init__.py"] and len(tree.modules[f"{relative}/__init__.py"].body) <= 1:
            yield Finding(relative, 0, "empty", "a package that holds nothing but its docstring")


_EXCEPTIONS = (
    (re.compile(r"#\s*noqa"), re.compile(r"#\s*noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*(\s+#\s*\w+: ignore\[[\w, -]+\])? - \S.*\S")),
    (re.compile(r"#\s*type: ignore"), re.compile(r"#\s*type: ignore\[[\w, -]+\] - \S.*\S")),
    (re.compile(r"#\s*pyright: ignore"), re.compile(r"#\s*pyright: ignore\[[\w, ]+\] - \S.*\S")),
    (re.compile(r"#\s*pragma: no"), re.compile(r"#\s*pragma: no \w+ - \S.*\S")),
    (re.compile(r"//\s*@ts-(ignore|nocheck)"), re.compile(r"(?!)")),
    (re.compile(r"//\s*@ts-expect-error"), re.compile(r"@ts-expect-error - \S.*\S")),
    (re.compile(r"/[/*]\s*eslint-disable"), re.compile(r"eslint-disable\S* .*\S - \S.*\S")),
)


def reasons(tree: Tree) -> Iterator[Finding]:
    """Every check that is switched off on a line names its rule and its reason on that line: `# noqa: S608 - names are ours`."""
    for name, text in tree.texts.items():
        if not name.endswith((".py", ".ts", ".js")):
            continue
        lines = text.splitlines()
        for number, line in enumerate(lines, start=1):
            said_above = number > 1 and re.match(r"(# |\"{3})\w+ \w+ \w+", lines[number - 2])
            if re.match(r"# pyright: (?!ignore)", line) and not said_above:
                yield Finding(name, number, "reason", "a rule is switched off for the whole file, and the line above does not say why")
            for switched_off, explained in _EXCEPTIONS:
                # A line that talks about the mark inside quotes (this file, its tests) is not one.
                found = switched_off.search(line)
                if found and not re.search(r"[\"'`r(]\s*$", line[: found.start()]) and not explained.search(line):
                    yield Finding(name, number, "reason", f"{found.group(0)!r} without its rule and reason")


def skips(tree: Tree) -> Iterator[Finding]:
    """A test that is skipped, or expected to fail, says why."""
    for name, module in tree.modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "xfail", "skipif"} and not _explained(module, node):
                owner = ast.unparse(node.value)
                if owner in {"pytest", "pytest.mark"}:
                    yield Finding(name, node.lineno, "reason", f"{owner}.{node.attr} without a reason")


def _explained(module: ast.Module, mark: ast.Attribute) -> bool:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.func is mark:
            named = [keyword.value for keyword in node.keywords if keyword.arg in {"reason", "msg"}]
            positional = node.args[:1] if mark.attr == "skip" else []
            return any(not (isinstance(said, ast.Constant) and not said.value) for said in [*named, *positional])
    return False


_RULE_IN_LIST = re.compile(r"\"[A-Z]{1,5}\d*\"")


def explained_ignores(tree: Tree) -> Iterator[Finding]:
    """Every lint rule that pyproject.toml switches off has its reason beside it."""
    section = ""
    for number, line in enumerate(tree.texts.get("pyproject.toml", "").splitlines(), start=1):
        if line.startswith("["):
            section = line.strip()
        listed = section in {"[tool.ruff.lint]", "[tool.ruff.lint.per-file-ignores]"} and _RULE_IN_LIST.search(line)
        loosened = section == "[tool.pyright]" and line.startswith("report")
        if ((listed and not line.startswith("select")) or loosened) and "#" not in line:
            yield Finding("pyproject.toml", number, "reason", f"{line.strip()} is switched off without a comment")


def docstrings(tree: Tree) -> Iterator[Finding]:
    """Every module of the source, the tools and the benchmarks says what it is for."""
    for name, module in tree.modules.items():
        if name.startswith(("src/", "tools/", "bench/")) and ast.get_docstring(module) is None:
            yield Finding(name, 1, "docstring", "a module without a docstring")


def machine_paths(tree: Tree) -> Iterator[Finding]:
    """No file names a path of the machine it was written on."""
    here = re.escape(str(tree.root.resolve()))
    pattern = re.compile(rf"{here}(?=[/\s\"']|$)|(?<![\w.$}}])/(?:home|Users)/\w+/|(?<![\w.$}}])/roo[t]/")
    for name, text in tree.texts.items():
        for found in pattern.finditer(text):
            yield Finding(name, text.count("\n", 0, found.start()) + 1, "machine-path", f"names {found.group(0)}")


def locks(tree: Tree) -> Iterator[Finding]:
    """Lock files hold a hash for every requirement and no address to download from."""
    for name, text in tree.texts.items():
        # npm's own lock also tells where packages ask for donations; only where they are fetched from counts.
        address = re.search(r"\"resolved\"|\"version\": \"\w+:" if name.endswith(".json") else r"://|--index-url|--find-links", text)
        if name.startswith("requirements/") and name.endswith(".txt"):
            for requirement in re.finditer(r"^[A-Za-z0-9].*?(?<!\\)$", text, re.MULTILINE | re.DOTALL):
                if "--hash=sha256:" not in requirement.group(0) or "==" not in requirement.group(0):
                    line = text.count("\n", 0, requirement.start()) + 1
                    yield Finding(name, line, "lock", f"{requirement.group(0).split()[0]} is not pinned with a hash")
        elif Path(name).name != "package-lock.json":
            continue
        if address:
            yield Finding(name, text.count("\n", 0, address.start()) + 1, "lock", f"holds {address.group(0)}: an address")


def commits(tree: Tree) -> Iterator[Finding]:
    """A context never ends its caller's transaction: commit and rollback happen at the edge. Its own savepoint or connection, it may."""
    for name, module in tree.modules.items():
        if not name.startswith(tuple(f"src/padu/{room}/" for room in CONTEXT_ROOMS)):
            continue
        opened = {
            item.optional_vars.id
            for node in ast.walk(module)
            if isinstance(node, ast.With | ast.AsyncWith)
            for item in node.items
            if isinstance(item.optional_vars, ast.Name)
        }
        opened |= {
            ast.unparse(node.targets[0])
            for node in ast.walk(module)
            if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith(".begin_nested()")
        }
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "rollback"}:
                owner = ast.unparse(node.func.value)
                if owner not in opened:
                    yield Finding(name, node.lineno, "commit", f"{owner}.{node.func.attr}() ends the caller's transaction")


_CLOCKS = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns))$")


def clocks(tree: Tree) -> Iterator[Finding]:
    """Time is injected: no context, engine or event asks the machine for it."""
    for name, module in tree.modules.items():
        if name.startswith(tuple(f"src/padu/{room}/" for room in (*CONTEXT_ROOMS, "engines", "events"))):
            for node in ast.walk(module):
                if isinstance(node, ast.Call) and _CLOCKS.search(ast.unparse(node.func)):
                    yield Finding(name, node.lineno, "clock", f"{ast.unparse(node)}: take the time from the unit of work's clock")


RULES: tuple[Rule, ...] = (
    file_size,
    function_size,
    names,
    empty,
    reasons,
    skips,
    explained_ignores,
    docstrings,
    machine_paths,
    locks,
    commits,
    clocks,
)


def inspect(root: Path) -> list[Finding]:
    """Every finding of every rule, in the order of the files."""
    tree = Tree(root)
    return sorted(finding for rule in RULES for finding in rule(tree))


def main(arguments: list[str]) -> int:
    """Print the findings of a checkout (by default this one); 1 if there are any."""
    root = Path(arguments[0]) if arguments else Path(__file__).parents[1]
    findings = inspect(root)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings" if findings else "tidy: nothing found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
