# Forms in Slack. Slack shows at most 24 characters in a title.

reply-title = Reply { $reference }
reply-came = { $who } wrote { $when }:
reply-overtaken = :warning: *Something new arrived: see it first.* Your text stands below; nothing has been sent yet.
reply-hint = The letter shows in the thread and can be undone before it leaves. Add your greeting and name.
reroute-title = Send on
reroute-hint = What is the inquiry about? Your choice makes the next guess better.
note-title = Internal note
note-hint = The note is seen only here in Slack. It never leaves the house.
snooze-title = Snooze
snooze-hint = It comes back when that day's work begins. The deadline for an answer stays.
original-title = { $reference }
original-head = *{ $who }* · { $when }
original-more = There is more than Slack can show. The whole case: fondsdialog inquiry export { $reference }

field-recipients = To
field-subject = Subject
field-body = Answer
field-office = Office
field-initiative = Initiative
field-note = Note
field-until = Snooze until

button-send = Send answer
button-save = Save
button-cancel = Cancel
button-dismiss = Close
