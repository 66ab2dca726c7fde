"""Healthy pages between the attacks: they must be read at once and rightly."""

from tests.hostile.verdicts import GONE, LIVE, LIVE_MOVED, MISSING, NOT_FOUND
from tests.hostile.web import BARE, add, leading, sending

for _number in range(1, 31):
    add(f"control-{_number}", "control", LIVE, sending())
for _number in range(1, 5):
    add(f"control-without-{_number}", "control", MISSING, sending(BARE))
for _number in range(1, 3):
    add(
        f"control-moved-{_number}",
        "control",
        LIVE_MOVED,
        leading(f"/control-moved-{_number}/new", 301),
    )
add("control-404", "control", NOT_FOUND, sending(b"<h1>no such page</h1>", 404))
add("control-410", "control", GONE, sending(b"<h1>gone</h1>", 410))
add("control-tls-1", "control", LIVE, sending(), port="tls")
add("control-tls-2", "control", MISSING, sending(BARE), port="tls")

CONTROLS = 40
