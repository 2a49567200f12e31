"""Two long computations at once, the first in a process of its own: regression in Python uses one core."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

One = TypeVar("One")
Other = TypeVar("Other")


def side_by_side(one: Callable[[], One], other: Callable[[], Other]) -> tuple[One, Other]:
    """Give the results of both; raise what either raises. In turn where there is one core or no fork (not Linux)."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return one(), other()
    # fork hands the data over without copying; the child computes, answers and ends, and never embeds (OpenMP).
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, one), daemon=True)
    process.start()
    sender.close()
    try:
        mine = other()
        try:
            good, result = receiver.recv()
        except EOFError:
            raise RuntimeError("a process of the training ended without an answer (out of memory?)") from None
    finally:
        process.kill()
        process.join()
        receiver.close()
    if not good:
        raise result
    return result, mine


def _answer(sender: Connection, compute: Callable[[], object]) -> None:
    try:
        answer: tuple[bool, object] = (True, compute())
    except Exception as error:
        answer = (False, error)
    sender.send(answer)
    sender.close()
