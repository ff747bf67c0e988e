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
