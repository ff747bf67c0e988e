# Words on an inquiry: where it stands, what a message became, how sure the reading is.

status-new = new
status-claimed = taken
status-waiting = snoozed
status-answered = answered
status-closed = closed

outcome-inquiry = new inquiry
outcome-follow_up = follow-up
outcome-submission = submission
outcome-no_remarks = no remarks
outcome-declined = not taking part
outcome-outside_remit = outside the remit
outcome-extension_request = request for a later deadline
outcome-event_reply = reply to a meeting invitation
outcome-small_talk = thanks or talk among colleagues
outcome-edit = edited message
outcome-deletion = deleted message
outcome-auto_reply = automatic reply
outcome-bounce = could not be delivered
outcome-receipt = read receipt
outcome-list_mail = email from a mailing list
outcome-loop = our own email
outcome-duplicate = duplicate
outcome-quarantined = in quarantine

confidence-sure = sure
confidence-fairly_sure = fairly sure
confidence-unsure = unsure
