# When something cannot be done: what and why, what is safe, what to do now.
shell-refused-changed = Someone was first: this matter has changed
shell-refused-other-body = The same id was used before with another content
shell-refused-password-short = At least 10 characters, or 8 with letters and digits
shell-refused-password-long = The password is too long
shell-refused-password-easy = This password is too easy to guess
shell-refused-password-wrong = The present password is wrong
shell-refused-own-account = Change your own account under “My account”; here are those of others
shell-refused-busy = Too many people are sending at this moment, so we did not take it
shell-lapsed = Your sign-in has lapsed
shell-lapsed-kept = Everything you wrote is here. Sign in, then one press sends it.
shell-lapsed-long = It is too long to be carried over. Copy it first, sign in, then send it again.
shell-lapsed-files = Photos and recordings must be chosen again.
shell-lapsed-words = What you wrote
shell-lapsed-sign-in = Sign in
