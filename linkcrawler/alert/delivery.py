"""How a delivery ended, and a limit to the time that it takes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an attempt ended. ``why`` is in words of ours alone, so it can hold no secret."""

    ok: bool
    why: str = ""


def within(seconds: float, deliver: Callable[[], Delivery]) -> Delivery:
    """Return how a delivery ended, or that it did not end in time.

    It runs in a thread of its own, since a name that is looked up, or a library that waits, can't
    be interrupted; such a thread ends with the program at the latest.
    """
    ended: list[Delivery] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            ended.append(deliver())
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            failures.append(error)

    thread = threading.Thread(target=run, name="alert", daemon=True)
    thread.start()
    thread.join(seconds)
    if ended:
        return ended[0]
    if failures:
        return Delivery(ok=False, why=f"the delivery failed ({type(failures[0]).__name__})")
    return Delivery(ok=False, why=f"no answer within {seconds:g} s")
