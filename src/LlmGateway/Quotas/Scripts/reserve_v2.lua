-- One atomic admission over every account of a call: reads all, checks all, then writes all or nothing (but for limits, which are learnt). The rule is Grant.cs.
--
-- KEYS  1 generation   2 reservation   3 tombstone   4 leases
--       then one hash for each account, in the order key, user, team, organization, upstream key
--       then one rate hash for each account whose rates are limited, in the same order
-- ARGV  1 accounts (n)  2 lease in ms  3 want  4 least (output tokens)  5 expected tokens  6 context (JSON)  7 account list (text, compared by settle)  8 instance
--       9 meters (m), then for each meter: its number (0 to 6), fixed amount, amount for each output token
--       then for each account: window start and end (ms), day, oldest day (both empty unless rolling), account expiry (ms), version of the limits,
--       limits as text (strict or shadow, seven limits, three rates; kept as the fence), requests/min, tokens/min, parallel, and m limits. Empty means unlimited.
-- Returns  UNSEEDED | LEARNING ms | RESOLVED | AGAIN admitted granted held | WINDOW now
--          SEED account (a window that must be filled first) | REFUSED account meter limit posted held requested first_day | RATED account rate limit used requested ms now
--          OK now granted account meter limit posted held first_day (of the tightest limit; account 0 if nothing limits), then six numbers for each shadow limit:
--          account meter limit posted held requested
-- Amounts are integers below 2^53, which a Lua number holds exactly. Where every call passes they are formatted here: redis.call would write them as floating point, which takes
-- several times as long.

local call, format = redis.call, string.format
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local generation = call('GET', KEYS[1])
if not generation then return {'UNSEEDED'} end
local opens = tonumber(string.match(generation, ':(%d+)$'))
if now < opens then return {'LEARNING', opens - now} end

if call('EXISTS', KEYS[2], KEYS[3]) > 0 then
  local known = redis.call('HMGET', KEYS[2], 's', 't', 'g', 'h')
  if known[1] == 'R' then return {'AGAIN', known[2], known[3], known[4]} end
  return {'RESOLVED'}
end

local n, want, least, expected = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local m = tonumber(ARGV[9])
local meter, fixed, each = {}, {}, {}
local fields = {'v'}
for i = 1, m do
  local at = 7 + 3 * i
  meter[i], fixed[i], each[i] = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  fields[2 * i], fields[2 * i + 1] = 'p' .. meter[i], 'h' .. meter[i]
end

-- Read. A window that is not the present one ends the call: the store's clock decides.
local width = 10 + m
local first = 9 + 3 * m
local posted, held, limit, strict = {}, {}, {}, {}
for a = 1, n do
  local at = first + (a - 1) * width
  if now < tonumber(ARGV[at + 1]) or now >= tonumber(ARGV[at + 2]) then return {'WINDOW', now} end
end

-- A rolling window drops the days that have fallen out: at most 31, or all of them at once.
local function prune(key, day, oldest)
  local from = tonumber(redis.call('HGET', key, 'f') or day)
  if from >= oldest then return end
  local stop = math.min(oldest, from + 62)
  for gone = from, stop - 1 do
    for i = 0, 6 do
      local field = 'd' .. gone .. ':' .. i
      local amount = redis.call('HGET', key, field)
      if amount then
        if tonumber(amount) ~= 0 then redis.call('HINCRBY', key, 'p' .. i, -tonumber(amount)) end
        redis.call('HDEL', key, field)
      end
    end
  end
  local next = stop
  while next < day and redis.call('HEXISTS', key, 'd' .. next .. ':1') == 0 and redis.call('HEXISTS', key, 'd' .. next .. ':0') == 0 do next = next + 1 end
  redis.call('HSET', key, 'f', next)
end

for a = 1, n do
  local at = first + (a - 1) * width
  local key = KEYS[4 + a]
  if ARGV[at + 3] ~= '' then prune(key, tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])) end
  local values = call('HMGET', key, unpack(fields))
  local p, h, l = {}, {}, {}
  for i = 1, m do
    p[i], h[i] = tonumber(values[2 * i] or 0), tonumber(values[2 * i + 1] or 0)
    l[i] = tonumber(ARGV[at + 10 + i])
  end
  strict[a] = string.byte(ARGV[at + 7]) == 115
  local version = tonumber(values[1])
  -- A rolling window that this store has never counted in starts from the ledger's days, not from nothing; and so does a month whose subject counted in a rolling window
  -- so far (its name is made here and not given as a key, because it is asked for once in a month only).
  if not version and (ARGV[at + 3] ~= '' or redis.call('EXISTS', (string.gsub(key, '[^:]+$', 'r30'))) == 1) then return {'SEED', a} end
  if not version or version < tonumber(ARGV[at + 6]) then
    -- Learnt from every call, a refused one too: it may be the only one that brings a lowered limit.
    redis.call('HSET', key, 'v', ARGV[at + 6], 'l', ARGV[at + 7])
    if not version then redis.call('PEXPIREAT', key, ARGV[at + 5]) end
  elseif version > tonumber(ARGV[at + 6]) then
    -- The fence: an older gateway decides by the newest limits that any gateway brought.
    local fence, part = {}, 0
    for text in string.gmatch(redis.call('HGET', key, 'l') .. '|', '([^|]*)|') do fence[part] = text; part = part + 1 end
    strict[a] = fence[0] == 's'
    for i = 1, m do l[i] = tonumber(fence[1 + meter[i]]) end
  end
  posted[a], held[a], limit[a] = p, h, l
