"""The card of an answer to a round: who says what, and what a person has to decide."""

from bot.slack.cards.blocks import Block, context, section
from bot.slack.cards.outside import outside, quotation, safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.tables import Party, Round, Submission

NAME_SHOWN = 120
TITLE_SHOWN = 150
EXCERPT_SHOWN = 300


def draw(submission: Submission, party: Party, of: Round, words: Wording) -> Post:
    """Draw an answer as it was understood."""
    who = safe_line(party.organisation, NAME_SHOWN) or words("card-unknown-sender")
    kind = words("round-kind", kind=submission.kind)
    head = words("round-answer", who=f"*{who}*", kind=kind, round=safe_line(of.title, TITLE_SHOWN))
    blocks: list[Block] = [section(head)]
    if excerpt := quotation(_words_of(submission), EXCERPT_SHOWN):
        blocks.append(section(excerpt))
    if marks := _marks(submission, party, words):
        blocks.append(context(marks))
    if submission.undecided:
        blocks.append(section(words("round-undecided", called=outside(of.key), number=str(submission.id))))
    return Post(words("round-fallback", who=who, kind=kind), blocks)


def _words_of(submission: Submission) -> str:
    body = submission.texts[0]["text"] if submission.texts else ""
    return "\n".join(line for line in body.splitlines() if line.strip() and not line.startswith(">"))


def _marks(submission: Submission, party: Party, words: Wording) -> str:
    marks = {
        "round-late": submission.late,
        "round-uninvited": not party.invited,
        "round-cpr": submission.contains_cpr,
        "round-unread": any(each.get("unread") for each in submission.attachments),
    }
    return "   ·   ".join(words(key) for key, applies in marks.items() if applies)
