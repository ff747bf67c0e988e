"""A letter and the earlier mails below it, for the tests of what in an answer is new."""

LETTER = "Vi vil gerne høre mere om reglerne for data."
SENDER = "Fra: Ministeriet <dialog@ministeriet.example>"
OUTLOOK = f"{SENDER}\nSendt: 11. marts 2026 09:15\nTil: Bo\nEmne: Data\n\nGammelt"
MARKED = "Den 11. mar. 2026 kl. 13.45 skrev Anne <a@m.example>:\n> Hvem kommer?\n> Vi kommer tre."
