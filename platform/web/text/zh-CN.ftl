# 每一页的外框：顶栏、页脚、表单件。键都以 shell- 开头。
shell-product = 连心
shell-skip = 跳到正文
shell-main-menu = 主导航
shell-all-menu = 全部栏目
shell-tabs = 底部导航
shell-more = 更多
shell-search-key = 搜索（按 / 键）
shell-switch-post = 换岗位、账号、退出
shell-account = 我的账号
shell-sign-out = 退出
shell-elder = 大字
shell-other-ways = 不方便上网？打村里的电话，或到村里、工作区说，一样办，一样有编号。
shell-privacy = 隐私说明
shell-holdings = 存了我的哪些信息
shell-accessibility = 无障碍说明
shell-demo = 示例数据：人名、号码和数字都是造的
shell-print = 打印
shell-close = 关闭

shell-keys = 全部按键
shell-key-move = 下一件、上一件
shell-key-open = 打开
shell-key-accept = 按建议办
shell-key-search = 搜索
shell-key-all = 全部按键

shell-busy = 正在提交
shell-copied = 已复制
shell-draft-restored = 上次没写完的还在，接着写吧。
shell-no-answer = 没连上，写的都在。请再点一次。
shell-undo = 撤回
shell-look-again = 回去再看
shell-reveal = 写明原因后查看
shell-unpick = 取消选择
shell-numbers = 看数字

# 没有网的时候：写好的存在这部手机里。
shell-outbox = 存在手机里的
shell-outbox-offline = 没有网，照常填。写好就交，先存在这部手机里。
shell-outbox-waiting = {"{n}"} 件存在手机里，有网自动上传。
shell-outbox-waits = 存在手机里
shell-outbox-sent = 已上传
shell-outbox-numbers = 受理编号 {"{number}"}，查询码 {"{word}"}
shell-outbox-look = 没收下，要您看一下
shell-outbox-mend = 打开改
shell-outbox-seen = 知道了
shell-outbox-untitled = 没写标题的一件

shell-pages = 分页
shell-previous = 上一页
shell-next = 下一页

shell-errors = 还有 { $n } 处要改，您写的都留着
shell-optional = 可不填
shell-left = 还能写 {"{n}"} 个字
shell-photos-most = 可不填，最多 { $n } 张
shell-photo-take = 拍照或选图
shell-photo-drop = 去掉这张照片
shell-voice = 说话录音
shell-voice-stop = 说完了，停止录音
shell-locate = 用我现在的位置
shell-locate-done = 位置已记下
shell-locate-failed = 没取到位置，请写一句具体地点。
shell-pick-point = 在地图上选
shell-map-hint = 点一下地图，标出地点
shell-speak = 念给我听
shell-speak-stop = 停下

shell-rate-5 = 非常满意
shell-rate-4 = 满意
shell-rate-3 = 基本满意
shell-rate-2 = 不满意
shell-rate-1 = 非常不满意

shell-visit-green = 绿
shell-visit-yellow = 黄
shell-visit-orange = 橙
shell-visit-red = 红

shell-back-desk = 回工作台
shell-back-home = 回首页
shell-try-again = 再试一次
shell-fault = 没办成，是我们这边出了问题
shell-fault-advice = 请过一会儿再试。还不行，请打服务电话，报下面的编号。
shell-problem-title = 没办成
shell-problem-safe = 您已经提交的都在，没有丢。
shell-problem-number = 编号
shell-refused-absent = 没有这一页，可能已经撤下，或者地址抄错了
shell-refused-foreign-form = 这个表单不是从本站提交的，没有收下
shell-refused-no-permission = 您现在的岗位不能看这一页
shell-refused-no-token = 要有有效的接口令牌
shell-refused-too-large = 内容太大，没有收下
shell-refused-too-often = 提交得太快了，先等一等
shell-refused-unreadable = 提交的内容没传完整，没有收下
shell-advice-absent = 请核对地址，或从首页进。
shell-advice-conflict = 别人刚改过。请看最新的内容，再办一次。
shell-advice-forbidden = 要看，请换岗位，或找本单位管理员。
shell-advice-large = 请少放几张照片，或用小一点的文件。
shell-advice-later = 请过一分钟再试。急事请打服务电话。
shell-advice-mend = 请回上一页改好，再提交。
shell-lapse = 登录快到期了
shell-lapse-words = 再有 2 分钟没有动作就会退出。写的都会留着。
shell-lapse-stay = 接着用
