# What people write to us in Slack, and what they are told there.

talk-received = Thank you for your message. It is registered as { $reference }, and you will get an answer here in the thread { $deadline }.
talk-made = :white_check_mark: The message is now inquiry { $reference }. The answer will come in the message's thread.
talk-not-made = No inquiry could be made from the message. It is with the office that distributes the inquiries.
talk-footer = { $name } · inquiry { $reference }
talk-goes-on = The answer is longer than Slack shows in one message. All of it is in the file above.
talk-not-shown = There is an answer to inquiry { $reference }, but Slack could not show it. Write to us, and we will send it another way.
thread-message-edited = :pencil2: *{ $who }* edited their message { $when }. It now says:
thread-message-deleted = :wastebasket: *{ $who }* deleted a message { $when }. It is still kept with the inquiry.
event-went-on = { $who } added to their message
event-brought-in = { $who } made an inquiry from the message
event-message-edited = { $who } edited their message in Slack
event-message-deleted = { $who } deleted their message in Slack
refused-only-staff = Only members of one of the offices can do that – ask a colleague there to help.
refused-nothing-said = Choose a message that a person wrote, outside the inquiries' own threads.
