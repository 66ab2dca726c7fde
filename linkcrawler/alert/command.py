"""The command hook: a program of the user's that gets the JSON lines on its standard input."""

import os
import signal
import subprocess
from collections.abc import Sequence

from linkcrawler.alert.delivery import Delivery
from linkcrawler.alert.message import Message
from linkcrawler.alert.targets import NAME, SECRET_NAME

TIMEOUT_S = 60.0


def run_command(
    arguments: Sequence[str], message: Message, *, timeout_s: float = TIMEOUT_S
) -> Delivery:
    """Run the program without a shell; exit code 0 means that it took the alert."""
    # In a group of its own, so that what it started ends with it.
    own_group = hasattr(os, "killpg")
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own program, named by the user
            list(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(message),
            start_new_session=own_group,
        )
    except (OSError, ValueError) as error:
        return Delivery(ok=False, why=f"could not be started ({type(error).__name__})")
    try:
        process.communicate(message.body, timeout=timeout_s)
    except subprocess.TimeoutExpired:
        if own_group:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return Delivery(ok=False, why=f"did not end within {timeout_s:g} s")
    if process.returncode:
        return Delivery(ok=False, why=f"ended with {process.returncode}")
    return Delivery(ok=True)


def _environment(message: Message) -> dict[str, str]:
    """Return our environment without what is secret in it, and with what is told."""
    kept = {name: text for name, text in os.environ.items() if name not in (NAME, SECRET_NAME)}
    return {
        **kept,
        "LINKCRAWLER_ALERT_KIND": message.kind,
        "LINKCRAWLER_ALERT_RUN": "" if message.run_id is None else str(message.run_id),
        "LINKCRAWLER_ALERT_KEY": message.key,
        "LINKCRAWLER_ALERT_SUBJECT": message.subject,
    }
