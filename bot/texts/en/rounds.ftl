# Answers to rounds, as they are shown in Slack.

round-answer = :inbox_tray: { $who } · { $kind } · { $round }
round-fallback = { $who }: { $kind }
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
       *[bounce] could not be delivered
    }
round-late = :alarm_clock: after the deadline
round-uninvited = not asked
round-cpr = :lock: contains a CPR number
round-unread = :page_facing_up: an attachment must be read by a person
round-undecided = :grey_question: *What is it?* It is not plain. Decide with `fondsdialog round decide { $called } { $number }`. The party is not reminded meanwhile.

# What happened to a round.

round-told-open = :mega: *{ $round }* has been sent out to { $asked ->
        [one] { $asked } party
       *[other] { $asked } parties
    }.
round-told-close = :lock: *{ $round }* is closed: its deadline is past. { $answered } of { $asked } have answered. Answers that come now are kept and marked.
round-told-not-opened = :warning: *{ $round }* should have been sent out now, but its deadline is past already. Set it up anew with another deadline, or cancel it: `fondsdialog round cancel { $called } --reason "…"`.
round-told-not-delivered = :warning: *{ $who }* has not got our letter on *{ $round }* ({ $letter ->
        [invitation] invitation
        [reminder] reminder
        [receipt] receipt
        [new_deadline] new deadline
        [cancelled] cancellation
       *[feedback] feedback
    }): { $reason }. Find another address, or phone.
round-told-refused = :warning: { $address } at *{ $who }* did not take our letter on *{ $round }*: { $reason }. We no longer write to that address.
