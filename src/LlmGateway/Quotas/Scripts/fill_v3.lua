#!lua flags=allow-oom
-- Fills a window that this store has never counted in, or not since the subject's limits named the other one: what the ledger has, then what the outbox has beyond it.
-- Holds stay. Does nothing if another gateway was faster. The ledger must stand still meanwhile: then what it lacks is in the outbox.
-- What hashes and rows hold stands at the heads of the reserve and settle scripts.
--
-- KEYS  1 generation  2 account  3 outbox
-- ARGV  1 account expiry (ms)  2 last outbox entry that the amounts have (stream id)  3 subject as kind:id  4 first day that counts  5 last day that counts  6 1 for a rolling window
--       then day and seven amounts (doubles) of each posting; for a month one posting, of whatever day in it
-- Returns  UNSEEDED | OK

if redis.call('EXISTS', KEYS[1]) == 0 then return {'UNSEEDED'} end
local counted = '<dddddddddddddddd'
local counters = {struct.unpack(counted, redis.call('HGET', KEYS[2], 'c') or struct.pack(counted, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))}
if counters[1] ~= -2 then return {'OK'} end
for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
  if string.sub(name, 1, 1) == 'd' then redis.call('HDEL', KEYS[2], name) end
end

local first, last, rolling, days = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1', {}
counters[1], counters[2] = -1, -1
for meter = 1, 7 do counters[2 + meter] = 0 end

local function post(day, meter, amount)
  if amount == 0 or day < first or day > last then return end
  counters[2 + meter] = counters[2 + meter] + amount
  if not rolling then return end
  days[day] = days[day] or {0, 0, 0, 0, 0, 0, 0}
  days[day][meter] = days[day][meter] + amount
  if counters[2] < 0 or day < counters[2] then counters[2] = day end
end

for at = 7, #ARGV, 2 do
  for meter, amount in ipairs({unpack({struct.unpack('<ddddddd', ARGV[at + 1])}, 1, 7)}) do post(tonumber(ARGV[at]), meter, amount) end
end
for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '(' .. ARGV[2], '+')) do
  local value = {}
  for i = 1, #entry[2], 2 do value[entry[2][i]] = entry[2][i + 1] end
  if value.y == 'row' then
    for subject, day in string.gmatch(value.k, '([^,|]+)|[^|]*|(%d+)|%d') do
      if subject == ARGV[3] then
        for meter, amount in ipairs({unpack({struct.unpack('<ddddddd', value.m, 73)}, 1, 7)}) do post(tonumber(day), meter, amount) end
      end
    end
  elseif value.y == 'adjusted' and value.u == ARGV[3] then
    post(tonumber(value.d), 1 + value.m, tonumber(value.a))
  end
end

redis.call('HSET', KEYS[2], 'c', struct.pack(counted, unpack(counters, 1, 16)), 'l', struct.pack('<ddddddddddd', 1, unpack({1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0, 1 / 0})))
for day, amounts in pairs(days) do redis.call('HSET', KEYS[2], 'd' .. day, struct.pack('<ddddddd', unpack(amounts))) end
redis.call('PEXPIREAT', KEYS[2], ARGV[1])
return {'OK'}
