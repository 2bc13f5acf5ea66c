# 办不成的时候怎么说：哪里不成、什么是安全的、现在怎么办。
shell-refused-changed = 有人先办了一步，这件事已经变了
shell-refused-other-body = 同一个编号之前交的是另外的内容
shell-refused-password-short = 密码至少 10 个字；有数字又有字母的，至少 8 个
shell-refused-password-long = 密码太长了
shell-refused-password-easy = 这个密码太容易猜到，请换一个
shell-refused-password-wrong = 现在的密码不对
