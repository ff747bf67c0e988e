# Why something can't be done: one kind sentence each.

refused-not-a-member = The inquiry belongs to { $office }: ask a colleague there to take it or to send it on to you.
refused-barred = You have a conflict of interest with this foundation: a colleague in the office takes care of the inquiry.
refused-colleague-barred = { $who } has a conflict of interest with this foundation: choose another colleague.
refused-already-claimed = { $who } has already taken the inquiry.
refused-not-now =
    { $status ->
        [answered] The inquiry is answered already – reopen it first if there is more to do.
        [closed] The inquiry is closed – reopen it first if there is more to do.
       *[other] The inquiry is open already.
    }
refused-bad-recipients = Write one or more email addresses with commas between them.
refused-empty-answer = Write an answer before you send it.
refused-empty-note = Write a note before you save it.
refused-past-day = Choose a day after today.
refused-hours = The working day must end after it has begun.
refused-back-too-early = Choose a day after today and after the first day away.
refused-own-deputy = Choose a colleague: you can't stand in for yourself.
refused-stranger-deputy = Choose a colleague from one of the offices.
refused-nobody-phoned = Write who phoned, or where they phoned from.
refused-no-address = Write the email address that the acknowledgement is to go to.
refused-empty-search = Write at least one word, or choose in a field.
refused-something-new = Something new has come: look at it first.
refused-changed-meanwhile = A colleague has corrected the inquiry or sent it on meanwhile, and it belongs to { $office } now: close this window and look at the card.
refused-in-round-already = { $who } has already added the letter to the round { $given }.
refused-taken-by-no-round = The letter can no longer be added to the round: it takes no answer from the sender, or the inquiry has moved on.
refused-too-late = The letter can no longer be undone – the thread shows what happened.
refused-too-slow = The window did not open before Slack gave up – press once more.
refused-ends-processes = That message has stopped the service before: IT can read it again with `fondsdialog quarantine retry { $given }`, and *Create inquiry* still works.
refused-unknown = The inquiry no longer exists.
refused-no-database = The database does not answer right now, so it is uncertain whether that worked. Check in a moment, and try again if nothing has happened.
refused-no-slack = Slack did not answer, so it is uncertain whether that worked. Check in a moment, and try again if nothing has happened.
refused-broken = Something went wrong, and the error has been noted (no. { $id }) – try again in a moment.
