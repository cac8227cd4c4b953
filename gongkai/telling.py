"""Telling an operator how a refresh ended, by mail or webhook, where one is configured.

Promises: what is told is what stands in `run_summary.json`, in a few lines; a message that cannot be sent is
an error of its own and never hides how the run ended.
Refuses: a webhook without TLS, but on loopback; a mail server's certificate that does not hold.
Caveat: mail goes to a server that takes it without a login, as a machine's own does.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from gongkai.config import Settings
from gongkai.errors import TellingError
from scraper.guard import is_loopback_url

TIMEOUT = 30.0  # seconds for a server to take a message


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: a line, its details, and the exit code of the run."""

    subject: str
    text: str
    exit_code: int


def tell_operator(message: Message, settings: Settings) -> None:
    """Send a message by all ways that are configured.

    Raises TellingError where one of them does not take it; the others are tried all the same.
    """
    problems: list[str] = []
    for is_set, send in ((settings.mail_to, send_mail), (settings.webhook, post_webhook)):
        if is_set is None:
            continue
        try:
            send(message, settings)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            problems.append(f"{_name_of(send)}: {error}")
    if problems:
        raise TellingError(
            f"the operator could not be told: {'; '.join(problems)}",
            remedy="Check mail_to, smtp and webhook in gongkai.toml; run_summary.json says how it ended.",
        )


def _name_of(send: object) -> str:
    return "mail" if send is send_mail else "webhook"


def send_mail(message: Message, settings: Settings) -> None:
    """Hand a message to the mail server, encrypted where it offers that."""
    mail = EmailMessage()
    mail["Subject"], mail["To"] = message.subject, settings.mail_to
    mail["From"] = settings.mail_from or settings.mail_to
    mail.set_content(message.text)
    host, _, port = settings.smtp.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=TIMEOUT) as server:
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        server.send_message(mail)


def post_webhook(message: Message, settings: Settings) -> None:
    """Post a message as JSON: `text`, which chat services show, and `subject` and `exit_code`."""
    url = settings.webhook or ""
    if urlsplit(url).scheme != "https" and not is_loopback_url(url):
        raise ValueError("the webhook must be an https address")
    values = {"text": f"{message.subject}\n{message.text}", "subject": message.subject}
    body = json.dumps({**values, "exit_code": message.exit_code}, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        answer.read(1 << 16)
