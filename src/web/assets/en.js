// English. `{n}` and the like are filled in; a pair is singular and plural by `n`. Both languages have the same keys (tests/browser checks it).
export default {
  // Everywhere
  skip: 'Skip to content', close: 'Close', cancel: 'Cancel', done: 'Done', loading: 'Loading', comma: ', ', failed: 'That did not work. Please try again.', try_again: 'Try again',
  offline: "The server can't be reached. See that the network and the program are running, then try again.", scheme_auto: 'Colours: as the system', scheme_light: 'Colours: light', scheme_dark: 'Colours: dark',
  login: 'Enter', login_title: 'Enter your token', token: 'Token', login_hint: 'The operator hands out tokens. It is kept for this session only.', logout: 'Log out', saved: 'Saved',
  tools: 'Viewing tools', zoom: 'Zoom', n_pages: ['{n} page', '{n} pages'],

  // Review: the queue
  title_review: 'Review · blindmask', queue: 'Queue', queue_held: 'Held', queue_flagged: 'Flagged', queue_rest: 'The rest',
  state_all: 'All', state_open: 'Open', state_held: 'Held', state_flagged: 'Flagged', state_rest: 'The rest', state_reviewed: 'Reviewed', state_waiting: 'Not applied',
  filter_state: 'Filter by state', filter_applicant: 'Filter by applicant', filter_reason: 'Filter by reason', filter_form: 'Filter by form of the name',
  any_applicant: 'All applicants', any_reason: 'All reasons', any_form: 'All forms', clear_filter: 'Clear filters',
  none_fit: 'No page fits', none_fit_hint: 'Choose another filter, or clear them all.', no_pages: 'This run has no pages', no_pages_hint: 'Cover the attachments with redact first, then open the review.', cannot_load: "This run can't be opened",
  verdict_mask: 'Yes', verdict_clear: 'No', verdict_held: 'Held', n_boxes: ['{n} box', '{n} boxes'], waits: 'Not applied', reviewed_by: 'Reviewed by {by}', answer_mask: 'Yes', answer_clear: 'No', answer_release: 'Released', answer_reupload: 'Upload again', answer_left_true: 'Visible', answer_left_false: 'Not visible',
  name_yourself: 'Under what name do you review?', your_name: 'Reviewer', your_name_hint: 'It goes into the ledger. Letters, digits or Chinese characters, for example li.', no_name_yet: 'No name', theirs: 'Somebody else decided about this page; it is up to date now',
  reviewed_pages: 'pages reviewed', reviewers: 'Progress of each reviewer', who_did: ['{who}: {n} page', '{who}: {n} pages'],

  // Review: one page
  stage: 'Picture of the page', panel: 'Review of this page', walk: 'Other pages', film: 'Thumbnails', film_frame: 'Page {n} {what}', page_of: 'Page {n} / {all}', page_said: 'Page {n} of {all}. {what}',
  applicant_is: 'Applicant {id}', boxes_title: 'Boxes', no_boxes: 'This page has no boxes.', box_n: 'Box {n}', history: 'Decided, not applied yet', no_picture: "This file can't be shown.", masked_view: 'Masked',
  finding_proposed: 'To confirm', finding_confirmed: 'Confirmed', finding_rejected: 'Rejected', finding_added: 'Added', drawn_by: 'Added by {by}',
  do_confirm: 'Confirm box {n}', do_reject: 'Reject box {n}', do_remove: 'Remove box {n}', do_edit: 'Move or resize box {n}', do_add: 'Draw a box', do_yes: 'Yes, covered', do_no: 'No name', do_release: 'Release', do_reupload: 'Upload again', undo: 'Undo',
  read_only: 'Your role may look, not decide.', is_last: 'This is the last page', is_first: 'This is the first page', all_done: 'Every page is reviewed', not_yet: 'The page is still loading', choose_first: 'Choose a box first (↓)', held_keys: 'This page is held: release it (R) or ask for a new upload (U)',
  draw_first: 'Draw a box over the name, then answer yes', draw_now: 'Drag to draw a box', drag_now: 'Drag, or use the arrow keys', rejected_stays: "A rejected box can't be moved; undo, or draw another.", not_held: "This page isn't held", not_releasable: "This file can't be opened, so it can't be released",
  undone: 'Undone', undone_there: 'Back on the page of the last decision', nothing_to_undo: 'There is nothing to undo', not_saved: '{file} was not saved: {why}', open_it: 'Open',
  reject_title: 'Why reject it?', reject_words: 'This place will no longer be covered.', reject_another_person: "It is another person's name", reject_ordinary_word: 'It is an ordinary word', reject_not_text: 'It is no text', reject_covered_otherwise: 'Another box covers it', reject_other: 'Another reason',
  no_title: 'Why is there no name here?', no_words: ['{n} box will be rejected, and the page no longer covered.', '{n} boxes will be rejected, and the page no longer covered.'],
  release_title: 'Why may it be released?', release_words: ['The page is covered with {n} box and released.', 'The page is covered with {n} boxes and released.'], release_looked_no_name: "I read it all: the name isn't there", release_covered_by_hand: 'Every name is under a box', release_other: 'Another reason',
  reupload_title: 'Why upload it again?', reupload_words: "The page won't be released; what was released is taken back.", reupload_not_legible: "It isn't legible", reupload_not_upright: "It isn't upright", reupload_incomplete: 'It is incomplete', reupload_wrong_page: 'It is the wrong page', reupload_other: 'Another reason',
  because: ' ({why})', did_confirm: 'confirmed box {n}', did_reject: 'rejected box {n}', did_add: 'added a box', did_move: 'moved box {n}', did_page_mask: 'answered yes', did_page_clear: 'answered no', did_page_release: 'released it', did_page_reupload: 'asked for a new upload', did_sample_true: 'answered visible', did_sample_false: 'answered not visible', did_undo: 'undid a decision', did_decision: 'decided', did_rendered: 'rendered the page anew', did_withdrawn: 'took the page back',
  stale_title: 'Somebody else was faster', stale_words: 'What you saw of {file} is no longer current, so your decision was not saved.', stale_theirs: 'What changed meanwhile', stale_yours: 'What you had decided', stale_look: 'See how it is now',
  form_han: 'Chinese', form_spaced: 'spaced', form_vertical: 'vertical', form_traditional: 'traditional', form_pinyin: 'pinyin', form_latin: 'Latin letters', form_initials: 'initials', form_split: 'over two lines', form_partial: 'part of the name', form_arabic: 'Arabic script', form_unknown: 'not read',
  how_text: 'text', how_spotted: 'likely', how_field: 'name field', how_seal: 'seal', how_signature: 'signature', how_reviewer: 'reviewer',

  // Review: applying and sampling
  do_apply: 'Apply', apply_title: 'Apply what was decided', apply_words: ["{n} decision isn't applied yet. Its page will be rendered anew and recorded in the ledger.", "{n} decisions aren't applied yet. Their pages will be rendered anew and recorded in the ledger."], applying: ['{done} of {n} page rendered', '{done} of {n} pages rendered'], applied: ['{n} page rendered, {held} held.', '{n} pages rendered, {held} held.'], nothing_to_apply: 'There is nothing to apply',
  sample: 'Sample', sample_title: 'A sample', sample_words: "Released pages are drawn at random. Look at each whether the applicant's own name is still visible: that tells the share of pages with a name left in the whole run.", sample_bound: 'at most {high} if none is left', sample_anew: 'Draw another sample',
  sample_question: "Is the applicant's own name still visible?", sample_hint: 'This is the page as released, without what the program thought.', sample_so_far: 'Result so far', sample_nothing_yet: 'The share appears after the first answer.', sample_share: 'of the pages show a name', sample_interval: '95 % interval {low} – {high}',
  sample_of: ['Drawn from {n} released page.', 'Drawn from {n} released pages.'],

  // Keys
  keys_title: 'Keys', keys_pages: 'Other pages', keys_page: 'This page', keys_boxes: 'Boxes', keys_draft: 'While a box changes', keys_looking: 'Looking', keys_run: 'Everything else',
  key_next: 'Next page', key_previous: 'Previous page', key_first: 'First page', key_last: 'Last page', key_open: 'Next open page', key_queue: 'Queue', key_filter: 'To the filters', key_settle: 'Settle as shown, next page', key_yes: 'Yes', key_no: 'No', key_release: 'Release', key_reupload: 'Upload again', key_undo: 'Undo',
  key_box_next: 'Next box', key_box_previous: 'Previous box', key_confirm: 'Confirm', key_reject: 'Reject', key_add: 'Draw a box by mouse', key_add_here: 'Add a box by keys', key_edit: 'Move or resize', key_nudge: 'Move', key_grow: 'Resize', key_far: 'Move far', key_save: 'Save', key_leave: 'Cancel',
  key_masked: 'Masked result', key_boxes: 'Show or hide boxes', key_zoom_in: 'Zoom in', key_zoom_out: 'Zoom out', key_fit: 'Fit', key_actual: 'Actual size', key_pan: 'Pan', key_turn: 'Turn by 90° (view only)', key_apply: 'Apply', key_language: '中文 / English', key_scheme: 'Colours', key_help: 'Show the keys',

  // Self-check
  title_check: 'Check before you submit · blindmask', check_title: 'Check before you submit', check_lead: 'See whether your name is still visible in your attachments.', name: 'Name', former_names: 'Former names and other spellings (optional)', former_hint: 'Separate several with commas or semicolons.',
  name_needed: 'Enter your name.', name_short: 'A name has at least two characters.', drop_here: 'Drop JPG pictures or a whole folder here', drop_limit: 'Up to {files} files, {bytes} each', pick_files: 'Choose pictures', pick_folder: 'Choose a folder', chosen_files: 'Chosen files', leave_out: 'Leave out {name}', n_chosen: ['{n} file chosen', '{n} files chosen'], start: 'Check now',
  files_needed: 'Choose pictures first.', no_files_there: 'There are no files in it.', too_many_files: '{n} files are too many: {most} at a time. Check them in parts.', file_too_large: '{name} is too large: at most {most} for a file.', still_running: 'A check is running: wait for it, or cancel it.',
  keeps_title: 'Nothing is kept', keeps_words: 'Pictures and name serve this one check. The server deletes all it got as soon as the answers are on this page, and they go when you close it. No name is written to a log, an address or a file name.',
  answers_title: 'Three answers', answer_is_yes: 'Yes', answer_is_no: 'No', answer_is_unclear: 'Held', answer_is_waits: 'Waiting', legend_yes: 'Your name is visible. Use the masked copy, or cover it yourself.', legend_no: 'Your name was not found. Still look yourself before you submit.', legend_unclear: "It can't be told. Follow the advice: photograph or scan it again, or let a person look.",
  sending: 'Uploading {share} %', checking: 'Checking page {n} of {all}', check_done: ['Checked {n} page', 'Checked {n} pages'], check_failed: 'The check did not finish', check_said: 'Checked. Yes {yes}, no {no}, held {unclear}.', progress: 'Progress of the check', check_more: 'Check others', download_zip: 'Download masked copies', zip_name: 'masked-copies.zip',
  gone_now: 'The server has deleted the pictures and the name.', zip_lacks: 'There is no copy of a held page.', seen_at: ['Your name is visible in {n} place: {where}.', 'Your name is visible in {n} places: {where}.'], says_no: 'Your name was not found.', says_unclear: "This page can't be judged.", look_at: 'Look closer at {name}',
  where_upper_left: 'upper left', where_top: 'top', where_upper_right: 'upper right', where_left: 'left', where_middle: 'middle', where_right: 'right', where_lower_left: 'lower left', where_bottom: 'bottom', where_lower_right: 'lower right',

  // API
  title_docs: 'API · blindmask', docs_lead: 'Read about the API, and try it.', docs_token: 'Token (where the server asks for one)', docs_groups: 'Operations', docs_parameters: 'Parameters', docs_body: 'Request body', docs_answers: 'Responses', docs_try: 'Try it', docs_send: 'Send', docs_curl: 'Command line', docs_copy: 'Copy', docs_copied: 'Copied', docs_answer: 'Actual response', docs_sending: 'Sending', docs_required: 'required', docs_no_body: 'no content', docs_download: 'Save', docs_one_per_line: 'one per line', docs_schema: 'Schema', docs_empty: 'This server describes no API.', docs_accept: 'Response as',
};
