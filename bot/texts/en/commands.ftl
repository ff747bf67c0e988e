# What /inquiry answers, and the form for a call.

command-help =
    { "*" }Inquiries* – this is what you can type:
    `{ $command } find homeless youth` – find inquiries with these words
    `{ $command } show FD-2026-00042` – show one inquiry with its buttons
    `{ $command } mine` – those you have taken
    `{ $command } late` – those past the deadline in your office
    `{ $command } new` – create an inquiry for somebody who phones
    `{ $command } standard-answers` – see the standard answers, and take them out of use
    `{ $command } machine-mail` – see emails that were set aside because a machine seems to have sent them (for the office that distributes the inquiries)
    `{ $command } help` – this help
    Only you see the answer. Your overview is on the Home tab.
command-found = { $count ->
        [one] 1 inquiry
       *[other] { $count } inquiries
    } on "{ $words }"
command-found-nothing = No inquiry that you can see is about "{ $words }". Try fewer words or other words.
command-found-page = Inquiries about "{ $words }", no. { $first }–{ $last }
found-span = No. { $first }–{ $last }, newest first
found-no-more = There are no more.
found-newest-only = Only the newest { $letters } letters with those words have been looked through. Add a word to reach further back.
machine-mail-title = Set aside as machine mail, newest first
machine-mail-none = No emails were set aside as machine mail in the last 30 days.
machine-mail-entry = { "*" }{ $subject }* from { $sender } · { $when } · read as { $what }
machine-mail-no-subject = No subject
machine-mail-no-sender = unknown sender
machine-mail-hint = What belongs to an inquiry or a consultation is shown there. If a person wrote one of these, create an inquiry: the sender gets no automatic acknowledgement.
machine-mail-opened = :white_check_mark: { $reference } was created with the office that distributes the inquiries. No acknowledgement was sent.
button-to-card = Go to the card

search-title = Search inquiries
search-words = Words or number
search-organisation = Organisation
search-office = Office
search-initiative = Initiative
search-status = Status
search-since = Received from
search-until = Received up to
search-nothing = No inquiry that you can see matches. Try fewer words, or clear a field.
button-search = Search
button-call = New call

call-title = { button-call }
call-hint = The text is read and sent to the right office, just like an email.
call-address-hint = If they want a written answer.
call-acknowledge = Send an acknowledgement to the email address
call-underway = The call is being read and created. It takes a moment.
call-failed = :warning: The call could not be created right now. All that you typed is still here: try again in a moment.
call-opened = :telephone_receiver: { $reference } has been created. Its card comes in <#{ $channel }>.
field-caller = Who phoned?
field-address = Email address
field-acknowledge = Acknowledgement
field-call = What is it about?