end

-- Check. The wanted output, or as much as a quarter of what remains of each strict limit pays for, or else the least.
local granted = want
for a = 1, n do
  if strict[a] then
    for i = 1, m do
      local l = limit[a][i]
      if l and each[i] > 0 then
        local remaining = l - posted[a][i] - held[a][i] - fixed[i]
        local share = 4 * each[i]
        local fits = remaining <= 0 and 0 or (remaining - math.fmod(remaining, share)) / share
        if fits < granted then granted = fits end
      end
    end
  end
end
if granted < least then granted = least end

local function first_day(a)
  return ARGV[first + (a - 1) * width + 3] ~= '' and tonumber(redis.call('HGET', KEYS[4 + a], 'f') or -1) or -1
end

local shadows = {}
for a = 1, n do
  for i = 1, m do
    local l = limit[a][i]
    local needed = fixed[i] + least * each[i]
    if l and needed > 0 and needed > l - posted[a][i] - held[a][i] then
      if strict[a] then return {'REFUSED', a, tonumber(meter[i]), l, posted[a][i], held[a][i], needed, first_day(a)} end
      for _, value in ipairs({a, tonumber(meter[i]), l, posted[a][i], held[a][i], needed}) do shadows[#shadows + 1] = value end
    end
  end
end

local minute = math.floor(now / 60000)
local rated = 0
for a = 1, n do
  local at = first + (a - 1) * width
  local requests, tokens, parallel = tonumber(ARGV[at + 8]), tonumber(ARGV[at + 9]), tonumber(ARGV[at + 10])
  if requests or tokens or parallel then
    rated = rated + 1
    if strict[a] then
      local rates = redis.call('HMGET', KEYS[4 + n + rated], 'm', 'n', 't', 'c')
      local current = tonumber(rates[1] or -1) == minute
      local used = current and tonumber(rates[2] or 0) or 0
      if requests and used + 1 > requests then return {'RATED', a, 0, requests, used, 1, (minute + 1) * 60000 - now, now} end
      used = current and tonumber(rates[3] or 0) or 0
      if tokens and used + expected > tokens then return {'RATED', a, 1, tokens, used, expected, (minute + 1) * 60000 - now, now} end
      used = tonumber(rates[4] or 0)
      if parallel and used + 1 > parallel then return {'RATED', a, 2, parallel, used, 1, 1000, now} end
    end
  end
end

-- Write.
local amount, text = {}, {'0', '0', '0', '0', '0', '0', '0'}
for i = 1, m do
  amount[i] = fixed[i] + granted * each[i]
  text[1 + meter[i]] = format('%d', amount[i])
end
local tightest, share = {0, 0, 0, 0, 0, -1}, nil
for a = 1, n do
  local at = first + (a - 1) * width
  local key = KEYS[4 + a]
  local sets = {}
  for i = 1, m do
    if amount[i] > 0 then
      sets[#sets + 1] = fields[2 * i + 1]
      sets[#sets + 1] = format('%d', held[a][i] + amount[i])
      local l = limit[a][i]
      if l then
        local left = (l - posted[a][i] - held[a][i] - amount[i]) / l
        if not share or left < share then
          share = left
          tightest = {a, tonumber(meter[i]), l, posted[a][i], held[a][i] + amount[i]}
        end
      end
    end
  end
  if #sets > 0 then call('HSET', key, unpack(sets)) end
  if ARGV[at + 3] ~= '' then redis.call('PEXPIREAT', key, ARGV[at + 5]) end
end
if tightest[1] > 0 then tightest[6] = first_day(tightest[1]) end

local slots, counted = {}, {}
rated = 0
for a = 1, n do
  local at = first + (a - 1) * width
  if ARGV[at + 8] ~= '' or ARGV[at + 9] ~= '' or ARGV[at + 10] ~= '' then
    rated = rated + 1
    local key = KEYS[4 + n + rated]
    if ARGV[at + 8] ~= '' or ARGV[at + 9] ~= '' then
      local rates = redis.call('HMGET', key, 'm', 'n', 't')
      local current = tonumber(rates[1] or -1) == minute
      redis.call('HSET', key, 'm', minute, 'n', (current and tonumber(rates[2] or 0) or 0) + 1, 't', (current and tonumber(rates[3] or 0) or 0) + expected)
      counted[#counted + 1] = rated
    end
    if ARGV[at + 10] ~= '' then
      redis.call('HINCRBY', key, 'c', 1)
      slots[#slots + 1] = rated
    end
    redis.call('PEXPIRE', key, 345600000)
  end
end

call('HSET', KEYS[2], 's', 'R', 't', format('%d', now), 'g', format('%d', granted), 'h', table.concat(text, ','), 'k', ARGV[7], 'c', ARGV[6], 'i', ARGV[8],
  'e', ARGV[5], 'm', format('%d', minute), 'n', table.concat(counted, ','), 'b', table.concat(slots, ','))
call('ZADD', KEYS[4], format('%d', now + ARGV[2]), string.match(KEYS[2], '[^:]+$'))
local answer = {'OK', now, granted, tightest[1], tightest[2], tightest[3], tightest[4], tightest[5], tightest[6]}
for _, value in ipairs(shadows) do answer[#answer + 1] = value end
return answer
