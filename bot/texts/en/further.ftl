# What is behind "More …", and the history.

button-release = Give back
button-handover = Give to a colleague
button-link = Connect
button-correct = Correct
button-history = Show history
button-files = Get files
button-older = Older
button-newest = The newest
button-newer = Newer

further-release = *Give the inquiry back* to the office, so that somebody else can take it.
further-release-done = :white_check_mark: The inquiry was given back to the office.
further-handover = *Give the inquiry to a colleague*, who is told in the thread.
further-link = *Connect it with another inquiry or a round*, without making them one.
further-correct = *Correct topics and organisation*, if they were read wrongly.
further-history = *What happened?* Everything that was done, with time and name.
further-files = *Emails and attachments as they came*, sent to you in a direct message.

handover-title = { button-handover }
handover-hint = The colleague must belong to the office. To give it to another office, use Send on.
link-title = { button-link }
link-hint = The other inquiry's number, such as FD-2026-00031. Each keeps its own thread and its own answer.
correct-title = { button-correct }
correct-hint = The organisation's name or email domain. A new name creates a new organisation, and the sender belongs to it from now on.
field-colleague = Colleague
field-other = Inquiry
field-round = Round
field-topics = Topics
field-organisation = Organisation

files-coming = :package: The files are on their way to you in a direct message. If there are many it may take a moment.
files-none = There are no emails with files in the inquiry.
files-comment = :package: { $reference }: emails and attachments as they came. Only open files that you expect.
files-infected = :biohazard_sign: { $reference }: { $count ->
        [one] One file contains a virus and was not fetched
       *[other] { $count } files contain a virus and were not fetched
    }. Nothing is deleted: we keep it. Ask IT.
files-left-out = { $count ->
        [one] There is no room for one of the files here.
       *[other] There is no room for { $count } of the files here.
    } IT can get everything with: fondsdialog inquiry export { $reference }

card-rounds = :ballot_box_with_ballot: About the round { $titles }
thread-handed = :handshake: { $who } gave it to { $to }

history-title = History { $reference }
history-empty = Nothing has happened yet.

event-opened = Opened: { $who } wrote
event-followed-up = { $who } wrote again
event-reopened = Reopened by { $who }
event-phoned = { $who } opened it after a call
event-claimed = { $who } took it
event-released = { $who } gave it back ({ $before } had it)
event-handed-over = { $who } gave it to { $to }
event-answer-written = { $who } wrote an answer
event-answer-withdrawn = { $who } undid the answer
event-answer-overtaken = The answer was not sent, because something new came
event-answered = The answer by { $who } was sent
event-undeliverable = A letter could not be delivered: { $reason }
event-acknowledged = Acknowledgement sent
event-rerouted = { $who } sent it on to { $office } as { $initiative }
event-initiative-confirmed = { $who } confirmed the initiative: { $initiative }
event-initiative-corrected = { $who } corrected the initiative to { $initiative }
event-noted = { $who } wrote a note
event-snoozed = { $who } snoozed it
event-woken = It came back after being snoozed
event-reminded = Reminder to the one who has it
event-escalated = Reminder to the office
event-closed = { $who } closed it
event-merged = { $who } merged it into { $into }
event-merged-with = { $who } merged { $reference } into this one
event-parted = { $who } separated it from { $main }
event-parted-from = { $who } separated { $reference } again
event-linked = { $who } connected it with { $to }
event-to-round = { $who } added the letter to the round { $title }
event-corrected = { $who } corrected { $changed }
event-corrected-topics = the topics to { $topics }
event-corrected-organisation = the organisation to { $name }
event-bounce = A letter was returned: { $details }
event-sent-again = A letter was sent again to { $details }
event-again-stopped = { $who } stopped a letter that was to be sent again
event-auto-reply = Automatic reply: { $details }
event-not-shown = Slack could not show a message: { $reason }
event-other = { $what } ({ $who })

refused-not-claimed = Nobody has it, so there is nothing to give back.
refused-not-theirs = { $who } does not belong to { $office }: choose a colleague there, or send it on.
