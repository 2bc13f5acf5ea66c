# The audit log. Every key begins with audit-.
audit-menu = Audit log
audit-title = Audit log
audit-lead = Who signed in, read personal data, exported, gave rights, changed settings. It can be read and not changed; reading it is in it too.
audit-export = Export
audit-who = Name or account
audit-from = From
audit-to = To
audit-find = Find
audit-none = Nothing fits
audit-nobody = Nobody signed in, or the program itself
audit-shown =
    { $n ->
        [one] { $n } line on this page
       *[other] { $n } lines on this page
    }
audit-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
audit-watermark = Exported by { $name } on { $when } for audit; not to be passed on
audit-kind-any = Everything
audit-kind-sign-in = Signing in
audit-kind-personal = Personal data
audit-kind-export = Export
audit-kind-rights = Posts and accounts
audit-kind-settings = Settings
audit-kind-audit = Reading this log
audit-column-at = When
audit-column-kind = Kind
audit-column-who = Who
audit-column-post = Post
audit-column-what = What
audit-column-about = About
audit-column-reason = Reason
audit-verb-account-sign-in = signed in
audit-verb-account-sign-in-fail = wrong password
audit-verb-account-sign-in-unknown = tried an account that nobody has
audit-verb-account-sign-in-over = one-time code had run out
audit-verb-account-lock = account locked
audit-verb-account-use-totp = second step taken
audit-verb-account-open = opened an account
audit-verb-account-close = closed an account
audit-verb-account-give-code = gave a one-time code
audit-verb-account-change-password = changed the password
audit-verb-account-offer-totp = prepared the second step
audit-verb-account-begin-totp = switched the second step on
audit-verb-account-drop-totp = switched the second step off
audit-verb-session-revoke = signed a device out
audit-verb-case-reveal-contact = opened a contact
audit-verb-case-erase = erased the contents of a case
audit-verb-case-export = exported a list of cases
audit-verb-caller-look-up = looked up a caller's earlier cases by phone
audit-verb-holdings-export = downloaded the own data
audit-verb-holdings-ask = asked for correction, erasure or explanation
audit-verb-audit-read = read the audit log
audit-verb-audit-export = exported the audit log
audit-verb-post-grant = granted a post
audit-verb-post-end = ended a post
audit-verb-post-hand-over = handed a post over
audit-verb-token-make = made an API token
audit-verb-token-confirm = confirmed an API token
audit-verb-token-revoke = revoked an API token
audit-verb-person-add = added a person
audit-verb-person-set-phone = changed a phone number
audit-verb-org-add = added a unit or place
audit-verb-org-move = moved a unit or place
audit-verb-org-rename = renamed a unit or place
audit-verb-org-close = closed a unit or place
audit-case-title = Who looked at a case
audit-case-number = Case number
audit-case-unknown = There is no such number
audit-case-none = Nobody has opened it yet
audit-case-first = First
audit-case-last = Last
audit-case-times = Times
audit-verb-org-set-phone = changed the phone of an organisation
audit-verb-org-set-boundary = set a boundary
audit-verb-org-drop-boundary = took a boundary away
audit-verb-place-code-make = made a QR code
audit-verb-place-code-revoke = revoked a QR code
audit-verb-playbook-begin = brought a version of the playbook into force
audit-verb-playbook-approve = noted the approval of a version
audit-verb-household-add = registered a household
audit-verb-household-add-member = added somebody to a household
audit-verb-household-change-member = changed a member of a household
audit-verb-household-leave = noted that somebody left a household
audit-verb-household-renumber = changed the number of a house
audit-verb-household-reveal = opened a sealed number of a household
