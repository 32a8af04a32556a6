package identifiers

// nameLabels are the words that a person's name follows, with a mark between them or not.
const nameLabels = "出借人 借款方 贷款人 住客 房客 施工人 供货人 收件 寄件 姓名 名字 户名 联系人 联络人 聯絡人 聯繫人 收件人 收货人 收貨人 寄件人 发件人 取件人 下单人 购买人 业主 業主 户主 房主 房东 租客 租户 " +
	"租戶 住户 车主 車主 货主 旅客 乘客 乘机人 入住人 考生 学生 患者 病人 客户 客戶 访客 来访人 申请人 申請人 经办人 承办人 负责人 負責人 " +
	"法定代表人 法人 代表 签约代表 代理人 委托人 受托人 持卡人 开户人 投保人 被保险人 受益人 报警人 报修人 投诉人 举报人 当事人 司机 登记人 " +
	"所有人 权利人 出租人 承租人 出卖人 买受人 借款人 担保人 付款人 收款人 紧急联系人 监护人 家长 家属 配偶 父亲 母亲 丈夫 妻子 儿子 女儿 老公 " +
	"老婆 爱人 员工 职工 同事 保洁员 保洁人员 保安 管家 快递员 客服 操作人 审批人 原告 被告 证人 死者 嫌疑人 被害人 个体工商户 个体户 我叫 " +
	"名叫 叫做 本人 我是 机主 会员 护士 医生 主治医师 老师 班主任 项目经理 物业经理 施工负责人 转账给 汇款给 打款给 联系家属 经理 主任 队长 " +
	"组长 店长 局长 院长 校长 董事长 总经理 教授 律师 警官 消费者 用户 参会人 签收人 候选人 作者 记者 编辑 讲师 报案人 外卖员 骑手 户籍人 " +
	"群主 号主 维修工 维修员 缴费人 巡检人 租车人 顾问 出租方 承租方 被继承人 继承人 其子 其女 其妻 其父 其母 患儿 医师 术者 就诊人 面试官 " +
	"新生 买家 卖家 戶名 訂購人 订购人 我爸 我妈 我老公 我老婆 我儿子 我女儿 我哥 我弟 我姐 我妹 交款人 经手人 值班人 值班员 陪同人 报名人 " +
	"领取人 提货人 驾驶人 驾驶员 受访者 被访者 责任人 联络员 投诉者 业户 房客 租车方 委托方 受托方 买方 卖方 甲方 乙方 丙方 会计 出纳 采购员 " +
	"业务员 调解员 网格员 楼长 代理商 收银员 巡逻员 受害人 肇事者 伤者 逝者 家住 中介 股东 监事 董事 候选者 群成员 室友 邻居 保险人 承运人 " +
	"发货人 邮寄人 申报人 复核人 制单人 审核人 报告人 检查人 交接人 管理人 被保人 救援人 被困人员 工作人员 房管员 水工 电工 保安员 快递小哥 " +
	"组织者 参与者 抬头 户籍人口 开户名"

// verbNameLabels are words that a name may follow, and much else.
const verbNameLabels = "尊敬的 亲爱的 敬爱的 请 改成 改为 变更为 更改为 叫 找 联系 聯絡 请找 请问 通知 已通知 通知家属 由 与 和 跟 给 被 向 让 转 委托 兹委托 说 问 问问 致 派 " +
	"是 对 喂是 转给 打给 发给 替 帮 约 认识 归 找到 转交 就是 同 为 并 经 由于 因 故"

// markedNameLabels are words that stand before a name only with a mark between them.
const markedNameLabels = "男 女 人员 称呼 昵称 真实姓名 收货 主管 登记 收 收件信息 收货信息 寄件信息 签字 签名 值班 陪同 麻醉 名单 获奖 录入 一等奖 二等奖 三等奖 共同申请 发起 抄送 老师 专家"

