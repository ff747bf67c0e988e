"""What a message is before anybody asks whose it is: a letter, or something a machine sent.

`screen` asks the rules of `bot.screening.rules` in order; `may_be_answered` says whether anything
automatic may go back. All are plain functions of the parsed mail and the facts given: nothing is
looked up here.
"""

from bot.screening.answering import may_be_answered, why_not_answered
from bot.screening.rules import screen
from bot.screening.verdict import Facts, Verdict

__all__ = ["Facts", "Verdict", "may_be_answered", "screen", "why_not_answered"]
