# Confidential inquiries: who may see them, and what the channel sees instead.

button-seal = Make confidential
button-reseal = Change who may see it
button-unseal = Lift confidentiality
button-show = Show

further-seal = *Make the inquiry confidential*, so that only those you choose can see it.
further-reseal = *Change who can see the inquiry*. It is confidential.
further-unseal = *Lift the confidentiality*, so that the office can see the inquiry again.
further-unseal-done = :unlock: The inquiry is no longer confidential: the office can see it again.

card-sealed = *{ $reference }*  ·  🔒 Confidential
sealed-subject = 🔒 Confidential
sealed-something = Something happened in the inquiry.

seal-title = { button-seal }
seal-told = From now on only those you choose can see the inquiry. The channel sees only its number, its deadline and who has it. What is already in the thread stays there.
seal-hint = You yourself and whoever has the inquiry are always among them. If the answer must be approved, choose who approves it too.
field-members = Who may see the inquiry?

event-sealed = { $who } made the inquiry confidential: only { $members } can see it
event-unsealed = { $who } lifted the confidentiality

refused-confidential = The inquiry is confidential: ask the one who has it if you should take part.
refused-colleague-not-named = { $who } is not among those who may see the confidential inquiry: change who may see it first.
refused-while-confidential = The inquiry is confidential, and others could see it here: lift the confidentiality first.
refused-differently-confidential = Two inquiries can only be merged when the same people may see both: change who may see them first.
