# 办不成的时候怎么说：哪里不成、什么是安全的、现在怎么办。
shell-refused-changed = 有人先办了一步，这件事已经变了
shell-refused-other-body = 同一个编号之前交的是另外的内容
shell-refused-password-short = 密码至少 10 个字；有数字又有字母的，至少 8 个
shell-refused-password-long = 密码太长了
shell-refused-password-easy = 这个密码太容易猜到，请换一个
shell-refused-password-wrong = 现在的密码不对
shell-refused-own-account = 自己的账号请在“我的账号”里改，别人的才在这里办
shell-refused-busy = 现在交东西的人太多，没有收下
shell-lapsed = 登录已过期
shell-lapsed-kept = 您写的都在，没有丢。登录后点一下就交上去。
shell-lapsed-long = 内容太长，没法带过去。请先复制下来，登录后再交。
shell-lapsed-files = 照片和录音要重新选。
shell-lapsed-words = 您写的
shell-lapsed-sign-in = 去登录
