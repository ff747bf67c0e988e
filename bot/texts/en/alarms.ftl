# What the triage office is told when something does not work. The reason is the system's own words, for IT.

alarm-since = Since { $since }
alarm-over = Working again since { $over }. It began { $since }.
alarm-reason = For IT: { $reason }

alarm-imap = Mail can't be fetched
alarm-imap-means = No letters are lost: they stay on the mail server and are read automatically when it works again. Until then there are no new inquiries.
alarm-imap-over = What came in meanwhile is being read.
alarm-imap-letter = A letter can't be fetched from the mail server
alarm-imap-letter-means = It is still in the inbox, and we try again later, at least every day. The other letters have been read. IT can open it in a mail program.
alarm-imap-letter-over = The letter has been fetched.
alarm-smtp = Letters can't be sent
alarm-smtp-means = Answers, receipts and reminders wait and are sent automatically when it works again. If something is urgent, phone the recipient.
alarm-smtp-over = What was waiting is being sent.
alarm-slack = Slack can't be reached
alarm-slack-means = Mail is still read, and cards and messages come when Slack works again. Until then nobody can take or answer inquiries.
alarm-slack-over = Cards and messages from meanwhile are on their way.
alarm-channel = An office's channel does not accept posts
alarm-channel-means = The office does not see its new inquiries. Has the channel been archived, or is the app not in it?
alarm-channel-over = The posts that were waiting are coming now.
alarm-disk = The disk is nearly full
alarm-disk-means = Once it is full, no mail can be read or sent until there is room. IT has to make room.
alarm-disk-over = There is room again.
alarm-database = The database is slow to answer
alarm-database-means = Cards and answers come later than usual. Nothing is lost.
alarm-database-over = It answers as usual.
alarm-database-gone = The database can't be reached
alarm-database-gone-means = There are no new cards, answers or letters, and buttons don't work until it is back. No letters are lost: they stay on the mail server. IT has to look at the database.
alarm-database-gone-over = What was waiting is being read and sent.
alarm-silent = Part of the service has stopped
alarm-silent-means = Some of the work is not being done. IT has to start the service again; what was waiting is taken up where it was.
alarm-silent-over = The work has been taken up again.
alarm-loops = Part of the service is stuck
alarm-loops-means = { alarm-silent-means }
alarm-loops-over = { alarm-silent-over }
