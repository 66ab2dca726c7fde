"""Values of options, and what is said of those that can't be used."""

import argparse
import math
import sys
from collections.abc import Callable


def at_least(least: int, most: int = sys.maxsize) -> Callable[[str], int]:
    """Return what reads a whole number of an option."""

    def read(written: str) -> int:
        number = int(written) if written.isdecimal() else least - 1
        if not least <= number <= most:
            upper = f" to {most:,}" if most < sys.maxsize else " or more"
            raise argparse.ArgumentTypeError(f"{written!r}: a whole number, {least}{upper}")
        return number

    return read


def seconds(written: str) -> float:
    """Read seconds of an option, a part of one or more."""
    number = _number(written)
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{written!r}: seconds are expected, more than 0")
    return number


def percent(written: str) -> float:
    """Read a share of an option."""
    number = _number(written)
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{written!r}: a share in percent, 0 to 100")
    return number


def _number(written: str) -> float:
    """Return the number; one that is none where it is none, which lies between no bounds."""
    try:
        return float(written)
    except ValueError:
        return math.nan
