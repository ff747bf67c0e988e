# Cards and threads in Slack. Text from outside was made safe before it comes here.

card-status-new = :large_yellow_circle: New – nobody has it
card-status-claimed = :large_blue_circle: { $who } has it
card-status-waiting = :zzz: Snoozed
card-status-answered = :white_check_mark: Answered
card-status-closed = :file_folder: Closed
card-snoozed = :zzz: Snoozed until { $when }
card-holder = { $who } has it
card-unheld = Nobody has it yet
card-deadline = Answer { $deadline }
card-deadline-late = :alarm_clock: *Overdue* – the answer should have been sent { $deadline }
card-confidence = { $level }, { $percent }%
card-unsure = :grey_question: *Where does it belong?* The reading is unsure: pick a guess, or use Send on.
card-guess = { $initiative } → { $office } ({ $percent }%)
card-which-round = :ballot_box_with_ballot: *Is the letter an answer to a round?* Its sender was asked. One click adds it there and closes this inquiry.
card-round-guess = { $title } [{ $called }] – deadline { $deadline }
card-handed = :ballot_box_with_ballot: The letter was added to the round { $title }
card-to-round = Add to { $title }
card-doubt-unproven = :warning: *Who wrote this?* The domain behind { $sender } does not vouch for the letter: somebody else may have written it. It has not been put into any open inquiry, and no acknowledgement was sent.
card-doubt-looks-like = :warning: *Is it the right one?* The address looks like { $domain }, which belongs to { $name }, but is a different one.
card-doubt-new-address = :warning: *Is it the right one?* We have not written to { $sender } before. The address has the same domain as { $name }, and the letter is signed for them. It counts as their answer; the round's letters still go only to the addresses that we knew.
card-doubt-encrypted = :lock: *The letter is encrypted*, so we can't read it, or what is encrypted in it. Nothing is lost: the whole email is under Get files. No acknowledgement was sent for what can't be read. Write to the sender and ask for the letter without encryption – or phone.
card-doubt-winmail = :package: *Some of the letter can't be read here.* It is packed in Outlook's own format (winmail.dat). The whole email is under Get files.
card-doubt-cut = :scissors: *The letter is unusually large*, and we have not read all of it. The whole email is under Get files.
attachment-program = a program – don't open it
attachment-infected = virus – must not be opened
attachment-unchecked = not checked for viruses
attachment-disguised = not what its name says – don't open it
card-doubt-refused = :no_entry: *Our letters are not reaching { $name }*: { $cause }. Phone, or find another address.
card-doubt-again = :hourglass_flowing_sand: *Our letter did not reach { $name }*: { $cause }. We will send it again { $when }. It can be stopped in the thread.
card-linked = Connected with { $references }
card-phoned = :telephone_receiver: Phoned in, taken down by { $who }
card-more-attachments = and { $count } more
card-no-text = _No text_
card-no-subject = (no subject)
card-unknown-sender = Unknown sender
card-moved = :arrow_right: { $reference } was sent on to { $office }.
card-bare = *{ $reference }* – Slack could not show the inquiry's text. It can be read under Show original.
card-fallback = { $reference } from { $who }: { $subject }

thread-follow-up = :incoming_envelope: *{ $who }* wrote again { $when }
thread-note = :memo: Note by { $who }
thread-preview = :outbox_tray: This letter will be sent at { $clock }. Press Undo to stop it.
thread-sent = :white_check_mark: Sent by { $who } { $when }
thread-withdrawn = :leftwards_arrow_with_hook: The letter by { $who } was stopped and not sent. Its text waits under Reply.
thread-failed = :x: The letter by { $who } could not be delivered. The reason is in the thread.
thread-overtaken = :warning: Something new has come, so the letter was not sent. Look at it first – your text waits under Reply.
thread-undeliverable = :x: The letter to { $to } could not be delivered: { $reason }
thread-returned = :x: *Our letter did not reach { $to }*: { $cause }. Phone, or send it to another address.
thread-delayed = :hourglass: Our letter to { $to } has not arrived yet: { $cause }. The mail server keeps trying.
thread-again = :hourglass_flowing_sand: *Our letter did not reach { $to }*: { $cause }. We will send it again { $when } (try { $number } of { $most }). If anything is written in the inquiry before then, it is not sent.
thread-again-over = { $outcome ->
        [sent] :outbox_tray: The letter to { $to } was sent again { $when }.
        [stopped] :no_entry: The letter to { $to } is not sent again. { $who } stopped it { $when }. Phone, or send it to another address.
        [dropped] :white_check_mark: The letter to { $to } was not sent again: it is no longer needed.
       *[lost] :x: *The letter to { $to } could not be sent again either* { $when }. Phone, or send it to another address.
    }
