/* The bus between one service that publishes and one that consumes. README.md beside this file says which code each
   predicate stands for, what the scopes leave out, and how to read a counterexample. */
module bus
open util/ordering[Number] as number
open util/ordering[Offset] as log

enum Protection { Lease, LedgerWrite, OffsetAfterCommit, ErasedMark, HighWaterMarks, LevelPass, Drop, Park }
one sig Bus { on: set Protection, var broker: Offset -> lone Event, var committed: lone Offset }
sig Number, Offset {}
sig Key {}
sig Lane { key: Key, var head, position: lone Number }   -- of the ledgers: issued and applied, by topic and key
sig Event { lane: Lane, var sequence: lone Number }
sig Eraser, Unreadable in Event {}
fact { no Eraser & Unreadable and all k: Key | lone lane.key.k & Eraser }

var sig Pending, Sent, Refused, Replay in Event {}           -- the outbox
var sig Applied, DeadLetters in Event {}                     -- what the consumer's store has, for good
var sig Erased in Key {}                                     -- the mark in the consumer's ledger
var sig Queued, Due, Attention in Event {}                   -- retry_queue; without Due a row has no due time
var sig Gaps in Event {}

sig Relay { var unmarked: set Event }                        -- acknowledged, and not yet marked in the outbox
var sig Leader, Stalled in Relay {}                          -- who takes itself for the leader; whose lease ran out unseen
abstract sig Process { var work: lone Event, var base: lone Number, var rows: set Event }
var sig Open, Stale, SawErased in Process {}                 -- has a snapshot; somebody committed since; what it saw
sig Writer, Retrier extends Process {}
sig Consumer extends Process { var at: lone Offset }
var sig Settled in Consumer {}                               -- the store has its record, the offset is not committed

fun of[k: Key]: set Event { lane.key.k }
fun issued: set Event { { e: Event | some e.sequence } }
fun below[e: Event]: set Event { { f: issued | f.lane = e.lane and number/lt[f.sequence, e.sequence] } }
fun successor[n: lone Number]: lone Number { some n => n.(number/next) else number/first }
fun following[x: lone Offset]: lone Offset { some x => x.(log/next) else log/first }
fun offsets: set Offset { Bus.broker.Event }
fun free: lone Offset { log/min[Offset - offsets] }
pred has[p: Protection] { p in Bus.on }
pred past[e: Event] { number/lte[e.sequence, e.lane.position] }
pred isNext[e: Event] { e.sequence = successor[e.lane.position] }

