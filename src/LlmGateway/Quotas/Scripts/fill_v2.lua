#!lua flags=allow-oom
-- Fills a window that this store has never counted in, or not since the subject's limits named the other one: what the ledger has, then what the outbox has beyond it.
-- Holds stay. Does nothing if another gateway was faster. The ledger must stand still meanwhile: then what it lacks is in the outbox.
--
-- KEYS  1 generation  2 account  3 outbox
-- ARGV  1 account expiry (ms)  2 last outbox entry that the fields have (stream id)  3 subject as kind:id  4 first day that counts  5 last day that counts  6 1 for a rolling window
--       then fields and values
-- Returns  UNSEEDED | OK

if not redis.call('GET', KEYS[1]) then return {'UNSEEDED'} end
if redis.call('HEXISTS', KEYS[2], 'v') == 1 then return {'OK'} end
for _, name in ipairs(redis.call('HKEYS', KEYS[2])) do
  if string.match(name, '^[pdf]') then redis.call('HDEL', KEYS[2], name) end
end
if #ARGV > 6 then redis.call('HSET', KEYS[2], unpack(ARGV, 7)) end

local first, last, rolling = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6] == '1'
local function post(day, meter, amount)
  day = tonumber(day)
  if tonumber(amount) == 0 or day < first or day > last then return end
  redis.call('HINCRBY', KEYS[2], 'p' .. meter, amount)
  if not rolling then return end
  redis.call('HINCRBY', KEYS[2], 'd' .. day .. ':' .. meter, amount)
  local from = redis.call('HGET', KEYS[2], 'f')
  if not from or day < tonumber(from) then redis.call('HSET', KEYS[2], 'f', day) end
end

for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '(' .. ARGV[2], '+')) do
  local value = {}
  for i = 1, #entry[2], 2 do value[entry[2][i]] = entry[2][i + 1] end
  if value.y == 'row' then
    for subject, day in string.gmatch(value.k, '([^,|]+)|[^|]*|(%d+)|%d') do
      if subject == ARGV[3] then
        local meter = 0
        for amount in string.gmatch(value.d, '[^,]+') do post(day, meter, amount); meter = meter + 1 end
      end
    end
  elseif value.y == 'adjusted' and value.u == ARGV[3] then
    post(value.d, value.m, value.a)
  end
end
redis.call('HSET', KEYS[2], 'v', -1, 'l', 's||||||||||')
redis.call('PEXPIREAT', KEYS[2], ARGV[1])
return {'OK'}