// nameTitles follow a name and hardly anything else.
const nameTitles = "先生 女士 小姐 太太 夫人 阿姨 叔叔 大爷 大妈 大姐 大哥 同学 同志 同學"

// jobTitles follow a name or another word.
const jobTitles = "老师 老師 师傅 師傅 医生 醫生 医师 经理 經理 主任 教授 律师 律師 总监 队长 警官 护士 法官 院长 校长 董事 局长 处长 科长 书记 教练 大夫"

// neverInNames are characters that end a name.
const neverInNames = "的了吗呢吧啊呀哦嘛们這这那哪谁您你我他她它们是不没未也都就很太把被跟给从对將将还又再则但或并而且之等称說说問问叫让请找无某每各收持替按该該按"

// nameFollowers are words that stand right behind a name.
const nameFollowers = "家的 家里 两位 三位 等人 拍照 回电 代领 代收 代签 服务 报修 反映 投诉 反馈 要求 申请 登记 签字 签收 来电 致电 咨询 表示 提出 提交 电话 電話 手机 手機 身份 身分 住在 住址 家住 家里 家长 家属 现住 处理 负责 联系 聯繫 办理 购买 支付 转账 付款 " +
	"下单 预约 入住 丢失 名下 所有 今天 昨天 明天 目前 没有 通过 完成 参加 出生 性别 年龄 户籍 地址 邮箱 微信 银行 卡号 账号 帐号 护照 车牌 车辆 房号 门牌 订单 快递 包裹 在 于 和 与 與 及 以及 等人 因 收 于是 曾 去 来 到 有 会 要 " +
	"想 可 能 用 为 為 同 向 证件 證件 开户 开卡 绑定 注册 登录 登陆 退款 退货 收货 收件 收到 发货 发来 反应 举报 起诉 诉 与其 男 女 汉族 民族 出租 承租 租住 租赁 租金 缴纳 缴费 欠费 欠款 逾期 还款 借款 贷款 签订 签署 签约 委托 授权 授權 代办 " +
	"拾到 捡到 遗失 停车 停放 驾驶 乘坐 抵达 到达 离开 回家 生日 生于 毕业 就读 任职 就职 担任 入职 离职 工号 学号 编号 病历 就诊 住院 出院 挂号 确诊 手术 体检 主诉 诊断 提供 填写 修改 更新 删除 查询 核实 确认 回复 答复 接听 拨打 告知 通知 发现 " +
	"领取 取件 寄出 寄件 寄到 派送 配送 送到 上门 维修 装修 搬家 搬入 迁入 搬出 中奖 获奖 获得 报名 报到 报警 报案 报名 发布 发表 您好 你好 老家 户口 籍贯 单位 公司 职务 工资 收入 存款 余额 信用 名称 三人 两人 二人 一家 全家 夫妇 夫妻 父女 母女 父子 母子 本人 亲自 准考 代表 丢了 丢失 把钱 汇款 打款 转入 转出 转走 充值 消费 的"