-- what a step leaves as it is
pred keepOutbox { sequence' = sequence and head' = head and Pending' = Pending and Sent' = Sent and Refused' = Refused and Replay' = Replay }
pred keepRelays { unmarked' = unmarked and Leader' = Leader and Stalled' = Stalled }
pred keepSource { keepOutbox and keepRelays and broker' = broker and Gaps' = Gaps }
pred keepCursors { at' = at and committed' = committed and Settled' = Settled }
pred keepSnapshots { base' = base and rows' = rows and Open' = Open and Stale' = Stale and SawErased' = SawErased }
pred keepLedger { position' = position and Applied' = Applied and DeadLetters' = DeadLetters and Erased' = Erased }
pred keepQueue { Queued' = Queued and Due' = Due and Attention' = Attention }
pred keepStore { keepLedger and keepQueue }
pred keepConsumer { keepCursors and work' = work and keepSnapshots and keepStore }

pred init {
  consistent and Pending = issued and no unmarked and no Leader and no broker and no at and no work and no Settled
  no position and no DeadLetters and no Queued and no Gaps
}

-- transactions: a snapshot is read; of two that write one ledger the first to commit wins, the other reads again
pred read[p: Process, e: Event] {
  p.work = e or (no p.work and (p in Writer and e not in issued + Writer.work or p in Retrier and e in Due - Attention))
  p not in Open - Stale + Settled and work' = work ++ p -> e and Open' = Open + p and Stale' = Stale - p
  base' = base - p -> Number + p -> (p in Writer => e.lane.head else e.lane.position)
  rows' = rows - p -> Event + p -> Queued and SawErased' = (e.lane.key in Erased => SawErased + p else SawErased - p)
  keepSource and keepCursors and keepStore
}
pred ends[p: Process, writers: set Process] {                -- `writers`: p, where its transaction writes the ledger
  let others = { q: Open - p | some writers and q.work.lane.key = p.work.lane.key } | Stale' = Stale + others - p
  Open' = Open - p and base' = base - p -> Number and rows' = rows - p -> Event and SawErased' = SawErased - p
}
pred concludes[p: Process] {                                 -- a consumer still commits its offset, if it knows of the commit
  p in Consumer => work' = work and Settled in Settled' and Settled' in Settled + p and at' = at and committed' = committed
  else work' = work - p -> Event and keepCursors
}
pred serialised[p: Process] { p in Open - Stale }
pred unwritten[p: Process] { p in Open and (has[LedgerWrite] implies p not in Stale) }
fun writes[p: Process]: set Process { has[LedgerWrite] => p else none }

pred issue[p: Writer] {
  serialised[p] and some successor[p.base] and (has[ErasedMark] implies p.work not in of[(Eraser & issued).lane.key])
  sequence' = sequence ++ p.work -> successor[p.base] and head' = head ++ p.work.lane -> successor[p.base]
  let gone = (p.work in Eraser => of[p.work.lane.key] else none) |
    Pending' = Pending - gone + p.work and Sent' = Sent - gone and Refused' = Refused - gone and Replay' = Replay - gone
  ends[p, p] and concludes[p] and keepRelays and broker' = broker and Gaps' = Gaps and keepStore
}

-- the one rule, on what the snapshot shows
pred seesErased[p: Process] { has[ErasedMark] and p in SawErased }
pred inTurn[p: Process] {
  not seesErased[p] and p.work not in Unreadable
  p.work.sequence = successor[p.base] or (p.work not in Eraser and not has[Drop] and number/lte[p.work.sequence, p.base])
    or ((p.work in Eraser or not has[Park]) and (no p.base or number/gt[p.work.sequence, p.base]))
}
pred isPast[p: Process] {
  p.work not in Unreadable and (seesErased[p] or (number/lte[p.work.sequence, p.base] and (has[Drop] or p.work in Eraser)))
}
pred early[p: Process] { p.work not in Unreadable and not inTurn[p] and not isPast[p] }

pred apply[p: Process] {                                     -- whatever the snapshot shows of the key's queue is woken
  p not in Writer and serialised[p] and inTurn[p] and DeadLetters' = DeadLetters
  Applied' = Applied + p.work and position' = position ++ p.work.lane -> p.work.sequence
  Erased' = Erased + (has[ErasedMark] => (p.work & Eraser).lane.key else none)
  let gone = (p.work in Eraser => of[p.work.lane.key] else p in Retrier => p.work else none) | Queued' = Queued - gone
    and Due' = Due + (p.rows & Queued & of[p.work.lane.key]) - Attention - gone + (Due & Attention - gone) and Attention' = Attention - gone
  ends[p, p] and concludes[p] and keepSource
}
pred park[p: Consumer, failed: set Event] {                  -- `failed`: its event, where the handler failed
  p in Consumer and failed in p.work and unwritten[p] and (early[p] or (inTurn[p] and some failed))
  Queued' = Queued + p.work and Due' = Due + (failed - Queued) and Attention' = Attention
  ends[p, writes[p]] and concludes[p] and keepSource and keepLedger
}
pred drop[p: Process] {
  p not in Writer and unwritten[p] and isPast[p]
  let gone = (p in Retrier => p.work else none) | Queued' = Queued - gone and Due' = Due - gone and Attention' = Attention - gone
  ends[p, writes[p]] and concludes[p] and keepSource and keepLedger
}
pred parkAgain[p: Retrier] {                                 -- it writes the row, as whoever wakes it does
  serialised[p] and early[p] and Due' = Due - p.work and Queued' = Queued and Attention' = Attention
  ends[p, writes[p]] and concludes[p] and keepSource and keepLedger
}
pred putAside[p: Consumer] {
  p in Consumer & Open and p.work in Unreadable and DeadLetters' = DeadLetters + p.work
  position' = position and Applied' = Applied and Erased' = Erased and ends[p, none] and concludes[p] and keepSource and keepQueue
}
pred fail[p: Retrier] {                                      -- later is due again in the end: the row stays as it is
  p in Open and ends[p, none] and concludes[p] and keepSource and keepStore
}

-- the relay and its lease
pred canLead[r: Relay] { r not in Leader - Stalled and (has[Lease] implies no Leader - Stalled) }
pred leads[now, halted: set Relay, held: Relay -> Event] {
  Leader' = now and Stalled' = halted and unmarked' = held and keepOutbox and broker' = broker and Gaps' = Gaps and keepConsumer
}
pred lead[r: Relay] { canLead[r] and leads[Leader + r, Stalled - r, unmarked] }
pred stall[r: Relay] { r in Leader - Stalled and leads[Leader, Stalled + r, unmarked] }
pred die[r: Relay] { r in Leader and leads[Leader - r, Stalled - r, unmarked - r -> Event] }
pred canSend[r: Relay, e: Event] {
  r in Leader and some free and e not in r.unmarked
  e in Pending => no below[e] & Pending and e not in of[Refused.lane.key]
  else e in Replay and no Pending - of[Refused.lane.key]
}
pred send[r: Relay, e: Event] {                              -- who stalled may hold rows that another has sent since
  canSend[r, e] or (r in Stalled and e in Sent and some free)
  broker' = broker + Bus -> free -> e and unmarked' = unmarked + r -> e
  Leader' = Leader and Stalled' = Stalled and keepOutbox and Gaps' = Gaps and keepConsumer
}
pred mark[r: Relay, e: Event] {
  e in r.unmarked and unmarked' = unmarked - r -> e and Leader' = Leader and Stalled' = Stalled
  Sent' = Sent + (e & (Pending + Replay + Refused)) and Pending' = Pending - e and Replay' = Replay - e and Refused' = Refused - e
  sequence' = sequence and head' = head and broker' = broker and Gaps' = Gaps and keepConsumer
}
pred refuse[r: Relay, e: Event] {
  canSend[r, e] and e in Pending and Refused' = Refused + e and Pending' = Pending - e and Sent' = Sent and Replay' = Replay
  sequence' = sequence and head' = head and keepRelays and broker' = broker and Gaps' = Gaps and keepConsumer
}

-- the broker loses what it acknowledged; who had read further begins at the new end
pred lose[x: Offset] {
  x in offsets and Bus.broker' = Bus.broker - x.*(log/next) -> Event
  committed' = committed - Bus -> x.*(log/next) + { b: Bus, y: x.(log/prev) | some b.committed & x.*(log/next) }
  at' = at - Consumer -> x.*(log/next) + { c: Consumer, y: x.(log/prev) | some c.at & x.*(log/next) }
  Settled' = Settled and work' = work and keepOutbox and keepRelays and Gaps' = Gaps and keepSnapshots and keepStore
}
pred canPoll[c: Consumer] { no c.work and some following[c.at].(Bus.broker) }
pred poll[c: Consumer] {
  canPoll[c] and at' = at ++ c -> following[c.at] and work' = work + c -> following[c.at].(Bus.broker)
  committed' = committed and Settled' = Settled and keepSource and keepSnapshots and keepStore
}
pred commitOffset[c: Consumer] {
  some c.work and (has[OffsetAfterCommit] implies c in Settled) and committed' = Bus -> c.at and Settled' = Settled - c
  at' = at and work' = (c in Settled => work - c -> Event else work) and keepSource and keepSnapshots and keepStore
}
pred crash[c: Consumer] {                                    -- or its partition was taken from it and comes back
  at' = at - c -> Offset + c -> Bus.committed and Settled' = Settled - c and committed' = committed and work' = work - c -> Event
  base' = base - c -> Number and rows' = rows - c -> Event and Open' = Open - c and Stale' = Stale - c and SawErased' = SawErased - c
  keepSource and keepStore
}

-- the retry queue
pred requeue[queued, due, attention: set Event] {
  Queued' = queued and Due' = due and Attention' = attention
  work' = work and keepSource and keepCursors and keepSnapshots and keepLedger
}
pred needHuman[e: Event] { e in Queued - Attention and requeue[Queued, Due, Attention + e] }
pred canCompare[e: Event] { has[LevelPass] and (e in Queued & Attention and past[e] or e in Queued - Due and (past[e] or isNext[e])) }
pred compare[e: Event] {                                     -- the level-triggered pass
  canCompare[e] and let waiting = Queued & lane.(e.lane) - Due |
    past[e] => requeue[Queued - e, Due - e, Attention - e] else requeue[Queued, Due + waiting, Attention - waiting]
}

-- high-water marks and gaps
fun announced: set Event { { e: Sent + Replay | no below[e] & (Pending + Refused) } }
fun lacking: set Event { { e: issued - Queued - DeadLetters - of[Erased] | not past[e] } }
pred canNotice { has[HighWaterMarks] and some (announced & lacking) - Gaps }
pred notice { canNotice and Gaps' = Gaps + (announced & lacking) and keepOutbox and keepRelays and broker' = broker and keepConsumer }
pred allRead { no offsets or log/max[offsets] in Bus.committed + (Consumer - work.Event).at }
pred canAsk[e: Event] { e in Gaps and (e not in lacking or (e in Sent and allRead)) }
pred ask[e: Event] {
  canAsk[e] and Gaps' = Gaps - (e - lacking) and Sent' = Sent - (e & lacking) and Replay' = Replay + (e & lacking)
  Pending' = Pending and Refused' = Refused and sequence' = sequence and head' = head and keepRelays and broker' = broker and keepConsumer
}

pred calm {                                                  -- what goes on by itself, and changes something
  (some r: Relay | lead[r]) or (some r: Relay, e: Event | r not in Stalled and (send[r, e] or mark[r, e]))
  or (some c: Consumer | poll[c] or (c in Settled and commitOffset[c]))
  or (some p: Process - Writer | some p.work and read[p, p.work])
  or (some p: Process | (apply[p] or drop[p] or park[p, none] or putAside[p]) and p & Consumer in Settled')
  or (some p: Retrier | parkAgain[p] or some e: Event | read[p, e])
  or (some e: Event | compare[e] or ask[e]) or notice
}
pred trouble {
  (some p: Writer | issue[p] or some e: Event | read[p, e]) or (some r: Relay | stall[r] or die[r])
  or (some r: Relay, e: Event | refuse[r, e] or (r in Stalled and (send[r, e] or mark[r, e])))
  or (some x: Offset | lose[x]) or (some c: Consumer | crash[c] or commitOffset[c] or park[c, c.work])
  or (some p: Consumer | p not in Settled' and (apply[p] or drop[p] or park[p, none] or putAside[p]))
  or (some p: Retrier | fail[p]) or (some e: Event | needHuman[e])
}
pred stutter { keepSource and keepConsumer }
fact { always (calm or trouble or stutter) }
pred quiet {                                                 -- nothing is left that would go on by itself
  some free and (no r: Relay | canLead[r]) and some Leader - Stalled
  no r: Leader - Stalled, e: Event | canSend[r, e] or e in r.unmarked
  no c: Consumer | canPoll[c] or some c.work
  no Retrier.work and no Due - Attention and not canNotice and no e: Event | canCompare[e] or canAsk[e]
}

-- what holds in every state: `begins` and `keeps` prove it for traces of any length
fun settled: set Event { Applied + Queued + DeadLetters + of[Erased] }
pred consistent {
  all l: Lane | (lane.l).sequence = l.head.*(~(number/next)) and all disj e, f: issued & lane.l | e.sequence != f.sequence
  all e: Eraser & issued | e.sequence = e.lane.head
  Pending + Sent + Refused + Replay = issued - (of[(issued & Eraser).lane.key] - Eraser)
  no Pending & (Sent + Refused + Replay) and no Sent & (Refused + Replay) and no Refused & Replay
  Stalled in Leader and unmarked.Event in Leader and Relay.unmarked in issued and (has[Lease] implies lone Leader - Stalled)
  all x: offsets | log/prevs[x] in offsets
  Bus.committed + Consumer.at in offsets and offsets.(Bus.broker) + (Process - Writer).work + Queued + Gaps in issued
  all x: offsets | log/lte[x, Bus.committed] implies x.(Bus.broker) in settled
  all c: Consumer | log/prevs[c.at].(Bus.broker) in settled and c.at.(Bus.broker) in settled + c.work
  Settled in work.settled and Open in work.Event and Stale in Open and no Open & Settled and no Writer.work & issued
  all disj v, w: Writer | no v.work & w.work
  all p: Open - Stale | p.base = (p in Writer => p.work.lane.head else p.work.lane.position)
    and (p in SawErased iff p.work.lane.key in Erased) and Queued & of[p.work.lane.key] in p.rows
  all e: issued - of[Erased] | e in Applied iff past[e]
  all l: Lane | l.position in (lane.l).sequence
  Applied in issued - Unreadable and DeadLetters in issued & Unreadable and Queued + Retrier.work in Event - Unreadable
  Erased = (Applied & Eraser).lane.key and no Queued & of[Erased] and Due + Attention in Queued and Queued & Eraser in Due
}

-- what is promised
pred whole { Bus.on = Protection }
pred without[p: Protection] { Bus.on = Protection - p }
fun gone: set Key { (Applied & Eraser).lane.key }
fun held: set Event { Due & Attention + Unreadable }         -- what a human has to look at before its lane goes on
fun owed: set Event { issued - of[Refused.lane.key] - lane.(held.lane) - (of[(issued & Eraser).lane.key] - Eraser) }

pred oneEventPerNumber { all disj e, f: issued | e.lane = f.lane implies e.sequence != f.sequence }
pred inOrderOnce { all p: Process, e: p.work | apply[p] implies e not in Applied and (below[e] in Applied or e in Eraser) }
pred nothingAfterErasure {
  no of[gone] & (Queued + (Applied' - Applied)) and no (sequence'.Number - issued) & of[(issued & Eraser).lane.key]
}
pred committedIsSettled {
  all x: offsets | log/lte[x, Bus.committed] implies x.(Bus.broker) in Applied + Queued + DeadLetters + of[gone]
}
pred sentOnceInOrder {
  historically (no Stalled + Replay and no r: Relay | die[r]) implies all disj x, y: offsets |
    x.(Bus.broker) != y.(Bus.broker) and (log/lt[x, y] implies y.(Bus.broker) not in below[x.(Bus.broker)])
}
pred healed { quiet implies owed in Applied and no e: Queued | past[e] or (isNext[e] and e not in held) }
pred woken { no e: Queued - Due - Attention | past[e] or isNext[e] }

pred idle { consistent and no Process.work and no unmarked and no Stalled and no Attention }

-- by induction, so for traces of any length: it holds at the start, and no step breaks it
check begins { whole and init implies consistent } for 3 but 1 Int, 1..1 steps expect 0
check keeps { whole and consistent implies after consistent }
  for 3 but 2 Key, 1 Int, 2 Writer, 2 Consumer, 2 Retrier, 2 Relay, 2..2 steps expect 0
check promises { whole and consistent implies oneEventPerNumber and inOrderOnce and nothingAfterErasure and committedIsSettled }
  for 3 but 4 Event, 1 Int, 2 Writer, 2 Consumer, 2 Retrier, 2 Relay, 2..2 steps expect 0
check heals { whole and consistent implies healed } for 3 but 4 Event, 1 Int, 0 Writer, exactly 2 Consumer, exactly 1 Retrier, exactly 2 Relay, 1..1 steps expect 0
check calmEnds { whole and consistent implies not always (calm and no Stalled) } for 1 but 2 Event, 2 Number, 2 Offset, 1 Int, 0 Writer, 1 Consumer, 1 Retrier, 6..6 steps expect 0
check edgeAlone { without[LevelPass] and consistent and woken implies after woken }
  for 3 but 1 Int, 2 Writer, 2 Consumer, 2 Retrier, 1 Relay, 2..2 steps expect 0
check oneSender { whole and init implies always sentOnceInOrder } for 2 but 1 Int, 0 Process, 3 Offset, 7..7 steps expect 0
-- each protection removed breaks a promise
check withoutLease { without[Lease] and init implies always sentOnceInOrder } for 2 but 1 Int, 0 Process, 6..6 steps expect 1
check withoutLedgerWrite { without[LedgerWrite] and idle implies always nothingAfterErasure } for 2 but 1 Int, 0 Writer, 0 Retrier, 7..7 steps expect 1
check withoutOffsetAfterCommit { without[OffsetAfterCommit] and init implies always committedIsSettled } for 1 but 1 Int, 5..5 steps expect 1
check withoutErasedMark { without[ErasedMark] and init implies always nothingAfterErasure } for 2 but 1 Int, 1 Relay, 0 Retrier, 0 Writer, 11..11 steps expect 1
check withoutHighWaterMarks { without[HighWaterMarks] and init implies always healed } for 1 but 1 Int, exactly 1 Consumer, 5..5 steps expect 1
check withoutLevelPass { without[LevelPass] and idle and woken implies always (quiet implies no e: Queued - held | isNext[e]) }
  for 2 but 1 Key, 1 Lane, 1 Int, 0 Writer, exactly 1 Consumer, exactly 1 Relay, exactly 1 Retrier, 5..5 steps expect 1
check withoutDrop { without[Drop] and init implies always inOrderOnce } for 1 but 1 Int, 0 Writer, 0 Retrier, 10..10 steps expect 1
check withoutPark { without[Park] and idle implies always inOrderOnce } for 2 but 1 Int, 0 Writer, 0 Retrier, 4..4 steps expect 1
-- no promise holds for want of a case, and every step occurs
run delivers { whole and init and eventually (quiet and some owed & Applied and some Bus.committed) } for 1 but 2 Offset, 1 Int, 0 Writer, 9..9 steps expect 1
run issues { whole and init and no issued and eventually (no Writer.work and #issued = 2) } for 2 but 1 Lane, 2 Int, 0 Consumer, 0 Retrier, 0 Relay, 5..5 steps expect 1
run relays { init and eventually (some r: Relay | stall[r]) and eventually (some r: Relay | die[r]) and eventually some Refused } for 1 but 1 Int, 0 Process, 6..6 steps expect 1
run repairs { init and eventually (some x: Offset | lose[x]) and eventually some Replay } for 1 but 1 Int, 0 Process, 7..7 steps expect 1
run fails { init and eventually (some p: Retrier | fail[p]) and eventually some Attention } for 1 but 1 Int, 0 Writer, 1 Consumer, 1 Retrier, 10..10 steps expect 1
run drops { init and eventually (some c: Consumer | drop[c]) and eventually (some c: Consumer | crash[c] and some c.work) } for 1 but 1 Int, 0 Writer, 0 Retrier, 10..10 steps expect 1
run setsAside { init and eventually some DeadLetters } for 1 but 1 Int, 0 Writer, 0 Retrier, 6..6 steps expect 1
run waits { whole and idle and woken and eventually (some p: Retrier | parkAgain[p]) and eventually (some e: Event | compare[e]) } for 2 but 1 Int, 0 Writer, 0 Consumer, 8..8 steps expect 1
run erases { whole and idle and no Erased and eventually (some Erased and quiet) } for 2 but 1 Int, 0 Writer, exactly 1 Consumer, 5..5 steps expect 1
