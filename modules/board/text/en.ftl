# The board: period, the four rates, what was left out, three tiers, the rows, wall and brief. Keys begin with board-.
board-menu = Board
board-unit = {" "}cases
board-comma = ,{" "}
board-semicolon = ;{" "}
board-colon = :{" "}
board-now = now

board-title-today = { $org }: how requests went today
board-title-month = { $org }: how requests go this month
board-title-last-month = { $org }: how requests went last month
board-title-year = { $org }: how requests go this year
board-wall-title-today = { $org }, requests today
board-wall-title-month = { $org }, requests this month
board-wall-title-last-month = { $org }, requests last month
board-wall-title-year = { $org }, requests this year
board-brief-title-today = { $org }: brief on requests, today
board-brief-title-month = { $org }: brief on requests, this month
board-brief-title-last-month = { $org }: brief on requests, last month
board-brief-title-year = { $org }: brief on requests, this year
board-day = { $to }
board-days = { $from } to { $to }
board-days-today = { $from } to today
board-fresh = counted to { $when }
board-rules = how it is counted
board-to-wall = To the wall
board-to-brief = Print the brief

board-period = Period
board-period-today = Today
board-period-month = This month
board-period-last-month = Last month
board-period-year = This year
board-and = against
board-against-today = yesterday
board-against-month = same days last month
board-against-last-month = the month before
board-against-year = same days last year
board-against-year-ago = same days last year
board-compared = {""}
board-compared-by = by
board-tree-is = places as they are
board-tree-was = places as they were

board-aside = { $org } this month
board-aside-in-time = Closed in time
board-figure-requests = Requests received
board-figure-accepted = Accepted
board-figure-refused = Not accepted
board-figure-told = Told in time where to go
board-figure-closed = Closed
board-figure-in-time = Closed in time (deadline in force)
board-figure-in-time-original = Closed in time (first deadline)
board-figure-response = Contacted in time
board-figure-resolution = Solved, say the people
board-figure-partly = Partly solved
board-figure-satisfaction = Satisfied
board-figure-first-time = Solved the first time
board-figure-satisfaction-5 = Very satisfied
board-figure-satisfaction-4 = Satisfied
board-figure-satisfaction-3 = Fairly satisfied
board-figure-satisfaction-2 = Not satisfied
board-figure-satisfaction-1 = Very unsatisfied
board-figure-call-backs = Called back in time
board-figure-calls = Solved, of all call-backs
board-figure-calls-partly = Partly solved, of all call-backs
board-figure-calls-satisfaction = Satisfied, of all call-backs
board-figure-calls-5 = Call-back: very satisfied
board-figure-calls-4 = Call-back: satisfied
board-figure-calls-3 = Call-back: fairly satisfied
board-figure-calls-2 = Call-back: not satisfied
board-figure-calls-1 = Call-back: very unsatisfied
board-figure-ratings = Satisfied, own ratings
board-figure-ratings-5 = Own rating: very satisfied
board-figure-ratings-4 = Own rating: satisfied
board-figure-ratings-3 = Own rating: fairly satisfied
board-figure-ratings-2 = Own rating: not satisfied
board-figure-ratings-1 = Own rating: very unsatisfied
board-figure-orders = Orders led
board-figure-first-right = First dispatch right
board-figure-sign = Signed in time
board-figure-returns = Returns asked
board-figure-returns-confirmed = Returns confirmed
board-figure-returns-refused = Returns not confirmed
board-figure-extensions = Extensions asked
board-figure-extensions-approved = Extensions approved
board-figure-suspensions = Suspensions asked
board-figure-suspensions-approved = Suspensions approved
board-figure-whistles = Whistles
board-figure-reported = Reported in at all
board-figure-report-in = Reported in in time
board-figure-scores = Mutual scores
board-figure-reopened = Redone
board-figure-open = In hand
board-figure-late = Late now
board-figure-left-out = Left out
board-figure-left-out-merged = merged repeats
board-figure-left-out-refused = not accepted
board-figure-left-out-answered = answered at once
board-figure-left-out-withdrawn = withdrawn
board-figure-left-out-out-of-duty = out of duty
board-figure-left-out-no-answer = nobody answered
board-figure-left-out-anonymous = anonymous
board-figure-left-out-no-phone = no phone left
board-figure-left-out-emergency = emergencies passed on
board-figure-left-out-appeal = bad ratings with a right appeal

board-of-response = { $good } / { $of } due
board-of-resolution = { $good } / { $of } valid call-backs
board-of-satisfaction = { $good } / { $of } valid call-backs
board-of-first-time = { $good } / { $of } not redone
board-of-open = of { $n } in hand
board-few = Only { $n }: look at the cases
board-none-yet = None yet
board-change-up = up { $points } points
board-change-down = down { $points } points
board-change-none = unchanged
board-left-out = { $closed } closed, { $n } left out: { $reasons }. Each has a reason and who approved it.{" "}
board-left-out-see = See these { $n }

