# Inquiries past their time: what they said is deleted.

card-emptied = *{ $reference }*  ·  🗑 Deleted
card-emptied-when = The inquiry was closed { $closed }, and what it said was deleted { $emptied }.
refused-emptied = { $reference } was closed long ago, and what it said is deleted: if the sender writes again, that becomes a new inquiry.
event-emptied = What the inquiry said was deleted
post-emptied = 🗑 Deleted: its time was up
