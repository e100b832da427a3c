"""Use cases by who starts them, one verb a module: load, decide, save, publish, in the caller's transaction.

partner/     a partner's people and systems      services/   events of other services
counsellor/  staff at a case                     supervisor/ the directory, onboarding and access
operator/    commands                            effects/    effects after a commit, at once or when due
advance, propose and the other modules here: shared by these
"""
