"""A corpus of realistic mails for timing: plain, multipart, with attachments, replies with quotes."""

import json
import random
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "nlp" / "corpus"
OUR_ADDRESS = "fonde@ministeriet.example"


def mails(count: int, seed: int = 1) -> Iterator[bytes]:
    """Write ``count`` mails around the messages of the training corpus, the same for the same seed."""
    chance = random.Random(seed)
    texts = _texts()
    for number in range(count):
        yield _mail(chance.choice(texts), number, chance).as_bytes()


def _texts() -> list[dict[str, str]]:
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def _mail(text: dict[str, str], number: int, chance: random.Random) -> EmailMessage:
    foundation = f"fond{chance.randrange(300)}.example"
    message = EmailMessage()
    message["Received"] = f"from mx.{foundation} by mx.ministeriet.example; Mon, 2 Mar 2026 10:00:00 +0100"
    message["From"] = f"Person {chance.randrange(900)} <person{chance.randrange(900)}@{foundation}>"
    message["To"] = OUR_ADDRESS
    message["Subject"] = text.get("subject") or "Spørgsmål"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    message["Message-ID"] = f"<{number}.{chance.getrandbits(64)}@{foundation}>"
    body = f"{text['body']}\n\nNr. {number}\n"
    shape = number % 5
    if shape == 1:
        message["In-Reply-To"] = f"<{chance.getrandbits(64)}@ministeriet.example>"
        quoted = "\n".join(f"> {line}" for line in chance.choice(_texts_cache)["body"].splitlines())
        body += f"\nDen 2. marts 2026 kl. 09.12 skrev Ministeriet <{OUR_ADDRESS}>:\n{quoted}\n"
    message.set_content(body, cte="quoted-printable" if number % 2 else "base64")
    if shape in (2, 3):
        paragraphs = "".join(f"<p>{line}</p>" for line in body.splitlines() if line)
        message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    if shape in (3, 4):
        message.add_attachment(
            chance.randbytes(chance.randrange(2_000, 60_000)),
            maintype="application",
            subtype="pdf",
            filename=f"Bilag {number}.pdf",
        )
    return message


_texts_cache = _texts()
