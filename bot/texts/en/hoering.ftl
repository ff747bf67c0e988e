# A round's card in Slack, with its buttons, forms and what there is to read. A title has 24 characters.

round-head = :scroll: { $title }   `{ $called }`
round-where = { $state ->
        [draft] :pencil2: *Draft* – has to be approved
        [approved] :ballot_box_with_check: *Approved* – ready to be sent out
        [open] :large_green_circle: *Open*
        [closed] :lock: *Closed*
        [reported] :white_check_mark: *Finished* – the note is final
       *[cancelled] :no_entry_sign: *Cancelled*
    }
round-deadline = Deadline { $when }
round-opens = To be sent out { $when }
round-will-be-asked = { $parties ->
        [0] Nobody is invited yet.
        [one] { $parties } party, { $letters ->
            [one] { $letters } letter
           *[other] { $letters } letters
        }
       *[other] { $parties } parties, { $letters ->
            [one] { $letters } letter
           *[other] { $letters } letters
        }
    }
round-settled = *{ $settled } of { $invited } have answered* ({ $percent }%)
round-count = { $state ->
        [invited] { $count } yet to answer
        [undeliverable] { $count } can't be reached
        [put_off] { $count } not reached yet, being tried again
        [promised] { $count } have promised an answer
        [answered] { $count } have answered
        [no_remarks] { $count } without remarks
        [declined] { $count } do not take part
        [outside_remit] { $count } outside their field
        [delegated] { $count } have passed it on
        [silent] { $count } have not answered
       *[uninvited] { $count } answered unasked
    }
round-nobody = Nobody is invited yet.
round-to-decide = { $count ->
        [one] :grey_question: *A message has to be decided on* – see its card in the channel.
       *[other] :grey_question: *{ $count } messages have to be decided on* – see their cards in the channel.
    }
round-to-give-time = { $count ->
        [one] :hourglass: A party is waiting for a reply about more time.
       *[other] :hourglass: { $count } parties are waiting for a reply about more time.
    }
round-asked = { $act ->
        [approve] :eyes: *{ $who } asks for the round to be approved.* Somebody else has to confirm.
        [extend] :eyes: *{ $who } asks for a new deadline for everybody: { $until }.* Somebody else has to confirm.
        [extend_party] :eyes: *{ $who } asks for a new deadline for { $party }: { $until }.* Reason: "{ $reason }". Somebody else has to confirm.
        [feedback] :eyes: *{ $who } asks for the feedback to be sent to the parties.* Somebody else has to confirm.
        [report] :eyes: *{ $who } marks the note as final.* Somebody else has to confirm.
       *[close] :eyes: *{ $who } asks for the round to be closed.* Somebody else has to confirm.
    }
round-card-fallback = { $title }: { $state }
round-card-bare = :scroll: A round is { $state } – Slack could not show its text.

round-button-approve = Approve
round-button-open = Send out
round-button-extend = Extend the deadline
round-button-close = Close the round
round-button-report = Mark the note as final
round-button-cancel = Cancel the round
round-button-check = Check the round
round-button-invite = Invite
round-button-parties = Show parties
round-button-plan = Show plan and reminders
round-button-chart = Show chart
round-button-remind = Remind now
round-button-agree = Confirm
round-button-withdraw = No, don't

round-open-title = Send the round out?
round-open-text = { $letters ->
        [0] No party has an address, so no letters are sent.
        [one] One letter is sent, to { $names }. Deadline { $when }.
       *[other] { $letters } letters are sent, to { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        }. Deadline { $when }.
    }
round-close-title = Close the round now?
round-close-text = { $count ->
        [0] Everybody has answered. Answers that come later are kept and marked.
        [one] One party has not answered. Answers that come later are kept and marked.
       *[other] { $count } parties have not answered. Answers that come later are kept and marked.
    }

round-report-title = Is the consultation note final?
round-report-text = The round is then finished and can't be opened again. Answers that come later are still kept and marked.

round-check-title = Check before launch
round-check-clean = :white_check_mark: The check found nothing to put right.
round-severity = { $severity ->
        [blocks] Must be put right before the round can be approved
       *[warns] Worth a look
    }
