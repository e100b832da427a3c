"""Intake: takes in concerns, lets counsellors work on them, and publishes what became of them.

Process `face`, for affected persons (handlers/person, pages/face) and the systems of channels (api). It writes only to
a database of its own (store/face): requests, parts of files and begun reports:
    read articles, who runs it         articles, pages/face/knowledge, pages/face/legal (nothing is written)
    submit a concern, change it        person/submit, person/submit_again
    keep what was begun, go on with it person/keep_report
    know a channel, a receipt code     person/known_channels, person/receipt_access
    redeem a one-time code             person/redeem_one_time_code
    read the own case, write           person/read_own_case, person/write_message
    decide on a hand-over              person/decide_handover
    decide on an addition to it        person/decide_addition
    answer a partner's appointments    person/answer_arrangement
    change or withdraw a safe contact  person/change_safe_contact, person/withdraw_safe_contact
    agree on a word for calls          person/agree_word
    add evidence, send a letter's form person/add_evidence, person/add_in_pieces, person/send_form
    tell whether a partner helped      person/tell_whether_it_worked

Process `desk`, with what the face accepted (handlers/requests):
    take requests over, each once      take (opened: what is believed; claim: what was not taken before)
    contact and case                   begin_threads
    messages, decisions, contact ways  add_message, decide_handover, change_safe_contact, agree_word, end_one_time_code,
                                       answer_arrangement, decide_addition
    publish what the person sees       show
    refused ones, erased threads       watch, sweep

Process `desk`, with what lies in the contact point's inbox (handlers/mail; imap):
    take each mail once, then remove   read_mailbox, take
    hand out the mail as it came       open_mail
    owe it an automatic answer         acknowledge

Process `desk`, for counsellors and supervisors (handlers/desk, pages/desk):
    see what waits, read a file        list_waiting, read_file (visibility: who sees what)
    unfold what is quoted, for a day    show_quotes
    take over, triage, answer          take_over, triage, answer (name_partner: a partner to reach oneself)
    note calls, letters, thoughts      write_note (keep_draft: while they are typed)
    enter incidents                    enter_incident
    ask for consent, note a decision   ask_for_consent, note_decision, take_back (the question), note_arrangement_answer
    ask what a partner may learn later ask_for_addition (note_decision, take_back: of it)
    correct what was noted by mistake  correct_decision (ask_again: the question), assess_correction (supervisors)
    record an emergency                emergency
    see a picture, open its original   show_picture (decoded in a process of its own: decode_picture), open_evidence
    record a call, give a code         record_call (join_case), record_silent_call, give_one_time_code
    state a safe contact for somebody  state_safe_contact
    link related cases                 relate
    join a code to its person's case   join_contact
    note what a talk is to be          state_talk (read_talks: for one's own tasks)
    enter a letter of the person's     read_letters (what was said of it, for one's own tasks and at the proceeding)
    refer to whom nothing happened     refer_for_prevention (make_case: something did, after all)
    pass the press to the head         pass_to_head (and back), answer_press, signs_of_help
    a lost code: check, ask, decide    caller_check, new_code (read_access: what is shown of it)
    close, reopen, make a case         close, reopen, make_case
    see what happened in all services  read_timeline (note_happening, note_own: its lines)
    open a colleague's case, judge it  open_with_reason, inspect, read_readers
    erase                              erase, erasures_due (erase_by_time: after the period; hold: not yet)
    give a person their own data       give_own_data
    see what is to be done, finish it  list_tasks, finish_task, promise_call_back (task_table: which fact makes what)
    leave somebody without an answer   leave_unanswered (part of finish_task and close)
    look after mails that came back    entry_tasks (supervisors)
    know how the persons are reached   read_ways
    see the team, be away              team, absence
    find a case by number or way       find_case, find_by_way
    count what waits for an alarm      measure_waiting, measure_missed_deadlines
    sign out                           sign_out

Process `desk`, for other services (handlers/services; api, subscriptions):
    fetch a package or safe contact    fetch, fetch_file (of a package, by parts)
    take what a partner arranged       take_arrangement
    take the file numbers of a case    take_file_numbers
    count what is to be done           count_work
    say which automatic answers to send acknowledgements
    follow referrals and deadlines     case_progress, partner_directory, follow_tasks, entry_returned
    open what a channel sealed         unseal
"""
