# 办不成的时候怎么说：哪里不成、什么是安全的、现在怎么办。
shell-problem-title = 没有办成
shell-problem-safe = 您填过的内容没有写进去一半：要么全在，要么没动。
shell-problem-number = 报给我们这个号，就能查到：
shell-back-desk = 回工作台
shell-back-home = 回首页
shell-try-again = 再试一次
shell-fault = 系统出了问题，是我们的责任
shell-fault-advice = 请过几分钟再试。急事请直接打电话给村委会或 12345。

shell-advice-forbidden = 需要办这件事，请找本单位的负责人，或换一个岗位再试。
shell-advice-absent = 请核对一下编号或网址。
shell-advice-conflict = 请打开最新的页面看一看，再决定要不要办。
shell-advice-large = 请少传几张，或传小一点的照片。
shell-advice-later = 请等一分钟再试。急事请打电话。
shell-advice-mend = 请回到上一页改好再提交，您写的都还在。

shell-refused-no-permission = 您现在的岗位不能办这件事
shell-refused-no-token = 没有钥匙，或钥匙已经失效
shell-refused-absent = 没有找到，或者不归您看
shell-refused-foreign-form = 这次提交不是从本系统的页面发出的
shell-refused-too-often = 试得太勤了
shell-refused-too-large = 传的内容太大了
shell-refused-unreadable = 传来的内容读不出来
shell-refused-changed = 有人先办了一步，这件事已经变了
shell-refused-other-body = 同一个编号之前交的是另外的内容
shell-refused-password-short = 密码至少 10 个字；有数字又有字母的，至少 8 个
shell-refused-password-long = 密码太长了
shell-refused-password-easy = 这个密码太容易猜到，请换一个
shell-refused-password-wrong = 现在的密码不对
