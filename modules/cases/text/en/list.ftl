# List of cases, acts on many, export, search
cases-list-title = Cases
cases-list-register = Register a case
cases-list-search = Search
cases-list-search-label = Search cases
cases-list-search-sample = Number, words, place, unit (press /)
cases-list-filter = Filter
cases-list-take-off = Take off:
cases-list-narrower = Narrower
cases-list-in = In { $org }
cases-list-all-places = { $n ->
    [one] its one place
   *[other] all { $n } places
}
cases-list-here = all of it
cases-list-up-to = Back to { $org }
cases-list-then-state = {" "}cases
cases-list-open = not yet ended
cases-list-any-state = in any state
cases-list-then-since = , received
cases-list-any-time = at any time
cases-list-since = in the last { $n } days
cases-list-then-category = , of
cases-list-any-category = any category
cases-list-then = ,
cases-list-held-by = held by
cases-list-due-late = overdue
cases-list-due-today = due today
cases-list-due-week = due this week
cases-list-due-later = due after this week
cases-list-saying = saying “{ $words }”
cases-list-then-sort = , sorted by
cases-list-by-left = time left
cases-list-by-new = newest first
cases-list-sorted = .
cases-list-stop = .
cases-list-total = { $n ->
    [one] 1 case
   *[other] { $n } cases
}
cases-list-many = over 1,000
cases-list-of-these = , of these{" "}
cases-list-and = ,{" "}
cases-list-late = { $n } overdue
cases-list-today = { $n } due today
cases-list-suspended = { $n } with the clock stopped
cases-list-older = Only the newest were searched; there may be older ones.
cases-list-clear = Clear all
cases-list-views = Saved views
cases-list-view-save = Save as a view
cases-list-view-name = Name of the view
cases-list-view-drop = Delete this view
cases-list-export = Export
cases-list-export-xlsx = Export to Excel
cases-list-export-csv = Export to CSV
cases-list-none = No case fits
cases-list-nothing = Nothing waits here
cases-list-without = Take off “{ $part }”
cases-list-bulk = Acts on the chosen cases
cases-list-chosen = {"{n}"} chosen
cases-list-bulk-note = After merging, each person still gets an answer of their own.
cases-list-dispatch = Dispatch to…
cases-list-merge = Merge into one
cases-list-press = Press
cases-list-pick-all = Choose all on this page
cases-list-pick = Choose { $number }
cases-list-category = Category
cases-list-holder = Who holds it now
cases-list-state = State
cases-list-time = Time
cases-list-hidden = Sensitive case: only the handler may read it
cases-list-restricted = Restricted
cases-list-unsorted = Not yet sorted
cases-list-nobody = Not yet dispatched
cases-list-shown = { $n ->
    [one] 1 on this page
   *[other] { $n } on this page
}
cases-list-back = Back to the list
cases-list-watermark = Exported by { $name }, { $when }. For official use; names and numbers are masked
cases-list-column-number = Number
cases-list-column-title = Matter
cases-list-column-place = Place
cases-list-column-where = Where exactly
cases-list-column-category = Category
cases-list-column-kind = Kind
cases-list-column-channel = Channel
cases-list-column-state = State
cases-list-column-unit = Unit
cases-list-column-handler = Handler
cases-list-column-registered = Registered
cases-list-column-due = Next deadline
cases-list-refused-org = There is no such place or unit, or it is not yours to see
cases-list-refused-none = No case is chosen; tick some in the list first
cases-list-refused-many = At most 50 at a time
cases-list-refused-master = Choose the case that the others go into
cases-list-refused-view-name = Give the view a name of at most 20 characters
cases-list-refused-views-many = At most 20 views; delete one you no longer use
cases-clock-left = { $span } left
cases-clock-late = { $span } late
cases-clock-held = Clock stopped
cases-clock-over = Has its result
cases-clock-none = No limit is running
cases-clock-due = { $act } by { $when }
cases-clock-was-due = Was due { $when }
cases-clock-held-due = Deadline was { $when }
cases-bulk-title-dispatch = Dispatch to one unit
cases-bulk-title-merge = Merge into one
cases-bulk-title-press = Press
cases-bulk-many = { $n ->
    [one] 1 case chosen
   *[other] { $n } cases chosen
}
cases-bulk-these = These cases
cases-bulk-master = Which one do the others go into?
cases-bulk-unit = Dispatch to which unit
cases-bulk-unit-hint = Each is checked against the responsibility list; those that are not the unit’s are told one by one
cases-bulk-words = A line to go with it
cases-bulk-verb-dispatch = Dispatch
cases-bulk-verb-merge = Merge
cases-bulk-verb-press = Press
cases-bulk-conseq-dispatch = The unit gets them at once and its clock for signing starts; it may ask to return one within 4 working hours.
cases-bulk-conseq-merge = The others go on in the chosen one. Each person still gets an answer and a call-back of their own and sees nobody else. A merge cannot be taken apart; what is not solved for somebody becomes a case of its own.
cases-bulk-conseq-press = The head of the unit is told at once and answers within 1 working day.
cases-bulk-done-dispatch = { $n } dispatched
cases-bulk-done-merge = { $n } merged
cases-bulk-done-press = { $n } pressed
cases-bulk-refused = { $n } could not be done; the reason is below. The others are done.
cases-bulk-all-done = { $n ->
    [one] 1 case is done.
   *[other] All { $n } are done.
}
cases-bulk-one-done = Done
cases-bulk-one-refused = Not done
cases-search-title = Search
cases-search-orgs = Places and units
cases-search-cases = Cases
cases-search-many = { $n }
cases-search-none = Nothing found for “{ $words }”
cases-search-none-hint = Try another word or fewer. Only cases that you may see are searched.
cases-search-no-number = There is no such number, or it is not yours to see
cases-search-no-number-hint = Check the number; its last digit is a check digit.
cases-search-older = Only the newest were searched; there may be older ones.
cases-search-list = Search in the list with a time and a category
