//! Every sentence that details are made of, in both languages, grouped by the module that says it.
//!
//! Audits hold the English ones. A changed sentence is a new one, and records with the old one are read as
//! [`Detail::Foreign`] unless the old row stays. Where a text fits two sentences, the first one counts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::detail::{Hundredths, Tenths, Word, details, places};
use crate::lang::Lang;

details! {
    // Intake: what came in.
    NotAFile = "not a file", "不是普通文件";
    NeitherFileNorFolder = "neither a file nor a folder", "既非文件也非文件夹";
    NotReadable = "not readable", "无法读取";
    LinkLoop = "a loop of links", "链接成环";
    MostBytes(bytes: u64, most: u64) = "{bytes} bytes, limit {most}", "{bytes} 字节，上限 {most}";
    MostPixels(width: u64, height: u64, most: u64) = "{width} x {height} pixels, limit {most}", "{width} × {height} 像素，上限 {most}";
    Size = "size", "尺寸";
    NoFrame = "no frame", "缺少图像帧";
    NoPixels = "no pixels", "没有像素";
    Png = "png", "PNG";
    Bmp = "bmp", "BMP";
    Pdf = "PDF", "PDF";
    Gif = "GIF", "GIF";
    Tiff = "TIFF", "TIFF";
    WebP = "WebP", "WebP";
    Office = "ZIP or Office document", "ZIP 或 Office 文档";
    OldOffice = "old Office document", "旧版 Office 文档";
    Archive = "archive", "压缩包";
    Heic = "HEIC, AVIF or video", "HEIC、AVIF 或视频";
    Jpeg2000 = "JPEG 2000 or JPEG XL", "JPEG 2000 或 JPEG XL";
    WebPage = "web page", "网页";
    Zeros = "nothing but zeros", "全为零字节";
    NoPicture = "no picture", "不是图片";
    ExtraByte(what: Box<Detail>) = "{what} (1 byte)", "{what}（1 字节）";
    Extra(what: Box<Detail>, bytes: u64) = "{what} ({bytes} bytes)", "{what}（{bytes} 字节）";
    StrayBytes = "stray bytes", "多余字节";
    MultiPicture = "multi-picture index", "多图索引";
    BytesAfterEnd = "bytes after the end", "结尾之后的数据";
    SecondPicture = "a second picture after the end", "结尾之后的第二幅图";

    // The JPEG codec.
    NotJpeg = "not a JPEG", "不是 JPEG";
    CutOff = "the JPEG is cut off", "JPEG 不完整";
    Corrupt(what: Box<Detail>) = "corrupt JPEG: {what}", "JPEG 已损坏：{what}";
    OtherKind(what: Box<Detail>) = "a JPEG of a kind that isn't rewritten in its coefficients: {what}", "无法按系数改写的 JPEG：{what}";
    Beyond(what: Box<Detail>) = "beyond a limit: {what}", "超出上限：{what}";
    Memory = "memory", "内存";
    Passes = "passes of a progressive file", "渐进扫描次数";
    Pixels = "pixels", "像素";
    Dnl = "DNL", "DNL";
    UnknownMarker = "an unknown marker", "未知标记";
    OtherMarker = "unknown marker", "未知标记";
    Hierarchical = "hierarchical", "分层编码";
    LosslessArithmetic = "lossless with arithmetic coding", "算术编码的无损格式";
    LosslessFour = "lossless of four components", "四分量无损格式";
    Lossless = "lossless", "无损格式";
    FourComponents = "more than four components", "多于四个分量";
    OtherBits = "other than 8 bits", "非 8 位";
    AcRange = "AC coefficient out of range", "AC 系数越界";
    DcRange = "DC coefficient out of range", "DC 系数越界";
    NoSuchCode = "Huffman code that the table doesn't have", "码表中没有的哈夫曼码";
    HuffmanCode = "Huffman code", "哈夫曼码";
    TooManyCodes = "Huffman table with more codes than there are", "哈夫曼表码数过多";
    HuffmanTable = "Huffman table", "哈夫曼表";
    NoHuffmanTable = "no Huffman table", "缺少哈夫曼表";
    LongCoefficient = "a new coefficient of more than one bit", "新系数超过一位";
    ScanFirst = "a scan before the frame", "扫描先于图像帧";
    SecondFrame = "a second frame", "第二个图像帧";
    SecondStart = "a second start of image", "第二个图像起始标记";
    Conditioning = "arithmetic conditioning", "算术编码条件表";
    BetweenSegments = "bytes between segments", "段间多余字节";
    BeyondBand = "coefficient beyond the band", "系数超出频带";
    BeyondBlock = "coefficient beyond the block", "系数超出块";
    DataLeft = "data left over before a restart marker", "重启标记前有剩余数据";
    FrameHeader = "frame header", "帧头";
    SegmentLength = "length of a segment", "段长度";
    NoQuantisation = "no quantisation table", "缺少量化表";
    NoRestart = "no restart marker where one is due", "缺少重启标记";
    Quantisation = "quantisation table", "量化表";
    Quantisations = "quantisation tables", "量化表";
    RestartInterval = "restart interval", "重启间隔";
    RestartOrder = "restart markers out of order", "重启标记次序错误";
    ScanHeader = "scan header", "扫描头";
    ScanOrder = "scans out of order", "扫描次序错误";
    DcSize = "size of a DC difference", "DC 差值位数";
    TwoComponents = "two components of one name", "分量标识重复";

    // Judging a page.
    Specks(share: u64) = "specks over {share} % of the picture", "画面约 {share} % 被污点覆盖";
    PaperOfWhite(share: u64) = "paper at {share} % of white", "纸面亮度仅为白色的 {share} %";
    Paper(share: u64) = "paper at {share} %", "纸面亮度 {share} %";
    Confidence(mean: Hundredths) = "mean confidence {mean}", "平均识别置信度 {mean}";
    ArabicAlias = "an alias in Arabic script, and print that no reader knows", "别名为阿拉伯字母，且页面含有无法识别的文字";
    OneScript = "print in Arabic script, and the name found in Chinese alone", "页面含有阿拉伯字母文字，仅找到汉字姓名";
    QuarterTurn = "a quarter turn", "偏转 1 个直角";
    QuarterTurns(turns: u64) = "{turns} quarter turns", "偏转 {turns} 个直角";
    Edges(width: Tenths) = "edges of {width} pixels", "笔画边缘宽 {width} 像素";
    ShorterSide(pixels: u64) = "the shorter side has {pixels} pixels", "短边仅 {pixels} 像素";
    /// Of records before 0.2, which meant the shorter side too.
    PixelsWide(pixels: u64) = "{pixels} pixels wide", "短边仅 {pixels} 像素";

    // What fails while a page is worked on.
    Seconds(limit: u64) = "{limit} s", "{limit} 秒";
    BoxOutside = "a box outside the picture", "遮盖框在图片之外";
    Panicked = "a stage panicked", "某一处理步骤异常中止";
    Orientation(problem: Box<Detail>) = "orientation: {problem}", "方向网络：{problem}";
    Detector(problem: Box<Detail>) = "detector: {problem}", "检测网络：{problem}";
    Recogniser(problem: Box<Detail>) = "recogniser: {problem}", "识别网络：{problem}";
    SecondReader(problem: Box<Detail>) = "the second reader: {problem}", "复核识别器：{problem}";
    ReaderPanicked = "panicked", "异常中止";
    MoreAnswers = "more answers than questions", "答案多于问题";
    NoPlaces = "impossible places", "位置无效";
    /// Of records before 29 November 2026.
    PlacesThatAreNone = "places that are none", "位置无效";
    GivenUp = "given up", "已放弃";
    UnexpectedOutput = "unexpected output", "输出不符合预期";
    NotProbabilities = "not probabilities", "不是概率值";
    NotLogProbabilities = "not log-probabilities", "不是对数概率值";
    NoSuchClass = "a class that the dictionary doesn't spell", "字典中没有的类别";
    OtherMap(w: u64, h: u64, pw: u64, ph: u64) = "a {w} × {h} map of a {pw} × {ph} page", "{pw} × {ph} 的页面得到 {w} × {h} 的图";
    AnswersToCrops(answers: u64, crops: u64) = "{answers} answers to {crops} crops", "{crops} 个文字块得到 {answers} 个答案";
    AnswersToLines(answers: u64, lines: u64) = "{answers} answers to {lines} lines", "{lines} 行得到 {answers} 个答案";
    StepsForPixels(steps: u64, pixels: u64) = "{steps} steps for {pixels} pixels", "{pixels} 像素得到 {steps} 步";
    OtherColumns(a: u64, b: u64, c: u64, d: u64) = "{a} × {b} columns, {c} × {d} expected", "{a} × {b} 列，应为 {c} × {d}";
    BatchClasses(batch: u64, classes: u64) = "{batch} × {classes} classes", "{batch} × {classes} 个类别";
    MadeOut(some: u64, all: u64) = "made out {some} of {all} characters", "{all} 个字符中只认出 {some} 个";

    // Model files.
    Missing = "missing", "缺失";
    NotPinned = "not the pinned file (its sha256 differs)", "不是固定版本的文件（sha256 不符）";
    NotOnnx = "not an ONNX file", "不是 ONNX 文件";
    NetEnds(inputs: u64, outputs: u64) = "{inputs} inputs and {outputs} outputs, one of each expected", "{inputs} 个输入、{outputs} 个输出，应各为一个";
    EmptyDictionary = "the recogniser's dictionary is empty", "识别字典为空";
    ClassesSpelled(classes: u64, spelled: u64) = "the recogniser has {classes} classes, its dictionary spells {spelled}", "识别网络有 {classes} 个类别，字典只列出 {spelled} 个";

    NoRuntime = "no ONNX Runtime is pinned for this platform: use --runtime rten", "此平台没有可用的 ONNX Runtime：请用 --runtime rten";
    OnRten(why: Box<Detail>) = "reading with rten: {why}", "改用 rten 识别：{why}";

    // Records and the ledger.
    HeldReleased = "held, but with a released file", "待人工，却有已发布文件";
    ReleasedNothing = "released, but without a file", "已放行，却无文件";
    OtherPath = "the released file has another path", "已发布文件的路径不符";
    ClearFinding = "clear, but with a finding", "结论为“否”，却有发现";
    MaskNothing = "mask, but without a finding", "结论为“是”，却无发现";
    MaskUncovered = "mask, but a finding isn't covered", "结论为“是”，却有发现未遮盖";
    EmptyBox = "an empty box", "空的遮盖框";
    OneId = "two findings with one id", "两处发现编号相同";
    NotBelow = "the file isn't below its applicant", "文件不在其申报人之下";
    OtherVersion = "the applicant's version doesn't follow the one before", "申报人的版本与前一版本不衔接";
    Refused(fault: Box<Detail>) = "record refused: {fault}", "拒绝写入记录：{fault}";
    AtLine(line: u64, problem: Box<Detail>) = "line {line}: {problem}", "第 {line} 行：{problem}";
    NoLine = "not a line of this ledger", "不是此账本的行";
    OtherHash = "altered: its hash is another", "已被改动：哈希值不符";
    NotUnderstood(problem: String) = "sound, but not understood: {problem}", "哈希值相符，但无法解析（{problem}）";
    OtherNumber(number: u64) = "has number {number}: lines are missing or were moved", "序号为 {number}：有行缺失或被移动";
    NotFollowing = "doesn't follow the line before", "与前一行不衔接";
    LastCut = "the last line is cut short", "最后一行不完整";
    FailedWrite = "not written on after a failed write; run the same command again", "一次写入失败后不再续写；请重新运行同一命令";
    NoVersion = "an applicant without a version", "申报人没有版本";
    NoApplicant = "a job without an applicant", "任务没有申报人";
    Busy(path: String) = "{path}: another blindmask is working in this folder; wait for it, or choose another --out", "{path}：另一个 blindmask 正在使用该输出文件夹；请等它结束，或换一个 --out";

    // Proofs.
    Bytes(bytes: u64) = "{bytes} bytes", "{bytes} 字节";
    BytesRecorded(bytes: u64, recorded: u64) = "{bytes} bytes, recorded {recorded}", "{bytes} 字节，记录为 {recorded}";
    HashRecorded(hash: String, recorded: String) = "sha256 {hash}, recorded {recorded}", "sha256 为 {hash}，记录为 {recorded}";
    Hash(hash: String) = "sha256 {hash}", "sha256 {hash}";
    NotItsOwn = "not a file of its own", "不是独立的文件";
    NoAudit = "images without an audit", "有图片尚无审核文件";
    IdLeadsOut = "the id leads out of the folder", "编号指向文件夹之外";
    OnePlace = "1 place", "1 处";
    Places(places: u64) = "{places} places", "{places} 处";
    ReaderFailed = "the reader failed", "识别器出错";
    NotOnRoster = "the applicant is not on the roster", "花名册中没有该申报人";
    Segment(what: Box<Detail>, bytes: u64, at: u64) = "{what}, {bytes} bytes at {at}", "{what}，{bytes} 字节，位于 {at}";
    Grid(width: u64, height: u64) = "{width} x {height} pixels", "{width} × {height} 像素";
    Tag(tag: u64) = "orientation {tag}", "方向标记 {tag}";
    LeavesPicture(what: Box<Detail>) = "{what} leaves the picture", "{what}超出画面";
    BoxAt(finding: String, place: String) = "finding {finding}, box {place}", "发现 {finding} 的遮盖框 {place}";
    BoxDiffers(at: Box<Detail>, what: Box<Detail>) = "{at}: {what}", "{at}：{what}";
    Another(what: Box<Detail>) = "another {what}", "{what}不同";
    Components = "components", "分量";
    ColourSpace = "colour space", "色彩空间";
    Block(component: u64, column: u64, row: u64, x: u64, y: u64) = "component {component}, block {column},{row}, pixels from {x},{y}", "分量 {component}，块 {column},{row}，像素自 {x},{y} 起";
    OtherMethod = "the record tells of another method than the original allows", "记录的写法与原件所容许的不符";
    Differences(count: u64, first: Box<Detail>) = "{count} or more, first: {first}", "至少 {count} 处，第一处：{first}";
    ExifMore = "EXIF with more than the orientation", "EXIF 中除方向外还有其他内容";
    AdobeMore = "Adobe colour transform with other data", "Adobe 色彩变换段含其他数据";
    NotSequential = "a frame that isn't sequential", "非顺序编码的图像帧";
    StartOfImage = "start of image", "图像起始标记";
    JfifThumbnail = "JFIF header with a thumbnail", "带缩略图的 JFIF 头";
    Jfif = "JFIF header", "JFIF 头";
    JfifExtension = "JFIF extension", "JFIF 扩展";
    Exif = "EXIF", "EXIF";
    Xmp = "XMP", "XMP";
    Profile = "colour profile", "色彩配置";
    Photoshop = "Photoshop resources", "Photoshop 资源";
    Adobe = "Adobe colour transform", "Adobe 色彩变换";
    Comment = "comment", "注释";
    Application = "application segment", "应用段";
    PictureData = "picture data", "图像数据";
    EndOfImage = "end of image", "图像结束标记";
    NotASignature = "not a signature file", "不是签名文件";
    OtherSpelling = "not written as blindmask writes it", "不是本程序的写法";
    NoKeyNoSignature = "no key or no signature", "缺少公钥或签名";
    OtherKey = "made with another key", "由另一把密钥签署";
    KeyDoesNotFit = "doesn't fit the key", "与公钥不符";
    SignedAt(line: u64, lines: u64) = "signed at line {line}, the ledger has {lines}", "签名时为第 {line} 行，账本现有 {lines} 行";
    HeadEarlier(line: u64, lines: u64) = "the expected head is line {line} of {lines}: the folder was written to since", "期望的账本头是第 {line} 行（共 {lines} 行）：此后文件夹又有写入";
    HeadNowhere(lines: u64, head: String) = "the expected head is no line of this ledger, which ends at line {lines} with {head}", "账本中没有期望的账本头；账本止于第 {lines} 行，头为 {head}";

    // Reviewers.
    Label = "a reviewer is called by 1 to 40 letters, digits, dots, lines or hyphens", "审核人代号须为 1 至 40 个字母、汉字、数字、点、下划线或连字符";
    HeldFor(codes: String) = "it was held for {codes}", "原待人工原因：{codes}";
    Undecided(finding: String) = "finding {finding} is decided, but no line tells by whom", "发现 {finding} 已有结论，但账本中没有相应的审核记录";
    NoRun(path: String) = "{path}: no ledger in this folder", "{path}：此文件夹中没有账本";
    TokenLine(line: u64) = "line {line} isn't `role label sha256`", "第 {line} 行不是“角色 代号 sha256”";
    TokenLabel(line: u64) = "line {line} has a label that stands above", "第 {line} 行的代号与前面重复";
    NoTokens = "no token in this file; make one with `blindmask token`", "文件中没有令牌，请用 `blindmask token` 生成";
    SameLabel = "this label has a token already; remove its line first", "该代号已有令牌，请先删除相应的行";
    NeedsTokens(address: String) = "--bind {address}: others can reach this address, so it needs --tokens", "--bind {address}：他人可访问该地址，须用 --tokens";
    OriginalGone = "no original with the recorded hash", "没有与记录的哈希值相符的原件";

    // Keys.
    NotAKey = "not a key file (64 hexadecimal digits expected)", "不是密钥文件（应为 64 位十六进制数字）";
    NotAPublicKey = "not a public key of blindmask", "不是 blindmask 的公钥";
    OthersRead(mode: String) = "other users may read this key (mode {mode}); run `chmod 600` on it, and make a new key if somebody did", "其他用户可读取该密钥（权限 {mode}）：请对它执行 `chmod 600`；若已被他人读取，请换新密钥";
    NoHome = "no home folder for the key: pass --key-file", "找不到存放密钥的主文件夹：请用 --key-file 指定";
    LinkInOut(path: String) = "--out: {path} is a link, and blindmask writes through none; remove it", "--out：{path} 是链接，程序不会经链接写入，请删除";
    StrangeFolder = "--out: `masked` holds a folder that is no applicant's; its name may be a person's: remove it", "--out：masked 中有不属于任何申报人的文件夹，其名称可能泄露姓名，请删除";
    LinkedFolder = "a folder of the output is a link", "输出文件夹中含有链接";
    OtherName(id: String) = "{id}: earlier runs into this --out released files under this id for another name (or with another --key-file); choose another --out, or pass --prune to withdraw what INPUT doesn't hold", "{id}：此编号在该输出文件夹中对应过另一姓名，或密钥不同：请换用新的 --out，或用 --prune 撤回输入中没有的文件";
    KeyInOut = "a key (--key-file, --sign-key) must not lie in --out: whoever is given the folder could use it", "密钥（--key-file、--sign-key）不得放在输出文件夹内：拿到该文件夹的人即可使用";
    NoRandom(problem: String) = "no random bytes: {problem}", "无法取得随机数（{problem}）";

    // The command line and folders.
    NoSuchFolder(path: String) = "{path}: no such folder", "{path}：文件夹不存在";
    NoSuch(path: String) = "{path}: no such file or folder", "{path}：文件或文件夹不存在";
    NoRoster(path: String) = "roster {path}: no such file", "花名册 {path}：文件不存在";
    SingleFile = "a single file needs --name, or a folder called after its applicant", "单个文件须用 --name 指定姓名，或放在以申报人命名的文件夹中";
    OutIsInput(out: String) = "--out {out}: is INPUT itself; choose another folder", "--out {out}：就是输入文件夹本身，请另选文件夹";
    OutInInput(out: String) = "--out {out}: lies inside INPUT, so that the next run would read it; choose a folder outside", "--out {out}：位于输入文件夹之内，下次运行会读到它，请选择其外的文件夹";
    OutHoldsInput(out: String) = "--out {out}: holds INPUT; choose a folder that doesn't", "--out {out}：包含输入文件夹，请另选文件夹";
    Option(option: String, problem: Box<Detail>) = "--{option}: {problem}", "--{option}：{problem}";
    Input(problem: Box<Detail>) = "INPUT: {problem}", "INPUT：{problem}";
    IdAsFile = "an applicant's id must do as a file name: no / or \\, no dot at the start", "申报人编号须可用作文件名：不含 / 或 \\，不以点开头";
    IdFile = "an applicant's id must do as a file name", "申报人编号须可用作文件名";
    HtmlInside = "--html inside OUT must be an .html file at its top", "OUT 内的 --html 只能写在顶层，且以 .html 结尾";
    NotAHead = "--expect-head wants the 64 hexadecimal digits that a run or `verify` printed", "--expect-head 须为运行结束时或 `verify` 打印的 64 位十六进制数字";
    StdinName = "`check -` reads one picture and needs --name", "`check -` 只读一幅图片，须用 --name 指定姓名";
    SubsetForm = "--subset wants FIELD=VALUE", "--subset 的格式为 字段=值";
    NoPage(field: String, value: String) = "no page has {field}={value}", "没有 {field}={value} 的页面";
    NoAudits(path: String) = "{path}: no audit in this folder", "{path}：此文件夹中没有审核文件";

    // The roster.
    EmptyName = "empty name", "姓名为空";
    OneCharacter = "a name of one character can't be searched for safely; handle this applicant by hand", "单字姓名无法可靠查找，请人工处理该申报人";
    EmptyId = "empty id", "编号为空";
    IdForbidden = "this id can't be a folder's name: it has a separator or another forbidden character", "编号不能用作文件夹名：含有分隔符或其他禁用字符";
    IdDots = "this id can't be a folder's name: it starts or ends with a dot or a space", "编号不能用作文件夹名：首尾有点或空格";
    IdReserved = "this id can't be a folder's name: some systems reserve it", "编号不能用作文件夹名：为某些系统的保留名";
    IdLong = "this id is too long for a folder's name", "编号过长，不能用作文件夹名";
    IdName = "this id holds the applicant's name; it would stand in every output path", "编号含有申报人姓名，会出现在所有输出路径中";
    SameId(row: u64) = "the same id as in row {row}", "编号与第 {row} 行重复";
    Undecodable = "characters that can't be decoded; save the file as UTF-8", "含无法解码的字符，请将文件另存为 UTF-8";
    DigitsLost = "a number of more than 15 digits has lost its last ones in the spreadsheet; format the column as text", "超过 15 位的数字在表格中丢失了末位，请将该列设为文本格式";
    NoHeading(rows: u64) = "no row among the first {rows} has this heading", "前 {rows} 行中没有此列名";
    NoApplicants = "no applicant below the header", "表头之下没有申报人";
    RosterLarge = "too large for a roster", "文件过大，不像花名册";
    RosterNoText = "neither a spreadsheet nor text", "既不是电子表格也不是文本";
    RosterEmpty = "the file is empty", "文件为空";
    SheetUnread = "the spreadsheet can't be read: damaged or protected by a password", "电子表格无法读取：已损坏或有密码保护";
    JsonInvalid(expected: Box<Detail>) = "not valid JSON; {expected}", "不是有效的 JSON；{expected}";
    JsonShape = "expected [{{\"id\": …, \"name\": …, \"aliases\": [ … ]}}, …]", "应为 [{{\"id\": …, \"name\": …, \"aliases\": [ … ]}}, …]";

    // The operating system's kinds of failure, as Rust spells them.
    IoNotFound = "entity not found", "文件或文件夹不存在";
    IoDenied = "permission denied", "没有权限";
    IoFull = "no storage space", "磁盘已满";
    IoQuota = "quota exceeded", "磁盘配额已用完";
    IoTooLarge = "file too large", "文件过大";
    IoReadOnly = "read-only filesystem or storage medium", "文件系统或介质为只读";
    IoIsFolder = "is a directory", "是文件夹";
    IoNotFolder = "not a directory", "不是文件夹";
    IoNotEmpty = "directory not empty", "文件夹非空";
    IoExists = "entity already exists", "已存在";
    IoLoop = "filesystem loop or indirection limit (e.g. symlink loop)", "链接成环";
    IoName = "invalid filename", "文件名无效";
    IoInput = "invalid input parameter", "参数无效";
    IoData = "invalid data", "数据无效";
    IoEnd = "unexpected end of file", "文件意外结束";
    IoBusy = "resource busy", "资源正被占用";
    IoTimedOut = "timed out", "超时";
    IoInterrupted = "operation interrupted", "操作被中断";
    IoZero = "write zero", "写入零字节";
    IoStale = "stale network file handle", "网络文件句柄已失效";
    IoDevices = "cross-device link or rename", "不能跨设备链接或改名";
    IoMemory = "out of memory", "内存不足";
    IoUnsupported = "unsupported", "系统不支持该操作";
    IoOther = "other error", "其他系统错误";
    IoUnknown = "uncategorized error", "其他系统错误";
}

