#!lua flags=allow-oom
-- Puts back a reservation that this store has lost (a call in flight, an open job), whatever the limits say now. Does nothing if the store knows it.
--
-- KEYS  1 generation  2 reservation  3 tombstone  4 leases  5 jobs  6 the job's key  then one hash for each account
-- ARGV  1 accounts (n)  2 lease in ms  3 reservation id  4 admitted  5 granted  6 held  7 account list  8 context (JSON)  9 instance
--       10 binding of its job (JSON; empty: none)  11 how long a job's key is kept (ms)
-- Returns  UNSEEDED | NOOP | OK. Works before the generation opens.

if not redis.call('GET', KEYS[1]) then return {'UNSEEDED'} end
if redis.call('EXISTS', KEYS[2], KEYS[3]) > 0 then return {'NOOP'} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for a = 1, tonumber(ARGV[1]) do
  local meter = 0
  for amount in string.gmatch(ARGV[6], '[^,]+') do
    if amount ~= '0' then redis.call('HINCRBY', KEYS[6 + a], 'h' .. meter, amount) end
    meter = meter + 1
  end
end
redis.call('HSET', KEYS[2], 's', 'R', 't', ARGV[4], 'g', ARGV[5], 'h', ARGV[6], 'k', ARGV[7], 'c', ARGV[8], 'i', ARGV[9], 'e', 0, 'm', 0, 'n', '', 'b', '')
redis.call('ZADD', KEYS[4], now + ARGV[2], ARGV[3])
if ARGV[10] ~= '' then
  redis.call('HSET', KEYS[2], 'j', ARGV[10], 'l', 0)
  redis.call('SET', KEYS[6], ARGV[10], 'PX', ARGV[11])
  redis.call('ZADD', KEYS[5], now, ARGV[3])
end
return {'OK'}
