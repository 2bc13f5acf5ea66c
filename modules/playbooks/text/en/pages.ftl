# Institutions: a county's rules as people read them, their versions and what changed. Keys begin with playbooks-.
playbooks-menu = Rules
playbooks-title = Rules and institutions
playbooks-about = The county works by these rules. Each says what it rests on, and each change can be seen.
playbooks-back = Rules ({ $n } in all)
playbooks-home = Home
playbooks-views = Views
playbooks-public = Public
playbooks-now = Rules in force
playbooks-against = Compare with { $version }
playbooks-whole = With what stayed
playbooks-versions = Versions
playbooks-version = version { $number } ({ $name })
playbooks-in-force = In force: { $version }
playbooks-was-in-force = Earlier: { $version }
playbooks-current = In force
playbooks-since = Holds from { $effective }; the system works by it since { $since }
playbooks-approved = Approved on { $on }, noted by { $who }, document: { $document }
playbooks-not-approved = Nobody has noted the document of approval yet.
playbooks-who = Who decided it
playbooks-known = What it rests on
playbooks-known-v = { $n } checked against the text
playbooks-known-s = { $n } from a published summary
playbooks-known-a = { $n } from local articles
playbooks-known-u = { $n } drafted, not checked
playbooks-same = Nothing differs here between { $new } and { $old }
playbooks-differs = { $n ->
    [one] One difference here between { $new } and { $old }:
   *[other] { $n } differences here between { $new } and { $old }:
}
playbooks-gone = struck
playbooks-came = added
playbooks-nothing-changed = Nothing changed
playbooks-unreadable = The files of this version do not fit the program of today and cannot be laid out as tables. The changes cell by cell are under “Versions”.
playbooks-unreadable-raw = The files of one version do not fit the program of today. Here they are cell by cell.
playbooks-search = Search
playbooks-search-in = Search here
playbooks-search-all = Search all rules
playbooks-contents = Contents
playbooks-nothing-found = Nothing says “{ $words }”
playbooks-nothing-found-hint = Try fewer words.
playbooks-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
playbooks-found = { $n ->
    [one] 1 row found
   *[other] { $n } rows found
}
playbooks-changed = { $n ->
    [one] 1 change
   *[other] { $n } changes
}
playbooks-changed-in = { $version }:{" "}
playbooks-cells = { $n ->
    [one] 1 cell changed: see it
   *[other] { $n } cells changed: see them
}
playbooks-first = The first one
playbooks-limits-more = See every step
playbooks-basis-of-all = Basis: { $basis }
playbooks-download = Download this table:
playbooks-yes = Yes
playbooks-no = No

playbooks-versions-about = Each start with new files makes a version: files, changes and time stay and cannot be removed.
playbooks-not-recorded = The version in force is being written down
playbooks-from = From version
playbooks-to = To version
playbooks-compare = Compare
playbooks-read-it = Read this version
playbooks-changes = Changes between two versions
playbooks-changes-between = From { $from } to { $to }.
playbooks-approve = Note the document of approval
playbooks-approve-do = Note the approval of this version
playbooks-approve-conseq = Your name, post and the time are written down and cannot be changed. Whoever drafts or applies it cannot note it.
playbooks-approved-on = Day of approval
playbooks-document = Document of approval
playbooks-document-hint = Its number, or the minutes of a meeting

playbooks-trial = Try a limit
playbooks-trial-heading = What a change would do
playbooks-trial-about = Another limit, counted over a month that is past: how many more would be late. Nothing is changed.
playbooks-trial-rule = Which rule
playbooks-trial-limit = The other limit
playbooks-trial-limit-hint = 30min minutes, 24h hours, 4wh working hours, 5wd working days, 60d calendar days
playbooks-trial-month = Counted over which month
playbooks-trial-do = Try it
playbooks-trial-conseq = It reads and writes nothing; nobody's clock moves.
playbooks-trial-outcome = What came of it
playbooks-trial-said = { $month }, { $n } cases, “{ $step }”: { $was } becomes { $would }.
playbooks-trial-late = Late as it was
playbooks-trial-would = Late with the change
playbooks-trial-more = { $n } more would be late
playbooks-trial-fewer = { $n } fewer would be late
playbooks-trial-equal = As many would be late
playbooks-trial-newly = The newly late by category
playbooks-trial-left-out = { $n } more were left out: extended, suspended or dropped, nobody knows how they would have gone.
playbooks-trial-running = When it is really changed, clocks that run keep their limit; only those that start later get the new one.
playbooks-cases = { $n ->
    [one] 1 case
   *[other] { $n } cases
}

playbooks-refused-document = Write the number or name of the document, at most 80 characters
playbooks-refused-day = The day is not right; it cannot be later than today
playbooks-refused-rule = Choose a rule that has a limit
playbooks-refused-limit = Write a limit as 30min, 24h, 60d, 4wh or 5wd
playbooks-refused-month = Write a month as 2026-04, not later than this one
playbooks-refused-unreadable = The files of this version do not fit the program of today and cannot be exported
