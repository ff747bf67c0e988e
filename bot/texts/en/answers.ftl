# Answers: drafts, standard answers, similar answers, files and approval.

button-put-in = Put in
button-approve = Approve
button-send-back = Send back
button-keep-answer = Save as standard answer

reply-template = Choose a standard answer
reply-template-used = { $count ->
        [0] Not used yet
        [one] Used once
       *[other] Used { $count } times
    }
reply-template-until = valid until { $day }
library-title = Standard answers
library-none = There are no standard answers yet. Save a good answer with *Save as standard answer* in its thread.
library-out-of-use = no longer offered
library-more = { $count ->
        [one] There is 1 more, which cannot be shown here.
       *[other] There are { $count } more, which cannot be shown here.
    }
button-retire = Take out of use
button-reinstate = Take into use again
reply-template-put-in = :page_facing_up: *{ $title }* has been put in. { $told } · { $owner } keeps it up to date
reply-similar = :bulb: Like *{ $reference }*, answered in { $when }
reply-quote = Quote the letter below
language-da = Danish
language-en = English
reply-in-thread = { $name }, in the Slack thread
reply-in-thread-nameless = Whoever asked, in the Slack thread
field-threads = Answer in Slack
field-recipients-mail = To (email)
field-copies = Copy to
copies-hint = Email addresses with commas between them. Their replies come into the inquiry.
field-quoted = Quotation
field-kept = Files from the draft
field-received = Files from the foundation
field-attachments = Files to send along

letter-quotes = Quoted below:
letter-approved = :ballot_box_with_check: Approved by { $who }

thread-awaiting = :eyes: The answer by { $who } is waiting for a colleague to approve it. It is sent exactly as it stands here.
thread-sent-back = :leftwards_arrow_with_hook: { $who } sent the answer back to { $to }. Its text waits under Reply.
thread-file-lost = :warning: The file { $name } could not be fetched from Slack, so the letter was not sent. Its text waits under Reply: attach the file again.
thread-file-infected = :warning: The file { $name } from { $who } contains a virus and was not fetched. It can neither be opened nor sent on.
thread-file-found-infected = :warning: The file { $name } from { $who } contains a virus. It could not be checked when the letter came. It is no longer handed out: delete it if somebody has fetched it.
thread-own-file-infected = :warning: The file { $name } contains a virus, so the letter was not sent. Its text waits under Reply without the file.
thread-file-not-fetched = :warning: The file { $name } from { $who } could not be fetched from Slack ({ $reason }). Ask for it to be sent again.

template-form-title = Standard answer
template-title-hint = A short name by which colleagues find it. If you use a title of your own again, you replace the old answer.
template-shortened = :warning: The answer is longer than a standard answer can be: its end is left out. Adjust the text before you save.
template-hint = These fields are filled in when the answer is put in: { $fields }
field-title = Title
field-body-da = Answer in Danish
field-body-en = Answer in English
field-valid-until = Valid until
send-back-title = { button-send-back }
send-back-hint = Seen only here in Slack. It is never sent outside the ministry.
field-reason = What has to be changed?

event-answer-approved = { $who } approved the answer
event-answer-sent-back = { $who } sent the answer back
event-file-lost = A file could not be fetched from Slack: { $name }
event-file-infected = A file from outside contains a virus: { $name }
event-own-file-infected = An attached file contains a virus: { $name }
event-file-not-fetched = The file { $name } could not be fetched from Slack: { $reason }

refused-files-too-large = The files are more than { $most } MB: send fewer, or spread them over several letters.
refused-file-gone = A file that you chose is no longer here: untick it, or attach it again.
refused-file-underway = A file is still on its way: try again in a moment.
refused-not-awaiting = The answer has already been dealt with – the thread shows what happened.
refused-own-answer = You wrote this answer yourself: ask a colleague to approve it.
refused-unknown-field = There is no field called { $given } – correct it, or remove the braces.
refused-title-taken = { $who } has a standard answer with that title: choose another.
