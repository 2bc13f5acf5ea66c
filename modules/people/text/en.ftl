# People: posts, duty, signing in, one's own account. Every key begins with people-.
people-title = People and posts
people-orgs = Organisations
people-rota = Duty rota
people-under = { $name } and everything below
people-whole = Show all
people-name-begins = Name begins with
people-role = Role
people-any-role = Any role
people-search = Search
people-none = Nobody fits
people-none-hint = Try other words.
people-all = Show all
people-person = Name
people-org = Unit or place
people-since = Since
people-stands-in = standing in
people-shown =
    { $n ->
        [one] { $n } post on this page
       *[other] { $n } posts on this page
    }

people-new = Add a person
people-new-conseq = Posts and an account come next. The phone number is kept sealed.
people-name = Name
people-phone = Mobile or landline
people-phone-hint = For example 13912345678 or 0531-83212345
people-posts = Posts
people-no-post = No post at present
people-from = from { $day }
people-until = until { $day }
people-accounts = Account
people-no-account = No account yet: cannot sign in.
people-account-open = Open an account
people-locked-until = Locked until { $until }
people-login = Account
people-login-hint = 2 to 40 letters, digits, dots and dashes
people-password-hint = At least 10 characters, or 8 with letters and digits

people-grant = Grant a post
people-grant-to = Grant { $name } a post
people-grant-conseq = Takes effect now. Posts that must stay apart are not given to one person in one unit; all of it is on record.
people-org-hint = A name or a code, for example 官庄街道 or 370114011
people-until-day = Until
people-stands-in-for = Stands in for
people-stands-in-hint = While that person is away, the stand-in is asked.
people-nobody = Nobody
people-end = End the post
people-end-do = End it
people-end-conseq = The post can no longer be used from now on. If it still holds work, hand it over instead.
people-hand-over = Hand over
people-successor = To whom
people-successor-hint = The account, or the name if only one person has it
people-hand-over-conseq = The post ends for one and begins for the other at once, with its duties and what it holds.

people-on-duty-now = Who answers now
people-nobody-here = Nobody holds a post here yet
people-duty-rule = The rota comes first; without a line, whoever stands in; without a stand-in, whoever has held the post longest.
people-duties = Lines of the rota
people-no-duties = No lines yet.
people-duty-put = Put on duty
people-duty-off = Take off
people-duty-from = From
people-duty-to = To
people-duty-conseq = During this time, what goes to this role goes to this person first.
people-who = Who

people-sign-in = Sign in
people-sign-in-staff = staff sign-in
people-password = Password
people-code = One-time code
people-code-hint = The 6 digits on your phone, if you have switched it on
people-ask = Forgotten your password? Ask the administrator of your unit.
people-ask-admin = Forgotten your password, or a new phone? Ask the administrator, { $name }.
people-offers = Demonstration accounts
people-offers-hint = Invented people; press one to come in.
people-resident = Residents need no account: to the village page
people-idle = After 2 hours without a touch you are signed out; drafts are kept.
people-wrong =
    { $left ->
        [one] Account or password is wrong; { $left } try left.
       *[other] Account or password is wrong; { $left } tries left.
    }
people-locked = Too many tries: locked until { $until }. If it is urgent, ask the administrator.
people-code-missing = This account has a one-time code: enter the 6 digits on your phone, and the password once more.
people-code-wrong =
    { $left ->
        [one] The code is wrong; { $left } try left.
       *[other] The code is wrong; { $left } tries left.
    }
people-code-used =
    { $left ->
        [one] This code was used; wait for the next. { $left } try left.
       *[other] This code was used; wait for the next. { $left } tries left.
    }

people-account = My account
people-saved = Saved.
people-choose-post = Change post
people-choose-post-hint = You act in one post at a time, and the record says which.
people-language = Language
people-language-say = Which language
people-save = Save
people-devices = Signed-in devices
people-device-unknown = Unknown device
people-this-device = this one
people-revoke = Sign it out
people-change-password = Change password
people-password-old = Present password
people-password-new = New password
people-password-again = New password again
people-password-conseq = Your other devices are signed out, this one is not.
people-totp = One-time code
people-totp-on = On: signing in asks for the 6 digits on your phone.
people-totp-off = Off. With it, a known password alone lets nobody in.
people-totp-what = An authenticator on your phone shows 6 new digits every 30 seconds; you enter them when you sign in.
people-totp-begin = Switch on the code
people-totp-begin-conseq = Next comes a QR code; it counts once you enter a right code.
people-totp-1 = Open any authenticator app on your phone
people-totp-2 = Scan this QR code
people-totp-type = Cannot scan? Type this:
people-totp-3 = Enter the 6 digits that appear
people-totp-confirm = Confirm
people-totp-confirm-conseq = From the next sign-in on the code is asked for. Switch it off before you change phones.
people-totp-drop = Switch off the code
people-totp-drop-conseq = From then on the password alone lets you in.

