# Two inquiries that are one matter.

button-further = More …
button-unmerge = Separate

card-merged-into = :link: *Merged into { $main }* – it goes on there. New emails to this one go there too.
card-merged = :link: { $references } is here too

thread-merged = :link: { $who } merged { $reference } into this one. Answer here: it reaches those who wrote there as well.
thread-parted = :scissors: { $who } separated { $reference } again. It has its own card.

merge-title = { button-merge }
merge-what-happens = { $reference } is closed and goes on in the inquiry that you name. Letters, participants and drafts follow, and nothing is lost: you can always separate them again.
merge-hint = The number of the inquiry that goes on, such as FD-2026-00031
merge-others = Other inquiries from the same sender:
field-into = Go on in

further-title = More { $reference }
further-why = *Why is it here?* See the words that decided.
further-original = *The whole correspondence*, as it was written.

refused-merged = The inquiry is merged into { $into }: carry on there, or separate the two first.
refused-not-merged = The inquiry is not merged with any other.
refused-same-inquiry = That is the same inquiry: write the number of another.
refused-letter-underway = An answer is on its way out or waiting for approval: wait until it is sent, or undo it in the thread first.
refused-no-such-number = No inquiry has the number { $given } – look on the card.