// ordinaryWords begin like a name, are none, and stand in the dictionary as names or not at all.
const ordinaryWords = "王老吉 康师傅 马应龙 李锦记 周大福 周生生 张小泉 王致和 金龙鱼 白云山 江小白 周黑鸭 高露洁 金利来 安慕希 贝因美 林清轩 乐百氏 梅森素 " +
	"高一 高二 高三 于一 于二 于三 安静 安保 安卓 白银 白云 白领 鲍鱼 曾在 陈旧 陈述 陈列 楚楚 戴上 丁字 都会 高峰 高清 高尔 高达 戈壁 勾选 谷歌 顾客 顾问 桂林 " +
	"桂花 贺卡 贺信 洪水 胡同 胡椒 华为 黄牛 吉祥 姜汤 金秋 金卡 康复 康熙 孔子 蓝天 雷达 雷雨 黎明 李子 李宁 刘海 柳树 鲁班 麻醉 " +
	"马达 马克 马来 毛巾 毛利 梅花 梅雨 苗木 明白 宁可 齐全 钱财 乔迁 丘陵 荣誉 荣耀 荣幸 申通 盛夏 师傅 师范 石家庄 史上 史诗 " +
	"松树 宋体 孙子 孙女 汤圆 唐诗 唐山 陶冶 田园 涂抹 屠宰 万人 汪洋 王子 王府 卫星 温馨 温泉 文明 沃尔 习近 夏令 向东 向南 萧山 " +
	"谢谢 辛勤 熊猫 徐徐 许可 燕麦 杨树 杨梅 阳光 养老 叶子 易经 殷勤 雍正 于今 岳父 岳母 岳阳 云计 张贴 张开 张望 张力 张扬 张家 " +
	"章鱼 周转 诸如 朱红 朱砂 祝福 祝贺 庄园 卓越 左转 明文 安康 解锁 红旗 官网 巴掌 巴基 米粉 麦当 麦克 双休 查明 通勤 牟利 都有 " +
	"公正 宫殿 沙拉 桑拿 方正 毛发 盛世 花旗 元宝 孟加 和尚 和气 和牛 穆斯 萧瑟 明星 明信 伏特 戴维 谈恋 蓝图 蓝领 麻木 林立 林荫 " +
	"钟爱 空置 于周 年付 季付 单笔 双录"

// pinyinSurnameList are surnames in pinyin, and the commonest in the spelling of Hong Kong and Taiwan.
const pinyinSurnameList = "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang xu han feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao lu zhong cui tan " +
	"fan jin shi liao jia xia fu fang zou xiong bai meng qin qiu jiang yin xue yan duan lei hou long tao he gu mao hao gong shao wan qian yan lai qin mo kong tang kang dai dai wei nie qi qiao shang zhuang mu xin ge ou niu zuo cen chang chu chi fei geng guan " +
	"hua ji jian ke kuang lan lao leng ling miao ning ouyang pang pei pu qu rao rong ruan sang sha shan sheng shu situ shangguan sima zhuge tu weng xi xiang xing xuan you yue zha zhan zhen zong " +
	"wong lee cheung lau chan yeung ng leung chow tsang cheng ho kwok lam tse tang fung choi yip kwan mak lo tsui poon yuen chiu chu ip szeto hsu tsai hsieh chang lai"

// foreignSounds are the characters that names of other languages are written with: Uyghur, Kazakh, Tibetan, Mongolian, Western.
const foreignSounds = "卜杜阿艾安巴拜班贝本比边波伯博布不才措次达丹德登迪丁顿多尔夫格古哈海汗合赫吉加嘉江杰卡坎康柯科克肯库奎拉莱朗勒雷里丽利力列林隆鲁伦罗洛玛麦曼毛米莫木穆纳娜内尼努诺帕彭皮平普其奇恰乔青琼曲热仁荣萨桑沙山诗什史斯苏索塔泰坦提铁图吐托娃瓦万维温沃乌西希夏辛旭雅亚扬叶伊依英尤玉扎则泽詹珍芝卓孜宗姆买兰热迪孜都蒂朵菲妮艳坚参顿珠央金旺堆姬特"

// wordsEndingInSurnames are surnames, each with the characters that make another word with it when they stand before: 感谢, 甲方, 主任.
const wordsEndingInSurnames = "谢感答致多道拜 方甲乙丙对双各官警地 任主责担信 成完达形促 高提较更最 安保治平公 应反供响相 经已曾 包打背红 金现租押基资黄奖佣罚 " +
	"费水电收缴 时及按准 单订账菜清简 程工流日行课 张紧主 白明表 管主保 全安完 常正经 明说证 向方 关相有 解了理 文中英 何任如为 " +
	"于由对关至 查检调审 计设会统 施措设实 容内 车停 石宝 路道 钱多少给 段时 江长 海上"
