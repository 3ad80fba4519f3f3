"""Supervision, on stub parts."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from local import lock
from local.stack import MOST_RESTARTS, StackFailed, Stopped
from tests.local.stubs import driver, everything_answers, is_alive, pids, stub_stack, wait_until


def test_parts_stop_in_reverse_order(tmp_path):
    stack = stub_stack(tmp_path, "answers", "answers", "answers")
    stopped = []
    stop = stack.stop
    stack.stop = lambda name: (stopped.append(name), stop(name))

    stack.start_all()
    running = pids(tmp_path)
    stack.stop_all()

    assert len(running) == 3
    assert not any(is_alive(pid) for pid in running)
    assert stopped == ["part2", "part1", "part0"]


def test_a_part_that_dies_at_its_start_is_told_with_its_status_and_the_end_of_its_log(tmp_path):
    stack = stub_stack(tmp_path, "answers", "dies")

    with pytest.raises(StackFailed) as failure:
        stack.start_all()
    stack.stop_all()

    for told in ("part1", "exit status 3", "the reason of its death", "part1.log"):
        assert told in str(failure.value)


def watching(stack):
    stack.restart_seconds = 0.1
    pool = ThreadPoolExecutor(1)
    watched = pool.submit(stack.watch)
    pool.shutdown(wait=False)
    return watched


def test_a_part_that_dies_later_is_told_and_started_again(tmp_path):
    told = []
    stack = stub_stack(tmp_path, "answers", "answers", report=told.append)
    stack.start_all()
    watched = watching(stack)
    first, second = pids(tmp_path)

    os.kill(second, signal.SIGKILL)

    wait_until(lambda: len(pids(tmp_path)) == 3)
    assert is_alive(first)
    stack.stopping.set()
    watched.result(timeout=15)
    stack.stop_all()
    assert "part1 ended by itself with exit status -9" in "".join(told)


def test_a_part_that_dies_again_and_again_ends_the_watch(tmp_path):
    stack = stub_stack(tmp_path, "answers")
    stack.start_all()
    watched = watching(stack)

    for started in range(1, MOST_RESTARTS + 2):
        wait_until(lambda at=started: len(pids(tmp_path)) == at)
        os.kill(pids(tmp_path)[-1], signal.SIGKILL)

    with pytest.raises(StackFailed, match="exit status -9"):
        watched.result(timeout=15)
    stack.stop_all()


def test_a_start_can_be_stopped_while_a_part_is_silent(tmp_path):
    stack = stub_stack(tmp_path, "silent")
    stack.stopping.set()

    with pytest.raises(Stopped):
        stack.start_all()
    stack.stop_all()


def test_a_part_can_be_killed_and_started_again_by_name(tmp_path):
    stack = stub_stack(tmp_path, "answers", "answers")
    stack.start_all()
    try:
        stack.kill("part1")
        stack.start("part1")
        first, second, third = pids(tmp_path)
        assert [is_alive(pid) for pid in (first, second, third)] == [True, False, True]
    finally:
        stack.stop_all()


def test_each_start_has_a_log_of_its_own_and_the_last_one_is_kept(tmp_path):
    for _ in range(2):
        stack = stub_stack(tmp_path, "dies")
        with pytest.raises(StackFailed):
            stack.start_all()
        stack.stop_all()

    logs = sorted(path.name for path in (tmp_path / "logs").iterdir())
    assert logs == ["part0.log", "part0.log.1"]
    assert (tmp_path / "logs" / "part0.log").read_text() == "the reason of its death\n"


def test_two_stacks_cannot_share_a_state_directory(tmp_path):
    stack = stub_stack(tmp_path, "answers")

    with pytest.raises(lock.StateInUse):
        lock.take(tmp_path)
    stack.stop_all()
    lock.take(tmp_path).close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly_and_a_second_one_hurries_nothing(tmp_path, number):
    with driver(tmp_path / "stack", "saves", "answers") as process:
        everything_answers(process)
        running = pids(tmp_path / "stack")
        # As a terminal does: to the whole process group.
        os.killpg(process.pid, number)
        os.killpg(process.pid, number)
        output, errors = process.communicate(timeout=15)

    assert (process.returncode, errors) == (0, "")
    assert "Stopped." in output
    assert not any(is_alive(pid) for pid in running)
    assert (tmp_path / "stack" / "pids.saved").read_text() == "saved\n"


def test_no_part_outlives_a_parent_that_was_killed_and_each_may_save_first(tmp_path):
    with driver(tmp_path / "stack", "saves", "answers") as process:
        everything_answers(process)
        running = pids(tmp_path / "stack")
        process.kill()

        wait_until(lambda: not any(is_alive(pid) for pid in running))

    assert len(running) == 2
    assert (tmp_path / "stack" / "pids.saved").read_text() == "saved\n"
