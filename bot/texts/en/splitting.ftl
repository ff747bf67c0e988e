# One inquiry split into questions for several offices, with one answer to the foundation.

button-split = Split
button-ask = Ask the offices
button-take-back = Take back
button-answer-colleague = Answer colleague

further-split = *Split into questions for several offices*, each with a card there. You put their answers into one letter.

split-title = { button-split }
split-told = Write two to five questions, and choose an office for each. The offices can read the whole of { $reference } and answer you here in Slack: the foundation sees nothing until you send one answer.
split-taken-back = A question that is taken back is closed at its office. That can be done until the answer to the foundation is sent.
split-none-left = No questions are out. To split the inquiry again, choose Split under "More …".
field-question = Question { $number }
field-question-office = Office for question { $number }

card-parts = :jigsaw: *Split:* { $answered } of { $count } questions are answered
card-part = { $number }. *{ $office }* ({ $reference }): { $question } – { $standing }
part-answered = :white_check_mark: answered
part-closed = :file_folder: closed without an answer
part-held = :large_blue_circle: { $who } has it
part-free = :large_yellow_circle: nobody has taken it
card-question-of = :jigsaw: *Question { $number } in { $main }*, asked by { $who }, who puts the answers into one letter
card-question-withdrawn = :leftwards_arrow_with_hook: *Question { $number } in { $main }* was taken back by { $who }. No answer is needed.
card-question-letter = The foundation wrote:
card-question-answer = :white_check_mark: *{ $who } answered the colleague:*
card-question-stays = Your answer goes to the colleague. It is not sent to the foundation until it is in the one letter.

thread-part-answered = :jigsaw: { $who } has answered question { $number } ({ $reference }). { $missing ->
        [one] One answer is missing.
       *[other] { $missing } answers are missing.
    }
thread-parts-answered = :jigsaw: { $who } has answered question { $number } ({ $reference }). All answers are in: { $to }, press Reply, and they are in the letter.

reply-parts = :jigsaw: { $answered } of { $count } questions are answered. What is missing is closed when the letter is sent.
reply-part = :white_check_mark: { $number }. { $question }
reply-part-missing = :hourglass_flowing_sand: { $number }. { $question } – no answer yet
field-body-goes-on = Answer (continued)
answer-colleague-told = { $who } asks you in { $main }. The answer stays inside the ministry until it is in the one letter.

event-split = { $who } split the inquiry: { $references }
event-asked = { $who } asked the question in { $main }
event-question-answered = { $who } answered the question
event-part-answered = { $who } answered { $reference }
event-took-back = { $who } took { $reference } back
event-question-withdrawn = { $who } took the question back
event-question-ended = The question was closed when { $who } settled the whole inquiry

refused-only-whole = This is a question in { $into }: do it there, for the whole inquiry.
refused-in-parts = Other offices have been asked: wait for their answers, or take the questions back with Split under "More …".
refused-questions-missing = Write at least two questions, and choose an office for each.
refused-part-settled = Nobody is waiting for an answer to that question any longer.
