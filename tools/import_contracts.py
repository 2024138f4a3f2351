"""Contracts that import-linter does not bring: doors, confinement, and bans on rooms that may not stand yet.

`.importlinter` names them under `contract_types`. Each breaks with the importing module, the imported one and the line.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.domain.imports import ModuleExpression

ROOT = "padu"


def matching(graph: ImportGraph, expressions: Iterable[ModuleExpression]) -> set[str]:
    """The modules that the expressions name; those that do not stand yet are left out."""
    found: set[str] = set()
    for expression in expressions:
        if expression.has_wildcard_expression():
            found |= graph.find_matching_modules(expression.expression)
        elif expression.expression in graph.modules:
            found.add(expression.expression)
    return found


def within(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of the packages or stands inside one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


@cache
def offer(package: str) -> frozenset[str]:
    """The names in a package's `__all__`; empty where it has none."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return frozenset()
    for node in ast.parse(Path(spec.origin).read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(cast("list[str]", ast.literal_eval(node.value)))
    return frozenset()


def links(graph: ImportGraph, importer: str, imported: str, *, but_not: str | None = None) -> Iterator[str]:
    """One line per import statement from one module to another, as the report prints it, but for those that begin with `but_not`."""
    for detail in graph.get_import_details(importer=importer, imported=imported):
        if but_not is not None and detail["line_contents"].startswith(but_not):
            continue
        yield f"{importer} -> {imported} (l.{detail['line_number']})"


class _Listed(Contract):
    """A contract whose violations are a list of lines."""

    def verdict(self, broken: list[str]) -> ContractCheck:
        """Kept if nothing was found."""
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print what was found, one import a line."""
        for line in cast("list[str]", check.metadata["broken"]):
            output.print_error(f"- {line}", bold=False)


class DoorContract(_Listed):
    """Strangers see only a context's door (its `__init__`) and the modules named in `public`.

    `contexts` are expressions (`padu.market.*`); packages only: a plain module has no inside. `public` are names below the
    context (`types`). A context's own modules see each other freely. `from context import name` is the door's own offer where
    the door's `__all__` holds the name, also if a module inside bears the same one; the import graph cannot tell them apart.
    """

    type_name = "door"
    contexts = fields.SetField(subfield=fields.ModuleExpressionField())
    public = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Look at every direct import of a context's inside."""
        public = cast("set[str]", self.public)
        broken: list[str] = []
        for context in matching(graph, cast("set[ModuleExpression]", self.contexts)):
            seen_by_all = {f"{context}.{name}" for name in public}
            for inside in graph.find_descendants(context):
                if within(inside, seen_by_all):
                    continue
                offered = inside.removeprefix(context + ".") in offer(context)
                for importer in graph.find_modules_that_directly_import(inside):
                    if not within(importer, [context]):
                        broken += links(graph, importer, inside, but_not=f"from {context} import" if offered else None)
        return self.verdict(broken)


class SeesOnlyContract(_Listed):
    """The named modules see only what `allowed` names, themselves, and the standard library.

    `modules` and `allowed` are expressions; `allowed` may name external packages too (`msgspec`).
    """

    type_name = "sees_only"
    modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed = fields.SetField(subfield=fields.ModuleExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Look at every direct import of the named modules and of what stands inside them."""
        named = matching(graph, cast("set[ModuleExpression]", self.modules))
        allowed = matching(graph, cast("set[ModuleExpression] | None", self.allowed) or set())
        broken: list[str] = []
        for module in {member for name in named for member in {name, *graph.find_descendants(name)}}:
            home = [name for name in named if within(module, [name])]
            for imported in graph.find_modules_directly_imported_by(module):
                if imported.partition(".")[0] in sys.stdlib_module_names or within(imported, [*allowed, *home]):
                    continue
                broken += links(graph, module, imported)
        return self.verdict(broken)


class NeverSeesContract(ForbiddenContract):
    """A ban, also through others, on rooms of which some may not stand yet; otherwise import-linter's own `forbidden`."""

    type_name = "never_sees"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 - import-linter's signature
        """Leave out what does not stand, then check as `forbidden` does. External packages are always kept."""
        sources, forbidden = self.source_modules, self.forbidden_modules
        outside = {name.expression for name in forbidden if name.expression.partition(".")[0] != ROOT}
        self.source_modules = {ModuleExpression(name) for name in matching(graph, sources)}
        self.forbidden_modules = {ModuleExpression(name) for name in matching(graph, forbidden) | outside}
        return super().check(graph, verbose)