board-trend = Received and closed by week
board-trend-of = last 11 weeks, cases
board-trend-sentence = Line chart: in the last 11 weeks received went from { $r0 } to { $r1 }, closed from { $c0 } to { $c1 }
board-week = Week (Monday)
board-received = Received
board-closed = Closed
board-bars = What people bring
board-bars-of = { $n } requests
board-bars-none = Nobody brought anything in this time
board-bars-sentence = By category: { $bars }
board-category = Category
board-count = Requests
board-other = Other
board-unsorted = Not sorted yet

board-places-town = Towns in three tiers
board-places-area = Work areas in three tiers
board-places-village = Villages in three tiers
board-places-grid = Grids in three tiers
board-places-micro-grid = Micro-grids in three tiers
board-places-how = by the four rates and late cases, against the whole, no ranks
board-places-few = Below { $n } cases no rate is judged, only the cases are listed. Inside a tier by division code.
board-tier-help = Needs a hand
board-tier-watch = Worth watching
board-tier-steady = Steady
board-tier-help-many = { $n ->
    [one] 1 place
   *[other] { $n } places
}
board-tier-watch-many = { $n ->
    [one] 1 place
   *[other] { $n } places
}
board-tier-steady-many = { $n ->
    [one] 1 place
   *[other] { $n } places, by division code
}
board-why-late = { $n } late of { $open } in hand
board-why-mostly = , mostly { $category }
board-why-below = { $figure } { $percent }%, { $good } / { $of }, { $points } points below the whole
board-why-few = only { $n } valid call-backs, { $unsolved } not solved: look at the cases

board-late-longest = Late longest
board-late-all = See all { $n }
board-late-none = Nothing is late now
board-matter = Matter
board-place = Where
board-holder = Held by
board-nobody = nobody yet
board-step = Stuck at
board-over = Late by
board-hidden = Only the handler may see this
board-not-reached = Not for this post to see; counted only

board-more = The whole way
board-more-none = Nothing yet in this time.
board-group-in = Coming in
board-group-hand = In hand
board-group-end = Closing
board-group-people = Each call-back and rating
board-group-whistle = Whistle and report in

board-rules-title = How these figures are counted
board-rule-response = Contacted in time: a real contact with the person within the limit, of those due. Left out: anonymous, no phone, answered at once, merged (the master counts), emergencies passed on, withdrawn.
board-rule-resolution = Solved: by the last valid call-back, of the cases with a valid one; partly solved counts { $n }%. People whose requests were merged are each called back and count among call-backs, not among cases.
board-rule-satisfaction = Satisfied: the five levels from best to worst count { $worth }, of the cases with a valid call-back. Silence is neither. Ratings by query word are counted apart.
board-rule-first-time = Solved the first time: solved at the first call-back and never redone, of the cases with a valid call-back.
board-rule-in-time = Closed in time: each verified round, once by the deadline in force and once by the first one.
board-rule-returns = A confirmed return leaves the unit's figures, another stays. A score that was not given is not given.
board-rule-petition = Matters of petition and court are not accepted and are in no denominator.
board-rule-tiers = Tiers: 3 points below the whole, or 3 late and 5% of what is in hand, is worth watching; 8 points below, or 5 late and 10%, or two things worth watching, needs a hand.
board-rule-days = Each figure counts on the day when it happened (China time): received, accepted, closed, called back, or the deadline that passed.
board-rule-tree = As places are: a village that moved takes its past along. As they were: its past stays with the level above of that day.

board-back = Back to the board
board-only = Which
board-only-all = All
board-only-good = Done
board-only-rest = Not done
board-rows-title = { $org }: { $figure }
board-rows-said = { $period }, { $n }
board-rows-none = None in this time
board-rows-shown = { $n } on this page
board-rows-how = These are all that this figure counted, newest first.
board-unit-of = Counted for
board-counted = Counted as
board-counted-not = Not: { $figure }
board-counted-day = On
board-approved = Approved by
board-approved-rule = counting rules
board-approved-person = the system
board-approved-self = the person

board-wall-rates = The four rates
board-wall-said = { $requests } received, { $closed } closed
board-wall-late = { $n } late now
board-wall-open = { $n } in hand

board-brief-came = { $requests } requests came in, { $accepted } were accepted, { $closed } closed; { $open } are in hand now, { $late } of them late.
board-brief-in-time = { $of } rounds were verified: { $good } in time by the deadline in force, { $original } by the first one.

board-help-title = { $org }: how the level above helps
board-help-words = What help
board-help-hint = One sentence, 4 to 60 characters. For example: the transport bureau sends people this week
board-help-say = Say how to help
board-help-change = Change
board-help-save = Put it on the board
board-help-conseq = For 30 days everyone who may see this board reads it; a new one takes its place.
board-refused-help = Please write 4 to 60 characters
board-refused-org = There is no such organisation, or it is outside your reach
board-refused-figure = There is no such figure
check-B01 = The figures equal a recount of the cases
check-B01-mend = Count all cases anew: lianxin check --mend B01
