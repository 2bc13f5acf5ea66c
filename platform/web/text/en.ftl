# The frame of every page: top bar, footer, form pieces. Every key begins with shell-.
shell-product = Lianxin
shell-skip = Skip to content
shell-main-menu = Main menu
shell-all-menu = All sections
shell-tabs = Bottom menu
shell-more = More
shell-search-key = Search (press /)
shell-switch-post = Switch post, account, sign out
shell-account = My account
shell-sign-out = Sign out
shell-elder = Large type
shell-other-ways = No internet at hand? Call the village, or say it at the village office or the work area: it is handled alike and has a number.
shell-privacy = Privacy
shell-holdings = What is held about me
shell-accessibility = Accessibility
shell-demo = Demonstration: names and numbers are invented
shell-print = Print
shell-close = Close

shell-keys = All keys
shell-key-move = Next, previous
shell-key-open = Open
shell-key-accept = Do as suggested
shell-key-search = Search
shell-key-all = All keys

shell-busy = Sending
shell-copied = Copied
shell-draft-restored = What you had not finished is still here. Carry on.
shell-no-answer = No connection; your text is kept. Press once more.
shell-undo = Undo
shell-look-again = Look again
shell-reveal = Give a reason to view
shell-unpick = Clear selection
shell-numbers = See the numbers

# Without a network: what was written stays in this phone.
shell-outbox = Kept in this phone
shell-outbox-offline = No network, carry on. Send as usual: it is kept in this phone.
shell-outbox-waiting = {"{n}"} kept in this phone; sent by itself when there is a network.
shell-outbox-waits = kept in this phone
shell-outbox-sent = sent
shell-outbox-numbers = Number {"{number}"}, query word {"{word}"}
shell-outbox-look = not taken, please look
shell-outbox-mend = Open and mend
shell-outbox-seen = I have seen it
shell-outbox-untitled = Without a title

shell-pages = Pages
shell-previous = Previous
shell-next = Next

shell-errors =
    { $n ->
        [one] { $n } thing to fix; your text is kept
       *[other] { $n } things to fix; your text is kept
    }
shell-optional = optional
shell-left = {"{n}"} characters left
shell-photos-most = optional, { $n } at most
shell-photo-take = Take or choose a photo
shell-photo-drop = Remove this photo
shell-voice = Record your voice
shell-voice-stop = Done, stop recording
shell-locate = Use my position
shell-locate-done = Position noted
shell-locate-failed = No position found. Please write where it is.
shell-pick-point = Choose on the map
shell-map-hint = Press the map where it is
shell-speak = Read aloud
shell-speak-stop = Stop

shell-rate-5 = Very satisfied
shell-rate-4 = Satisfied
shell-rate-3 = Fairly satisfied
shell-rate-2 = Not satisfied
shell-rate-1 = Not satisfied at all

shell-visit-green = G
shell-visit-yellow = Y
shell-visit-orange = O
shell-visit-red = R

shell-back-desk = Back to my desk
shell-back-home = Back to the start
shell-try-again = Try again
shell-fault = That did not work, and the fault is ours
shell-fault-advice = Try again in a little while. If it still fails, call the service line and give the number below.
shell-problem-title = That did not work
shell-problem-safe = Everything you have already sent is safe.
shell-problem-number = Number
shell-refused-absent = This page is not here. It was taken down, or the address is mistyped
shell-refused-foreign-form = This form was not sent from our own pages, so we did not take it
shell-refused-no-permission = Your present post may not see this page
shell-refused-no-token = A valid API token is needed
shell-refused-too-large = That was too large, so we did not take it
shell-refused-too-often = That was too fast. Wait a moment
shell-refused-unreadable = What was sent did not arrive whole, so we did not take it
shell-advice-absent = Check the address, or start from the first page.
shell-advice-conflict = Someone changed it just now. Look at the newest state, then do it again.
shell-advice-forbidden = To see it, switch to another post or ask your administrator.
shell-advice-large = Send fewer photos, or smaller files.
shell-advice-later = Try again in a minute. If it is urgent, call the service line.
shell-advice-mend = Go back one page, put it right and send it again.
shell-lapse = Your sign-in is about to lapse
shell-lapse-words = After 2 more minutes without anything done you are signed out. What you wrote is kept.
shell-lapse-stay = Stay signed in
