"""Notifies people by neutral mail or SMS and partners' systems by webhook, and computes the legal deadlines of a case.

What can be done here                               module
notify a person or a partner of a fact              handlers/notify.py
remember or forget how a person is reached safely   handlers/change_safe_contact.py
send a mail or SMS, and publish how it ended        handlers/send.py, handlers/post_to_person.py
note what became of an SMS, as its provider reports handlers/note_sms_report.py, sms_reports_api.py
acknowledge mails to the contact point              handlers/acknowledge_mails.py, acknowledgement_text.py
tell staff once a working day how much is to do     handlers/send_digest.py, digest_text.py
read what mail servers report of mails they took    handlers/read_bounces.py, handlers/note_bounce.py
pass on to referral what a partner writes           handlers/pass_on_replies.py
tell a partner's system, and note what became of it handlers/send_webhook.py
enter, change, stop or try such a system            handlers/change_webhook.py, handlers/show_webhooks.py
preview every text that leaves                      text_previews.py, pages/templates.py
update the deadlines of a criminal proceeding       handlers/update_deadlines.py
await a partner's answer until its day              handlers/await_partner.py
remind day by day, and say what is missed           handlers/check_deadlines.py
remind a person who wishes it                       handlers/remind_person.py
show the deadlines of a case                        handlers/show_deadlines.py, pages/deadlines.py
list the deadlines of all cases by day              handlers/list_deadlines.py, pages/deadlines.py
preview a deadline without telling anything         preview.py, api.py
write a letter for a person, or alone for oneself   letter_rendering.py, pages/letters.py, pages/own_letters.py
fill the file number into a counsellor's letter     handlers/read_file_numbers.py
show the notices of a case, or all not arrived      handlers/show_notices.py, handlers/list_notices.py
send a notice once more that failed                 handlers/retry_notice.py
end what there was to notify of                     handlers/settle.py
say after a restore what had left before            handlers/settle_restored.py
know what partners are called                       handlers/list_partners.py
count systems that take nothing, for an alarm       handlers/measure_webhooks.py
erase a case or a contact                           handlers/erase.py
check the record of who saw what                    commands.py

The events that notification consumes are in subscriptions.py, those that it publishes in publications.py, the rules in
domain/.
"""