people-refused-sealed = The sealed content cannot be opened now; ask the administrator
people-refused-no-name = A name is needed
people-refused-name-long = The name is too long
people-refused-phone = This is no phone number; for example 13912345678 or 0531-83212345
people-refused-own-post = Nobody grants, ends or hands over a post of their own; another administrator must do it
people-refused-has-admin = Somebody can grant posts already
people-refused-period = The end must come after the beginning, and a duty lasts 31 days at most
people-refused-no-person = This person was not found
people-refused-person-many = Several people have this name; write the account
people-refused-no-role = There is no such role
people-refused-no-org = This unit or place was not found
people-refused-org-many = Several have this name; write the code
people-refused-seat = This role does not sit at this level; choose another unit
people-refused-post-twice = This person holds this post already
people-refused-separation = In one unit nobody may hold both “{ $one }” and “{ $other }”
people-refused-stand-in = One stands in only for another person of the same role in the same unit
people-refused-post-over = This post has ended
people-refused-last-admin = This is the last one who can grant posts; grant it to somebody else first
people-refused-same-person = The successor must be somebody else
people-refused-duty-overlap = Somebody is on duty then already
people-refused-household-number = Write the number of the household, 40 characters at most
people-refused-household-place = A household stands in a grid or a village
people-refused-household-twice = This grid has that number already
people-refused-totp-on = The one-time code is on already
people-refused-code = The code is wrong
people-refused-code-used = This code was used; wait for the next
people-refused-again = The two new passwords differ
people-refused-language = There is no such language
people-refused-login = 2 to 40 letters, digits, dots and dashes
people-refused-login-taken = This account name is taken
people-refused-has-account = This person has an account already
people-refused-day = This is no date; for example 2026-12-31
people-refused-time = This is no time; for example 2026-05-20 08:30

people-password-own = Choose your own password
people-password-own-lead = You came in with a one-time code. Choose a password that only you know; everything else comes after.
people-code-over = This one-time code has run out. Ask the administrator for another.
people-kept = You are back: send it now
people-kept-lead = This is what you wrote. It has not been sent yet.
people-kept-send = Send it now
people-kept-leave = Do not send it, go to my desk
people-kept-waits = What you wrote is kept and can be sent after you sign in.
people-notices = About this account
people-notices-not-me = If this was not you, change the password at once and tell the administrator.
people-notice-locked = Wrong passwords were tried several times and the account was locked for a while (from { $address })
people-notice-code-given = { $by } put a one-time code in place of the password
people-notice-password-changed = The password was changed
people-notice-second-step-on = The second step was switched on
people-notice-second-step-off = The second step was switched off
people-notice-second-step-off-by = { $by } switched the second step off
people-last-sign-in = Last sign-in: { $when }
people-todo-notice = Something about your account
people-todo-notice-act = look whether it was you
people-kind-of-todo = Account
people-totp-needed = Your post signs in with a code of the phone as well. Switch it on; everything else comes after.
people-help = Forgotten password, lost phone, gone
people-give-code = Give a one-time code
people-give-code-conseq = The present password ends at once and all devices are signed out. Hand the code over in person; it works for 24 hours. The person then chooses a password that you never learn, and is told about this.
people-code-given = One-time code, shown only now:
people-code-given-hint = Hand it over in person, not by message. It works for 24 hours and must be replaced by an own password.
people-code-waits = A one-time code waits to be used, until { $until }
people-second-step-off = Switch the second step off
people-second-step-off-conseq = Only when the phone is lost. The person is told.
people-account-close = Close the account
people-account-close-conseq = Nobody can sign in with it any more, and all devices are signed out. The record of what was done stays.
people-account-open-conseq = This gives a one-time code, to be handed over in person.
people-tokens = API tokens
people-tokens-menu = API tokens
people-tokens-lead = Other systems come in with a token. Each says what it may do, over whom, from where and until when.
people-tokens-none = No tokens yet
people-token-new = Make a token
people-token-name = Whose system
people-token-name-hint = For example: the city's 12345 hotline
people-token-scopes = What it may do
people-token-org = Over whom
people-token-org-hint = Nothing means the whole county. A name or a code, for example 官庄街道 or 370114011
people-token-addresses = From these addresses only
people-token-addresses-hint = The addresses of their servers, with blanks between. Nothing means from anywhere, which is not advised.
people-token-days = For how many days
people-token-conseq = The token is shown once. Only a digest is kept; if it is lost, make another.
people-token-secret = Token, shown only now:
people-token-secret-hint = Hand it over in a safe way.
people-token-copy = Copy
people-token-anywhere = From anywhere
people-token-times = Made { $made } ({ $by }), until { $until }
people-token-by-command = command line
people-token-used = Last used: { $when }
people-token-unused = Not used yet
people-token-revoke = Revoke
people-token-revoked = revoked
people-token-over = over
people-token-waits = Not confirmed yet
people-token-confirm = Confirm
people-token-confirmed = Confirmed { $at } by { $by }
people-token-confirm-hint = A token that reads what people said works only when somebody other than its maker has confirmed it. Look first: whose system, over whom, from where, until when.
people-token-secret-waits = This token reads what people said: it works once somebody other than its maker, who may, has confirmed it.
people-todo-tokens = { $n ->
    [one] { $n } API token waits for you to confirm it
   *[other] { $n } API tokens wait for you to confirm them
}
people-todo-tokens-act = Look and confirm
people-refused-no-token = There is no such token, or it is revoked or over
people-refused-own-token = A token is confirmed by somebody other than its maker
people-refused-password-same = The new password must differ from the present one
people-refused-token = No token was made. Mend these fields
people-refused-token-name = Say whose system it is, 2 to 60 characters
people-refused-token-scope = Choose what it may do
people-refused-token-addresses = An address is wrong, for example: 203.0.113.7
people-refused-token-days = Between 1 and 3650 days
people-scope-cases-read = Read cases and what happened
people-scope-cases-write = Register cases, tell progress
people-scope-catalogue-read = Read categories, places, units, services
people-scope-figures-read = Read figures
people-scope-hotline-read = Fetch the replies to hotline orders
people-scope-hotline-write = Send hotline orders
people-scope-open311-write = Register cases by Open311
