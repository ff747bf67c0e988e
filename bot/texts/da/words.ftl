# Ord om en henvendelse: hvor den står, hvad en besked blev til, hvor sikker læsningen er.

status-new = ny
status-claimed = taget
status-waiting = udsat
status-answered = besvaret
status-closed = lukket

outcome-inquiry = ny henvendelse
outcome-follow_up = opfølgning
outcome-submission = høringssvar
outcome-no_remarks = ingen bemærkninger
outcome-declined = deltager ikke
outcome-outside_remit = uden for området
outcome-extension_request = ønske om længere frist
outcome-event_reply = svar på mødeindbydelse
outcome-small_talk = tak eller intern snak
outcome-edit = rettet besked
outcome-deletion = slettet besked
outcome-auto_reply = automatisk svar
outcome-bounce = kunne ikke leveres
outcome-receipt = læsekvittering
outcome-list_mail = mail fra en mailingliste
outcome-loop = vores egen mail
outcome-duplicate = dublet
outcome-quarantined = i karantæne

confidence-sure = sikker
confidence-fairly_sure = ret sikker
confidence-unsure = usikker
