#!lua flags=allow-oom
-- Resolves a reservation exactly once (settle, void, expire; a settle after an expiry posts the difference) and appends the ledger row to the outbox in the same step.
-- What hashes and reservations hold stands at the head of the reserve script.
--
-- KEYS  1 generation  2 reservation  3 tombstone  4 leases  5 jobs  6 outbox  7 sequence
--       then one hash for each account, then for each account its subject's other window (rolling for a month, the month for rolling), then one rate hash for each
--       account whose rates are limited (all in the order of the account list)
-- ARGV  1 numbers, little-endian doubles: accounts (n), how long a tombstone without a row is kept (ms), how long an expiry is remembered (ms), seven posted amounts,
--         of a reservation that this store has lost: admitted (ms; -1: it may not be made up for), granted, seven amounts that were posted before
--         then for each account: 1 if its window is rolling, day
--       2 kind: S, V or E  3 settlement (JSON)  4 account list  5 reservation id  6 context of a lost one (JSON)
-- Returns  UNSEEDED | NOOP | LOST (say it again with what is known of it) | KEYS list (the accounts are others: the hold was moved) | OK sequence stream-id generation
-- A row in the outbox: q sequence, n generation, y row, i reservation, m numbers (admitted, granted, seven held, seven to be posted), k account list, c context, s settlement, j job.
-- A tombstone with a row has no expiry before the row is in the database: a repetition is recognised however long the database is away.

local call, pack, read = redis.call, struct.pack, struct.unpack
local numbers, kind = ARGV[1], ARGV[2]
local stored = call('MGET', KEYS[1], KEYS[2], KEYS[3])
local generation = stored[1]
if not generation then return {'UNSEEDED'} end
if stored[3] then return {'NOOP'} end

local n, voids, expiries, x1, x2, x3, x4, x5, x6, x7, made, output, b1, b2, b3, b4, b5, b6, b7 = read('<ddddddddddddddddddd', numbers)
local state, admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, counts, slots, list, context, instance, job, looks, before
if stored[2] then
  state, admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, counts, slots, list, context, instance, job, looks, before = cmsgpack.unpack(stored[2])
  if state == 'E' and kind ~= 'S' then return {'NOOP'} end
  if list ~= ARGV[4] then return {'KEYS', list} end
  b1, b2, b3, b4, b5, b6, b7 = 0, 0, 0, 0, 0, 0, 0
  if before ~= '' then b1, b2, b3, b4, b5, b6, b7 = read('<ddddddd', before) end
else
  if kind == 'E' then return {'NOOP'} end
  if kind == 'V' then
    call('SET', KEYS[3], 'V', 'PX', string.format('%d', voids))
    return {'OK', 0, '', generation}
  end
  if made < 0 then return {'LOST'} end
  admitted, granted, context, job = made, output, ARGV[6], ''
  h1, h2, h3, h4, h5, h6, h7 = 0, 0, 0, 0, 0, 0, 0
end

-- What is posted now, and what a pending hold releases.
local d1, d2, d3, d4, d5, d6, d7 = x1 - b1, x2 - b2, x3 - b3, x4 - b4, x5 - b5, x6 - b6, x7 - b7
local g1, g2, g3, g4, g5, g6, g7 = h1, h2, h3, h4, h5, h6, h7
if state ~= 'R' then g1, g2, g3, g4, g5, g6, g7 = 0, 0, 0, 0, 0, 0, 0 end
local posts = d1 ~= 0 or d2 ~= 0 or d3 ~= 0 or d4 ~= 0 or d5 ~= 0 or d6 ~= 0 or d7 ~= 0
local counted = '<dddddddddddddddd'