round-finding = { $code ->
        [deadline_past] The deadline has passed.
        [under_four_weeks] There are only { $count } days to answer in. Less than four weeks should be explained in the letter.
        [deadline_on_weekend] The deadline falls on a weekend: { $day }.
        [deadline_on_holiday] The deadline falls on a day when the office is closed: { $day }.
        [deadline_in_school_holiday] The deadline, { $day }, is in the schools' summer holiday.
        [closing_time_not_stated] The deadline has no time of day, so the whole day counts.
        [nobody_invited] Nobody is invited yet.
        [missing_address] { $organisation } has no address.
        [bounced_address] Mail to { $address } ({ $organisation }) came back last time.
        [duplicate_address] { $address } is invited { $count } times.
        [party_missing] { $organisation } was asked last time and is not invited now.
        [no_questions] The round asks no question.
        [two_questions] Question "{ $called }" asks two things in one: { $text }
        [leading_question] Question "{ $called }" suggests its answer: { $text }
        [document_without_text] No text can be read in "{ $called }". Has it been scanned?
        [consent_missing] Nobody is asked whether the answer may be published.
       *[feedback_missing] No date is set on which the parties hear what became of their answers.
    }

round-plan-title = Plan and reminders
round-plan-group = { $count ->
        [one] { $count } party
       *[other] { $count } parties
    }
round-plan-reminder = :bell: Reminded { $moment ->
        [halfway] halfway
        [before] three working days before the deadline
       *[after] the day after the deadline
    }: { $when }
round-plan-nothing = :no_bell: No reminders: { $reason }
round-plan-skipped = :no_bell: Not reminded { $moment ->
        [halfway] halfway
        [before] three working days before the deadline
       *[after] the day after the deadline
    }: { $reason }
round-plan-phone = :telephone_receiver: Phoned from { $when } on, if there is still no answer
round-reason = { $reason ->
        [not_invited] not invited yet
        [round_not_open] the round is not open
        [answered] answered already
        [no_remarks] no remarks
        [declined] not taking part
        [outside_remit] the subject is outside the field
        [delegated] passed on to somebody else
        [undeliverable] letters are returned
        [put_off] a letter is sent again first
        [unread] a message has to be decided on first
        [asks_for_time] waiting for a reply about more time
        [promised] an answer is promised
        [phone] must be heard, so somebody calls instead
        [three_sent] three reminders were sent
        [too_close] it would come too close to another letter
        [too_late] it is too late
        [absent] away until it is too late
        [not_planned] the round has no reminder then
        [moved] the plan has changed
        [not_yet] it is not yet time
       *[other] it waits for working hours
    }
round-due = { $count ->
        [0] Nobody is due a reminder right now.
        [one] *One party is due a reminder now.* It gets the letter in working hours.
       *[other] *{ $count } parties are due a reminder now.* They get the letter in working hours.
    }
round-reminded = { $count ->
        [0] Nobody was reminded: nobody is due a reminder right now.
        [one] :white_check_mark: One reminder is on its way.
       *[other] :white_check_mark: { $count } reminders are on their way.
    }

round-parties-title = Parties
round-party-pick = Choose a party …
round-party-title = Party
round-party-state = { $state ->
        [invited] Yet to answer
        [undeliverable] Can't be reached
        [put_off] Not reached yet, being tried again
        [promised] Has promised an answer
        [answered] Has answered
        [no_remarks] No remarks
        [declined] Does not take part
        [outside_remit] Outside its field
        [delegated] Has passed it on
        [silent] Has not answered
       *[uninvited] Has answered unasked
    }
round-proved = { $state } – according to the message from { $when }
round-unproved = { $invited ->
        [yes] { $state } – our invitation is the latest
       *[no] { $state }
    }
round-own-deadline = :calendar: Own deadline { $when } ({ $reason })
round-absent = :palm_tree: Away until { $day }
round-must-hear = :telephone_receiver: Must be heard: is phoned if it does not answer
round-no-messages = It has not written to us about the round.
round-is-proof = :pushpin: this one counts now
round-is-undecided = :grey_question: to be decided on
round-decided-by = decided by { $who }
round-letter = :outbox_tray: { $kind ->
        [invitation] Invitation
        [reminder] Reminder
        [receipt] Receipt
        [new_deadline] New deadline
        [new_document] New document
        [deadline_stands] The deadline stands
        [cancelled] Cancellation
       *[feedback] Feedback
    } · { $when } · { $state ->
        [held] on its way
        [sent] sent
        [dropped] not sent
       *[failed] could not be delivered
    } · { $to }
