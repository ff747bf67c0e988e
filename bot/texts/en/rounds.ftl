# Rounds, as they are shown in Slack: the answers, what has to be decided, and why something can't be done.

round-answer = :inbox_tray: { $who } · { $kind } · { $round }
round-fallback = { $who }: { $kind }
round-bare = :inbox_tray: { $kind } – Slack could not show the text. Read it under Show the whole letter.
round-kind = { $kind ->
        [submission] an answer
        [revised_submission] a new answer
        [no_remarks] no remarks
        [declined] does not take part
        [outside_remit] outside its field
        [extension_request] asks for more time
        [question] a question
        [promise] will answer later
        [delegation] names somebody else
        [auto_reply] automatic reply
        [put_off] did not arrive, being tried again
        [late] has not arrived yet
        [complaint] reported as unwanted, but it did arrive
       *[bounce] could not be delivered
    }
round-again = { $outcome ->
        [coming] :hourglass_flowing_sand: Our letter to { $to } came back and is sent again { $when } (try { $number } of { $most }), unless the party has answered by then.
        [sent] :outbox_tray: Our letter to { $to } was sent again { $when }.
        [dropped] :white_check_mark: Our letter to { $to } was not sent again: it is no longer needed.
        [stopped] :no_entry: Our letter to { $to } is not sent again. { $who } stopped it { $when }. Phone, or find another address.
       *[lost] :x: *Our letter to { $to } could not be sent again either* { $when }. Phone, or find another address.
    }
round-late = :alarm_clock: after the deadline
round-uninvited = not asked
round-cpr = :lock: contains a CPR number
round-unread = :page_facing_up: an attachment must be read by a person
round-older-document = :page_with_curl: It answers version { $version } of { $name }; a newer one has come since.
round-undecided = :grey_question: *Read as: { $kind }. Is that right?* { $why } The party is not reminded until it is decided.
round-why = { $why ->
        [no_text] There is no text that can be read.
        [supplement] It looks like an addition to an earlier answer.
        [second_answer] The party has answered before, and it is not clear whether this replaces that answer.
        [answered_before] The party has answered before.
        [no_remarks_to_each] It says "no remarks" to each question.
        [answer_and_refusal] It contains both an answer and a no.
        [refusal_and_more] It says more than that.
        [no_earlier_answer] It corrects an answer that we do not have.
        [no_address] It does not say whom to write to instead.
        [absent] It looks like an absence notice, but says more.
        [encrypted] The letter is encrypted and can't be read here. Its sender was asked to send it again without encryption, and the answer counts as received when this letter came.
        [reported] The round is finished and its note is final.
        [unproven] The sender's domain does not vouch for the letter: somebody else may have written it.
        [nothing_said] There is hardly any text.
       *[other] It is not clear.
    }
round-time-wanted = { $known ->
        [yes] :hourglass: Wants a deadline of *{ $day }*.
       *[no] :hourglass: Wants more time, but does not say how much.
    }
round-set-aside = :wastebasket: Set aside: { $reason }
round-decided = :white_check_mark: Decided by { $who } { $when }
round-pick-other = It is something else …
round-pick-correct = Correct: it is …
round-button-confirm = Yes, { $kind }
round-button-letter = Show the whole letter
round-button-set-aside = Set aside
round-button-give-time = Give more time
round-button-no-time = Give no more time
round-no-time-title = Does the deadline stand?
round-no-time-text = The party gets a short letter saying that the deadline stands. It can be reminded again if it does not answer.
round-time-refused = :envelope: The party has been told by letter that the deadline stands.
round-button-make-party = Make it a party
round-button-unmake-party = Undo: no party
round-made-party = :handshake: Made a party by { $who }. From now on it gets what the parties get.
round-letter-title = The whole letter
round-letter-more = There is more than Slack can show. IT can get all of it with: fondsdialog round export { $called }
round-set-aside-title = { round-button-set-aside }
round-set-aside-hint = The message is kept but does not count. The reason is in the note's reconciliation.
round-more-time-title = More time
round-more-time-hint = The party gets a letter with the new deadline. The reason is kept in the round's history.
round-field-until = New deadline
round-field-reason = Reason
round-until-hint = For example 2027-03-12 12:00 or 12 March 2027 at 12. Without a time the whole day counts.
round-no-moment = Write a day and a time, for example 2027-03-12 12:00.

round-state = { $state ->
        [draft] a draft
        [approved] approved
        [open] open
        [closed] closed
        [reported] finished
       *[cancelled] cancelled
    }
round-blocks = { $code ->
        [deadline_past] The deadline has passed.
        [nobody_invited] Nobody is invited yet.
       *[missing_address] A party has no address.
    }
round-refused = That can't be done with the round right now.
round-refused-not-now = That can't be done, because the round is { $state }.
round-refused-not-ready = The round can't be approved yet. { $what }
round-refused-too-early = It is too early. It can be done from { $when } on.
round-refused-deadline-passed = The deadline { $when } has passed, so nobody could answer in time.
round-refused-not-later = The deadline is { $when }. The new one must be later.
round-refused-not-allowed = The round belongs to another office: ask a colleague there to do it.
round-refused-not-the-approver = It is { $who } who approves this round.
round-refused-needs-another = The office wants a second pair of eyes on this: somebody other than you has to confirm.
round-refused-reason = Write a reason.
round-refused-unknown = No round is called { $called }. Type /round to see them all.
round-refused-key-taken = A round is called { $called } already. Choose another short name.
round-refused-party = That party is not in the round.
round-refused-decided = { $who } has decided it in the meantime – see the card.
round-refused-nothing-asked = That has been settled already – see the card.
round-refused-no-remarks = { $waiting ->
        [0] The file is not a consultation note of this round, or there is no comment and no verdict in it yet.
        [one] The one letter that could be written waits for more comments, or for an address that works.
        [2] Both letters wait for more comments, or for an address that works.
       *[other] All { $waiting } letters wait for more comments, or for an address that works.
    }
round-refused-no-sender = No letters can be sent: it has not been set up who they are from (smtp.from_address).

# What happened to a round.

round-told-open = :mega: *{ $round }* has been sent out to { $asked ->
        [one] { $asked } party
       *[other] { $asked } parties
    }.
round-told-close = :lock: *{ $round }* is closed: its deadline has passed. { $answered } of { $asked } have answered. Answers that come now are kept and marked.
round-told-not-opened = :warning: *{ $round }* should have been sent out now, but its deadline has already passed. Extend the deadline on the round's card, and it goes out.
round-told-not-delivered = :warning: *{ $who }* has not received our letter on *{ $round }* ({ $letter ->
        [invitation] invitation
        [reminder] reminder
        [receipt] receipt
        [new_deadline] new deadline
        [new_document] new document
        [deadline_stands] the deadline stands
        [cancelled] cancellation
       *[feedback] feedback
    }): { $reason }. Find another address, or phone.
round-told-file-infected = :warning: The file { $name } from *{ $who }* to *{ $round }* contains a virus. It could not be checked when the letter came. It must not be opened.
round-told-receipts-spent = :repeat: { $address } of *{ $who }* writes to *{ $round }* again and again. It may be a machine that answers our receipts, so it gets no more of them today. Everything that comes is kept and counted.
round-told-refused = :warning: { $address } at *{ $who }* did not accept our letter on *{ $round }*: { $reason }. We will not write to that address again.