impl Detail {
    /// Nothing to say.
    pub const NONE: Detail = Detail::Foreign(String::new());

    /// By how many right angles a page lies turned.
    pub fn turned(turns: u64) -> Detail {
        if turns == 1 { Detail::QuarterTurn } else { Detail::QuarterTurns(turns) }
    }

    /// In how many places something is seen.
    pub fn seen(places: u64) -> Detail {
        if places == 1 { Detail::OnePlace } else { Detail::Places(places) }
    }

    /// Bytes of a file that are no part of its picture.
    pub fn extra(what: Detail, bytes: u64) -> Detail {
        if bytes == 1 { Detail::ExtraByte(Box::new(what)) } else { Detail::Extra(Box::new(what), bytes) }
    }

    /// The sentence in brackets, to stand behind another; nothing where there is nothing to say.
    pub fn remark(&self, lang: Lang) -> String {
        if self.is_empty() { String::new() } else { lang.bracketed(&self.say(lang)) }
    }

    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        match self {
            Detail::Foreign(text) => text.is_empty(),
            Detail::List(list) => list.is_empty(),
            _ => false,
        }
    }
}

/// Library words in Chinese are marked as a quotation; bare figures need no mark.
fn foreign(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh if text.contains(|c: char| c.is_ascii_alphabetic()) => format!("组件原文：{text}"),
        _ => text.to_owned(),
    }
}

impl Word for Box<Detail> {
    fn say(&self, lang: Lang) -> String {
        self.as_ref().say(lang)
    }

    fn read(text: &str) -> Option<Self> {
        Detail::known(text).map(Box::new)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        let list = || -> Option<Vec<Detail>> {
            let parts = text.split(", ").map(Detail::known);
            parts.collect::<Option<Vec<_>>>().filter(|list| list.len() > 1)
        };
        Detail::known(text)
            .or_else(|| list().map(Detail::List))
            .unwrap_or_else(|| Detail::Foreign(text.to_owned()))
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Detail::from(text.as_str())
    }
}

impl From<Detail> for String {
    fn from(detail: Detail) -> Self {
        detail.to_string()
    }
}

impl From<std::io::ErrorKind> for Detail {
    fn from(kind: std::io::ErrorKind) -> Self {
        Detail::from(kind.to_string())
    }
}
