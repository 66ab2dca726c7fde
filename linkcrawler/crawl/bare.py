"""Worker processes that do not load the main program, which they have no use for.

The standard library runs the main program's file again in each process that it does not fork, for
what that may define. Ours is ``scrapy``: a third of a second of work for each worker.
"""

import sys
from multiprocessing import get_all_start_methods
from multiprocessing.context import BaseContext, SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from threading import Lock
from types import ModuleType

_starting = Lock()


class _Bare(BaseProcess):
    def start(self) -> None:
        """Start the process, and leave nothing to be found of the main program meanwhile."""
        with _starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main


class _BareSpawn(_Bare, SpawnProcess):
    pass


class _BareSpawnContext(SpawnContext):
    Process = _BareSpawn


if sys.platform != "win32":
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class _BareForkServer(_Bare, ForkServerProcess):
        pass

    class _BareForkServerContext(ForkServerContext):
        Process = _BareForkServer


def bare_context(preload: list[str]) -> BaseContext:
    """Return what starts such processes: off a clean one that has loaded modules, if it can."""
    if sys.platform != "win32" and "forkserver" in get_all_start_methods():
        context = _BareForkServerContext()
        context.set_forkserver_preload(preload)
        return context
    return _BareSpawnContext()
