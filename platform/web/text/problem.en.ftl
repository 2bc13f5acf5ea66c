# When something cannot be done: what and why, what is safe, what to do now.
shell-problem-title = Not done
shell-problem-safe = Nothing was half-written: either all of it is there, or nothing was touched.
shell-problem-number = Tell us this number and we can find it:
shell-back-desk = Back to the desk
shell-back-home = Back to the start
shell-try-again = Try again
shell-fault = Something broke, and it is our fault
shell-fault-advice = Try again in a few minutes. If it is urgent, call the village committee or 12345.

shell-advice-forbidden = Ask the head of your unit, or change to another of your posts.
shell-advice-absent = Check the number or the address.
shell-advice-conflict = Open the page again, look, and then decide.
shell-advice-large = Send fewer or smaller photos.
shell-advice-later = Wait a minute. If it is urgent, call.
shell-advice-mend = Go back, mend it and send it again; your text is still there.

shell-refused-no-permission = Your present post does not allow this
shell-refused-no-token = There is no key, or it is no longer valid
shell-refused-absent = Not found, or not yours to see
shell-refused-foreign-form = This form was not sent from a page of this system
shell-refused-too-often = Too many tries
shell-refused-too-large = What you sent is too large
shell-refused-unreadable = What you sent cannot be read
shell-refused-changed = Someone was first: this matter has changed
shell-refused-other-body = The same id was used before with another content
shell-refused-password-short = At least 10 characters, or 8 with letters and digits
shell-refused-password-long = The password is too long
shell-refused-password-easy = This password is too easy to guess
shell-refused-password-wrong = The present password is wrong