thread-spent = :repeat: { $who } has had as many automatic letters today as one address may get, so this one was not acknowledged. It may be a machine that answers our letters. Everything is kept; answer it yourself if a person wrote it.
thread-complained = :no_entry: { $to } reported our letter as unwanted. It did arrive.
thread-absent = :palm_tree: { $who } is away and will be back { $day }.
thread-automatic = :palm_tree: Automatic reply from { $who }. It needs no answer.
thread-somebody = the recipient
bounce-cause = { $cause ->
        [no_address] the address does not exist
        [no_domain] the mail server behind the address does not exist
        [closed] the mailbox is closed
        [full] the mailbox is full
        [too_large] the letter is too large
        [not_wanted] the recipient's mail server refuses it
        [gave_up] the mail server did not answer in time
       *[other] the mail server does not say why
    }
thread-bounce = :x: A letter was returned: { $details }
thread-auto-reply = :palm_tree: Automatic reply: { $details }
thread-shortened = The text is longer than shown here. All of it is under Show original on the card.
thread-not-shown = :warning: Slack could not show a message here. See { $reference } under Show original on the card.
thread-reminder =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" should have been answered { $deadline }. You have it.
       *[no] :bell: { $reference } "{ $subject }" needs an answer { $deadline }. You have it.
    }
thread-reminder-deputy =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" should have been answered { $deadline }. { $who } has it but is away, and you stand in.
       *[no] :bell: { $reference } "{ $subject }" needs an answer { $deadline }. { $who } has it but is away, and you stand in.
    }
thread-unclaimed =
    { $late ->
        [yes] :alarm_clock: { $reference } "{ $subject }" should have been answered { $deadline }, and nobody has it yet.
       *[no] :bell: { $reference } "{ $subject }" needs an answer { $deadline }, and nobody has it yet.
    }
thread-escalation =
    { $late ->
        [yes] :rotating_light: { $reference } "{ $subject }" should have been answered { $deadline } and still is not. { $holder }.
       *[no] :rotating_light: { $reference } "{ $subject }" is not answered yet. It needs an answer { $deadline }. { $holder }.
    }

letter-to = To { $to } · { $subject }
letter-copies = Copy to { $to }

quarantine-card = :warning: *An email must be looked at by a person* and is in quarantine. The whole email is kept.
quarantine-card-talk = :warning: *A message from Slack must be looked at by a person* and is in quarantine. The whole message is kept.
quarantine-direct = a direct message
quarantine-facts = Received { $when } in { $source } · { $size } · Reason: { $reason }
quarantine-reason = { $reason ->
        [ends_processes] it has not been read: the service broke down each time it tried
        [empty] it is empty
        [not_a_message] it is not an email
        [no_content] it has neither a sender nor content
        [no_sender] it does not say who it is from
        [too_large] it is larger than we accept
        [too_slow] it takes too long to read
       *[other] it could not be read ({ $reason })
    }
quarantine-opened = :white_check_mark: The message in quarantine became { $reference } ({ $who }).
quarantine-discarded = :wastebasket: The message in quarantine was discarded by { $who }. It is still in the archive.
quarantine-retried = :repeat: The message in quarantine was read again: { $outcome }.
quarantine-known = :white_check_mark: The message in quarantine was brought in another way and belongs to { $reference }.
quarantine-subject = Message that could not be read
