"""Trials in forked processes: the parent imports once, a child changes its own memory and runs the tests.

What is in a function is swapped in place and tried by the tests that run its line, the quickest first. What runs on
import needs a process that has not imported it yet, and every test of the package.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec

    from tools.mutation.mutants import Mutant

SECONDS = 60
"""After which a mutant that does not end counts as noticed."""
QUIET = ("-qq", "-p", "no:cacheprovider", "--disable-plugin-autoload")

EXAMPLES = 25
ASKED = "_hypothesis_internal_use_settings"
"""Where hypothesis keeps the settings that a test asked for itself."""

Place = tuple[str, int]


class TestsFail(Exception):
    """The tests fail on the code as it is; nothing could be learned from them."""


def survives_on_import(mutant: Mutant | None, tests: str) -> bool:
    """Whether all the tests pass in a process that imports the mutant; the code as it is, where there is none."""

    def trial() -> bool:
        if mutant:
            sys.meta_path.insert(0, _Instead(mutant))
        return pytest.main([*QUIET, "-x", tests], plugins=[_Frugal()]) == pytest.ExitCode.OK

    return _in_child(trial)


def survivors_in_functions(mutants: Sequence[Mutant], tests: str, tell: Callable[[Mutant, bool], None]) -> None:
    """Tell of each whether it survives. Raises TestsFail."""
    if pytest.main([*QUIET, tests], plugins=[_Frugal(), _Trials(mutants, tell)]) != pytest.ExitCode.OK:
        raise TestsFail(tests)


class _Frugal:
    """Few examples, and no search for the simplest one that fails: that it fails is enough."""

    def pytest_collection(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=EXAMPLES, phases=phases)
        settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for test in (getattr(item, "obj", None) for item in items):
            if chosen := getattr(test, ASKED, None):
                setattr(test, ASKED, settings(chosen, max_examples=EXAMPLES))


class _Trials:
    def __init__(self, mutants: Sequence[Mutant], tell: Callable[[Mutant, bool], None]) -> None:
        self._mutants, self._tell = mutants, tell
        self._paths = {str(mutant.path) for mutant in mutants}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        ran: dict[Place, list[tuple[float, int]]] = {}
        for number, item in enumerate(session.items):
            places, seconds, passed = self._traced(item)
            if not passed:
                raise TestsFail(item.nodeid)
            for place in places:
                ran.setdefault(place, []).append((seconds, number))
        for mutant in self._mutants:
            near = sorted({test for line in mutant.lines for test in ran.get((str(mutant.path), line), ())})
            items = [session.items[number] for _, number in near]
            self._tell(mutant, _in_child(lambda: self._passes(mutant, items)))  # noqa: B023 - called at once
        return True

    def _traced(self, item: pytest.Item) -> tuple[set[Place], float, bool]:
        places: set[Place] = set()

        def trace(frame: FrameType, _event: str, _: Any) -> Any:
            if frame.f_code.co_filename not in self._paths:
                return None
            places.add((frame.f_code.co_filename, frame.f_lineno))
            return trace

        started = time.perf_counter()
        sys.settrace(trace)
        try:
            passed = _run(item)
        finally:
            sys.settrace(None)
        return places, time.perf_counter() - started, passed

    def _passes(self, mutant: Mutant, items: list[pytest.Item]) -> bool:
        _swap(mutant)
        return all(_run(item) for item in items)


def _run(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


def _swap(mutant: Mutant) -> None:
    """Give the function the mutant's code, wherever the function has been imported to."""
    code = compile(mutant.text, str(mutant.path), "exec", dont_inherit=True)
    found: Any = sys.modules[mutant.module]
    for name in mutant.function:
        code = next(part for part in code.co_consts if isinstance(part, CodeType) and part.co_name == name)
        found = vars(found)[name]
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    if not isinstance(found, FunctionType):
        raise TypeError(f"no function to change: {mutant.name}")
    found.__code__ = code


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> ModuleSpec | None:
        ours = name == self._mutant.module
        return importlib.util.spec_from_file_location(name, self._mutant.path, loader=self) if ours else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.text, str(self._mutant.path), "exec", dont_inherit=True), vars(module))  # noqa: S102


def _in_child(trial: Callable[[], bool]) -> bool:
    """What the trial says in a forked process; False where it breaks or does not end."""
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SECONDS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        held = False
        try:
            held = trial()
        finally:
            os._exit(0 if held else 1)
    return os.waitpid(child, 0)[1] == 0
