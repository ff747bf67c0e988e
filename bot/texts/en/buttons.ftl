# Buttons and menu items. Slack shows at most 75 characters on a button.

button-claim = Take it
button-reply = Reply
button-reroute = Send on
button-undo = Undo
button-not-again = Don't send it again
button-note = Write a note
button-snooze = Snooze
button-merge = Merge
button-close = Close the inquiry
button-reopen = Reopen
button-original = Show original
button-why = Why?
button-create = Create inquiry
button-discard = Discard
button-retry = Try again
