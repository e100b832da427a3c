"""Who may do what with what: one row a route, one word an outcome.

own/foreign/missing: the case, referral or message that is theirs, that is somebody else's, that never was. One word
stands for all three; `*` is everybody who is not named. `ok` was done or shown, `in` leads to the sign-in, `why` asks
a supervisor for a reason; a number is the status that refused.

counsellor, supervisor, operator and analyst have signed in; person entered the receipt code; pin is somebody of the
partner who entered its PIN; partner, rival and channel are systems with a token, referral and notification services
with theirs; stranger has a token that nobody issued, and nobody has nothing.
"""

from typing import Final

PEOPLE: Final = ("nobody", "counsellor", "supervisor", "operator", "analyst", "person", "pin")
PROGRAMS: Final = ("partner", "rival", "channel", "referral", "notification", "stranger")
ACTORS: Final = (*PEOPLE, *PROGRAMS)

MATRIX: Final = """
face  GET   /                                        * ok
face  GET   /verlassen                               * ok
face  GET   /wissen                                  * ok
face  POST  /wissen                                  * ok
face  GET   /wissen/antragsfrist                     * ok
face  POST  /wissen/antragsfrist                     * 422
face  GET   /wissen/{article}                        * ok
face  GET   /datenschutz                             * ok
face  GET   /impressum                               * ok
face  GET   /barrierefreiheit                        * ok
face  GET   /leichte-sprache                         * ok
face  GET   /presse                                  * ok
face  GET   /robots.txt                              * ok
face  GET   /.well-known/security.txt                * 404
face  GET   /anliegen                                * ok
face  GET   /anliegen/beginn                         * ok
face  GET   /anliegen/{about}                        * ok
face  POST  /anliegen                                * ok
face  GET   /anliegen/weiter                         * ok
face  POST  /anliegen/weiter                         * 422
face  POST  /anliegen/entwurf                        * ok
face  POST  /anliegen/entwurf/loeschen               * 422
face  GET   /rueckmeldung                            * ok
face  GET   /rueckmeldung/verloren                   * ok
face  POST  /rueckmeldung                            * ok/ok/404
face  POST  /rueckmeldung/nachricht                  person ok  * 401
face  GET   /rueckmeldung/post                       * ok
face  POST  /rueckmeldung/post                       person ok  * 401
face  GET   /rueckmeldung/post/antwort               * ok
face  GET   /rueckmeldung/auskunft                   * ok
face  POST  /rueckmeldung/auskunft                   person ok  * 401
face  GET   /rueckmeldung/loeschen                   * ok
face  POST  /rueckmeldung/loeschen                   person ok  * 401
face  GET   /rueckmeldung/hilfe                      * ok
face  POST  /rueckmeldung/hilfe                      person ok  * 401
face  GET   /rueckmeldung/anruf                      * ok
face  POST  /rueckmeldung/anruf                      person ok  * 401
face  GET   /rueckmeldung/stellen                    * ok
face  POST  /rueckmeldung/stellen                    person ok  * 401
face  GET   /rueckmeldung/beweise                    * ok
face  POST  /rueckmeldung/beweise                    person ok  * 401
face  POST  /rueckmeldung/beweise/stuecke            person ok  * 401
face  POST  /rueckmeldung/beweise/stueck             person 422  * 401
face  POST  /rueckmeldung/einwilligung               person ok/404/404  * 401
face  POST  /rueckmeldung/ergaenzung                 person ok/404/404  * 401
face  POST  /rueckmeldung/geklappt                   person 409/404/404  * 401
face  POST  /rueckmeldung/termin                     person 409/404/404  * 401
face  POST  /rueckmeldung/notiert                    person ok  * 401
face  POST  /rueckmeldung/kontakt                    person ok  * 401
face  POST  /rueckmeldung/kontakt/ende               person ok  * 401
face  POST  /rueckmeldung/wort                       person ok  * 401
face  POST  /rueckmeldung/ende                       * ok
face  POST  /api/intake/submissions                  channel ok  * 401
face  GET   /api/intake/sealing-key                  * ok
face  GET   /api/intake/openapi.json                 * ok

desk  GET   /desk/anmelden                           * 503
desk  GET   /desk/anmelden/zurueck                   * 400
desk  GET   /desk/anmelden/erneuern                  * in
desk  POST  /desk/anmelden/erneuern                  * in
desk  POST  /desk/abmelden                           * ok
desk  GET   /desk/abgemeldet                         * ok
desk  POST  /api/intake/backchannel-logout           * 400
desk  GET   /desk                                    counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /desk/search                             counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/search                             counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /referral                              counsellor,supervisor,operator,analyst 503  * in
desk  POST  /referral                              * 503
desk  GET   /referral/{path:path}                  counsellor 503/404/404  supervisor 503/why/404  operator,analyst 404  * in
desk  POST  /referral/{path:path}                  * 503
desk  GET   /notification                          counsellor,supervisor,operator,analyst 503  * in
desk  POST  /notification                          * 503
desk  GET   /notification/{path:path}              counsellor 503/404/404  supervisor 503/why/404  operator,analyst 404  * in
desk  POST  /notification/{path:path}              * 503
desk  GET   /statistics                            counsellor,supervisor,operator,analyst 503  * in
desk  POST  /statistics                            * 503
desk  GET   /statistics/{path:path}                counsellor,supervisor,operator,analyst 503  * in
desk  POST  /statistics/{path:path}                * 503
desk  POST  /desk/contacts/{contact_id}/quotes       counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/tasks                              counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /desk/tasks/count                        counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/tasks/{task_id}/done               counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/call-backs   counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/waiting/count                      counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/handovers/count    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/lists/{name}                       counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /desk/auf-einmal/{hour}                  counsellor,supervisor ok  operator,analyst 404  * in
desk  GET   /desk/contacts/new                       counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/contacts                           counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/contacts/silent                    counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/contacts/find                      counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/drafts                             counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/drafts/notes/{contact_id}          counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/drafts/notes/{contact_id}/{note_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/drafts/incidents/{contact_id}      counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/drafts/incidents/{contact_id}/{incident_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/drafts/additions/{handover_id}   counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/drafts/{draft_id}/discard          * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/contacts/{contact_id}/one-time-code  counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}              counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/mails/{mail_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/evidence/{evidence_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/evidence/{evidence_id}/picture  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/take-over    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/emergency    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/emergency    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/emergencies/{disclosure_id}/tell   * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/emergencies/{disclosure_id}/review  * in  counsellor,supervisor,operator,analyst 404
desk  GET   /desk/contacts/{contact_id}/notes        counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/notes        counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/notes/{note_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/notes/{note_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/incidents    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/incidents    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/incidents/{incident_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/incidents/{incident_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/safe-contact  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/safe-contact  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/talk         counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/prevention   counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/prevention   counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/talk         counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/press        counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/no-press     supervisor 409/why/404  counsellor,operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/new-code     counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/new-code/word   counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/new-code/check  counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/new-code/ask    counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/new-code/issue  counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/related      supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/related      supervisor 422/why/404  counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/related/end  supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  GET   /desk/new-codes/{code_id}                * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/new-codes/{code_id}                * in  counsellor,supervisor,operator,analyst 404
desk  GET   /desk/contacts/{contact_id}/give         counsellor ok/404/404  supervisor ok/ok/404   operator,analyst 404  * in
desk  GET   /desk/team                               counsellor,supervisor ok  operator,analyst 404  * in
desk  POST  /desk/entry-tasks/{partner_id}/done      supervisor ok  counsellor,operator,analyst 404  * in
desk  POST  /desk/team/absence                       * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/team/{colleague}/return            * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/contacts/{contact_id}/answers      counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/close        counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/reopen       counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/case         counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/link         counsellor 422/404/404  supervisor 422/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/unlink       counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/join         counsellor 422/404/404  supervisor 422/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/part         counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/own-data     counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/own-data     counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/hold         supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/hold         supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/hold/end     supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  GET   /desk/contacts/{contact_id}/erase        supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/erase        supervisor 409/why/404  counsellor,operator,analyst 404  * in
desk  POST  /desk/contacts/{contact_id}/give         counsellor ok/404/404  supervisor ok/ok/404   operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/erase              supervisor ok/why/404   counsellor,operator,analyst 404  * in
desk  POST  /desk/cases/{case_id}/erase              supervisor 409/why/404  counsellor,operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}                    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/head               counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/assessment         counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/handovers          counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/record             counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/cases/{case_id}/triage             counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/cases/{case_id}/close              counsellor 409/404/404 supervisor 409/why/404 operator,analyst 404  * in
desk  GET   /desk/cases/{case_id}/handovers/new      counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/cases/{case_id}/handovers          counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/handovers/{handover_id}/decisions  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/handovers/{handover_id}/take-back  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/handovers/{handover_id}/additions/new  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/handovers/{handover_id}/additions  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  POST  /desk/additions/{addition_id}/decisions  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/additions/{addition_id}/take-back  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/handovers/{handover_id}/correction  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  POST  /desk/handovers/{handover_id}/correction  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
desk  GET   /desk/additions/{addition_id}/correction  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  POST  /desk/additions/{addition_id}/correction  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  GET   /desk/corrections/{correction_id}        * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/corrections/{correction_id}        * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/handovers/{handover_id}/arrangement-answer  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
desk  GET   /desk/begruendung/{thread}               supervisor ok/ok/404  counsellor,operator,analyst 404  * in
desk  POST  /desk/begruendung/{thread}               supervisor ok/ok/404  counsellor,operator,analyst 404  * in
desk  POST  /desk/begruendung/{thread}/ende          supervisor ok          counsellor,operator,analyst 404  * in
desk  GET   /desk/inspections/{inspection_id}        * in  counsellor,supervisor,operator,analyst 404
desk  POST  /desk/inspections/{inspection_id}        * in  counsellor,supervisor,operator,analyst 404
desk  GET   /desk/readers/{thread}                   supervisor ok/ok/404  counsellor,operator,analyst 404  * in
desk  POST  /desk/readers/{thread}                   supervisor ok/ok/404  counsellor,operator,analyst 404  * in
desk,referral,notification  GET  /{area}/fortsetzen/{reference}   counsellor,supervisor,operator,analyst 404  * in
desk  GET   /internal/handovers/{handover_id}/package  referral ok/ok/404  * 401
desk  GET   /internal/handovers/{handover_id}/standing  referral ok/ok/404  * 401
desk  GET   /internal/acknowledgements             notification ok  * 401
desk  GET   /internal/acknowledgements/{name}      notification 404  * 401
desk  GET   /internal/handovers/{handover_id}/additions  referral ok/ok/404  * 401
desk  POST  /internal/handovers/{handover_id}/arrangement  referral 400/400/400  * 401
desk  GET   /internal/handovers/{handover_id}/arrangement-answer  referral ok/ok/404  * 401
desk  POST  /internal/cases/{case_id}/file-numbers  referral 400/400/400  * 401
desk  GET   /internal/work                           notification ok  * 401
desk  GET   /internal/handovers/{handover_id}/files/{evidence_id}/parts/{part}  referral ok/ok/404  * 401
desk  GET   /internal/safe-contacts/{reference}      notification ok/ok/404  * 401
desk  GET   /api/intake/openapi.json                 * ok

referral  GET   /referral/cases/{case_id}/proposals    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/referrals/{referral_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/referrals/{referral_id}/phone-answer  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/referrals/{referral_id}/phone-answer  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/source       counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/refusals     counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  GET   /referral/referrals                    counsellor,supervisor ok  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/proceedings/count  counsellor ok/404/ok  supervisor ok/why/ok  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/proceedings  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/proceedings  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/proceedings/prefilled  counsellor 422/422/422  supervisor 422/422/422  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/offence-guide  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/offence-guide  counsellor 422/404/404  supervisor 422/why/404  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/proceedings/own-data  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  GET   /referral/cases/{case_id}/proceedings/{proceeding_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/proceedings/{proceeding_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/proceedings/{proceeding_id}/same-act  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/proceedings/{proceeding_id}/own-act  counsellor 409/404/404  supervisor 409/why/404  operator,analyst 404  * in
referral  GET   /referral/directory                    counsellor,supervisor ok  operator,analyst 404  * in
referral  GET   /referral/directory/new                supervisor ok  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory                    supervisor ok  counsellor,operator,analyst 404  * in
referral  GET   /referral/directory/growth             supervisor ok  counsellor,operator,analyst 404  * in
referral  GET   /referral/directory/import             supervisor ok  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/import             supervisor ok  counsellor,operator,analyst 404  * in
referral  GET   /referral/directory/export.json        counsellor,supervisor ok  operator,analyst 404  * in
referral  GET   /referral/directory/export.csv         counsellor,supervisor ok  operator,analyst 404  * in
referral  GET   /referral/directory/{partner_id}       counsellor,supervisor ok/ok/404  operator,analyst 404  * in
referral  GET   /referral/directory/{partner_id}/edit     supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}          supervisor 409/409/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/confirm  supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/close    supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/reopen   supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/delist   supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/relist   supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/suspend  supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/restore  supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/pin-told   supervisor 409/409/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/pin      supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/token    supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  GET   /referral/directory/{partner_id}/onboarding            supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/test       supervisor 409/409/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/call-back  supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/kafka      supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/finish     supervisor ok/ok/404  counsellor,operator,analyst 404  * in
referral  POST  /referral/directory/{partner_id}/onboarding/ask        supervisor 409/409/404  counsellor,operator,analyst 404  * in
referral  GET   /internal/capacity-inquiries/{inquiry_id}/notice  notification ok/ok/404  * 401
referral  GET   /referral/cases/{case_id}/capacity-inquiries  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/capacity-inquiries  counsellor 422/404/404  supervisor 422/why/404  operator,analyst 404  * in
referral  POST  /referral/cases/{case_id}/capacity-inquiries/{inquiry_id}/take-back  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
referral  GET   /internal/entries/{partner_id}/notices/{occasion}      notification ok/ok/404  * 401
referral  GET   /internal/notices/{referral_id}        notification ok/ok/404  * 401
referral  GET   /internal/cases/{case_id}/file-numbers  notification ok/ok/ok  * 401
referral  GET   /internal/recalls/{referral_id}        notification 410/410/404  * 401
referral  POST  /internal/referrals/{referral_id}/replies  notification 400/400/400  * 401
referral  GET   /hilfe                                 * ok
referral  GET   /hilfe/{land}                          * ok
referral  GET   /api/referral/openapi.json             * ok
referral  GET   /api/referral/directory                * ok
referral  GET   /api/referral/partner/referrals        partner,rival ok  * 401
referral  GET   /api/referral/partner/referrals/{reference}           partner,rival ok/404/404   * 401
referral  GET   /api/referral/partner/referrals/{reference}/files/{file_id}  partner,rival ok/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/accept    partner,rival ok/404/404   * 401
referral  POST  /api/referral/partner/referrals/{reference}/contact   partner,rival ok/404/404   * 401
referral  POST  /api/referral/partner/referrals/{reference}/ask       partner,rival 409/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/waitlist  partner,rival 409/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/decline   partner,rival 409/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/return    partner,rival ok/404/404   * 401
referral  POST  /api/referral/partner/referrals/{reference}/fail      partner,rival ok/404/404   * 401
referral  POST  /api/referral/partner/referrals/{reference}/complete  partner,rival ok/404/404   * 401
referral  GET   /api/referral/partner/referrals/{reference}/proceeding  partner,rival 409/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/proceeding  partner,rival 409/404/404  * 401
referral  GET   /api/referral/partner/referrals/{reference}/arrangement  partner,rival 404/404/404  * 401
referral  POST  /api/referral/partner/referrals/{reference}/arrangement  partner,rival ok/404/404  * 401
referral  GET   /api/referral/partner/capacity-inquiries        partner,rival ok  * 401
referral  GET   /api/referral/partner/capacity-inquiries/{reference}         partner,rival ok/404/404  * 401
referral  POST  /api/referral/partner/capacity-inquiries/{reference}/answer  partner,rival 409/404/404  * 401
referral  GET   /partner                               * ok
referral  GET   /partner/zugang/{token}                * ok/ok/404
referral  POST  /partner/zugang/{token}                * ok/ok/404
referral  GET   /partner/zugang/{token}/dateien/{file_id}  pin ok/401/404  * 401/401/404
referral  POST  /partner/zugang/{token}/antwort        pin ok/401/404  * 401/401/404
referral  GET   /partner/zugang/{token}/verfahren      pin 409/401/404  * 401/401/404
referral  POST  /partner/zugang/{token}/verfahren      pin 409/401/404  * 401/401/404
referral  GET   /partner/zugang/{token}/termin         pin ok/401/404  * 401/401/404
referral  POST  /partner/zugang/{token}/termin         pin ok/401/404  * 401/401/404
referral  POST  /partner/abmelden                      * ok
referral  GET   /partner/zugang/{token}/alle           pin ok/401/404  * 401/401/404
referral  POST  /partner/zugang/{token}/neuer-link     * ok
referral  GET   /partner/probe/{token}                 * 404
referral  POST  /partner/probe/{token}                 * 404
referral  GET   /partner/eintrag/{token}               * ok/ok/404
referral  POST  /partner/eintrag/{token}               * ok/ok/404
referral  POST  /partner/eintrag/{token}/bestaetigung  pin ok/401/404  * 401/401/404
referral  GET   /partner/platzanfrage/{token}          * ok/ok/404
referral  POST  /partner/platzanfrage/{token}          * ok/ok/404
referral  POST  /partner/platzanfrage/{token}/antwort  pin 422/401/404  * 401/401/404

notification  GET   /notification/cases/{case_id}/deadlines/next  counsellor ok/404/ok  supervisor ok/why/ok  operator,analyst 404  * in
notification  GET   /notification/cases/{case_id}/deadlines  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  GET   /notification/cases/{case_id}/notices    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/notices/{notice_id}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  GET   /notification/cases/{case_id}/letters    counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  GET   /notification/cases/{case_id}/letters/{kind}  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/information-request  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/complaint  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/confirmation  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/other-address  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/register-block  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/superior  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  POST  /notification/cases/{case_id}/letters/evidence  counsellor ok/404/404  supervisor ok/why/404  operator,analyst 404  * in
notification  GET   /notification/notices                    counsellor,supervisor ok  operator,analyst 404  * in
notification  GET   /notification/templates                  counsellor,supervisor ok  operator,analyst 404  * in
notification  GET   /notification/webhooks                   supervisor ok  counsellor,operator,analyst 404  * in
notification  GET   /notification/webhooks/{partner_id}      supervisor ok/ok/404  counsellor,operator,analyst 404  * in
notification  POST  /notification/webhooks/{partner_id}      supervisor 422/422/404  counsellor,operator,analyst 404  * in
notification  POST  /notification/webhooks/{partner_id}/secret  supervisor 409/409/404  counsellor,operator,analyst 404  * in
notification  POST  /notification/webhooks/{partner_id}/ping    supervisor 409/409/404  counsellor,operator,analyst 404  * in
notification  POST  /notification/webhooks/{partner_id}/stop    supervisor 409/409/404  counsellor,operator,analyst 404  * in
notification  POST  /notification/webhooks/{partner_id}/resume  supervisor 409/409/404  counsellor,operator,analyst 404  * in
notification  GET   /notification/deadlines                  counsellor,supervisor ok  operator,analyst 404  * in
notification  POST  /api/notification/sms/reports           * 401
notification  GET   /briefe                                  * ok
notification  GET   /briefe/{path}                           * ok
notification  POST  /briefe/{path}/mit-aktenzeichen          * ok
notification  POST  /briefe/auskunft-zum-verfahren           * ok
notification  POST  /briefe/beschwerde                       * ok
notification  POST  /briefe/bestaetigung                     * ok
notification  POST  /briefe/andere-anschrift                 * ok
notification  POST  /briefe/auskunftssperre                  * ok
notification  POST  /briefe/dienstvorgesetzte                * ok
notification  POST  /briefe/beweisliste                      * ok
notification  POST  /api/notification/deadlines/preview      * ok
notification  GET   /api/notification/deadlines/preview      * ok
notification  GET   /api/notification/openapi.json           * ok

statistics  GET   /statistics                            counsellor,supervisor,analyst ok  operator 404  * in
statistics  GET   /statistics/tabellen/{name}            counsellor,supervisor,analyst ok  operator 404  * in
statistics  GET   /statistics/betrieb                    operator,supervisor ok  counsellor,analyst 404  * in
statistics  GET   /api/statistics/tables                 * ok
statistics  GET   /api/statistics/tables/{name}          * ok
statistics  GET   /api/statistics/tables/{name}.csv      * ok
statistics  GET   /api/statistics/tables/{name}.json     * ok
statistics  GET   /api/statistics/openapi.json           * ok

face,desk,referral,notification,statistics  GET  /health/live   * ok
face,desk,referral,notification,statistics  GET  /health/ready  * ok
face,desk,referral,notification,statistics  GET  /metrics       * ok
face,desk,referral,notification,statistics  GET  /static        * ok
"""  # noqa: E501 - a table
