# Forms in Slack. Slack shows at most 24 characters in a title; a form is called what its button is called.

reply-title = Reply { $reference }
reply-came = { $who } wrote { $when }:
reply-overtaken = :warning: *Something new has come: look at it first.* Your text is below; nothing has been sent yet.
reply-left-out = Also waiting for an answer, but not among the recipients: { $who }
reply-hint = The letter is shown in the thread and can be undone before it is sent. Write the greeting and your name too.
reroute-title = { button-reroute }
reroute-hint = What is the inquiry about? Your choice makes the next guess better.
note-title = Internal note
note-hint = The note is seen only here in Slack. It is never sent outside the ministry.
snooze-title = Snooze the inquiry
snooze-hint = It comes back when the working day begins. The deadline for an answer does not move.
original-title = { $reference }
original-head = *{ $who }* · { $when }
original-not-sent =
    { $state ->
        [awaiting] Not sent: waiting for approval
        [held] Not sent yet
        [failed] Did not arrive
       *[withdrawn] Not sent: taken back
    }
original-more = There is more than Slack can show. IT can get the whole inquiry with: fondsdialog inquiry export { $reference }
why-title = Why? { $reference }
why-waiting = :hourglass_flowing_sand: The model is reading the message again …
why-read = The message was read as *{ $initiative }* ({ $sure }).
why-read-by = Read { $when } by model { $model }
why-unread = No model read the message when it came: a colleague created the inquiry from quarantine.
why-chosen = :pencil2: { $who } chose *{ $after }* { $when }.
why-confirmed = :white_check_mark: { $who } confirmed it { $when }.
why-corrected = :pencil2: { $who } corrected it { $when } from *{ $before }* to *{ $after }*.
why-best = *Best guess: { $initiative }* ({ $share })
why-second = *Second-best guess: { $initiative }* ({ $share })
why-share =
    { $percent ->
        [0] less than 1%
       *[other] { $percent }%
    }
why-most = Weighed most: { $words }
why-also = Weighed too: { $words }
why-against = Weighed against: { $words }
why-no-word = No particular words pulled that way.
why-no-words = The message has no words that the model can go by.
why-other-model = :information_source: The words here are those of the model in use now ({ $model }), not of the time when the message came.
why-unavailable = :warning: The model can't answer right now, so its words can't be shown. Try again in a moment.
why-mend = The words show what the model gave weight to, not whether it is right. Is it wrong? Press *{ $button }* on the card and choose the right initiative: that makes the next guess better.

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
button-confirm = Yes
button-dismiss = Close
