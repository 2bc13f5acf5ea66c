# Organisations: district, towns, work areas, villages, grids, departments. Every key begins with orgs-.
orgs-menu = Organisations and people
orgs-title = Organisations
orgs-counts = { $towns } towns, { $areas } work areas, { $villages } villages and communities, { $grids } grids
orgs-town-count = { $areas } work areas, { $n } villages and communities
orgs-people = People and posts
orgs-rota = Duty rota
orgs-on = As of
orgs-show-day = Show this day
orgs-today = Back to today
orgs-past = As it was at the end of { $day }: names and parents of that day.
orgs-open = Open { $name }
orgs-no-area = Not in a work area
orgs-offices =
    { $n ->
        [one] { $n } office
       *[other] { $n } offices
    }
orgs-departments = Departments
orgs-bodies = Bodies, mass organisations and utilities

orgs-changes = Changes between two days
orgs-changes-hint = What is different between the end of the first day and the end of the second.
orgs-from = From
orgs-to = To
orgs-compare = Compare
orgs-as-was = As it was on { $day }
orgs-as-is = As it is on { $day }
orgs-no-changes = Nothing changed
orgs-no-changes-hint = Try two other days.
orgs-what = Change
orgs-name = Name
orgs-before = Before
orgs-after = After
orgs-change-added = Added
orgs-change-closed = Closed
orgs-change-renamed = Renamed
orgs-change-moved = Moved

orgs-kind = What it is
orgs-kind-district = County or district
orgs-kind-town = Street or town
orgs-kind-area = Work area
orgs-kind-village = Village or community
orgs-kind-grid = Grid
orgs-kind-micro-grid = Micro-grid
orgs-kind-department = Department
orgs-kind-body = District body
orgs-kind-office = Office or station
orgs-kind-firm = Firm

orgs-above = Above
orgs-below = Below
orgs-posts = People in posts
orgs-no-posts = Nobody holds a post here yet
orgs-stands-in = standing in
orgs-people-below = Everybody in a post below
orgs-history = History
orgs-facts = Facts
orgs-none = none yet
orgs-point = Position (WGS-84)
orgs-closed = Closed. What happened before can still be looked up.
orgs-acts = What you can do

orgs-event-add = Set up
orgs-event-rename = Renamed
orgs-event-move = Moved from { $from } to { $to }
orgs-event-close = Closed
orgs-event-set-phone = Public phone changed

orgs-name-zh = Full name in Chinese
orgs-name-en = Full name in English
orgs-short-zh = Everyday name in Chinese
orgs-short-en = Everyday name in English
orgs-short-hint = For example 三角湾村. Without one the full name is used.
orgs-grid-hint = A grid may go without: it is called by its number.
orgs-code = Code
orgs-code-hint = Letters, digits, dashes. A village has its statistical code; a grid gets its number by itself.
orgs-lon = Longitude
orgs-lat = Latitude
orgs-add = Add
orgs-add-under = Add below { $name }
orgs-add-conseq = Takes effect now; a place gets a code of its own.
orgs-nothing-below = Nothing can be added below this
orgs-rename = Rename
orgs-rename-conseq = The new name holds from now on; reports of earlier days keep the old one.
orgs-move = Move
orgs-move-title = Move { $name }
orgs-move-to = Where to
orgs-now-under = Now below { $name }
orgs-move-conseq = Takes effect now, with everything below it. Earlier reports keep the old place, new ones use the new.
orgs-nowhere = There is nowhere to move it to
orgs-close = Close
orgs-close-do = Close { $name }
orgs-close-conseq = Cannot be undone. Not possible while something stands below or somebody holds a post; its codes stop working.
orgs-phone = Public phone
orgs-phone-hint = The office number printed on posters, never a personal mobile.
orgs-phone-set = Save the phone

orgs-codes = Place codes
orgs-qr-of = QR code { $code }
orgs-whole-place = The whole place
orgs-copy-address = Copy the address
orgs-code-make = Make another code
orgs-venue = Where it hangs
orgs-venue-hint = For example 村委会门口, the committee's door. Empty means the whole place.
orgs-venue-en = Where it hangs, in English
orgs-revoke = Stop this code
orgs-revoke-do = Stop it
orgs-revoke-conseq = Cannot be undone. Whoever scans it is told which number to call.
orgs-poster = Print the poster
orgs-posters = Print the codes of all grids

orgs-poster-call = Something wrong? Scan and tell us
orgs-poster-1 = 1. Open the camera of your phone and scan
orgs-poster-2 = 2. Say where and what; add a photo or your voice; no account needed
orgs-poster-3 = 3. Keep the number and see how far it is at any time
orgs-poster-phone = Cannot scan? Call { $phone }
orgs-poster-urgent = In danger call 110, 119 or 120 first
orgs-label-call = Scan and tell us
orgs-label-phone = or call { $phone }

orgs-unknown-code = This code does not work
orgs-code-revoked = This code is no longer used
orgs-code-unknown = We do not know this code
orgs-code-safe = You can report it all the same: choose the place yourself, or call.
orgs-code-report = Report a matter
orgs-code-call = Call { $phone }

orgs-refused-closed = This organisation is closed
orgs-refused-level = This cannot stand below that
orgs-refused-code = A code has 2 to 40 letters, digits and dashes
orgs-refused-code-taken = This code is taken
orgs-refused-point = These are no coordinates; for example 117.534 and 36.681
orgs-refused-no-parent = That organisation was not found; choose again
orgs-refused-no-name = A name is needed
orgs-refused-name-long = Too long; write less
orgs-refused-root = The district itself cannot be moved or closed
orgs-refused-same-parent = It stands there already; choose another
orgs-refused-ring = It cannot stand below itself
orgs-refused-not-empty = Something still stands below it; settle that first
orgs-refused-has-posts = Somebody still holds a post; hand over or end it first
orgs-refused-laid-out = The organisations of this county are there already
orgs-refused-no-district = The playbook has no district
orgs-refused-phone = This is no phone number; for example 0531-83210000
orgs-refused-day = This is no date; for example 2026-05-20
orgs-refused-no-code = There is no code here yet
