# When something cannot be done: what and why, what is safe, what to do now.
shell-refused-changed = Someone was first: this matter has changed
shell-refused-other-body = The same id was used before with another content
shell-refused-password-short = At least 10 characters, or 8 with letters and digits
shell-refused-password-long = The password is too long
shell-refused-password-easy = This password is too easy to guess
shell-refused-password-wrong = The present password is wrong
