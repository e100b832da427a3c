"""Use cases by who starts them, one verb a module: load, decide, save, publish, in the caller's transaction.

partner/     a partner's people and systems      services/   what other services published
counsellor/  staff at a case                     effects/    what is done after a commit, at once or when it is due
operator/    commands                            advance, propose: what these lead to
"""
