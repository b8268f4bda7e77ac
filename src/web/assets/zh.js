// 简体中文。`{n}` 等由程序填入。两种语言的键必须一致（tests/browser 会检查）。
export default {
  // 通用
  skip: '跳到内容', close: '关闭', cancel: '取消', done: '完成', loading: '正在加载', comma: '、', gap: '', failed: '操作未成功。请重试。', try_again: '重试',
  offline: '连不上服务器。请检查网络或程序是否仍在运行，然后重试。', scheme_auto: '配色：跟随系统', scheme_light: '配色：浅色', scheme_dark: '配色：深色',
  login: '进入', login_title: '请输入令牌', token: '令牌', token_wrong: '令牌无效，请核对后重新输入。', login_hint: '令牌由运维人员发放，只保存在本次会话中。', logout: '退出', saved: '已保存',
  tools: '查看工具', zoom: '缩放', n_pages: '{n} 页',

  // 审核：队列
  title_review: '审核 · blindmask', queue: '队列', queue_held: '待人工', queue_flagged: '需留意', queue_rest: '其余',
  state_all: '全部', state_open: '未处理', state_held: '待人工', state_flagged: '需留意', state_rest: '其余', state_reviewed: '已处理', state_waiting: '待应用',
  filter_state: '按状态筛选', filter_applicant: '按申报人筛选', filter_reason: '按提示筛选', filter_form: '按姓名写法筛选',
  any_applicant: '全部申报人', any_reason: '全部提示', any_form: '全部写法', clear_filter: '清除筛选',
  none_fit: '没有符合条件的页面', none_fit_hint: '换一个筛选条件，或清除筛选。', no_pages: '这次运行没有页面', no_pages_hint: '请先用 redact 处理附件，再打开审核。', cannot_load: '无法打开这次运行', other_token: '换一个令牌',
  verdict_mask: '是', verdict_clear: '否', verdict_held: '待人工', n_boxes: '{n} 个框', waits: '待应用', reviewed_by: '由 {by} 处理', answer_mask: '是', answer_clear: '否', answer_release: '放行', answer_reupload: '重新上传', answer_left_true: '能看到', answer_left_false: '看不到',
  name_yourself: '以什么名义审核', your_name: '审核人', your_name_hint: '写入账本。用字母、数字或汉字，例如 li 或 审核一。', no_name_yet: '未署名', theirs: '这一页刚被别人处理，已更新',
  reviewed_pages: '页已处理', reviewers: '各审核人的进度', who_did: '{who}：{n} 页',

  // 审核：一页
  stage: '页面图像', panel: '本页的审核', walk: '翻页', film: '缩略图', film_frame: '第 {n} 页 {what}', page_of: '第 {n} / {all} 页', page_said: '第 {n} 页，共 {all} 页。{what}',
  applicant_is: '申报人 {id}', also_called: '（又名 {names}）', names_unknown: '未提供申报人的姓名。请运维人员启动审核时加上 --roster。', boxes_title: '遮盖框', no_boxes: '这一页没有遮盖框。', box_n: '框 {n}', history: '尚未应用的操作', not_released: '这一页没有发布，您的角色看不到原件。', no_picture: '无法显示这个文件。', masked_view: '遮盖后',
  finding_proposed: '待确认', finding_confirmed: '已确认', finding_rejected: '已驳回', finding_added: '人工添加', drawn_by: '{by} 添加',
  do_confirm: '确认框 {n}', do_reject: '驳回框 {n}', do_remove: '删除框 {n}', do_edit: '移动或缩放框 {n}', do_add: '画框', do_yes: '是，已遮住', do_no: '否，无姓名', do_release: '放行', do_reupload: '请重新上传', undo: '撤销',
  read_only: '您的角色只能查看。', is_last: '已是最后一页', is_first: '已是第一页', all_done: '全部处理完毕', not_yet: '页面仍在加载', choose_first: '请先选中一个框（↓）', held_keys: '这一页待人工：请放行（R）或请重新上传（U）',
  draw_first: '先把姓名框出来，再答“是”', draw_now: '拖动画出一个框', drag_now: '拖动或用方向键调整', rejected_stays: '已驳回的框不能移动；可撤销，或另画一个。', not_held: '这一页不在待人工之列', not_releasable: '这个文件无法打开，不能放行',
  undone: '已撤销', undone_there: '已回到上次操作的页面并撤销', nothing_to_undo: '没有可撤销的操作', not_saved: '{file} 的操作未保存：{why}', open_it: '打开',
  reject_title: '为什么驳回？', reject_words: '驳回后，这一处将不再遮盖。', reject_another_person: '是别人的姓名', reject_ordinary_word: '是普通词语', reject_not_text: '不是文字', reject_covered_otherwise: '已被其他框遮盖', reject_other: '其他原因',
  no_title: '为什么这一页没有姓名？', no_words: '{n} 个框都将驳回，这一页不再遮盖。',
  release_title: '为什么可以放行？', release_words: '放行后按 {n} 个框遮盖并发布。', release_bare: '这一页没有遮盖框，将原样发布。', release_looked_no_name: '已逐字看过，没有姓名', release_covered_by_hand: '姓名已全部框出', release_other: '其他原因',
  reupload_title: '为什么要重新上传？', reupload_words: '这一页不会发布；已发布的将撤回。', reupload_not_legible: '看不清', reupload_not_upright: '未正向', reupload_incomplete: '不完整', reupload_wrong_page: '不是应交的材料', reupload_other: '其他原因',
  because: '（{why}）', did_confirm: '确认框 {n}', did_reject: '驳回框 {n}', did_add: '添加一个框', did_move: '移动框 {n}', did_page_mask: '答“是”', did_page_clear: '答“否”', did_page_release: '放行', did_page_reupload: '请重新上传', did_sample_true: '答“能看到”', did_sample_false: '答“看不到”', did_undo: '撤销', did_decision: '作出决定', did_rendered: '重新生成了这一页', did_withdrawn: '撤回了这一页',
  stale_title: '这一页刚被别人处理', stale_words: '您看到的 {file} 已经不是最新，所以没有保存您的操作。', stale_theirs: '期间的变化', stale_yours: '您未保存的操作', stale_look: '查看最新状态',
  form_han: '汉字', form_spaced: '带空格', form_vertical: '竖排', form_traditional: '繁体', form_pinyin: '拼音', form_latin: '拉丁字母', form_initials: '首字母', form_split: '跨行', form_partial: '部分姓名', form_arabic: '阿拉伯字母', form_unknown: '未读出',
  how_text: '文字', how_spotted: '疑似', how_field: '姓名栏', how_seal: '印章', how_signature: '签名', how_reviewer: '人工',

  // 审核：应用与抽样
  do_apply: '应用', apply_title: '应用所作的决定', apply_words: '共有 {n} 项操作尚未应用。应用后将按这些决定重新生成相应页面，并写入账本。', applying: '已生成 {done} / {n} 页', applied: '已生成 {n} 页，其中 {held} 页待人工。', nothing_to_apply: '没有待应用的操作', apply_failed: '{n} 页未能生成，其决定仍待应用：{files}',
  sample: '抽样检查', sample_title: '抽样检查', sample_words: '从已发布的页面中随机抽取，逐页查看是否仍能看到申报人本人的姓名，由此得出整次运行的漏遮比例。', sample_bound: '若全部无漏，上限 {high}', sample_anew: '重新抽样',
  sample_question: '还能看到申报人本人的姓名吗？', sample_hint: '这是发布后的样子，不显示遮盖框的判断。', sample_so_far: '目前结果', sample_nothing_yet: '答完第一页后显示比例。', sample_share: '的页面仍能看到姓名', sample_interval: '95 % 置信区间 {low} – {high}',
  sample_of: '抽自 {n} 个已发布页面。',

  // 按键
  keys_title: '按键', keys_pages: '翻页', keys_page: '判断这一页', keys_boxes: '遮盖框', keys_draft: '调整框时', keys_looking: '查看', keys_run: '其他',
  key_next: '下一页', key_previous: '上一页', key_first: '第一页', key_last: '最后一页', key_open: '下一个未处理', key_queue: '队列', key_filter: '到筛选栏', key_settle: '照此确定，到下一页', key_yes: '是', key_no: '否', key_release: '放行', key_reupload: '请重新上传', key_undo: '撤销',
  key_box_next: '下一个框', key_box_previous: '上一个框', key_confirm: '确认', key_reject: '驳回', key_add: '用鼠标画框', key_add_here: '用键盘加框', key_edit: '移动或缩放', key_nudge: '移动', key_grow: '缩放', key_far: '大步移动', key_save: '保存', key_leave: '取消',
  key_masked: '看遮盖后的样子', key_boxes: '显示或隐藏框', key_zoom_in: '放大', key_zoom_out: '缩小', key_fit: '适合窗口', key_actual: '原始大小', key_pan: '平移', key_turn: '转 90°（仅查看）', key_apply: '应用', key_language: '中文 / English', key_scheme: '配色', key_help: '显示按键',

  // 自查
  title_check: '提交前自查 · blindmask', check_title: '提交前自查', check_lead: '上传之前看一看：附件里还能不能看到您的姓名。', name: '姓名', former_names: '曾用名和其他写法（可不填）', former_hint: '多个用顿号或分号隔开。',
  name_needed: '请填写姓名。', name_short: '姓名至少两个字。', drop_here: '把 JPG 图片或整个文件夹拖到这里', drop_limit: '最多 {files} 个文件，每个不超过 {bytes}', pick_files: '选择图片', pick_folder: '选择文件夹', chosen_files: '已选的文件', leave_out: '不检查 {name}', n_chosen: '已选 {n} 个文件', start: '开始检查',
  files_needed: '请先选择图片。', no_files_there: '这里没有文件。', too_many_files: '选了 {n} 个文件，最多 {most} 个。请分批检查。', file_too_large: '{name} 太大，每个文件不超过 {most}。', still_running: '正在检查，请等它结束或先取消。',
  keeps_title: '不保留任何内容', keeps_words: '图片和姓名只用于这一次检查。结果一到达本页，服务器即删除收到的一切；关闭本页，这里的内容也随之消失。姓名不写入日志、网址或文件名。',
  answers_title: '三种结果', answer_is_yes: '是', answer_is_no: '否', answer_is_unclear: '待人工', answer_is_waits: '等待', legend_yes: '能看到您的姓名。请改用遮盖后的副本，或自行处理。', legend_no: '没有找到您的姓名。提交前仍请自己看一遍。', legend_unclear: '无法判断。请按提示重新拍摄、扫描或请人查看。',
  sending: '正在上传 {share} %', checking: '正在检查第 {n} / {all} 页', check_done: '检查完毕，共 {n} 页', check_failed: '检查没有完成', check_said: '检查完毕。是 {yes} 页，否 {no} 页，待人工 {unclear} 页。', progress: '检查进度', check_more: '再查一批', download_zip: '下载遮盖副本', zip_name: '遮盖副本.zip',
  answer_is_unchecked: '未检查', gone_now: '服务器上的图片和姓名已删除。', zip_lacks: '待人工的页面没有副本。', seen_at: '能看到您的姓名，共 {n} 处：{where}。', says_no: '没有找到您的姓名。', says_unclear: '无法判断这一页。', look_at: '放大查看 {name}',
  where_upper_left: '左上', where_top: '上方', where_upper_right: '右上', where_left: '左侧', where_middle: '中部', where_right: '右侧', where_lower_left: '左下', where_bottom: '下方', where_lower_right: '右下',

  // 接口
  title_docs: '接口 · blindmask', docs_lead: '在这里查看并试用接口。', docs_token: '令牌（仅在服务器要求时）', docs_groups: '接口列表', docs_parameters: '参数', docs_body: '请求内容', docs_answers: '响应', docs_try: '试一试', docs_send: '发送', docs_curl: '命令行', docs_copy: '复制', docs_copied: '已复制', docs_answer: '实际响应', docs_sending: '正在发送', docs_required: '必填', docs_no_body: '没有内容', docs_download: '保存', docs_one_per_line: '每行一个', docs_schema: '结构', docs_empty: '这个服务器没有接口说明。', docs_accept: '响应格式',
};
