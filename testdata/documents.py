"""The pages: one function a document, each returning a `Shot`. Every word on them is made up.

Each takes `new` (makes a sheet that looks out for this applicant's names), a random generator of its own and the applicant.
"""
from damage import phone, scan, turn, Shot
from sheet import BLUE, INK, Hand

GREY = (96, 96, 100)


def id_front(new, rng, who):
    s = new((1011, 638), paper=(226, 234, 240))
    s.guilloche((206, 220, 230), 34, 12)
    label = (70, 112, 168)
    for y, name, value, size in ((70, "姓 名", who["name"], 40), (150, "性 别", "男", 34), (228, "出 生", "", 34), (306, "住 址", "", 34)):
        s.line(70, y + (size - 28) // 2, name, "hei", 27, label)
        s.line(190, y, value, "hei", size, gap=3)
    s.line(320, 153, "民 族", "hei", 27, label)
    s.line(440, 150, "汉", "hei", 34)
    for x, t, big in ((190, "1985", True), (284, "年", False), (336, "7", True), (376, "月", False), (428, "14", True), (484, "日", False)):
        s.line(x, 228 if big else 231, t, "hei", 33 if big else 27, INK if big else label)
    s.flow(190, 306, 430, "澜江省栖河市松屏区云汀路一百一十七号三栋二单元四〇一室", "hei", 33, 1.4, 0)
    s.line(70, 536, "公民身份号码", "hei", 27, label)
    s.line(312, 530, who["id_number"], "hei", 38, gap=4)
    s.portrait((680, 80, 940, 430))
    return scan(Shot(s), rng, grey=False, skew=0.5, blur=0.5)


def shebao(new, rng, who):
    s = new((827, 1169))
    s.line(413, 70, "澜江省社会保险个人参保缴费证明", "heibold", 27, anchor="m")
    s.line(70, 128, "打印日期：2024年3月18日", "song", 15)
    s.line(757, 128, "验证码：7Q4M-09KD-XX31", "song", 15, anchor="r")
    top = s.grid(70, 158, [96, 150, 110, 190, 141], [34, 34])
    for c, t in zip(top[0], ["姓名", who["name"], "证件号码", who["id_number"], "参保状态"]):
        s.cell(c, t, "song", 16)
    for c, t in zip(top[1], ["个人编号", "9900417725", "参保地", "栖河市市本级", "在职"]):
        s.cell(c, t, "song", 16)
    rows = s.grid(70, 248, [52, 150, 96, 130, 86, 86, 87], [32] + [29] * 24)
    for c, t in zip(rows[0], ["序号", "缴费单位", "险种", "缴费年月", "缴费基数", "个人缴费", "单位缴费"]):
        s.cell(c, t, "heibold", 14)
    for k, row in enumerate(rows[1:]):
        kind = ("企业养老", "失业保险", "工伤保险")[k % 3]
        base = 6120 + 35 * (k // 3)
        for c, t in zip(row, [str(k + 1), "栖河市水务检测中心", kind, f"2023{4 + k // 3:02d}", f"{base}.00", f"{base * .08:.2f}" if k % 3 == 0 else "0.00", f"{base * .16:.2f}"]):
            s.cell(c, t, "song", 14)
    y = s.flow(70, 1000, 690, f"以上为参保人员{who['name']}截至打印之日的缴费记录，可凭验证码在本系统核验，有效期三个月。经办人：沙迎春。", "song", 16, 1.6)
    s.stamp(640, 1065, 74, "栖河市社会保险中心", "业务专用章", -8)
    return scan(Shot(s), rng, grey=True, skew=-0.5, sigma=1.4)


def gongshi(new, rng, who):
    s = new((1240, 1754))
    s.line(620, 150, "关于2024年职称申报人选的公示", "songbold", 42, anchor="m")
    y = s.flow(150, 260, 940, "根据年度职称评审工作安排，经个人申报、部门推荐、单位考核，现将拟推荐人选公示如下，公示期为五个工作日，自2024年5月6日起至5月10日止。", "song", 29, 1.75)
    y = s.flow(150, y + 10, 940, f"一、高级工程师：邹博闻、任晓蔓、{who['name']}、柯建平。", "song", 29, 1.75)
    y = s.flow(150, y + 10, 940, "二、工程师：祝小荷、田野秋、鲍启明、田雨、蒋雪莹、艾山江·肉孜、魏承志、欧阳若谷、费东升、田一野、阿孜古丽·喀迪尔、殷秀芬。", "song", 29, 1.75)
    y = s.flow(150, y + 10, 940, f"三、破格申报：{who['name']}同志主持的“松屏湿地水鸟田野调查与监测”获省级二等奖，累计完成田野调查四十一次，拟同意其破格申报，推荐意见由汤婉清、萧远共同出具。", "song", 29, 1.75)
    y = s.flow(150, y + 10, 940, "公示期内如有异议，请以书面形式向人事科反映，反映情况须实事求是并署真实姓名，以便核实。联系人：苗青禾，电话：0990-5550146。", "song", 29, 1.75)
    s.line(1080, 1330, "栖河市水务检测中心", "song", 29, anchor="r")
    s.line(1080, 1390, "2024年5月6日", "song", 29, anchor="r")
    s.stamp(930, 1370, 118, "栖河市水务检测中心", "", 5)
    return scan(Shot(s), rng, grey=True, skew=0.7, sigma=1.5)


def chengnuo(new, rng, who):
    """A promise copied out by hand, signed twice."""
    s = new((1240, 1754), paper=(252, 251, 246))
    hand = Hand(rng)
    s.line(620, 140, "个人承诺书", "songbold", 48, anchor="m", gap=14)
    y0, step = 290, 78
    for k in range(11):
        s.draw.line([(140, y0 + 62 + k * step), (1100, y0 + 62 + k * step)], fill=(176, 190, 200), width=1)
    text = (f"本人{who['name']}，自愿参加本年度职称评审，现郑重承诺：所提交的学历、资历、业绩材料均真实有效，绝无弄虚作假。"
            "申报期间虚怀若谷，接受监督，不托人说情，不打探评审信息。如有不实，自愿取消资格，并承担一切后果。")
    s.flow(150, y0, 940, text, "kai", 42, step / 42, 2, BLUE, "handwritten", hand, gap=4)
    s.line(640, 1180, "承诺人（签字）：", "song", 30)
    s.line(880, 1168, who["name"], "kai", 50, BLUE, style="handwritten", hand=hand, gap=2)
    s.line(640, 1270, "日      期：", "song", 30)
    s.line(880, 1262, "2024年6月3日", "kai", 42, BLUE, style="handwritten", hand=hand)
    s.line(150, 1380, "见证人：", "song", 30)
    s.line(290, 1370, "屠国梁", "kai", 46, INK, style="handwritten", hand=hand)
    return scan(Shot(s), rng, grey=False, skew=-0.4, sigma=1.2)


def blank(new, rng, who):
    s = new((827, 1169))
    return scan(Shot(s), rng, grey=True, sigma=1.6, paper=0.955)


def biye(new, rng, who):
    s = new((1240, 868), paper=(250, 246, 232))
    s.guilloche((240, 232, 208))
    s.frame(36, (150, 40, 44), 7)
    s.line(620, 92, "畢業證書", "songtrad", 66, (150, 30, 34), anchor="m", gap=46)
    s.portrait((118, 210, 288, 438), back=(186, 54, 50))
    y = s.flow(340, 216, 790, "學生謝韻蘭，女，一九九〇年十一月五日生，於二〇〇八年九月至二〇一二年六月在本校環境工程專業四年制本科學習，修完教學計劃規定的全部課程，成績合格，准予畢業。",
               "kaitrad", 35, 1.72)
    s.line(340, 610, "校名：瀾江理工學院", "kaitrad", 32)
    s.line(340, 676, "院長：", "kaitrad", 32)
    s.line(440, 668, "温如海", "kai", 42, style="handwritten", hand=Hand(rng, 0.9))
    s.line(118, 742, "證書編號：990631201205004417", "song", 22)
    s.line(1110, 736, "二〇一二年六月三十日", "kaitrad", 30, anchor="r")
    s.stamp(960, 662, 92, "澜江理工学院", "", -4)
    shot = scan(Shot(s), rng, grey=False, sigma=1.2)
    shot.notes.append("trad")
    return shot


def zhicheng(new, rng, who):
    """The stamp lies over the holder's name."""
    s = new((827, 1169), paper=(246, 247, 240))
    s.guilloche((228, 234, 222), 40, 12)
    s.frame(34, (32, 74, 134), 5)
    s.line(413, 110, "专业技术资格证书", "songbold", 44, (32, 74, 134), anchor="m", gap=6)
    s.portrait((560, 220, 710, 424))
    y = 240
    for k, v in (("持证人", who["name"]), ("性别", "女"), ("证件号码", who["id_number"]), ("专业", "水环境监测"), ("资格名称", "工程师"), ("级别", "中级"),
                 ("评审组织", "澜江省工程系列评审委员会"), ("批准日期", "2018年12月27日")):
        s.line(110, y, k, "kai", 25, GREY)
        s.line(240, y - 2, "：" + v, "kai", 28, gap=1)
        y += 68
    s.line(110, 900, "证书编号：LJ-2018-0620377", "song", 22)
    s.line(717, 1000, "澜江省人力资源服务局（章）", "kai", 25, anchor="r")
    s.stamp(352, 262, 86, "澜江省人力资源服务局", "职称专用章", 12, keep=0.8)
    shot = scan(Shot(s), rng, grey=False, skew=-1.1, sigma=1.2)
    shot.notes.append("stamp_over_name")
    return shot


def lunwen(new, rng, who):
    s = new((1240, 1754))
    s.line(130, 96, "第31卷 第4期", "song", 22)
    s.line(620, 96, "澜 江 水 利 学 报", "song", 24, anchor="m")
    s.line(1110, 96, "Vol.31 No.4", "roman", 22, anchor="r")
    s.draw.line([(130, 134), (1110, 134)], fill=INK, width=2)
    s.line(620, 190, "浅水湖泊沉积物磷释放的季节变化", "heibold", 42, anchor="m")
    s.line(620, 276, "鲍启明1，谢韵兰1*，蒋雪莹2", "kai", 31, anchor="m")
    s.line(620, 336, "(1. 栖河市水务检测中心，澜江 栖河；2. 澜江理工学院，澜江 栖河)", "song", 22, anchor="m")
    y = s.flow(180, 400, 880, "摘要：在三个浅水湖泊设置十二个采样点，逐月测定上覆水与表层沉积物的总磷、溶解态磷和氧化还原电位。夏季释放通量是冬季的四点三倍，风浪扰动是主要原因，底泥疏浚后两年内通量下降一半。", "song", 24, 1.6)
    s.line(180, y + 8, "关键词：浅水湖泊；沉积物；内源磷；通量", "song", 24)
    s.line(620, y + 84, "Seasonal phosphorus release from sediments of shallow lakes", "romanbold", 30, anchor="m")
    s.line(620, y + 140, "BAO Qiming1, XIE Yunlan1*, JIANG Xueying2", "roman", 27, anchor="m")
    s.line(620, y + 184, "(1. Qihe Water Testing Centre; 2. Lanjiang Institute of Technology)", "roman", 22, anchor="m")
    y = s.flow(180, y + 236, 880, "Abstract: Total and dissolved phosphorus were measured every month at twelve stations of three lakes. Release in summer was 4.3 times that in winter; waves were the main cause.", "roman", 25, 1.5)
    s.line(180, y + 6, "Cite as: Bao Q. M., Xie Y. L., Jiang X. Y. J. Lanjiang Water 31(4), 201-209.", "roman", 23)
    body = ["1 引言", "浅水湖泊的内源负荷往往掩盖外源治理的成效。已有工作多以室内培养推算通量，较少给出完整的年内过程，也难以把风浪扰动与温度的作用分开。本文以逐月实测为基础，讨论二者的相对贡献。",
            "采样点按水深与底质布设，每点取三个平行柱样，上覆水以虹吸法更换，避免扰动界面。"]
    y += 74
    for side, parts in ((130, body), (640, ["2 方法", "柱样在原位温度下培养四十八小时，每六小时取水一次，以线性段斜率计算通量。质量控制采用平行样与加标回收，回收率在百分之九十四至一百零六之间。", "野外记录由谢韵岚、XIE Yunlong协助完成。"])):
        yy = y
        for p in parts:
            yy = s.flow(side, yy, 470, p, "heibold" if p[0].isdigit() else "song", 23, 1.55, 0 if p[0].isdigit() else 2)
    s.draw.line([(130, 1540), (460, 1540)], fill=INK, width=1)
    s.line(130, 1556, "收稿日期：2021-03-02。作者简介：鲍启明（1983— ），男，高级工程师。", "song", 20)
    s.line(130, 1592, "* 通信作者：谢韵兰（1990— ），女，工程师，研究方向为水环境监测。", "song", 20)
    return scan(Shot(s), rng, grey=True, sigma=1.2)


def seal(new, rng, who):
    """Impressions of the square seal, red on white and white on red, on a form that names nobody else."""
    s = new((827, 1169))
    s.line(413, 96, "技术报告会签页", "songbold", 36, anchor="m")
    cells = s.grid(90, 190, [150, 497], [80, 80, 250, 250], 2)
    rows = (("报告名称", "松屏水库春季水质评价报告"), ("报告编号", "QH-2022-0518"), ("编写人盖章", ""), ("校对人盖章", ""))
    for row, (k, v) in zip(cells, rows):
        s.cell(row[0], k, "kai", 24)
        s.cell(row[1], v, "kai", 26)
    s.seal(340, 400, 138, "谢韵兰印")
    s.seal(400, 656, 118, "谢韵兰印", white_on_red=True)
    s.flow(90, 900, 640, "说明：报告经编写、校对、审核后方可签发。盖章应清晰完整，不得以他人印章代替。", "song", 22, 1.7)
    return scan(Shot(s), rng, grey=False, skew=0.8, sigma=1.2)


def jixu_similar(new, rng, who):
    """Similar names only: the applicant is not on this page."""
    s = new((827, 1169))
    s.line(413, 110, "继续教育学时证明", "songbold", 36, anchor="m", gap=4)
    y = s.flow(100, 220, 627, "兹证明谢韵岚同志于2023年参加专业技术人员继续教育培训，完成公需科目三十学时、专业科目六十学时，考核合格。", "song", 26, 1.8)
    y = s.flow(100, y + 14, 627, "同期参加培训的还有谢兰、柯建平、倪可欣三位同志。", "song", 26, 1.8)
    s.line(720, 640, "澜江省继续教育基地", "song", 25, anchor="r")
    s.line(720, 692, "2023年11月20日", "song", 25, anchor="r")
    s.stamp(620, 672, 80, "澜江省继续教育基地", "", 9)
    return scan(Shot(s), rng, grey=True, skew=0.4, sigma=1.4)


def kaohe(new, rng, who):
    """The yearly assessment, with labels and name set wide; turned by 90° and stored so."""
    s = new((1169, 827))
    spaced = " ".join(who["name"])
    s.line(584, 44, "专业技术人员年度考核登记表（2023年度）", "songbold", 30, anchor="m")
    a = s.grid(60, 108, [120, 230, 110, 130, 130, 329], [52, 52])
    for row, ts in zip(a, (("姓  名", spaced, "性  别", "男", "出生年月", "1979年4月"), ("单  位", "栖河市农机研究所", "职  务", "室主任", "任职资格", "高级工程师（2015年）"))):
        for k, (c, t) in enumerate(zip(row, ts)):
            s.cell(c, t, "song" if k % 2 else "kai", 20)
    b = s.grid(60, 212, [60, 989], [300, 120, 130])
    for row, t in zip(b, ("本人总结", "考核意见", "本人意见")):
        s.cell(row[0], "\n".join(t), "kai", 21)
    l, t, r, _ = b[0][1]
    s.flow(l + 16, t + 16, r - l - 34, "一年来，本人主持坡地播种机改进项目，完成样机两台、田间试验十一次，排种均匀度提高六个百分点；参与制定地方标准一项，指导纪文彬、向北辰两名青年技术人员，"
           "组织操作培训四期，培训农机手二百余人次。不足之处是试验数据整理不够及时，下一年度将建立统一的数据台账，做到当日记录、当周汇总。", "song", 20, 1.7)
    l, t, r, _ = b[1][1]
    s.flow(l + 16, t + 14, r - l - 34, f"{who['name']}同志工作扎实，成绩突出，群众评议良好，建议定为优秀等次。", "song", 20, 1.6)
    s.line(r - 20, t + 76, "考核负责人：詹立新   2024年1月12日", "song", 18, anchor="r")
    l, t, r, _ = b[2][1]
    s.line(l + 16 + 40, t + 16, "同意考核结果。", "kai", 28, BLUE, style="handwritten", hand=Hand(rng, 0.9))
    s.line(r - 330, t + 84, "签名：", "song", 19)
    s.line(r - 268, t + 72, who["name"], "kai", 34, BLUE, style="handwritten", hand=Hand(rng))
    s.line(r - 20, t + 84, "2024.1.15", "song", 18, anchor="r")
    shot = scan(Shot(s), rng, grey=True, sigma=1.4)
    turn(shot, 90)
    shot.notes.append("rot90_baked")
    return shot


def huojiang(new, rng, who):
    """Large print; stored as CMYK, as a print shop's file is."""
    s = new((1169, 827), paper=(253, 247, 226))
    s.frame(26, (196, 150, 52), 10)
    s.frame(52, (176, 34, 32), 3, 6)
    s.line(584, 92, "荣誉证书", "songbold", 92, (186, 28, 28), anchor="m", gap=40)
    s.line(130, 260, who["name"], "kai", 58, gap=6)
    end = s.advances(who["name"], "kai", 58, 6)[1]
    s.line(130 + end + 20, 272, "同志：", "kai", 46)
    s.flow(130, 366, 910, "在2022年度澜江省农业机械创新竞赛中，作品“轻简型坡地播种机”荣获", "kai", 40, 1.6)
    s.line(584, 520, "一 等 奖", "songbold", 70, (186, 28, 28), anchor="m")
    s.line(1040, 656, "澜江省农业机械学会", "kai", 32, anchor="r")
    s.line(1040, 708, "二〇二二年九月", "kai", 32, anchor="r")
    s.stamp(900, 686, 82, "澜江省农业机械学会", "", -6)
    shot = scan(Shot(s), rng, grey=False, sigma=1.0)
    shot.image = shot.image.convert("CMYK")
    shot.notes.append("cmyk")
    return shot


def zongjie(new, rng, who):
    """Raw pixels turned by 270°, EXIF orientation 6 undoes it; the metadata name the author."""
    s = new((827, 1169))
    s.line(413, 84, "专业技术工作总结", "songbold", 34, anchor="m", gap=3)
    s.line(413, 148, f"栖河市农机研究所  {who['name']}", "kai", 23, anchor="m")
    y = 206
    for p in ("本人自二〇〇二年参加工作以来，一直从事农业机械的研究与推广，先后主持省级课题两项、市级课题五项，取得实用新型专利四件，发表论文九篇。",
              "一、坡地播种机的研制。针对丘陵地区地块小、坡度大的特点，采用模块化机架和气力式排种器，整机质量降至六十八公斤，两人即可搬运，三年累计推广一千二百余台。",
              "二、地方标准的制定。牵头起草小型播种机作业质量标准，组织七家单位完成验证试验，标准已于去年发布实施。",
              "三、人才培养。与欧阳若、欧阳谷等同事共同承担操作培训，编写教材一册，录制视频二十余段。",
              "今后将继续围绕丘陵山区机械化的短板开展工作，力争在三年内完成收获环节的样机试制。"):
        y = s.flow(90, y, 650, p, "song", 21, 1.75)
    s.line(737, y + 40, f"总结人：{who['name']}", "song", 22, anchor="r")
    s.line(737, y + 84, "2024年4月9日", "song", 22, anchor="r")
    shot = scan(Shot(s), rng, grey=False, skew=0.5, sigma=1.2)
    turn(shot, 270)
    shot.orientation = 6
    shot.notes.append("exif_orientation_6")
    return shot


def renzhi(new, rng, who):
    """A page that names colleagues with parts of the applicant's name, never the applicant."""
    s = new((827, 1169))
    s.line(413, 100, "任职资格批复", "songbold", 36, anchor="m", gap=6)
    s.line(413, 168, "澜农职字〔2019〕27号", "song", 20, anchor="m")
    y = s.flow(100, 230, 627, "各有关单位：经评审委员会评审通过，下列人员具备高级工程师任职资格，资格取得时间为2019年12月8日。", "song", 23, 1.75)
    cells = s.grid(100, int(y) + 20, [90, 257, 280], [44] * 6)
    rows = [("序号", "姓名", "工作单位"), ("1", "欧阳若", "栖河市农机研究所"), ("2", "欧阳谷", "松屏县农技站"), ("3", "欧若谷", "云汀机械厂"), ("4", "纪文彬", "栖河市农机研究所"), ("5", "麦合木提·赛丁", "松屏县农机监理站")]
    for r, (row, ts) in enumerate(zip(cells, rows)):
        for c, t in zip(row, ts):
            s.cell(c, t, "heibold" if r == 0 else "song", 20)
    s.line(727, y + 380, "澜江省农业系列评审办公室", "song", 22, anchor="r")
    s.stamp(600, y + 400, 78, "澜江省农业系列评审办公室", "", 3)
    return scan(Shot(s), rng, grey=True, skew=-0.6, sigma=1.4)


def huamingce(new, rng, who):
    """The roster table: the narrow column breaks long names over two lines."""
    s = new((1169, 827))
    s.line(584, 46, "2024年职称申报人员花名册", "heibold", 30, anchor="m")
    s.line(50, 106, "填报单位（盖章）：松屏县妇幼保健院", "song", 18)
    s.line(1119, 106, "填报日期：2024年5月20日", "song", 18, anchor="r")
    rows = s.grid(50, 140, [52, 118, 52, 100, 120, 150, 150, 207, 120], [56] + [62] * 8)
    head = ("序号", "姓名", "性别", "出生年月", "学历", "现职称", "申报职称", "工作科室", "备注")
    people = (("柯建平", "男", "1980.01", "本科", "主管药师", "副主任药师", "药剂科", ""),
              ("热依汗古丽·买提尼亚孜", "女", "1981.06", "硕士", "主治医师", "副主任医师", "妇产科", ""),
              ("任晓蔓", "女", "1982.11", "大专", "护师", "主管护师", "新生儿科", ""),
              (who["name"], "女", "1988.03", "硕士", "主治医师", "副主任医师", "儿童保健科", "破格"),
              ("艾山江·肉孜", "男", "1984.09", "本科", "检验师", "主管检验师", "检验科", ""),
              ("买提尼亚孜·热依汗", "女", "1985.02", "本科", "主管护师", "副主任护师", "妇产科", ""),
              ("祝小荷", "女", "1986.07", "硕士", "主治医师", "副主任医师", "超声科", ""),
              ("热依汗·买提库尔", "女", "1987.12", "本科", "护师", "主管护师", "儿童保健科", ""))
    for c, t in zip(rows[0], head):
        s.cell(c, t, "heibold", 18)
    for k, (row, p) in enumerate(zip(rows[1:], people)):
        for c, t in zip(row, (str(k + 1), *p)):
            s.cell(c, t, "song", 18)
    s.line(50, 720, "填表人：蒋雪莹", "song", 18)
    s.line(420, 720, "审核人：费东升", "song", 18)
    s.stamp(1010, 690, 74, "松屏县妇幼保健院", "", -7)
    shot = scan(Shot(s), rng, grey=True, sigma=1.3)
    shot.notes.append("split_name")
    return shot


def jixu(new, rng, who):
    """A phone picture of a training certificate; the name is broken over two lines of running text and given in Latin letters."""
    s = new((1000, 1414), paper=(253, 252, 248))
    s.frame(34, (44, 96, 84), 5)
    s.line(500, 120, "培训结业证书", "songbold", 54, (44, 96, 84), anchor="m", gap=10)
    y = s.flow(110, 260, 780, f"兹有松屏县妇幼保健院选派的主治医师、儿童保健科副主任、全省基层医疗卫生业务技术骨干{who['name']}参加2023年全省基层儿科骨干培训班学习，修满规定学时，经考试合格，准予结业，特发此证。", "song", 33, 1.85)
    s.line(110, y + 50, "This is to certify that", "roman", 29)
    s.line(110, y + 104, "Reyhan Metniyaz", "romanbold", 36)
    y = s.flow(110, y + 166, 780, "has completed the provincial course in community paediatrics and passed the final examination.", "roman", 29, 1.5, 0)
    s.line(110, y + 70, "班主任：阿孜古丽·喀迪尔", "kai", 31)
    s.line(890, y + 190, "澜江省儿童医学中心", "kai", 31, anchor="r")
    s.line(890, y + 244, "2023年10月27日", "kai", 31, anchor="r")
    s.stamp(740, y + 214, 92, "澜江省儿童医学中心", "培训部", 8)
    shot = phone(Shot(s), rng, (1200, 1600), [(0.10, 0.065), (0.885, 0.03), (0.94, 0.925), (0.055, 0.955)])
    shot.notes.append("split_name")
    return shot


def pinshu(new, rng, who):
    """Vertical text and other dots in the name."""
    s = new((827, 1169), paper=(252, 246, 240))
    s.frame(40, (170, 40, 44), 4)
    for k, ch in enumerate("聘书"):
        s.line(660, 150 + k * 110, ch, "songbold", 84, (170, 30, 34))
    s.column(540, 150, "兹聘请", "kai", 34, gap=10)
    s.column(480, 220, who["name"].replace("·", "•"), "kai", 40, gap=6)
    s.column(420, 150, "为松屏县妇幼保健院儿童保健", "kai", 34, gap=10)
    s.column(360, 150, "科主任，聘期三年。", "kai", 34, gap=10)
    s.column(240, 420, "松屏县妇幼保健院", "kai", 30, gap=8)
    s.column(160, 420, "二〇二三年一月一日", "kai", 30, gap=8)
    s.stamp(260, 790, 82, "松屏县妇幼保健院", "", 4)
    return scan(Shot(s), rng, grey=False, sigma=1.2, skew=0.4)


# applicant, file, Chinese name of the kind, function, JPEG settings, metadata that carry the name
PAGES = [
    ("T001", "01_id_front", "身份证正面", id_front, dict(quality=76, subsampling="4:4:4"), False),
    ("T001", "02_shebao", "社保缴费明细", shebao, dict(quality=68), False),
    ("T001", "03_gongshi", "单位公示", gongshi, dict(quality=62), False),
    ("T001", "04_blank", "空白页", blank, dict(quality=70), False),
    ("T002", "01_biye", "毕业证书", biye, dict(quality=72, subsampling="4:2:0", progressive=True), False),
    ("T002", "02_zhicheng", "职称证书", zhicheng, dict(quality=74, subsampling="4:2:2"), False),
    ("T002", "03_lunwen", "论文首页", lunwen, dict(quality=64), False),
    ("T002", "04_seal", "名章", seal, dict(quality=74, subsampling="4:2:0"), False),
    ("T002", "05_jixu", "继续教育证明", jixu_similar, dict(quality=68, progressive=True), False),
    ("T003", "01_kaohe", "年度考核表", kaohe, dict(quality=66), False),
    ("T003", "02_chengnuo", "个人承诺书", chengnuo, dict(quality=62, subsampling="4:2:0"), False),
    ("T003", "03_huojiang", "获奖证书", huojiang, dict(quality=66, subsampling="4:4:4"), False),
    ("T003", "04_zongjie", "工作总结", zongjie, dict(quality=66, subsampling="4:2:0"), True),
    ("T003", "05_renzhi_wenjian", "任职资格文件", renzhi, dict(quality=68), False),
    ("T004", "01_huamingce", "花名册", huamingce, dict(quality=70), False),
    ("T004", "02_jixu", "继续教育证明", jixu, dict(quality=64, subsampling="4:2:0"), False),
    ("T004", "03_pinshu", "聘书", pinshu, dict(quality=70, subsampling="4:2:0", restart_marker_rows=1), False),
]
