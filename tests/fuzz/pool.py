"""Several reading processes, and a watchdog over each."""

import multiprocessing
import threading
from collections import deque
from dataclasses import dataclass

from tests.fuzz.reading import serve

START_SECONDS = 120
MEMORY_MB = 2048


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged file.

    Attributes:
        number: Which.
        outcome: `image`, `error`, `crash`, `died`, `hang` or `memory`; the last four are failures.
        words: What was said.
        name: Of the whole file.
        ways: How it was damaged.
        memory: Peak of the process so far, in MB.
    """

    number: int
    outcome: str
    words: str = ""
    name: str = ""
    ways: tuple = ()
    memory: int = 0

    @property
    def failed(self):
        """Whether it is neither an image nor an error in words."""
        return self.outcome not in ("image", "error")


def run(numbers, *, seed, processes=2, seconds=5.0, told=lambda outcome: None):
    """Read every damaged file.

    Args:
        numbers: Which.
        seed: Of the damage.
        processes: Side by side.
        seconds: After which a file counts as a hang.
        told: Called with each outcome, as it comes.
    """
    waiting, found, lock = deque(numbers), [], threading.Lock()
    wanted, broken = len(waiting), []

    def drive():
        reader = None
        try:
            while True:
                with lock:
                    if not waiting:
                        return
                    number = waiting.popleft()
                reader = reader or _Reader(seed)
                outcome = reader.ask(number, seconds)
                if outcome.failed and outcome.outcome != "crash":
                    reader.end()
                    reader = None
                with lock:
                    found.append(outcome)
                    told(outcome)
        except Exception as error:  # noqa: BLE001 - told below, in the calling thread
            broken.append(error)
        finally:
            if reader is not None:
                reader.end()

    threads = [threading.Thread(target=drive) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken or len(found) != wanted:
        raise RuntimeError(f"{wanted - len(found)} files were not read") from next(
            iter(broken), None
        )
    return sorted(found, key=lambda outcome: outcome.number)


class _Reader:
    def __init__(self, seed):
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, seed), daemon=True)
        self._process.start()
        theirs.close()
        if not self._ours.poll(START_SECONDS):
            raise RuntimeError("a reading process does not start")
        self._ours.recv()  # EOFError where it has ended already

    def ask(self, number, seconds):
        try:
            self._ours.send(number)
            if not self._ours.poll(seconds):
                return Outcome(number, "hang", f"no answer after {seconds:g} s")
            answer = self._ours.recv()
        except (EOFError, OSError):
            self._process.join()
            return Outcome(number, "died", f"exit code {self._process.exitcode}")
        answer["ways"] = tuple(answer["ways"])
        if answer["memory"] > MEMORY_MB:
            answer.update(outcome="memory", words=f"{answer['memory']} MB")
        return Outcome(number, **answer)

    def end(self):
        self._ours.close()
        self._process.kill()
        self._process.join()
