"""Finds help for a case and follows each referral to its end. What can be done here (all in handlers/):

a partner       partner/authenticate       by token, or by PIN behind a link
                partner/visibility         list its own referrals
                partner/open_referral      read what the person agreed to hand over, while intake says that it stands
                                           (partner/confirm_consent)
                partner/answer             accept, decline, contact, complete, fail, return
                partner/answer_on_topic    the same by Kafka
                partner/list_overview      see how all its referrals stand
                partner/renew_link         ask for a new link where one has ended
the counsellor  counsellor/read_case       proposals with reasons, referrals, proceedings
                counsellor/answer_for_partner   enter an answer given by phone, recall a referral
                counsellor/enter_proceeding     enter or change a criminal proceeding
                pages/offence_guide        which offences come into question, who may request prosecution
everybody       pages/help_pages           read what partners released for their Land, without a case
other services  services/follow_case       a case was opened, triaged, closed, reopened
                services/note_consent      a consent was asked for or refused
                services/prepare_referral  a consent was given: a referral begins
                services/withdraw_consent  a consent was withdrawn: the referral is recalled
                services/note_notice       the notice to a partner arrived, or did not
                services/erase_case        a case was erased
when due        effects/send               fetch the package, offer it to the partner
                effects/pass_deadline      no answer came: overdue, then expired
a supervisor    supervisor/change_entry, supervisor/import_entries
                supervisor/partner_access  suspend a partner, let it in again, give it a new PIN or token
the operator    operator/import_directory, operator/issue_access
of all these    advance (what follows a step), propose (which partners could help), packages
"""
