"""Getting alerts to people and programs: webhook, command, Apprise; each once, and no secret told."""

import json
import logging
import socket
import sys
from contextlib import closing

import pytest
import requests

from linkcrawler import store
from linkcrawler.alert import (
    Alerts,
    compose,
    read_targets,
    send_owed,
    send_test,
    services,
    trial_message,
    webhook,
)
from linkcrawler.alert import command as commands
from linkcrawler.alert import send as sending
from linkcrawler.alert.delivery import Delivery, within
from linkcrawler.alert.webhook import sign
from linkcrawler.crawl.guard import Guard
from linkcrawler.errors import InputError
from tests.conftest import ROOT
from tests.hook import serve_hook
from tests.hostile.certificates import Authority
from tests.make import DAY, NOW, REMOVED
from tests.test_alert_digest import event
from tests.test_alert_outbox import night, outbox, take

SECRET = "s3cret-of-the-hook"
TOKEN = "T0KEN-in-the-address"
OPEN = Guard(is_open=True)
MESSAGE = trial_message().under("k" * 32)


@pytest.fixture
def hook():
    with serve_hook() as served:
        yield served


@pytest.fixture
def path(tmp_path):
    return tmp_path / "backlinks.db"


@pytest.fixture
def db(path):
    with closing(store.open_database(path)) as opened:
        yield opened


def alerts(*addresses, guard=OPEN):
    return Alerts(targets=read_targets("\n".join(addresses), SECRET), secret=SECRET, guard=guard)


def owe(db, to):
    """Let the store owe one alert to each target."""
    pages = take(db, 2)
    night(db, 0, {}, recipients=to.recipients)
    night(db, 1, {pages[0]: REMOVED}, recipients=to.recipients)


def send(db, to, at=NOW + DAY):
    return send_owed(db, to, lambda: at)


# --- targets ---------------------------------------------------------------------------------------

LABELS = [  # (as the user writes it, what may be stored and shown)
    ("slack://TokenA/TokenB/TokenC/#alerts", "slack://..."),
    ("tgram://123:abc/456", "tgram://..."),
    ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord://..."),
    ("https://hooks.slack.com/services/T1/B2/c3", "https://hooks.slack.com"),
    ("mailtos://user:hunter2@mail.example.com?to=me@example.com", "mailtos://mail.example.com"),
    ("mailtos://user:hun/ter2@mail.example.com", "mailtos://..."),
    ("mailtos://user:hun@ter2@mail.example.com", "mailtos://..."),
    ("mailtos://hunter2", "mailtos://..."),
    ("jsons://user:hunter2@hook.example.com/path", "jsons://hook.example.com"),
    (
        "webhook+https://user:hunter2@hook.example.com/path?token=x",
        "webhook+https://hook.example.com",
    ),
    ("command:/usr/local/bin/tell --token hunter2", "command:tell"),
]


@pytest.mark.parametrize(("address", "label"), LABELS)
def test_a_label_tells_no_secret(address, label):
    (target,) = read_targets(address, SECRET)

    assert target.label == label
    assert address not in repr(target)
    assert len(target.fingerprint) == 8


LISTS = [  # (setting, labels)
    ("", []),
    ("  ", []),
    ("slack://a/b/c, json://x.example", ["slack://...", "json://x.example"]),
    ("slack://a/b/c,slack://d/e/f", ["slack://...", "slack://..."]),
    ("slack://a/b/c\nslack://a/b/c", ["slack://..."]),
    ("mailtos://u:p@m.example?to=a@x.example,b@x.example", ["mailtos://m.example"]),
    ("command:/bin/x a,b", ["command:x"]),
    ("# why\n\nslack://a/b/c\n", ["slack://..."]),
]


@pytest.mark.parametrize(("text", "labels"), LISTS)
def test_targets_stand_on_lines_or_between_commas(text, labels):
    assert [target.label for target in read_targets(text, SECRET)] == labels


def test_targets_may_stand_in_a_file(tmp_path):
    listed = tmp_path / "targets"
    listed.write_text("# mine\nslack://a/b/c\njsons://x.example/\n")

    assert len(read_targets(f"@{listed}")) == 2


BAD = [  # (setting, what the message says)
    ("hunter2", "entry 1 is no address"),
    ("slack:hunter2", "entry 1 (slack) has no //"),
    ("slack://a/b/c, webhook+https://", "entry 2 (webhook+https) names no host"),
    ("command:tell hunter2", "entry 1 (command) needs the whole path"),
    ('command:/bin/x "hunter2', "entry 1 (command) needs the whole path"),
    ("@/nowhere/hunter2", "the file that it names can't be read"),
]


