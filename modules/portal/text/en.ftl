# The portal: home of the county and of a village, services, results in public, privacy and accessibility.
portal-acts = What you can do
portal-back = Back
portal-report = Report a matter
portal-report-hint = Tell us; you get an answer within { $limit }
portal-report-hint-county = Tell us, and we find who deals with it
portal-follow = See the progress
portal-follow-hint = With number and query word
portal-public = Results
portal-public-hint = What was done, without names
portal-services = Services
portal-services-hint =
    { $n ->
        [one] { $n } service near you; we can do it for you.
       *[other] { $n } services near you; we can do many of them for you.
    }
portal-services-count =
    { $n ->
        [one] { $n } service, done for you
       *[other] { $n } services, done for you
    }
portal-services-see = See all services
portal-rules = Who does what, how long it takes, how we count
portal-phone = Service line
portal-staff = Staff
portal-staff-sign-in = Sign in to the desk

portal-home-title = Home
portal-home-heading = Lianxin is here to help
portal-home-lead = Say it; someone deals with it, until you say it is solved.
portal-home-own = Find your village or community
portal-home-by-name = Name of the village
portal-home-find = Find
portal-home-none = No village found
portal-home-none-hint = Try with fewer letters, or choose from the streets and towns below.
portal-home-towns = By street or town
portal-home-villages =
    { $n ->
        [one] { $n } village or community
       *[other] { $n } villages and communities
    }

portal-village-title = { $village }
portal-village-grids =
    { $n ->
        [one] { $n } grid
       *[other] { $n } grids
    }
portal-village-results = What became of reports
portal-village-days =
    { $n ->
        [one] last day
       *[other] last { $n } days
    }
portal-village-results-none = Nothing was reported in these days.
portal-village-results-words = Received { $received }, answered { $answered }, of these in time { $in_time }.
portal-village-results-rated = Rated by { $rated }; satisfied { $satisfied }.
portal-village-fresh = As of { $when }
portal-village-every = See each one (without names)
portal-village-publications = Publications
portal-village-publications-hint = the village's money and affairs
portal-village-publications-none = Nothing is published here yet. Once it is, you can see each entry here and object. Until then, see the notice board in the village.
portal-village-who = Who looks after you
portal-village-who-none = Nobody is entered yet. Please call the service line.
portal-village-call = Call { $phone }
portal-village-office = Office hours
portal-village-open = Open now
portal-village-closed = Closed now
portal-village-workdays = Working days
portal-village-today = Today
portal-village-works = Open
portal-village-rests = Closed
portal-village-any-time = You can report at any time online. In danger call 110, 119 or 120.

portal-services-title = Services
portal-services-lead =
    { $n ->
        [one] { $n } service without a long way. Cannot come? Choose “Do it for me”, and we come to you.
       *[other] { $n } services without a long way. Cannot come? Choose “Do it for me”, and we come to you.
    }
portal-services-grid = By the grid worker, at your home
portal-services-village = In your village or community
portal-services-area = At the work area
portal-services-items =
    { $n ->
        [one] { $n } item
       *[other] { $n } items
    }
portal-services-materials = Papers
portal-services-limit = How long
portal-services-fee = Fee
portal-services-free = free
portal-services-yuan = { $fee } yuan
portal-services-decided = Who decides
portal-services-law = Basis
portal-services-same-day = same day
portal-services-order = Do it for me
portal-services-in-person = This one must be done in person.
portal-services-drafted = Papers and limits are drafted from common practice; what the counter tells you counts.

portal-public-title = Results
portal-public-heading = { $place }: what was done
portal-public-lead = What has ended; names and numbers are masked. Complaints, reports about people and private matters are not listed.
portal-public-narrow = See one place only
portal-public-none = Nothing to show here yet
portal-public-none-hint = Each matter is shown once it has ended.
portal-public-older = See older ones
portal-public-said = reported { $when }
portal-public-done = answered { $when }

portal-told-phone = Questions? Call

portal-privacy-heading = Privacy
portal-privacy-lead = We take only what the matter needs, and keep it well.
portal-privacy-who = Who handles your data
portal-privacy-who-words = The People's Government of { $county } and the streets, towns and departments that deal with your matter, within their legal duties. The servers are in China.
portal-privacy-what = What we take
portal-privacy-what-words = Your words, photos, recording and place are needed for the matter. Phone number and name are optional; if you give them they are stored sealed, and screens show only the first three and last four digits. The position and device data in photos are removed on arrival.
portal-privacy-why = What for
portal-privacy-why-words = Only to deal with your matter, to contact you and to call you back. Nothing else: no companies, no advertising.
portal-privacy-seen = Who can see it
portal-privacy-seen-words = Only those who deal with the matter. To see a whole phone number they must first give a reason; who looked, and why, stands on your progress page. A unit that you complain about cannot see it.
portal-privacy-kept = How long
portal-privacy-kept-words = Case files are kept for 10 years, logs for 6 months at least, then destroyed. Photos of a report that was not sent are deleted after a day.
portal-privacy-shown = What is published
portal-privacy-shown-words = The result of an ended matter may be published, with names and numbers masked. Complaints, reports about people and private matters are not.
portal-privacy-rights = Your rights
portal-privacy-rights-words = You may stay anonymous. You may see, correct, withdraw, and ask us to delete. Under 14, let a parent speak for you. For anything about your data call the service line or come to the village office; if we do not agree, we say why in writing.

portal-accessibility-heading = Accessibility
portal-accessibility-lead = For everybody, also for those who see, hear or move with difficulty, or do not use the internet.
portal-accessibility-type = Large type
portal-accessibility-type-words = Every page has “Large type” at the top right: larger letters and buttons, remembered next time. Twice the zoom works as well.
portal-accessibility-read = Screen readers
portal-accessibility-read-words = Every picture and field has words that a screen reader can read. Each state is written in words, never in colour alone.
portal-accessibility-keys = Keyboard
portal-accessibility-keys-words = Without a mouse, the Tab and Enter keys lead through every step.
portal-accessibility-script = Old phones and slow networks
portal-accessibility-script-words = Reporting, following and rating work without scripts. A page is under 100 KB.
portal-accessibility-language = Languages
portal-accessibility-language-words = Chinese and English.
portal-accessibility-other = Without the internet
portal-accessibility-other-words = Everything can be done by phone, at the village office or the work area, or by a neighbour or grid worker for you; the receipt can be printed in large type. If something is hard to use, tell us and we will mend it.

portal-offline-title = No network
portal-offline-heading = No network, your words are safe
portal-offline-safe = What you sent is kept in this phone. It goes out by itself when there is a network, and then you get its number.
portal-offline-advice = A report page that you opened before can be filled in without a network. In a hurry, call, or tell it at the village or the work area.
