"""Finds help for a case and follows each referral to its end. What can be done here (all in handlers/):

a partner       partner/authenticate       its system, by token
                partner/enter_pin          its people, by PIN behind a link (pins: stretches a PIN to its hash)
                partner/visibility         list its own referrals
                partner/open_referral      read what the person agreed to hand over, while intake says that it stands
                                           (partner/confirm_consent)
                partner/open_file          open a file of it
                partner/read_additions     read what the person agreed to later (asked of intake, not stored)
                partner/answer             accept, decline, contact, complete, fail, return
                partner/answer_on_topic    the same by Kafka
                partner/tell_proceeding    tell how the criminal proceeding stands (police, prosecution)
                partner/arrange            propose appointments, name who is in charge, read what the person answers
                partner/list_overview      see the states of all its referrals
                partner/renew_link         ask for a new link where one has ended
                partner/answer_capacity    say whether it has room, before it learns for whom
                partner/confirm_entry      confirm or correct its entry of the directory
                partner/confirm_arrival    say that our test reached its mailbox
the counsellor  counsellor/read_case       proposals with reasons, referrals, proceedings
                counsellor/record_phone_answer  record what a partner said on the phone (phone_answers: sealed)
                counsellor/answer_for_partner   enter an answer given by letter, recall a referral
                counsellor/reply                answer what a partner asked (inquiries: sealed)
                counsellor/enter_proceeding     enter or change a criminal proceeding
                counsellor/join_proceedings     say that two proceedings are of the same act, or take that back
                counsellor/circumstances        enter where the threat may come from, and refused partners
                counsellor/ask_capacity         ask proposed partners whether they have room, naming nobody
                counsellor/list_referrals       see all open referrals of their cases
                counsellor/read_directory       search the directory, see how the network grew
                pages/offence_guide        see which offences come into question and who may request prosecution
the supervisor  supervisor/change_entry    enter, edit, confirm, close, reopen or delist an entry
                supervisor/import_entries  import entries, after a look at what that would change
                supervisor/partner_access  suspend a partner, let it in again, give it a new PIN or token
                supervisor/onboard         try its mailbox, ring it, note its PIN was told, let referrals go to it
everybody       pages/help_pages           read what partners released for their Land, without a case
other services  services/follow_case       a case was opened, triaged, closed, reopened
                services/note_consent      a consent was asked for or refused
                services/prepare_referral  a consent was given: a referral begins
                services/note_additions    the person agreed to an addition, or withdrew one: the partner is told
                services/exclude_partner   the person refused a partner for good: it is not proposed
                services/withdraw_consent  a consent was withdrawn: the referral is recalled
                services/correct_consent   the noted decision was not the person's: it counts for nothing
                services/note_notice       the notice to a partner arrived, or did not
                services/note_entry_notice a mail about an entry of the directory came back
                services/note_arrangement_answer  the person answered: the answer is fetched
                services/take_reply        a partner wrote by mail: stored sealed (mail_replies)
                services/erase_case        a case was erased
when due        effects/send               fetch the package, offer it to the partner
                effects/tell_arrangement   give intake what a partner arranged, fetch what the person answered
                effects/tell_file_numbers  give intake the file numbers of a case, for the person to read
                effects/pass_deadline      no answer by the deadline: overdue, until the partner answers or a
                                           counsellor gives the referral up
                effects/ask_to_confirm     ask a partner by mail to confirm its entry before that is stale
after an update effects/announce_entries   tell the other services of entries what an earlier release left out
                effects/tell_earlier_recalls  tell the desk of recalls of which an earlier release told nobody
the operator    operator/import_directory, operator/issue_access
                partner/measure_tries      count links at which somebody tries PINs, for an alarm
used by all     advance (what follows a step), tell_act (what follows a change of a proceeding),
                capacity_inquiries (what ends a question for room), propose (which partners could help), packages,
                directory, file_numbers and arrangements (sealed), effects/schedule (when which effect is due)
"""
