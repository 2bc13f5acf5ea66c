# The desk
desk-menu = Desk
desk-title = Desk
desk-heading = { $n ->
    [one] { $name }, one thing waits for you
   *[other] { $name }, { $n } things wait for you
}
desk-heading-none = { $name }, nothing waits for you now
desk-fresh = as of { $at }
desk-print = Print today’s list
desk-register = Register a case
desk-chips = Show a part
desk-all = All
desk-late = Overdue
desk-today = Due today
desk-week = This week
desk-later = Later
desk-many = { $n }
desk-late-by = { $span } late
desk-nothing = Nothing waits for you
desk-nothing-hint = New things appear here by themselves
desk-keys = Faster with the keyboard
desk-day-1 = Mon
desk-day-2 = Tue
desk-day-3 = Wed
desk-day-4 = Thu
desk-day-5 = Fri
desk-day-6 = Sat
desk-day-7 = Sun
