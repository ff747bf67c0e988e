# Knapper og menupunkter. Slack viser højst 75 tegn på en knap.

button-claim = Tag sagen
button-reply = Svar
button-reroute = Send videre
button-undo = Fortryd
button-not-again = Send ikke igen
button-note = Skriv notat
button-snooze = Udsæt
button-merge = Læg sammen
button-close = Luk sagen
button-reopen = Genåbn
button-original = Vis original
button-why = Hvorfor?
button-create = Opret henvendelse
button-discard = Kassér
button-retry = Prøv igen
