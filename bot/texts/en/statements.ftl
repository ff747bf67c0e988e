# Statements in answers to rounds that a person goes through

round-button-statements = Go through statements
round-statements-wait = { $count ->
        [one] :mag: *One statement is waiting for a person to confirm it or set it aside.*
       *[other] :mag: *{ $count } statements are waiting for a person to confirm them or set them aside.*
    }
statements-title = { round-button-statements }
statements-reading = :hourglass_flowing_sand: The answer is being read …
statements-none = :white_check_mark: *All statements in the round have been gone through.*
statements-head = { $who } · { $count ->
        [0] there are no statements to go through
        [one] one statement
       *[other] { $count } statements
    }{ $waiting ->
        [0] { $count ->
            [0] {""}
           *[other] , none waiting
        }
       *[other] , { $waiting } waiting
    }
statements-in-part = :lock: *The party wants only a part published.* Read the letter, confirm what may stand in the note, and set the rest aside. Of the letter only what is confirmed is given.
statements-unread = :paperclip: *{ $name }* can't be read by machine: read it, and write what became of it.
statements-letter = The letter
statements-to-read = :hourglass: Waiting for a person to read it
statements-proposed = :robot_face: Proposed by machine
statements-confirmed = :white_check_mark: Confirmed by { $who }
statements-aside = :file_folder: Set aside: { $reason }
statements-stance = { $stance ->
        [support] Support
        [criticism] Criticism
        [proposal] Proposal
        [question] Question
        [evidence] Evidence
       *[information] Information
    }
statements-page = Page { $page } of { $pages }
statements-others = { $count ->
        [one] One statement is waiting in another answer
       *[other] { $count } statements are waiting in other answers
    }
statements-button-all = Confirm all shown
statements-button-confirm = Confirm
statements-button-correct = Correct
statements-button-aside = Set aside
statements-button-back = Take back
statements-button-before = Previous page
statements-button-after = Next page
statements-button-return = Back to the statements
statements-button-next = Next answer
statements-back-title = Should the statement wait again?
statements-back-text = It will stand as proposed by machine again, until a person confirms it or sets it aside.
statements-correct-title = Correct the statement
statements-field-topics = Themes
statements-field-stance = What the statement does
statements-field-groups = Target groups
statements-aside-title = Set statement aside
statements-set-aside-hint = The reason is given in the consultation note's list of statements set aside.
digest-review = Go through the statements in: { $what }
digest-review-item = { $round } ({ $count })
