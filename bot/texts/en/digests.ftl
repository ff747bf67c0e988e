# What is new in an office's rounds, in Slack and by email.

digest-title = News of the rounds of { $office } since { $since }
digest-to-do = Waiting for you
digest-approve = Approve: { $what }
digest-phone = Phone: { $what }
digest-decide = Decide: { $what }
digest-approve-item = { $act ->
        [approve] the round { $round }
        [open] that { $round } is sent out
        [extend] more time for everybody in { $round }
        [extend_party] more time for a party in { $round }
        [close] closing { $round }
        [cancel] cancelling { $round }
       *[report] finishing { $round }
    }
digest-decide-item = { $who } ({ $what ->
        [extension_request] asks for more time
       *[unclear] what the answer means
    })
digest-more = and { $count } more
digest-more-rounds = { $count ->
        [one] There is news of { $count } more round: type `/round` in Slack to see it.
       *[other] There is news of { $count } more rounds: type `/round` in Slack to see them.
    }
digest-state = { $state ->
        [draft] a draft
        [approved] approved, not sent out
        [closed] closed
        [reported] finished
       *[cancelled] cancelled
    }
digest-over = the deadline has passed
digest-left = { $days ->
        [0] the deadline is today
        [one] { $days } day left
       *[other] { $days } days left, { $working ->
            [0] none of them a working day
            [one] { $working } of them a working day
           *[other] { $working } of them working days
        }
    }
digest-answered = { $answered } of { $asked } have answered ({ $percent }%)
digest-earlier = {"; "}{ $round } at the same point: { $percent }%
digest-unclear = an answer to be decided on
digest-came = { $who }: { $kind }{ $late ->
        [yes] , after the deadline
       *[no] {""}
    }
digest-moved = { $act ->
        [approve] The round was approved
        [open] The round was sent out
        [extend] The deadline was moved for everybody
        [extend_party] { $who } got more time
        [close] The round was closed
        [feedback] The parties were told what became of their points
        [report] The round was finished
       *[cancel] The round was cancelled
    }
digest-chart = Answers over time: { $round }
digest-chart-days = days since it was sent out
digest-chart-share = share that has answered
digest-chart-deadline = deadline
digest-chart-alt = { $round }: { $said }
