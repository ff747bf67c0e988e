# What /inquiry answers, and the form for a call.

command-help =
    { "*" }Inquiries* – this is what you can write:
    `{ $command } find homeless youth` – find inquiries with these words
    `{ $command } show FD-2026-00042` – show one inquiry with its buttons
    `{ $command } mine` – those you have
    `{ $command } late` – those past the deadline in your office
    `{ $command } new` – open an inquiry for somebody who phones
    `{ $command } help` – this help
    Only you see the answer. Your overview is on the Home tab.
command-found = { $count ->
        [one] 1 inquiry
       *[other] { $count } inquiries
    } on "{ $words }"
command-found-nothing = No inquiry that you can see is about "{ $words }". Try fewer words, or others.
command-found-more = There are more. Write one more word to come closer.
button-to-card = Go to the card
button-open-inquiry = Open inquiry

search-title = Search inquiries
search-words = Words or number
search-organisation = Organisation
search-office = Office
search-initiative = Initiative
search-status = Status
search-since = Received from
search-until = Received up to
search-nothing = No inquiry that you can see fits. Try fewer words, or clear a field.
button-search = Search
button-call = New call

call-title = New call
call-hint = It is read and sent to the right office as a mail is.
call-address-hint = If they want an answer in writing.
call-acknowledge = Send an acknowledgement to the address
call-opened = :telephone_receiver: { $reference } is open. Its card comes in <#{ $channel }>.
field-caller = Who phoned?
field-address = Mail address
field-acknowledge = Acknowledgement
field-call = What is it about?
