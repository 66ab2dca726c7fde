"""Sending what the outbox owes: each alert to each target once."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from linkcrawler import store
from linkcrawler.alert import command, services, webhook
from linkcrawler.alert.delivery import Delivery, within
from linkcrawler.alert.message import (
    Message,
    age_remark,
    compose,
    held_notice,
    outage_notice,
    trial_message,
)
from linkcrawler.alert.targets import Channel, Target
from linkcrawler.crawl.guard import Guard

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_UNCERTAIN = "This may have been sent before: the attempt was cut off, and its end is not known."
_LIMITS_S = {
    Channel.WEBHOOK: webhook.TIMEOUT_S * webhook.TRIES,
    Channel.COMMAND: command.TIMEOUT_S + 5,
    Channel.APPRISE: services.TIMEOUT_S,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """Where alerts go, and what it takes to get them there."""

    targets: tuple[Target, ...] = ()
    secret: str = field(default="", repr=False)
    guard: Guard = field(default_factory=Guard)

    @property
    def recipients(self) -> tuple[store.Recipient, ...]:
        """Return what the store may know of the targets."""
        return tuple(
            store.Recipient(fingerprint=target.fingerprint, label=target.label)
            for target in self.targets
        )

    def deliver(self, target: Target, message: Message, now: datetime) -> Delivery:
        """Make one attempt, within the time that its channel has."""

        def attempt() -> Delivery:
            match target.channel:
                case Channel.WEBHOOK:
                    return webhook.post(
                        target.address,
                        message,
                        secret=self.secret,
                        sent_at=int(now.timestamp()),
                        guard=self.guard,
                    )
                case Channel.COMMAND:
                    return command.run_command(target.arguments, message)
                case Channel.APPRISE:
                    return services.notify(target.address, message)

        return within(_LIMITS_S[target.channel], attempt)


def send_owed(db: Database, alerts: Alerts, clock: Clock) -> list[str]:
    """Send what is owed to the targets there are; return what a person has to know.

    A target that fails is not tried again in the same call. A kill between an attempt and its
    mark leaves ``sending`` behind, so the alert is sent once more, under the same key.
    """
    by_fingerprint = {target.fingerprint: target for target in alerts.targets}
    failed: set[str] = set()
    told: list[str] = []
    strangers: set[str] = set()
    for owed in store.owed_alerts(db):
        fingerprint = owed.recipient.fingerprint
        target = by_fingerprint.get(fingerprint)
        if target is None:
            strangers.add(owed.recipient.label)
        elif fingerprint not in failed:
            why = _send_one(db, alerts, target, owed, clock)
            if why:
                failed.add(fingerprint)
                told.append(why)
    if strangers:
        told.append(
            "Alerts are owed to targets that LINKCRAWLER_ALERTS no longer names: "
            + ", ".join(sorted(strangers))
        )
    return told


def _send_one(
    db: Database, alerts: Alerts, target: Target, owed: store.OwedAlert, clock: Clock
) -> str | None:
    """Return why the alert could not be sent; ``None``: it was, or there is nothing to tell."""
    message = message_of(db, owed, clock())
    if message is None:
        store.mark_dropped(db, owed)
        return None
    store.mark_sending(db, owed, clock())
    delivery = alerts.deliver(target, message, clock())
    if delivery.ok:
        store.mark_sent(db, owed, clock())
        return None
    is_over = store.mark_unsent(db, owed, delivery.why)
    then = "it is given up" if is_over else "the next run tries again"
    return (
        f"The alert of run {owed.run_id} to {target.label} could not be sent:"
        f" {delivery.why}; {then}."
    )


def message_of(db: Database, owed: store.OwedAlert, now: datetime) -> Message | None:
    """Return what an alert tells now; ``None`` where nothing of it is true any more."""
    loss = store.mass_loss_of(db, owed.run_id)
    remarks = [_UNCERTAIN] if owed.is_uncertain else []
    if loss is None or owed.kind is not store.AlertKind.CHANGES:
        remarks += age_remark(datetime.fromisoformat(owed.put_at), now)
    message: Message | None
    match owed.kind:
        case store.AlertKind.OUTAGE:
            message = outage_notice(owed.run_id, store.cause_of(db, owed.run_id), remarks)
        case store.AlertKind.HELD:
            message = None
            if loss is not None and loss.is_held:
                message = held_notice(owed.run_id, loss.gone, loss.live, remarks)
        case store.AlertKind.CHANGES:
            if loss is not None:
                remarks.append("This alert was held after a mass loss; what is told still holds.")
            message = compose(owed.run_id, store.alert_events(db, owed.run_id), remarks=remarks)
    return message.under(owed.key) if message else None


def send_test(alerts: Alerts, now: datetime, key: str) -> Iterator[tuple[Target, Delivery]]:
    """Send a test message to each target and yield how it went."""
    for target in alerts.targets:
        yield target, alerts.deliver(target, trial_message().under(key), now)