-- Counts in one window. A day that has fallen out of a rolling one counts in the ledger only.
local function post(key, counters, rolling, day, g1, g2, g3, g4, g5, g6, g7)
  local newest, first, p1, p2, p3, p4, p5, p6, p7, h1, h2, h3, h4, h5, h6, h7 = read(counted, counters)
  local i1, i2, i3, i4, i5, i6, i7 = d1, d2, d3, d4, d5, d6, d7
  if rolling and posts then
    if day < first then
      i1, i2, i3, i4, i5, i6, i7 = 0, 0, 0, 0, 0, 0, 0
    else
      if first < 0 then first = day end
      local field = 'd' .. day
      local t1, t2, t3, t4, t5, t6, t7 = 0, 0, 0, 0, 0, 0, 0
      local today = call('HGET', key, field)
      if today then t1, t2, t3, t4, t5, t6, t7 = read('<ddddddd', today) end
      call('HSET', key, field, pack('<ddddddd', t1 + i1, t2 + i2, t3 + i3, t4 + i4, t5 + i5, t6 + i6, t7 + i7))
    end
  end
  call('HSET', key, 'c', pack(counted, newest, first, p1 + i1, p2 + i2, p3 + i3, p4 + i4, p5 + i5, p6 + i6, p7 + i7, h1 - g1, h2 - g2, h3 - g3, h4 - g4, h5 - g5, h6 - g6, h7 - g7))
end

if posts or g1 ~= 0 or g2 ~= 0 or g3 ~= 0 or g4 ~= 0 or g5 ~= 0 or g6 ~= 0 or g7 ~= 0 then
  for a = 1, n do
    local rolling, day = read('<dd', numbers, 137 + 16 * a)
    local key = KEYS[7 + a]
    post(key, call('HGET', key, 'c') or pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), rolling == 1, day, g1, g2, g3, g4, g5, g6, g7)
  end
end

-- The subject's other window goes on counting where it was ever counted: limits may name it again.
if posts and call('EXISTS', unpack(KEYS, 8 + n, 7 + 2 * n)) > 0 then
  for a = 1, n do
    local rolling, day = read('<dd', numbers, 137 + 16 * a)
    local key = KEYS[7 + n + a]
    local counters = call('HGET', key, 'c')
    if counters then post(key, counters, rolling == 0, day, 0, 0, 0, 0, 0, 0, 0) end
  end
end

-- Rates: the minute is corrected by what was really used (in the minute of the admission both ways, later only upwards), the parallel slots are given back.
if state == 'R' and (counts ~= '' or slots ~= '') then
  local time = call('TIME')
  local present = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / 60000)
  local difference = x1 - expected
  for at in string.gmatch(counts, '[^,]+') do
    local key = KEYS[7 + 2 * n + at]
    if key and difference ~= 0 and (minute == present or difference > 0) then
      local rates = call('HMGET', key, 'm', 't')
      local current = tonumber(rates[1] or -1) == present
      if current then call('HSET', key, 't', math.max(0, tonumber(rates[2] or 0) + difference))
      elseif difference > 0 then call('HSET', key, 'm', present, 'n', 0, 't', difference) end
    end
  end
  for at in string.gmatch(slots, '[^,]+') do
    if KEYS[7 + 2 * n + at] then call('HINCRBY', KEYS[7 + 2 * n + at], 'c', -1) end
  end
end

call('ZREM', KEYS[4], ARGV[5])
if job ~= '' then call('ZREM', KEYS[5], ARGV[5]) end
if kind == 'E' then
  call('SET', KEYS[2], cmsgpack.pack('E', admitted, granted, h1, h2, h3, h4, h5, h6, h7, expected, minute, '', '', list, context, instance, job, looks,
    pack('<ddddddd', x1, x2, x3, x4, x5, x6, x7)), 'PX', string.format('%d', expiries))
else
  if state then call('DEL', KEYS[2]) end
  call('SET', KEYS[3], kind)
end

local sequence = call('INCR', KEYS[7])
local row = pack(counted, admitted, granted, h1, h2, h3, h4, h5, h6, h7, d1, d2, d3, d4, d5, d6, d7)
local entry
if job == '' then entry = call('XADD', KEYS[6], '*', 'q', sequence, 'n', generation, 'y', 'row', 'i', ARGV[5], 'm', row, 'k', ARGV[4], 'c', context, 's', ARGV[3])
else entry = call('XADD', KEYS[6], '*', 'q', sequence, 'n', generation, 'y', 'row', 'i', ARGV[5], 'm', row, 'k', ARGV[4], 'c', context, 's', ARGV[3], 'j', job) end
return {'OK', sequence, entry, generation}