round-party-older = Older messages and letters that are not shown: { $count }
round-page-more = There is more than Slack can show. IT can see all of it with: fondsdialog round { $what } { $called }

round-more-time-for = { $who } asks for more time.
round-field-party = Only for
round-party-all = Every party
round-party-hint = Choose a party if only that one is to get more time. Otherwise the new deadline is for everybody.
round-extend-title = { round-button-extend }
round-extend-hint = Must be written when only one party gets more time. Those who have not answered get a letter with the new deadline.
round-cancel-title = { round-button-cancel }
round-cancel-text = { $out ->
        [yes] *{ $title }* is cancelled, and everybody who was asked is told the reason.
       *[no] *{ $title }* is cancelled. Nobody has been asked yet, so nobody is told.
    }
round-cancel-hint = The reason is given in the letter to the parties.
round-invite-title = Invite parties
round-field-invitees = Parties
round-invitees-hint = One line each: Organisation; address; language (da or en). You can paste from a spreadsheet too.
round-row = Line { $line }: { $why }
round-row-problem = { $problem ->
        [organisation_missing] the organisation is missing.
        [not_one_line] a name has a line break or another control character in it.
        [address_missing] the address is missing.
        [bad_address] the address is not an email address.
        [doubled_address] the address is in an earlier line too.
        [unknown_language] the language has to be da or en.
       *[too_many_fields] there are too many fields.
    }
round-rows-more = And { $count ->
        [one] { $count } more line
       *[other] { $count } more lines
    }.

# /round: the list, how a round goes, the help, and the form.

round-list = { $count ->
        [0] :scroll: Your office has no rounds yet. Type `/round new` to set one up.
        [one] :scroll: *One round*
       *[other] :scroll: *{ $count } rounds*
    }
round-list-more = Older rounds that are not shown: { $count }
round-list-help = `/round NAME` shows one round · `/round new` sets one up · `/round help` explains
round-days-left = { $count ->
        [0] today
        [one] { $count } day left
       *[other] { $count } days left
    }
round-answers = { $settled } of { $invited } have answered
round-progress = Answers day by day since the round was sent out { $days ->
        [0] today
        [one] { $days } day ago
       *[other] { $days } days ago
    }:
    `{ $bar }`
round-reconciled = :white_check_mark: The count adds up: { $taken } messages in = { $answers } answers + { $others } other than answers + { $aside } set aside + { $open } undecided
round-not-reconciled = :warning: The count does *not* add up: { $taken } messages in, but { $answers } answers + { $others } other than answers + { $aside } set aside + { $open } undecided
round-no-chart = There is nothing to show yet: nobody has answered.
round-chart-in-thread = The chart is on its way to the thread of the round's card.
round-party-others = Also match: { $names }
round-help = *How to use { $command }*
    • `{ $command }` – your office's rounds: where they stand, the deadline, and how many have answered
    • `{ $command } new` – set up a round in a form (`{ $command } new policy` with questions on a policy paper)
    • `{ $command } uip-2027` – one round with its buttons, answers day by day, and the count
    • `{ $command } uip-2027 Fonden Nordlys` – one party: where it stands, and what was written back and forth
round-help-more = Each round also has a card in its office's channel. If a document comes later, IT can add it with: fondsdialog round document
round-button-create = Set up
round-create-title = New round
round-created = :white_check_mark: *The round is set up as `{ $called }`.* Its card is in the office's channel: that is where it is checked, approved and sent out.
round-kind-of = { $kind ->
        [uip] UIP: focus areas and development projects
       *[policy] Policy paper
    }
round-consent = { $value ->
        [yes] Yes, ask whether the answer may be published
       *[no] No
    }