@pytest.mark.parametrize(("text", "words"), BAD)
def test_a_bad_target_is_named_without_its_secret(text, words):
    with pytest.raises(InputError) as raised:
        read_targets(text, SECRET)

    assert words in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_a_webhook_needs_a_key_to_be_signed_with():
    with pytest.raises(InputError, match="LINKCRAWLER_WEBHOOK_SECRET"):
        read_targets("webhook+https://hook.example.com/")


# --- the webhook -----------------------------------------------------------------------------------


def post(address, guard=OPEN, message=MESSAGE):
    return webhook.post(address, message, secret=SECRET, sent_at=1_700_000_000, guard=guard)


def test_a_webhook_is_signed_over_its_body(hook):
    assert post(hook.url("/a?token=x")) == Delivery(ok=True)

    ((path, headers, body),) = hook.seen
    assert path == "/a?token=x"
    assert headers["X-Linkcrawler-Signature"] == sign(body, SECRET)
    assert headers["X-Linkcrawler-Timestamp"] == "1700000000"
    assert headers["X-Linkcrawler-Event"] == "test"
    assert headers["Idempotency-Key"] == "k" * 32
    assert json.loads(body)["kind"] == "test"


def test_user_and_password_of_the_address_are_sent_as_such(hook):
    assert post(hook.url("/a").replace("//", "//bob:p%40ss@")).ok

    ((path, headers, _),) = hook.seen
    assert (path, headers["Authorization"]) == ("/a", "Basic Ym9iOnBAc3M=")


def test_the_signature_is_hmac_sha256():
    # Source: RFC 4231, test case 2.
    assert sign(b"what do ya want for nothing?", "Jefe") == (
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_the_code_of_the_manual_checks_a_signature():
    page = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    named = {}
    exec(page.partition("```python")[2].partition("```")[0], named)

    assert named["is_ours"](MESSAGE.body, sign(MESSAGE.body, SECRET), SECRET)
    assert not named["is_ours"](MESSAGE.body + b" ", sign(MESSAGE.body, SECRET), SECRET)


ANSWERS = [  # (statuses, delivered, requests, words)
    ([200], True, 1, ""),
    ([500, 204], True, 2, ""),
    ([429, 200], True, 2, ""),
    ([500, 503], False, 2, "answered 503"),
    ([404], False, 1, "answered 404"),
    ([302], False, 1, "a redirect, which is not followed"),
    ([308], False, 1, "a redirect, which is not followed"),
]


@pytest.mark.parametrize(("statuses", "delivered", "requests", "words"), ANSWERS)
def test_a_webhook_is_tried_twice_at_most_and_follows_nothing(
    hook, statuses, delivered, requests, words
):
    hook.answers += statuses

    delivery = post(hook.url("/a"))

    assert delivery.ok is delivered
    assert words in delivery.why
    assert [path for path, _, _ in hook.seen] == ["/a"] * requests


def test_a_connection_that_is_cut_is_tried_once_more(hook):
    assert not post(hook.url("/cut")).ok
    assert len(hook.seen) == 2


def test_a_hook_that_hangs_is_given_up_and_not_tried_again(hook, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.2)

    assert post(hook.url("/hang")).why == "no answer within 0.2 s"
    assert len(hook.seen) == 1


GUARDED = [  # (guard, scheme, words)
    (Guard(), "webhook+http", "private"),
    (Guard(), "webhook+https", "private"),
    (Guard.from_setting("10.0.0.0/8"), "webhook+http", "private"),
]


@pytest.mark.parametrize(("guard", "scheme", "words"), GUARDED)
def test_a_private_address_is_opened_only_where_it_is_allowed(hook, guard, scheme, words):
    delivery = post(hook.url("/", scheme), guard)

    assert not delivery.ok
    assert words in delivery.why
    assert hook.seen == []


def test_an_allowed_network_is_enough(hook):
    guard = Guard.from_setting(f"127.0.0.0/8, :{hook.server_port}")

    assert post(hook.url("/"), guard).ok


def test_http_is_refused_for_a_public_address():
    delivery = post("webhook+http://192.88.98.1/")  # nothing is sent

    assert delivery.why == "https is needed for a public address"


@pytest.mark.parametrize(
    ("kind", "is_trusted"), [("good", True), ("self", False), ("wrong", False), ("expired", False)]
)
def test_only_a_certificate_that_can_be_trusted_gets_an_alert(
    kind, is_trusted, hook, tmp_path, monkeypatch
):
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    hook.speak_tls(authority.context(kind))
    place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", hook.server_port))
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_, **__: [place])

    delivery = post(f"webhook+https://tls-{kind}.localhost:{hook.server_port}/")

    assert delivery.ok is is_trusted
    assert len(hook.seen) == int(is_trusted)
    assert is_trusted or delivery.why == "the secure connection could not be trusted"


def test_what_does_not_speak_tls_is_not_trusted(hook):
    delivery = post(hook.url("/", "webhook+https"))

    assert delivery.why == "the secure connection could not be trusted"


def test_a_delivery_that_does_not_end_or_fails_is_an_answer():
    def failing():
        raise RuntimeError(TOKEN)

    assert within(5, failing) == Delivery(ok=False, why="the delivery failed (RuntimeError)")


# --- the command -----------------------------------------------------------------------------------

TAKES_ALL = "import sys, os; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"


def script(tmp_path, text):
    """Return the address of a command that runs Python."""
    made = tmp_path / "hook.py"
    made.write_text(text)
    return f"command:{sys.executable} {made} {tmp_path / 'out'}"


def run(address, timeout_s=20):
    (target,) = read_targets(address)
    return commands.run_command(target.arguments, MESSAGE, timeout_s=timeout_s)


def test_a_command_gets_the_lines_and_not_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("LINKCRAWLER_ALERTS", TOKEN)
    monkeypatch.setenv("LINKCRAWLER_WEBHOOK_SECRET", SECRET)
    address = script(
        tmp_path,
        "import sys, os\n"
        "with open(sys.argv[1], 'w') as out:\n"
        "    out.write(sys.stdin.read() + repr(dict(os.environ)))\n",
    )

    assert run(address) == Delivery(ok=True)
    told = (tmp_path / "out").read_text()
    assert told.startswith(MESSAGE.lines[0] + "\n")
    assert f"'LINKCRAWLER_ALERT_KEY': '{MESSAGE.key}'" in told
    assert TOKEN not in told
    assert SECRET not in told


COMMANDS = [  # (script, why it failed)
    ("raise SystemExit(3)", "ended with 3"),
    ("import os; os.close(0); raise SystemExit(4)", "ended with 4"),
    ("import time; time.sleep(60)", "did not end within 0.5 s"),
]


@pytest.mark.parametrize(("text", "why"), COMMANDS)
def test_a_command_that_fails_or_hangs_says_why(tmp_path, text, why):
    assert run(script(tmp_path, text), timeout_s=0.5 if "time" in text else 20).why == why


def test_a_command_that_is_not_there_is_told():
    assert run("command:/nowhere/at/all").why == "could not be started (FileNotFoundError)"


def test_no_shell_reads_the_command(tmp_path):
    address = script(tmp_path, TAKES_ALL) + f"; touch {tmp_path / 'touched'}"
    run(address)

    assert not (tmp_path / "touched").exists()


# --- Apprise ---------------------------------------------------------------------------------------


def test_without_apprise_it_is_said_plainly(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)

    assert services.notify("slack://a/b/c", MESSAGE).why == services.MISSING


def test_apprise_delivers_and_logs_no_address(hook, caplog):
    pytest.importorskip("apprise")
    caplog.set_level(logging.DEBUG)
    address = f"json://127.0.0.1:{hook.server_port}/{TOKEN}"

    assert services.notify(address, MESSAGE).ok
    hook.answers += [500, 302]
    assert services.notify(address, MESSAGE).why == "the service did not take it"
    assert services.notify(address, MESSAGE).why == "the service did not take it"

    assert json.loads(hook.bodies[0])["title"] == MESSAGE.subject
    assert [path for path, _, _ in hook.seen] == [f"/{TOKEN}"] * 3
    assert TOKEN not in caplog.text


HOSTILE = "<!channel> <https://evil.example|click> @everyone [x](https://evil.example)"
CHATS = [  # (address, what the service is sent)
    (
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#alerts",
        "&lt; !channel&gt; &lt;https://evil.example|click&gt; @ everyone [x] (",
    ),
    (
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
        "< !channel> <https://evil.example|click> @ everyone [x] (",
    ),
    (
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
        "&lt; !channel&gt; &lt;https://evil.example|click&gt; @ everyone [x] (",
    ),
]


@pytest.mark.parametrize(("address", "sent"), CHATS)
def test_nobody_is_called_or_led_astray_in_a_chat(address, sent, monkeypatch):
    pytest.importorskip("apprise")
    posted = []

    def post(*_, data=None, allow_redirects=True, **__):
        posted.append((data, allow_redirects))
        answer = requests.Response()
        answer.status_code, answer._content = 200, b"ok"
        return answer

    monkeypatch.setattr(requests, "post", post)
    monkeypatch.setattr(requests, "request", post)
    message = compose(7, [event(1, anchor_text=HOSTILE)])

    assert services.notify(address, message).ok
    ((data, follows),) = posted
    assert sent in data.replace("\\\\", "\\")
    assert not follows


def test_an_address_that_apprise_does_not_know_is_told():
    pytest.importorskip("apprise")

    assert services.notify(f"nosuch://{TOKEN}", MESSAGE).why == (
        "Apprise does not know such an address"
    )


# --- the outbox ------------------------------------------------------------------------------------


def test_an_alert_is_sent_once(db, hook):
    to = alerts(hook.url("/a"))
    owe(db, to)

    assert send(db, to) == []
    assert send(db, to) == []

    assert [json.loads(body)["kind"] for body in hook.bodies] == ["missing"]
    assert outbox(db, "state", "attempts") == [("sent", 1)]


def test_300_events_of_one_cause_are_one_alert(db, hook, monkeypatch):
    monkeypatch.setattr("linkcrawler.store.outbox.MASS_LOSS_FLOOR", 1_000)
    to = alerts(hook.url("/a"))
    pages = take(db, 300)
    night(db, 0, {}, recipients=to.recipients)
    night(db, 1, dict.fromkeys(pages, REMOVED), recipients=to.recipients)
    send(db, to)

    assert len(hook.seen) == 1
    assert hook.bodies[0].count(b'"kind": "missing"') == 300


def test_a_failing_target_is_told_without_its_address_and_does_not_stop_the_others(db, hook):
    to = alerts(hook.url(f"/{TOKEN}"), hook.url("/good"))
    owe(db, to)
    hook.answers += [500, 500]

    sentences = send(db, to)

    (sentence,) = sentences
    assert sentence == (
        "The alert of run 2 to webhook+http://127.0.0.1 could not be sent: answered 500;"
        " the next run tries again."
    )
    assert outbox(db, "state") == [("pending",), ("sent",)]
    assert send(db, to) == []
    assert [path for path, _, _ in hook.seen] == [f"/{TOKEN}", f"/{TOKEN}", "/good", f"/{TOKEN}"]


def test_a_target_that_failed_is_not_tried_again_in_the_same_call(db, hook):
    to = alerts(hook.url("/a"))
    pages = take(db, 3)
    night(db, 0, {}, recipients=to.recipients)
    night(db, 1, {pages[0]: REMOVED}, recipients=to.recipients)
    night(db, 2, {pages[1]: REMOVED}, recipients=to.recipients)
    hook.answers += [404, 404]

    send(db, to)

    assert len(hook.seen) == 1


def test_a_kill_before_the_request_loses_nothing(db, hook, monkeypatch):
    to = alerts(hook.url("/a"))
    owe(db, to)
    with monkeypatch.context() as patch:
        patch.setattr(webhook, "post", _killed)
        patch.setattr(sending, "within", lambda _, deliver: deliver())
        with pytest.raises(KeyboardInterrupt):
            send(db, to)
    assert outbox(db, "state", "attempts") == [("sending", 1)]

    send(db, to)

    assert len(hook.seen) == 1
    assert outbox(db, "state", "attempts") == [("sent", 2)]


def test_a_kill_between_request_and_mark_repeats_under_the_same_key(db, hook, monkeypatch):
    to = alerts(hook.url("/a"))
    owe(db, to)
    with monkeypatch.context() as patch:
        patch.setattr(store, "mark_sent", _killed)
        with pytest.raises(KeyboardInterrupt):
            send(db, to)

    send(db, to)
    send(db, to)

    assert len(hook.seen) == 2
    assert len({headers["Idempotency-Key"] for _, headers, _ in hook.seen}) == 1


def _killed(*_, **__):
    raise KeyboardInterrupt


def test_a_target_that_is_no_longer_named_is_told(db, hook):
    to = alerts(hook.url("/a"))
    owe(db, to)

    (sentence,) = send(db, alerts())

    assert sentence == (
        "Alerts are owed to targets that LINKCRAWLER_ALERTS no longer names:"
        " webhook+http://127.0.0.1"
    )
    assert send(db, to) == []


def test_no_secret_is_in_the_database(db, path, hook, tmp_path):
    to = alerts(
        hook.url(f"/{TOKEN}?{TOKEN}"),
        f"command:/nowhere/{TOKEN[:3]} {TOKEN}",
        f"slack://{TOKEN}/{TOKEN}/{TOKEN}",
        f"mailtos://user:{TOKEN}@127.0.0.1:9",
    )
    owe(db, to)
    hook.answers += [500, 500]
    sentences = send(db, to)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    for file in tmp_path.iterdir():
        for secret in (TOKEN, SECRET):
            assert secret.encode() not in file.read_bytes(), file
    assert TOKEN not in repr(to) + "".join(sentences)
    assert SECRET not in repr(to)


def test_a_test_message_goes_to_each_target(hook):
    to = alerts(hook.url("/a"), hook.url("/b"))
    hook.answers += [204, 404]

    assert [(target.label, delivery.ok) for target, delivery in send_test(to, NOW, "key")] == [
        ("webhook+http://127.0.0.1", True),
        ("webhook+http://127.0.0.1", False),
    ]
