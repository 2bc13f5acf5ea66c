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
shell-privacy = Privacy
shell-accessibility = Accessibility
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
