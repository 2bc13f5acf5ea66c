# 区县之外的几页：入口、走错了路、出了岔子。键都以 front- 开头。
front-title = 您要去哪个区县？
front-nowhere = 没有这个地址
front-nowhere-advice = 地址可能抄漏了一段，或者这一页已经撤下。请从下面的区县进去，或重新扫一次码。
front-fault = 出了岔子，不是您的问题
front-fault-advice = 刚才那一步没有办成，已经记下来了。请过一会儿再试。
front-slow = 网太慢，等不到了
front-slow-advice = 刚才要送来的没有送完，什么都没存下。请换个信号好的地方再试。
front-large = 送来的太大了
front-large-advice = 什么都没存下。请少选几张照片，或录短一点，再试一次。
front-busy = 现在忙不过来
front-busy-advice = 刚才那一步办成没有还不知道。请过一会儿再交一次：同一张表不会收两遍。