round-create-kind = Kind
round-create-kind-hint = If you leave the questions as they are, those of the kind you choose are used.
round-field-title = Title
round-create-title-hint = Shown in the subject of every letter.
round-create-text = Covering text
round-create-text-hint = What the parties read first. The greeting and the closing are added automatically.
round-create-questions = Questions
round-create-questions-hint = One on each line, with a short name first: needs: Who should have priority?
round-create-deadline = Deadline
round-create-deadline-hint = For example 2027-03-12 12:00 or 12 March 2027 at 12. Four weeks are usual.
round-create-office = Office
round-create-office-hint = The card comes in the office's channel, and its members look after the round.
round-create-documents = Documents
round-create-documents-hint = Up to 10 files, which every party gets with the letter: PDF, Word, text, spreadsheets, presentations or pictures. Together they may be no larger than a letter's attachments.
round-documents-being-read = :hourglass_flowing_sand: The documents are being fetched and read, and the round set up. It takes a moment; this window changes by itself.
round-document-refused = { $why ->
        [type] { $name } can't be sent along. Only PDF, Word, text, spreadsheets, presentations and pictures can.
        [empty] { $name } is empty.
        [doubled] Two files are called { $name }. Give one of them another name.
       *[too_large] The documents are too large: { $most } MB together at most, for every party gets them with the letter.
    }
round-document-not-fetched = :warning: { $name } could not be fetched from Slack. IT can add it with: fondsdialog round document { $called } FILE
round-create-tags = Tags
round-create-tags-hint = Everybody in the register with one of these tags is asked, for example: alle fonde, børn og unge
round-create-consent = Ask about publication
round-create-consent-hint = Each party's wish is followed in everything that we write about the round.
round-create-feedback = Feedback by
round-create-feedback-hint = The day on which the parties hear what became of their answers, for example 2027-06-01.
round-create-approver = Approved by
round-create-approver-hint = Only needed if one person in particular is to approve.
round-create-key = Short name
round-create-key-hint = Used in commands and in the letters' subject, for example uip-2027. Leave it empty, and we will find one.
round-mistake = { $wrong ->
        [missing] Must be filled in.
        [empty] { $field ->
            [invitee] Name at least one party, or choose tags.
           *[other] Must be filled in.
        }
        [wrong_kind] Write a day and a time, for example 2027-03-12 12:00.
        [past] The deadline must be in the future.
        [not_after_deadline] Must be after the deadline.
        [not_one_line] Has to be one line, without control characters.
        [bad_key] A short name is letters, digits, hyphens and underscores, at most 64 characters: { $given }
        [doubled] The short name { $given } is there twice.
        [bad_address] { $given } is not an email address.
       *[other] { $given } can't be used here.
    }

round-button-feedback = Send feedback
round-button-look = Read and show a letter
round-button-feedback-send = Send the letters
round-button-letter-look = See a letter
round-feedback-title = Feedback
round-feedback-text = Each party gets a letter on what became of its own points. Choose the consultation note with the ministry's comments and verdicts; you see a letter before anything is sent.
round-field-note = The consultation note
round-note-hint = The note as .docx or .csv, as it was written out, with your comments in it.
round-note-being-read = :hourglass_flowing_sand: The note is being read and the letters written. It takes a moment; this window changes by itself.
round-note-not-fetched = The file could not be fetched from Slack. Try again; a note may be 20 MB at most.
round-feedback-leaving = { $count ->
        [0] *No letters are ready to be sent.*
        [one] *1 letter is ready to be sent.*
       *[other] *{ $count } letters are ready to be sent.*
    }
round-feedback-second = Somebody else has to confirm on the round's card before the letters leave.
round-feedback-had = { $count ->
        [one] 1 party has had its letter before and gets no other.
       *[other] { $count } parties have had their letters before and get no others.
    }
round-feedback-waits = { $count ->
        [0] { $who }: no address works.
        [one] { $who } waits: 1 point has neither comment nor verdict, or has changed since.
       *[other] { $who } waits: { $count } points have neither comment nor verdict, or have changed since.
    }
round-feedback-waits-more = { $count ->
        [one] And 1 more party waits.
       *[other] And { $count } more parties wait.
    }
round-feedback-pick = Show the letter to …
round-feedback-one = This is the letter to *{ $who }*:
